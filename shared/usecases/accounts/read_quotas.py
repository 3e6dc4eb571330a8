"""Read how many answers the accounts' plans still allow: every hour, after each answer, and sooner once none is left (N7)."""

import logging
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.quota import Quota, ends_fault, is_due
from shared.domain.accounts.status import AccountStatus, Call, PauseReason, Signal
from shared.domain.errors import DeskError, NotFoundError, RefusedError, UnavailableError
from shared.domain.settings.desk import Account
from shared.ports.networks import HasNetworks, Quotas
from shared.usecases.accounts.call_health import NOT_PERMITTED, CallHealthDesk, tracked_call
from shared.usecases.settings.current import ReadsSettings, desk_settings

logger = logging.getLogger(__name__)


class NoteSpentDesk(CallHealthDesk, ReadsSettings, HasNetworks, Protocol):
    """The parts of the desk that `note_spent` uses."""


class QuotaOutcome(StrEnum):
    """The outcome of a reading."""

    READ = "quota_read"
    FAILED = "quota_failed"


def is_reading_due(status: AccountStatus, now: datetime) -> bool:
    """Return whether the quota is to be read now: sooner after an answer, and while the account is said to have none left;
    not before anybody has connected it."""
    if Fault.NOT_CONNECTED in status.faults:
        return False
    spent = status.last.get(Signal.QUOTA_SPENT)
    outdated = spent is not None and status.quota is not None and status.quota.as_of <= spent
    due = outdated or is_due(status.quota, now) or Fault.QUOTA_USED_UP in status.faults
    return due and not status.paused(Call.READ_QUOTA, now)


def read_if_due(account: Account, source: Quotas, *, desk: CallHealthDesk) -> QuotaOutcome | None:
    """Read the quota unless that was done of late. What could not be read is unknown, and not used up."""
    if not is_reading_due(desk.heartbeats.of(account.id), desk.clock.now()):
        return None
    return _read(account, source, desk=desk)


def note_spent(account_id: str, *, desk: NoteSpentDesk) -> None:
    """Note that an answer has gone out, or was refused for the quota: the next poll reads it, within a minute. The worker that
    sends has no time for it, and what became of the answer stays so, whatever becomes of the note."""
    with suppress(NotFoundError, UnavailableError):
        plug = desk.networks.get(desk_settings(desk).account(account_id).network)
        if plug is not None and plug.quotas is not None:
            desk.heartbeats.beat(account_id, Signal.QUOTA_SPENT, desk.clock.now())


def note_reading(account_id: str, reading: Quota, *, desk: CallHealthDesk) -> None:
    """Store a reading, and raise or clear the fault of a used-up quota by it."""
    status = desk.heartbeats.of(account_id)
    desk.heartbeats.note_quota(account_id, reading)
    refused = status.faults.get(Fault.QUOTA_USED_UP)
    if reading.used_up:
        desk.heartbeats.fail(account_id, Fault.QUOTA_USED_UP, f"{reading.used} / {reading.limit}", reading.as_of)
    elif refused is not None and ends_fault(refused, status.quota, reading):
        desk.heartbeats.clear(account_id, Fault.QUOTA_USED_UP)


def _read(account: Account, source: Quotas, *, desk: CallHealthDesk) -> QuotaOutcome:
    """Ask the network, and store its answer. A plan that may not be read is left alone for a while."""
    try:
        with tracked_call(account.id, Call.READ_QUOTA, desk=desk):
            reading = source.read(account)
        note_reading(account.id, reading, desk=desk)
    except DeskError as error:
        logger.warning("cannot read the quota of %s: %s", account.id, type(error).__name__)
        if isinstance(error, RefusedError):
            until = desk.clock.now() + NOT_PERMITTED
            desk.heartbeats.pause(account.id, Call.READ_QUOTA, PauseReason.REFUSED, until)
        return QuotaOutcome.FAILED
    return QuotaOutcome.READ
