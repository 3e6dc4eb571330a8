"""Renew the accounts' OAuth permissions before they expire, by one worker at a time."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from shared.domain.accounts.connection import Grant
from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import Call, PauseReason
from shared.domain.errors import CredentialNotStoredError, DeskError, DisconnectedError, RefusedError
from shared.domain.settings.desk import Account
from shared.ports.accounts import HasHeartbeats
from shared.ports.clock import HasClock
from shared.ports.networks import Grants, HasNetworks
from shared.ports.operations import HasLeases
from shared.ports.setup import PermissionDesk
from shared.usecases.settings.current import ReadsSettings, desk_settings


class RenewGrantsDesk(PermissionDesk, ReadsSettings, HasNetworks, Protocol):
    """The parts of the desk that `renew_grants` uses."""


EARLY = timedelta(minutes=30)
"""A permission lasts two hours: six of the reconciler's runs may fail before it expires."""

LEASE = timedelta(minutes=2)
"""The lease lasts longer than the function runs: a crashed worker delays the others by one of their runs."""

ONE_RUN = timedelta(seconds=15)
"""The part of a run in which renewals begin: one cut off between the network's response and the write would lose the
new key, and the function has fifty seconds, with nothing else to do in this run.
"""

LOOK_EVERY = timedelta(hours=1)
"""How long a process does not check a valid permission again: each read of the secret is a paid call."""

PACE = timedelta(minutes=9)
"""An app's permissions are written in every second run at most: the secret store keeps each version for a day, and about
a hundred of them. So nine accounts of an app are always fresh; more are renewed in turn, those that expire first before
the others. https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
"""

AGAIN = timedelta(hours=1)
"""When a refused renewal is retried: a refusal by mistake heals by itself."""


class Renewal(StrEnum):
    """The outcome of one run for an account's permission."""

    FRESH = "fine"
    RENEWED = "renewed"
    BUSY = "in_hand"
    """Another worker holds the lease on the permissions of the same app."""
    PACED = "rests"
    """The app's secret was written a moment ago; the account is left to the next run."""
    PAUSED = "waits"
    """The network refused it within the hour."""
    REFUSED = "refused"
    LOST = "lost"
    FAILED = "failed"


def lease_of(account: Account) -> str:
    """Return the lease's name, one an app: its accounts' permissions share one secret, which is read, changed and written."""
    return f"grants.{account.network}.{account.app}"


def pace_of(account: Account) -> str:
    """Return the name of the lease that paces an app: it is never released once its permissions were written."""
    return f"pace.{lease_of(account)}"


def renew_grants(*, desk: RenewGrantsDesk) -> Counter[Renewal]:
    """Renew every permission that expires soon, every five minutes, and count the outcomes. A failing account delays no
    other; an error that is none of the desk's is raised once the others have had their turn.

    A refresh key can be used once. So the permission is read again once the lease is taken: the previous holder may
    have renewed it. A lost response leaves open whether the key is spent: the next run retries it, and if it is spent,
    the network refuses it and the account reports that it has to be connected again.
    """
    outcomes: Counter[Renewal] = Counter()
    began = desk.clock.now()
    due: list[tuple[datetime, Account, Grants]] = []
    unexpected: list[Exception] = []

    def count_failure(error: Exception) -> None:
        outcomes[Renewal.FAILED] += 1
        if not isinstance(error, DeskError):
            unexpected.append(error)

    for account in desk_settings(desk).live_accounts:
        plug = desk.networks.get(account.network)
        source = plug.grants if plug is not None else None
        if source is not None:
            try:
                ends = _ends(account, source, desk=desk)
            except Exception as error:  # noqa: BLE001  # raised once the other accounts have had their turn
                count_failure(error)
                continue
            if ends is None:
                outcomes[Renewal.FRESH] += 1
            else:
                due.append((ends, account, source))
    for _, account, source in sorted(due, key=lambda one: one[0]):
        if desk.clock.now() - began <= ONE_RUN:
            try:
                outcomes[_renew_if_due(account, source, desk=desk)] += 1
            except Exception as error:  # noqa: BLE001  # as above
                count_failure(error)
    if unexpected:
        raise unexpected[0]
    return outcomes


@contextmanager
def alone(account: Account, *, desk: PermissionDesk) -> Iterator[bool]:
    """Hold the lease on the permissions of the account's app; yield False if another worker holds it."""
    now = desk.clock.now()
    free = desk.leases.take(lease_of(account), now, now + LEASE)
    try:
        yield free
    finally:
        if free:
            desk.leases.give_back(lease_of(account), now + LEASE)


def revive(account: Account, source: Grants, *, desk: PermissionDesk) -> Grant | None:
    """Return the valid permission, renewed on the spot if it has expired and no other worker holds the lease; None if
    there is none, or if its key is not accepted any more.
    """
    grant = source.standing(account)
    if grant is None or grant.expires_at > desk.clock.now():
        return None if _lost(account, desk=desk) else grant
    with alone(account, desk=desk) as free:
        try:
            return source.renew(account) if free else None
        except (DisconnectedError, RefusedError):
            return None


def _renew_if_due(account: Account, source: Grants, *, desk: RenewGrantsDesk) -> Renewal:
    now = desk.clock.now()
    if desk.heartbeats.of(account.id).paused(Call.RENEW_PERMISSION, now):
        return Renewal.PAUSED
    try:
        with alone(account, desk=desk) as free:
            if not free:
                return Renewal.BUSY
            if _ends(account, source, desk=desk) is None:
                return Renewal.FRESH
            if not desk.leases.take(pace_of(account), now, now + PACE):
                return Renewal.PACED
            _renew(account, source, now, desk=desk)
    except DisconnectedError as error:
        desk.heartbeats.fail(account.id, Fault.PERMISSION_LOST, str(error), desk.clock.now())
        desk.heartbeats.pause(account.id, Call.RENEW_PERMISSION, PauseReason.REFUSED, now + AGAIN)
        return Renewal.LOST
    except RefusedError as error:
        if _over(account, source, desk=desk):
            desk.heartbeats.fail(account.id, Fault.PERMISSION_LOST, str(error), desk.clock.now())
        return Renewal.REFUSED
    except CredentialNotStoredError as error:
        desk.heartbeats.fail(account.id, Fault.PERMISSION_LOST, str(error), desk.clock.now())
        raise
    well(account, desk=desk)
    return Renewal.RENEWED


def _renew(account: Account, source: Grants, now: datetime, *, desk: HasLeases) -> None:
    """Renew the permission, and release the app's pace for another account of the app if nothing was written."""
    try:
        source.renew(account)
    except DeskError:
        desk.leases.give_back(pace_of(account), now + PACE)
        raise


def _over(account: Account, source: Grants, *, desk: HasClock) -> bool:
    """Return whether the permission has expired: from then on a refusal that may be a slip of the network counts (I10)."""
    grant = source.standing(account)
    return grant is not None and grant.expires_at <= desk.clock.now()


def _ends(account: Account, source: Grants, *, desk: RenewGrantsDesk) -> datetime | None:
    """Return the expiry of a permission that is to be renewed; None while it is fresh, or if there is none.

    A permission that was granted anew, or renewed, is lost no more. One that is over for good is still tried: a person
    who connects the account again need not tell the desk.
    """
    now = desk.clock.now()
    fresh = desk.memory.fresh_permissions.get(account.id)
    if fresh is not None and now < fresh:
        return None
    grant = source.standing(account)
    if grant is not None and grant.expires_at - now <= EARLY:
        return grant.expires_at
    soonest = now + LOOK_EVERY if grant is None else min(grant.expires_at - EARLY, now + LOOK_EVERY)
    desk.memory.fresh_permissions[account.id] = soonest
    well(account, desk=desk)
    return None


def well(account: Account, *, desk: HasHeartbeats) -> None:
    """Clear the fault of a lost permission."""
    if _lost(account, desk=desk):
        desk.heartbeats.clear(account.id, Fault.PERMISSION_LOST)


def _lost(account: Account, *, desk: HasHeartbeats) -> bool:
    return Fault.PERMISSION_LOST in desk.heartbeats.of(account.id).faults
