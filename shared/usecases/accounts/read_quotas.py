"""Read how many answers the accounts' plans still allow: every hour, after each answer, and sooner once none is left (N7)."""

import logging
from collections import Counter
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.quota import Quota, ends_fault, is_due
from shared.domain.accounts.status import Call, PauseReason
from shared.domain.errors import DeskError, RefusedError
from shared.domain.settings.desk import Account
from shared.ports.networks import HasNetworks, Quotas
from shared.usecases.accounts.call_health import NOT_PERMITTED, CallHealthDesk, tracked_call
from shared.usecases.settings.current import ReadsSettings, desk_settings

logger = logging.getLogger(__name__)


class ReadQuotasDesk(CallHealthDesk, ReadsSettings, HasNetworks, Protocol):
    """The parts of the desk that `read_quotas` uses."""


ONE_RUN = timedelta(seconds=35)
"""A run begins no further account after this: the function has fifty seconds, and the next run comes in five minutes."""


class QuotaOutcome(StrEnum):
    """The outcome of one run for an account whose plan has a quota."""

    READ = "read"
    FRESH = "fresh"
    PAUSED = "paused"
    NEXT_RUN = "next_run"
    FAILED = "failed"


def read_quotas(*, desk: ReadQuotasDesk) -> Counter[QuotaOutcome]:
    """Read every quota that is due, and count the outcomes. A failing account harms no other, and what could not be read is
    unknown, not used up."""
    outcomes: Counter[QuotaOutcome] = Counter()
    began = desk.clock.now()
    for account in desk_settings(desk).live_accounts:
        source = _source(account, desk=desk)
        if source is None:
            continue
        if desk.clock.now() - began > ONE_RUN:
            outcomes[QuotaOutcome.NEXT_RUN] += 1
            continue
        try:
            outcomes[_read_if_due(account, source, desk=desk)] += 1
        except DeskError as error:
            logger.warning("cannot read the quota of %s: %s", account.id, type(error).__name__)
            outcomes[QuotaOutcome.FAILED] += 1
    return outcomes


def read_after_answer(account_id: str, *, desk: ReadQuotasDesk) -> None:
    """Read the quota once an answer has gone out. An answer that is sent stays sent, whatever becomes of the reading."""
    try:
        account = desk_settings(desk).account(account_id)
        source = _source(account, desk=desk)
        if source is not None:
            _read(account, source, desk=desk)
    except DeskError as error:
        logger.warning("cannot read the quota of %s: %s", account_id, type(error).__name__)


def note_reading(account_id: str, reading: Quota, *, desk: CallHealthDesk) -> None:
    """Store a reading, and raise or clear the fault of a used-up quota by it."""
    status = desk.heartbeats.of(account_id)
    desk.heartbeats.note_quota(account_id, reading)
    refused = status.faults.get(Fault.QUOTA_USED_UP)
    if reading.used_up:
        desk.heartbeats.fail(account_id, Fault.QUOTA_USED_UP, f"{reading.used} / {reading.limit}", reading.as_of)
    elif refused is not None and ends_fault(refused, status.quota, reading):
        desk.heartbeats.clear(account_id, Fault.QUOTA_USED_UP)


def _source(account: Account, *, desk: HasNetworks) -> Quotas | None:
    plug = desk.networks.get(account.network)
    return plug.quotas if plug is not None else None


def _read_if_due(account: Account, source: Quotas, *, desk: ReadQuotasDesk) -> QuotaOutcome:
    status, now = desk.heartbeats.of(account.id), desk.clock.now()
    if not is_due(status.quota, now) and Fault.QUOTA_USED_UP not in status.faults:
        return QuotaOutcome.FRESH
    if status.paused(Call.READ_QUOTA, now):
        return QuotaOutcome.PAUSED
    _read(account, source, desk=desk)
    return QuotaOutcome.READ


def _read(account: Account, source: Quotas, *, desk: ReadQuotasDesk) -> None:
    try:
        with tracked_call(account.id, Call.READ_QUOTA, desk=desk):
            reading = source.read(account)
    except RefusedError:
        until = desk.clock.now() + NOT_PERMITTED
        desk.heartbeats.pause(account.id, Call.READ_QUOTA, PauseReason.REFUSED, until)
        raise
    note_reading(account.id, reading, desk=desk)
