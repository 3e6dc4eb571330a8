"""Check whether a reply could be sent now: the post allows it, and the account is able to send (R6).

The account's faults decide, since the worker would meet them: a fault is cleared as soon as a call succeeds.
"""

from typing import Protocol

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import Call
from shared.domain.answering.answerable import answerable
from shared.domain.networks.answerable import Answerable, Reason
from shared.domain.posts.post import Channel, Post
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket
from shared.ports.accounts import HasHeartbeats
from shared.ports.clock import HasClock
from shared.ports.networks import HasRules
from shared.usecases.accounts.call_health import SENDING


class CheckSendableDesk(HasClock, HasHeartbeats, HasRules, Protocol):
    """The parts of the desk that `check_sendable` uses."""


def check_sendable(
    post: Post | None,
    account: Account,
    *,
    channel: Channel,
    ticket: Ticket | None = None,
    assume: bool = False,
    desk: CheckSendableDesk,
) -> Answerable:
    """Decide whether `account` can answer `post`, one of the `ticket`, on `channel`; with `assume`, for a future post."""
    rules = desk.rules[account.network]
    assumed = Answerable.because(Reason.ASSUMED, rules.title)
    now = desk.clock.now()
    may = assumed if assume else answerable(post, account, rules, channel=channel, now=now, ticket=ticket)
    if not may.allowed:
        return may
    stopped = _stopped(account, channel, desk=desk)
    return Answerable.because(stopped, rules.title) if stopped is not None else may


def _stopped(account: Account, channel: Channel, *, desk: HasHeartbeats) -> Reason | None:
    if account.retired:
        return Reason.RETIRED
    standing = desk.heartbeats.of(account.id).faults
    faults = (
        (Fault.NOT_CONNECTED, Reason.DISCONNECTED),
        (Fault.ACCOUNT_DISCONNECTED, Reason.DISCONNECTED),
        (Fault.OUT_OF_CREDIT, Reason.OUT_OF_CREDIT),
        (SENDING[Call.send(channel)], Reason.ACCOUNT_REFUSED),
    )
    return next((reason for fault, reason in faults if fault in standing), None)
