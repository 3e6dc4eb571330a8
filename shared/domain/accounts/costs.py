"""What a network charges for, and what each costs: an answer before it is sent (R6), and all of a day. In USD."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from shared.domain.posts.post import Channel
from shared.domain.text.urls import url_spans


class Charge(StrEnum):
    """What is charged for, by the name of its price in `Prices`."""

    POST_READ = "post_read"
    OWN_READ = "own_read"
    USER_READ = "user_read"
    MEDIA_READ = "media_read"
    MESSAGE_READ = "message_read"
    POST_EVENT = "post_event"
    MESSAGE_EVENT = "message_event"
    POST = "post"
    POST_WITH_LINK = "post_with_link"
    SUMMONED_REPLY = "summoned_reply"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Prices:
    """X's list prices, pay per use, as of August 2026 (X developer documentation: "Pricing", "Event pricing").

    A thing that is read costs by what comes back, also what comes along with a post: its author, its pictures. The same
    thing costs once a UTC day. `own_read` is the price of an account's own mentions and posts where the X app belongs
    to that account. An event costs as it is delivered; those of deletions and of messages sent are free.

    A post with a link costs the same whatever it answers: X charges for the link. An answer to one who summoned the
    account is cheaper than a post; the second part of a thread answers our own post and is one.
    """

    post_read: Decimal = Decimal("0.005")
    own_read: Decimal = Decimal("0.001")
    user_read: Decimal = Decimal("0.010")
    media_read: Decimal = Decimal("0.005")
    message_read: Decimal = Decimal("0.010")
    post_event: Decimal = Decimal("0.005")
    message_event: Decimal = Decimal("0.010")
    post: Decimal = Decimal("0.015")
    post_with_link: Decimal = Decimal("0.200")
    summoned_reply: Decimal = Decimal("0.010")
    message: Decimal = Decimal("0.015")

    def of(self, charge: Charge) -> Decimal:
        price: Decimal = getattr(self, charge.value)
        return price


LIST_PRICES = Prices()

WARN_AT = Decimal("0.8")
"""The share of a month's limit at which managers are warned: about a week is left."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What an account was charged for one kind of thing on one UTC day, at the prices of that day."""

    day: date
    account: str
    charge: Charge
    number: int
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Spending:
    """What a month has cost so far, all accounts together, beside what it may cost; no limit is None."""

    month: date
    usd: Decimal
    limit: Decimal | None

    @property
    def near(self) -> bool:
        return self.limit is not None and self.usd >= self.limit * WARN_AT

    @property
    def over(self) -> bool:
        return self.limit is not None and self.usd >= self.limit


def charge_of(part: str, *, channel: Channel, summoned: bool, first: bool) -> Charge:
    """What sending one part of an answer is; `summoned` says whether the first answers somebody who named the account."""
    if channel is Channel.DIRECT:
        return Charge.MESSAGE
    if url_spans(part):
        return Charge.POST_WITH_LINK
    return Charge.SUMMONED_REPLY if summoned and first else Charge.POST


def cost_of(parts: Sequence[str], *, channel: Channel, summoned: bool = True, prices: Prices = LIST_PRICES) -> Decimal:
    """What sending all `parts` costs."""
    kinds = (charge_of(part, channel=channel, summoned=summoned, first=n == 0) for n, part in enumerate(parts))
    return sum(map(prices.of, kinds), Decimal(0))


def links_in(parts: Sequence[str]) -> int:
    """How many parts hold a link, each of which is charged for it."""
    return sum(bool(url_spans(part)) for part in parts)


def by_charge(entries: Sequence[LedgerEntry]) -> Mapping[Charge, tuple[int, Decimal]]:
    """How many of each kind, and what they cost together."""
    found: dict[Charge, tuple[int, Decimal]] = {}
    for entry in entries:
        number, usd = found.get(entry.charge, (0, Decimal(0)))
        found[entry.charge] = number + entry.number, usd + entry.usd
    return found
