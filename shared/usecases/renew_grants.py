"""Accounts' lasting permissions are renewed before they run out, by one worker at a time."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from shared.domain.desk import Account
from shared.domain.errors import DeskError, DisconnectedError
from shared.ports import Desk, Grants
from shared.usecases.account_health import FAULT
from shared.usecases.settings import desk_settings

EARLY = timedelta(minutes=30)
"""A permission lasts two hours: six of the reconciler's runs may fail before it is over."""

LEASE = timedelta(minutes=2)
"""Longer than the function runs: who crashes with it keeps the others waiting for one of their runs."""

ONE_RUN = timedelta(seconds=15)
"""The reconciler has other things to do in its fifty seconds."""

LOOK_EVERY = timedelta(hours=1)
"""How long what is well is not looked at again by the same process: each look is a paid call to the keeper of secrets."""

LOST = "permission_lost"


def lease_of(account: Account) -> str:
    """One for each app: its accounts' permissions stand in one secret, which is read, changed and written back."""
    return f"grants.{account.network}.{account.app}"


def renew_grants(grants: Mapping[str, Grants], *, desk: Desk) -> Counter[str]:
    """Every five minutes; says how many came to what. One account that fails harms no other.

    A key serves once. So the permission is read again once the lease is taken: whoever had it before may have renewed
    it. An answer that is lost leaves open whether the key is spent: it is tried again by the next run, and if it is, the
    network refuses it and the account says that it has to be connected again.
    """
    told: Counter[str] = Counter()
    began = desk.clock.now()
    for account in desk_settings(desk).live_accounts:
        source = grants.get(account.network)
        if source is not None and desk.clock.now() - began <= ONE_RUN:
            try:
                told[_tend(account, source, desk=desk)] += 1
            except DeskError:
                told["failed"] += 1
    return told


def _tend(account: Account, source: Grants, *, desk: Desk) -> str:
    now = desk.clock.now()
    quiet = desk.memo.get(f"{LOST}.{account.id}")
    if (quiet is not None and now < quiet) or not _due(account, source, desk=desk):
        return "fine"
    if not desk.leases.take(lease_of(account), now, now + LEASE):
        return "in_hand"
    try:
        if not _due(account, source, desk=desk):
            return "fine"
        source.renew(account)
    except DisconnectedError as error:
        desk.heartbeats.fail(account.id, LOST, str(error), desk.clock.now())
        return "lost"
    finally:
        desk.leases.give_back(lease_of(account), now + LEASE)
    _well(account, desk=desk)
    return "renewed"


def _due(account: Account, source: Grants, *, desk: Desk) -> bool:
    """A permission that was given anew, or renewed, is lost no more. One that is over for good is still tried: who
    connects the account again need not tell the desk."""
    grant, now = source.standing(account), desk.clock.now()
    fresh = grant is None or grant.expires_at - now > EARLY
    if fresh:
        soonest = now + LOOK_EVERY if grant is None else min(grant.expires_at - EARLY, now + LOOK_EVERY)
        desk.memo[f"{LOST}.{account.id}"] = soonest
        _well(account, desk=desk)
    return not fresh


def _well(account: Account, *, desk: Desk) -> None:
    if FAULT + LOST in desk.heartbeats.of(account.id):
        desk.heartbeats.clear(account.id, LOST)
