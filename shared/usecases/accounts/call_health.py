"""What a network's answer to a call says of the account: its faults are raised, and taken back, at every call (I8), and
a read that was refused is asked again before long (I10)."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from shared.domain.errors import (
    AccountRefusedError,
    BudgetSpentError,
    DisconnectedError,
    NotPermittedError,
    OutOfCreditError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    UnavailableError,
)
from shared.domain.posts.post import Channel
from shared.ports.desk import Desk
from shared.ports.networks import Timeline
from shared.usecases.accounts.account_health import FAULT, SINCE, beat_at

logger = logging.getLogger(__name__)

NOT_BEFORE = "not_before:"
"""The sign of life that is none: until when the network wants to be left alone with a call, by the call's name."""

DISCONNECTED, OUT_OF_CREDIT, RATE_LIMITED = "account_disconnected", "out_of_credit", "rate_limited"


def send_call(channel: Channel) -> str:
    """The name of a send on that channel, as a call."""
    return f"send_{channel}"


SENDING = {send_call(Channel.PUBLIC): "replies_refused", send_call(Channel.DIRECT): "messages_refused"}
"""The fault of an account that may read and not write: only that such a send is taken shows that it is over."""

LOOK_UP = "look_up"
"""The name of looking stored posts up, as a call."""

READING: Mapping[str, str] = {
    Timeline.MENTIONS: "mentions_unread",
    Timeline.OWN_POSTS: "own_posts_unread",
    Timeline.MESSAGES: "messages_unread",
    LOOK_UP: "lookups_refused",
}
"""Calls that read, and the fault of one that is refused: a channel that is missing says so."""

REFUSED_UNTIL = "refused_until:"
"""The sign of life that is none: until when a read that was refused is left alone, by the call's name."""

SOONEST, LATEST = timedelta(seconds=50), timedelta(minutes=9)
"""The shortest and the longest pause before a refused read is asked again. Reads are made once a minute, so one more
minute may pass: within two minutes for the first time, and every ten minutes at most (I10)."""

NOT_PERMITTED = timedelta(hours=1)
"""When a read is asked again for which the network says that the right is missing: one that is given meanwhile is found."""


@contextmanager
def tracked_call(account: str, call: str, *, desk: Desk) -> Iterator[None]:
    """Around one call for the account: raises what the call raises, and nothing else."""
    try:
        yield
    except SocialNetworkError as error:
        record_failure(account, call, error, desk=desk)
        raise
    record_success(account, call, desk=desk)


def record_failure(account: str, call: str, error: SocialNetworkError, *, desk: Desk) -> None:
    """A token or a credit that is refused holds for every call of the account; a rate limit for the `call` that met it.
    That the desk itself spares a budget (BudgetSpentError) is no fault. A refusal of a read stands as its fault until that
    read goes well; until then it is `held_back` between two tries (I10). Whatever else the network answers, its rate limit
    is over for that call."""
    now = desk.clock.now()
    with _harming_nobody(account):
        if isinstance(error, DisconnectedError | OutOfCreditError | RefusedError):
            _limit_over(account, call, desk.heartbeats.of(account), desk=desk)
        match error:
            case BudgetSpentError():
                pass
            case RateLimitedError():
                desk.heartbeats.fail(account, RATE_LIMITED, str(error), now)
                desk.heartbeats.beat(account, NOT_BEFORE + call, error.until)
            case AccountRefusedError():
                desk.heartbeats.fail(account, SENDING.get(call, DISCONNECTED), str(error), now)
            case DisconnectedError():
                desk.heartbeats.fail(account, DISCONNECTED, str(error), now)
            case OutOfCreditError():
                desk.heartbeats.fail(account, OUT_OF_CREDIT, str(error), now)
            case RefusedError() if call in READING:
                _note_refused_read(account, call, error, desk=desk)


def record_success(account: str, call: str, *, desk: Desk) -> None:
    """Token and credit are well again, whatever was asked. An account that may not send, whatever it may read, is well
    again once it has sent; the fault of a rate limit goes once every call may be made again."""
    with _harming_nobody(account):
        _well(account, call, desk=desk)


@contextmanager
def _harming_nobody(account: str) -> Iterator[None]:
    """What the network answered stays what it answered, though the sign of it cannot be written down just now: the next
    call brings the same sign."""
    try:
        yield
    except UnavailableError as error:
        logger.warning("the health of %s is not written down: %s", account, error)


def held_back(call: str, beats: Mapping[str, str], now: datetime) -> str | None:
    """Why the call is left alone at `now`: `rate_limited` or `refused`; None where it may be made."""
    for reason, way in (("rate_limited", NOT_BEFORE), ("refused", REFUSED_UNTIL)):
        until = beat_at(beats, way + call)
        if until is not None and now < until:
            return reason
    return None


def back_off(account: str, call: str, error: RefusedError, since: datetime, *, desk: Desk) -> None:
    """Makes a pause before a call that has been refused since then: as long as that has lasted, within bounds, so that
    the pauses double.

    What says nothing of the account's rights may be a slip of the network, and an hour without reading is as long as a
    promise; so only a right that is said to be missing is waited for that long (I10).
    """
    now = desk.clock.now()
    pause = NOT_PERMITTED if isinstance(error, NotPermittedError) else min(max(now - since, SOONEST), LATEST)
    desk.heartbeats.beat(account, REFUSED_UNTIL + call, now + pause)


def _note_refused_read(account: str, call: str, error: RefusedError, *, desk: Desk) -> None:
    now, since = desk.clock.now(), beat_at(desk.heartbeats.of(account), SINCE + READING[call])
    desk.heartbeats.fail(account, READING[call], str(error), now)
    back_off(account, call, error, since or now, desk=desk)


def _well(account: str, call: str, *, desk: Desk) -> None:
    beats = desk.heartbeats.of(account)
    for fault in (DISCONNECTED, OUT_OF_CREDIT, *filter(None, [SENDING.get(call), READING.get(call)])):
        if FAULT + fault in beats:
            desk.heartbeats.clear(account, fault)
    _limit_over(account, call, beats, desk=desk)


def _limit_over(account: str, call: str, beats: Mapping[str, str], *, desk: Desk) -> None:
    """The fault goes once every call may be made again."""
    if FAULT + RATE_LIMITED in beats:
        now = desk.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        others = (at for way, at in beats.items() if way.startswith(NOT_BEFORE) and way != NOT_BEFORE + call)
        if all(at <= now for at in others):
            desk.heartbeats.clear(account, RATE_LIMITED)
