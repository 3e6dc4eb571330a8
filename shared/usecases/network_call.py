"""What a network's answer to a call says of the account: its faults are raised, and taken back, at every call (I8)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from shared.domain.errors import (
    AccountRefusedError,
    BudgetSpentError,
    DisconnectedError,
    NetworkError,
    OutOfCreditError,
    RateLimitedError,
    UnavailableError,
)
from shared.domain.post import Channel
from shared.ports import Desk
from shared.usecases.account_health import FAULT

logger = logging.getLogger(__name__)

NOT_BEFORE = "not_before:"
"""The sign of life that is none: until when the network wants to be left alone with a call, by the call's name."""

DISCONNECTED, OUT_OF_CREDIT, RATE_LIMITED = "account_disconnected", "out_of_credit", "rate_limited"


def send_call(channel: Channel) -> str:
    """The name of a send on that channel, as a call."""
    return f"send_{channel}"


SENDING = {send_call(Channel.PUBLIC): "replies_refused", send_call(Channel.DIRECT): "messages_refused"}
"""The fault of an account that may read and not write: only that such a send is taken shows that it is over."""


@contextmanager
def heard(account: str, call: str, *, desk: Desk) -> Iterator[None]:
    """Around one call for the account: raises what the call raises, and nothing else."""
    try:
        yield
    except NetworkError as error:
        hear_failure(account, call, error, desk=desk)
        raise
    hear_success(account, call, desk=desk)


def hear_failure(account: str, call: str, error: NetworkError, *, desk: Desk) -> None:
    """A token or a credit that is refused holds for every call of the account; a rate limit for the `call` that met it.
    That the desk itself spares a budget (BudgetSpentError) is no fault."""
    now = desk.clock.now()
    with _harming_nobody(account):
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


def hear_success(account: str, call: str, *, desk: Desk) -> None:
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


def _well(account: str, call: str, *, desk: Desk) -> None:
    beats = desk.heartbeats.of(account)
    for fault in (DISCONNECTED, OUT_OF_CREDIT, *filter(None, [SENDING.get(call)])):
        if FAULT + fault in beats:
            desk.heartbeats.clear(account, fault)
    if FAULT + RATE_LIMITED in beats:
        now = desk.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        others = (at for way, at in beats.items() if way.startswith(NOT_BEFORE) and way != NOT_BEFORE + call)
        if all(at <= now for at in others):
            desk.heartbeats.clear(account, RATE_LIMITED)
