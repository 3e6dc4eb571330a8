"""Raise and clear an account's faults by the network's response to each call (I8), and retry a refused read before long
(I10)."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import AccountStatus, Call, Counted, PauseReason
from shared.domain.errors import (
    AccountRefusedError,
    BudgetSpentError,
    DisconnectedError,
    NotPermittedError,
    OutOfCreditError,
    QuotaUsedUpError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    TooVisibleError,
    UnavailableError,
)
from shared.ports.accounts import HasHeartbeats
from shared.ports.clock import HasClock


class CallHealthDesk(HasClock, HasHeartbeats, Protocol):
    """The parts of the desk that `call_health` uses."""


TOO_VISIBLE_FOR = timedelta(days=1)
"""How long an answer that too many people saw is reported (N6): long enough for every run of the watch to find it."""

logger = logging.getLogger(__name__)

SENDING: Mapping[Call, Fault] = {
    Call.SEND_PUBLIC: Fault.REPLIES_REFUSED,
    Call.SEND_DIRECT: Fault.MESSAGES_REFUSED,
}
"""The fault of an account that may read and not write: only a successful send clears it."""

READING: Mapping[Call, Fault] = {
    Call.MENTIONS: Fault.MENTIONS_UNREAD,
    Call.OWN_POSTS: Fault.OWN_POSTS_UNREAD,
    Call.MESSAGES: Fault.MESSAGES_UNREAD,
    Call.LOOK_UP: Fault.LOOKUPS_REFUSED,
}
"""The calls that read, and the fault of each when it is refused: a missing channel is reported."""

SOONEST, LATEST = timedelta(seconds=50), timedelta(minutes=9)
"""The shortest and the longest pause before a refused read is retried. Reads are made once a minute, so one more minute
may pass: within two minutes for the first time, and every ten minutes at most (I10).
"""

NOT_PERMITTED = timedelta(hours=1)
"""When a read is retried for which the network reports a missing right: a right granted meanwhile is found."""


@contextmanager
def tracked_call(account: str, call: Call, *, desk: CallHealthDesk) -> Iterator[None]:
    """Record the outcome of one call for the account. Raises what the call raises, and nothing else."""
    try:
        yield
    except SocialNetworkError as error:
        record_failure(account, call, error, desk=desk)
        raise
    record_success(account, call, desk=desk)


def record_failure(account: str, call: Call, error: SocialNetworkError, *, desk: CallHealthDesk) -> None:
    """Raise the fault that the failed call shows. A refused token or credit holds for every call of the account; a rate
    limit holds for the `call` that met it. A budget that the desk itself spares (BudgetSpentError) is no fault. A
    refused read stays a fault until that read succeeds; until then it pauses between two tries (I10). Any other
    response of the network ends the rate limit of that call.
    """
    now = desk.clock.now()
    with _harming_nobody(account):
        if isinstance(error, DisconnectedError | OutOfCreditError | QuotaUsedUpError | RefusedError):
            _end_rate_limit(account, call, desk.heartbeats.of(account), desk=desk)
        match error:
            case BudgetSpentError():
                pass
            case RateLimitedError():
                desk.heartbeats.fail(account, Fault.RATE_LIMITED, str(error), now)
                desk.heartbeats.pause(account, call, PauseReason.RATE_LIMITED, error.until)
            case AccountRefusedError():
                desk.heartbeats.fail(account, SENDING.get(call, Fault.ACCOUNT_DISCONNECTED), str(error), now)
            case DisconnectedError():
                desk.heartbeats.fail(account, Fault.ACCOUNT_DISCONNECTED, str(error), now)
            case TooVisibleError():
                desk.heartbeats.count(account, Counted.TOO_VISIBLE, now, quiet=TOO_VISIBLE_FOR)
            case OutOfCreditError():
                desk.heartbeats.fail(account, Fault.OUT_OF_CREDIT, str(error), now)
            case QuotaUsedUpError():
                desk.heartbeats.fail(account, Fault.QUOTA_USED_UP, str(error), now)
            case RefusedError() if call in READING:
                _note_refused_read(account, call, error, desk=desk)


def record_success(account: str, call: Call, *, desk: CallHealthDesk) -> None:
    """Clear the faults of token and credit after any successful call. The fault of an account that may not send is
    cleared by a send; that of a rate limit once every call may be made again.
    """
    with _harming_nobody(account):
        _well(account, call, desk=desk)


@contextmanager
def _harming_nobody(account: str) -> Iterator[None]:
    """Log a health record that cannot be written; the call's outcome stands, and the next call records it."""
    try:
        yield
    except UnavailableError as error:
        logger.warning("cannot record the health of %s: %s", account, error)


def back_off(account: str, call: Call, error: RefusedError, since: datetime, *, desk: CallHealthDesk) -> None:
    """Pause a refused call for as long as it has been refused so far, within bounds, so that the pauses double.

    A refusal that does not mention the account's rights may be a slip of the network, and an hour without reading is as
    long as a promise; so only a right that is reported missing is waited for that long (I10).
    """
    now = desk.clock.now()
    pause = NOT_PERMITTED if isinstance(error, NotPermittedError) else min(max(now - since, SOONEST), LATEST)
    desk.heartbeats.pause(account, call, PauseReason.REFUSED, now + pause)


def _note_refused_read(account: str, call: Call, error: RefusedError, *, desk: CallHealthDesk) -> None:
    now, standing = desk.clock.now(), desk.heartbeats.of(account).faults.get(READING[call])
    desk.heartbeats.fail(account, READING[call], str(error), now)
    back_off(account, call, error, standing.since if standing is not None else now, desk=desk)


def _well(account: str, call: Call, *, desk: CallHealthDesk) -> None:
    status = desk.heartbeats.of(account)
    sent = Fault.QUOTA_USED_UP if call in SENDING else None
    over = (Fault.ACCOUNT_DISCONNECTED, Fault.OUT_OF_CREDIT, SENDING.get(call), READING.get(call), sent)
    for fault in over:
        if fault is not None and fault in status.faults:
            desk.heartbeats.clear(account, fault)
    _end_rate_limit(account, call, status, desk=desk)


def _end_rate_limit(account: str, call: Call, status: AccountStatus, *, desk: CallHealthDesk) -> None:
    """Clear the fault once every call may be made again."""
    if Fault.RATE_LIMITED in status.faults and not status.rate_limited(desk.clock.now(), but=call):
        desk.heartbeats.clear(account, Fault.RATE_LIMITED)
