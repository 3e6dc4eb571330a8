"""Check whether a reply could be sent now: the post allows it, and the account is able to send (R6).

The account's faults decide, since the worker would meet them: a fault is cleared as soon as a call succeeds.
"""

from datetime import datetime
from typing import Protocol

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.quota import stops_answers
from shared.domain.accounts.status import AccountStatus, Call
from shared.domain.answering.answerable import answerable
from shared.domain.networks.answerable import Answerable, Reason
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket
from shared.ports.clock import HasClock
from shared.ports.networks import HasRules
from shared.usecases.accounts.call_health import SENDING


class CheckSendableDesk(HasClock, HasRules, Protocol):
    """The parts of the desk that `check_sendable` uses."""


def check_sendable(
    post: Post | None,
    account: Account,
    status: AccountStatus,
    *,
    channel: Channel,
    ticket: Ticket | None = None,
    assume: bool = False,
    desk: CheckSendableDesk,
) -> Answerable:
    """Decide whether `account`, whose connection has that `status`, can answer `post`, one of the `ticket`, on `channel`; with
    `assume`, for a future post."""
    rules = desk.rules[account.network]
    assumed = Answerable.because(Reason.ASSUMED, rules.title)
    now = desk.clock.now()
    may = assumed if assume else answerable(post, account, rules, channel=channel, now=now, ticket=ticket)
    if not may.allowed:
        return may
    stopped = _stopped(account, channel, status, now)
    return Answerable.because(stopped, rules.title) if stopped is not None else may


def _stopped(account: Account, channel: Channel, status: AccountStatus, now: datetime) -> Reason | None:
    if account.retired:
        return Reason.RETIRED
    standing = status.faults
    faults = (
        (Fault.NOT_CONNECTED, Reason.DISCONNECTED),
        (Fault.ACCOUNT_DISCONNECTED, Reason.DISCONNECTED),
        (Fault.OUT_OF_CREDIT, Reason.OUT_OF_CREDIT),
        (SENDING[Call.send(channel)], Reason.ACCOUNT_REFUSED),
    )
    found = next((reason for fault, reason in faults if fault in standing), None)
    used_up = stops_answers(standing.get(Fault.QUOTA_USED_UP), status.quota, now)
    return Reason.QUOTA_USED_UP if used_up and found is None else found
