"""What the networks charge is counted as it arises, and what a month may cost is kept.

The count can only be ours: a network shows its bill in its own console. Where its documentation leaves open what it
charges for, the dearer reading is counted, and the desk's settings can name another price (docs/decisions.md).
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from shared.domain.accounts.costs import Charge, Spending, prices_in_force
from shared.domain.answering.answerable import answerable
from shared.domain.errors import DeskError, UnavailableError
from shared.domain.networks.answerable import Reason
from shared.domain.networks.rules import NetworkRules
from shared.domain.replies.reply import Reply
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket
from shared.ports.accounts import HasLedger
from shared.ports.clock import HasClock
from shared.ports.networks import HasRules
from shared.usecases.settings.current import ReadsSettings, desk_settings


class UsageDesk(ReadsSettings, HasClock, HasLedger, HasRules, Protocol):
    """The parts of the desk that `usage` uses."""


logger = logging.getLogger(__name__)

RECENT = timedelta(days=1)
"""What is older was counted when it came, and the ledger no longer remembers each single thing of that day."""

NOBODY = "-"
"""Stands for the account where the desk has none of that network id: the app is charged all the same."""

SENDING = "sent"
"""Whatever kind a part of an answer is found to be, it is charged once."""


def charge_reads(account: Account, read: Mapping[Charge, Collection[str]], *, desk: UsageDesk) -> None:
    """What one answer of the network held, by kind: the same thing costs once a UTC day."""
    with _harming_nobody(account.id):
        rules = desk.rules[account.network]
        day = _day(desk.clock.now())
        for charge, resources in read.items():
            kind, thing = rules.read_charge(charge, account)
            _enter(account.id, kind, thing, resources, day, rules, desk=desk)


def charge_events(
    network: str, delivered: Iterable[tuple[str, Charge, str]], received_at: datetime, *, desk: UsageDesk
) -> None:
    """Events of one delivery: the network's id of the account that each was for, its kind and what makes it unique. A
    delivery that is taken again costs nothing more: not within its day, and not after, since it was counted when it came."""
    if desk.clock.now() - received_at > RECENT:
        return
    with _harming_nobody(network):
        accounts = {a.network_id: a.id for a in desk_settings(desk).accounts if a.network == network}
        for network_id, charge, resource in delivered:
            account = accounts.get(network_id, NOBODY)
            _enter(account, charge, charge, (resource,), _day(received_at), desk.rules[network], desk=desk)


def charge_part(ticket: Ticket, reply: Reply, index: int, *, desk: UsageDesk) -> None:
    """A part of an answer that stands on the network, whoever saw it there first, and each time that it is seen: what a
    crash kept the one from counting, the other counts."""
    part, post = reply.parts[index], ticket.post(reply.parts[index].post_id or "")
    if post is None or desk.clock.now() - post.posted_at > RECENT:
        return
    with _harming_nobody(reply.account):
        account = desk_settings(desk).account(reply.account)
        rules = desk.rules[account.network]
        may = answerable(ticket.post(reply.in_reply_to), account, rules, channel=reply.channel, now=reply.created_at)
        summoned = may.reason_code is Reason.SUMMONED
        charge = rules.charge_of(part.text, channel=reply.channel, summoned=summoned, first=index == 0)
        if charge is not None:
            _enter(account.id, charge, SENDING, (post.id,), _day(post.posted_at), rules, desk=desk)


def spending(*, desk: UsageDesk) -> Spending:
    """What the month in UTC has cost so far, as the desk has counted it. Raises UnavailableError."""
    today = _day(desk.clock.now())
    month = today.replace(day=1)
    usd = sum((entry.usd for entry in desk.ledger.entries(month, today)), Decimal(0))
    return Spending(month, usd, desk_settings(desk).general.monthly_usd)


def reading_stops(*, desk: UsageDesk) -> str | None:
    """Why the desk reads nothing any more by itself, or None. Answers go out all the same, and what the network delivers
    comes in. A count that cannot be read stops nothing."""
    if desk_settings(desk).general.monthly_usd is None:
        return None
    try:
        found = spending(desk=desk)
    except UnavailableError:
        return None
    return f"The limit of {found.limit:.2f} USD for {found.month:%Y-%m} is used up." if found.over else None


def _enter(
    account: str,
    charge: Charge,
    what: str,
    resources: Collection[str],
    day: date,
    rules: NetworkRules,
    *,
    desk: UsageDesk,
) -> None:
    """Remembered first and added then: what a crash between the two loses is one answer's worth, and nothing is ever
    counted twice."""
    made = {each: at for each in resources if (at := rules.charged_at(each)) is not None}
    new = desk.ledger.unseen(account, what, resources, day, made=made) if resources else ()
    if new:
        price = prices_in_force(rules, desk_settings(desk).general.prices)[charge]
        desk.ledger.enter(account, charge, len(new), price * len(new), day)


@contextmanager
def _harming_nobody(whose: str) -> Iterator[None]:
    """What cannot be counted just now is missing in the count and nowhere else, and stands in the log."""
    try:
        yield
    except DeskError as error:
        logger.warning("not counted in the costs of %s: %s", whose, error)


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()
