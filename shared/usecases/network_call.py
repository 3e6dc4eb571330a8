"""What a network's answer to a call says of the account: its faults are raised, and taken back, at every call (I8)."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.domain.errors import (
    AccountRefusedError,
    BudgetSpentError,
    DisconnectedError,
    OutOfCreditError,
    RateLimitedError,
)
from shared.domain.post import Channel
from shared.ports import Desk
from shared.usecases.account_health import FAULT

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
    """Around one call for the account: raises what the call raises.

    A token or a credit that is refused holds for every call of the account, and so does its being taken. An account that
    may not send, whatever it may read, is well again once it has sent; a rate limit holds for the `call` that met it, and the fault goes once every call may be made again. That the desk itself spares
    a budget (BudgetSpentError) is no fault.
    """
    try:
        yield
    except BudgetSpentError:
        raise
    except RateLimitedError as error:
        desk.heartbeats.fail(account, RATE_LIMITED, str(error), desk.clock.now())
        desk.heartbeats.beat(account, NOT_BEFORE + call, error.until)
        raise
    except AccountRefusedError as error:
        desk.heartbeats.fail(account, SENDING.get(call, DISCONNECTED), str(error), desk.clock.now())
        raise
    except DisconnectedError as error:
        desk.heartbeats.fail(account, DISCONNECTED, str(error), desk.clock.now())
        raise
    except OutOfCreditError as error:
        desk.heartbeats.fail(account, OUT_OF_CREDIT, str(error), desk.clock.now())
        raise
    _well(account, call, desk=desk)


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
