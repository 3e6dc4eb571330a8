"""Count the networks' charges as they arise, and keep to the month's limit.

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
"""Older resources were counted when they came, and the ledger no longer remembers each of that day."""

NOBODY = "-"
"""The ledger's account for charges of an account that the desk does not know: the app is billed all the same."""


def charge_reads(account: Account, read: Mapping[Charge, Collection[str]], *, desk: UsageDesk) -> None:
    """Charge the resources in one response of the network, by kind: a resource costs once a UTC day."""
    with _harming_nobody(account.id):
        rules = desk.rules[account.network]
        day = _day(desk.clock.now())
        for charge, resources in read.items():
            kind, thing = rules.read_charge(charge, account)
            _enter(account.id, kind, thing, resources, day, rules, desk=desk)


def charge_events(
    network: str, delivered: Iterable[tuple[str, Charge, str]], received_at: datetime, *, desk: UsageDesk
) -> None:
    """Count the events of one delivery: each with the network's id of its account, its kind and its unique resource.
    Idempotent: a delivery that is processed again costs nothing more."""
    charges = EventCharges()
    charges.add(network, delivered, received_at, desk=desk)
    charges.enter(desk=desk)


class EventCharges:
    """Charges of the events of several deliveries, which are counted together: an entry is written once for all of them."""

    def __init__(self) -> None:
        self._resources: dict[tuple[str, str, Charge, date], dict[str, None]] = {}

    def add(
        self, network: str, delivered: Iterable[tuple[str, Charge, str]], received_at: datetime, *, desk: UsageDesk
    ) -> None:
        """Take the events of a delivery, as `charge_events` does, and write nothing."""
        if desk.clock.now() - received_at > RECENT:
            return
        with _harming_nobody(network):
            accounts = {a.network_id: a.id for a in desk_settings(desk).accounts if a.network == network}
            for network_id, charge, resource in delivered:
                entry = network, accounts.get(network_id, NOBODY), charge, _day(received_at)
                self._resources.setdefault(entry, {})[resource] = None

    def enter(self, *, desk: UsageDesk) -> None:
        """Count what was taken, once."""
        taken, self._resources = self._resources, {}
        for (network, account, charge, day), resources in taken.items():
            with _harming_nobody(network):
                _enter(account, charge, charge, tuple(resources), day, desk.rules[network], desk=desk)


def charge_part(ticket: Ticket, reply: Reply, index: int, *, desk: UsageDesk) -> None:
    """Charge a part of an answer that is on the network; of parts that left together, the first.

    Who has stored its post as the reply's does so, and nobody else: the post is stored once, whoever sees it first, so no record
    of its own is needed. A crash between the two leaves the part uncounted, and so does a save that was applied although its
    response was lost: whoever tries again finds the post stored, and cannot tell by whom.
    """
    index = reply.call_of(index).start
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
            price = prices_in_force(rules, desk_settings(desk).general.prices)[charge]
            desk.ledger.enter(account.id, charge, 1, price, _day(post.posted_at))


def spending(*, desk: UsageDesk) -> Spending:
    """Return the month's cost so far (in UTC), as the desk has counted it. Raises UnavailableError."""
    today = _day(desk.clock.now())
    month = today.replace(day=1)
    usd = sum((entry.usd for entry in desk.ledger.entries(month, today)), Decimal(0))
    return Spending(month, usd, desk_settings(desk).general.monthly_usd)


def reading_stops(*, desk: UsageDesk) -> str | None:
    """Return why the desk has stopped reading networks that charge, or None. Answers are still sent and deliveries still
    taken in. A count that cannot be read stops nothing.
    """
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
    """Record the resources first and add their charge then: a crash between the two loses one response's worth, and nothing
    is counted twice."""
    new = desk.ledger.unseen(account, what, resources, day) if resources else ()
    if new:
        price = prices_in_force(rules, desk_settings(desk).general.prices)[charge]
        desk.ledger.enter(account, charge, len(new), price * len(new), day)


@contextmanager
def _harming_nobody(whose: str) -> Iterator[None]:
    """Log a charge that cannot be counted; nothing else fails for it."""
    try:
        yield
    except DeskError as error:
        logger.warning("cannot count the charges of %s: %s", whose, error)


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()
