"""Charges of networks in USD: of an answer before it is sent (R6), and of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.domain.networks.rules import PriceRules
from shared.domain.posts.kinds import Channel

Charge = str
"""The kind of a charge, by the network's own name for it."""

Prices = Mapping[Charge, Decimal]


WARN_AT = Decimal("0.8")
"""The share of a month's limit at which managers are warned: about a week is left."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """An account's charges of one kind on one UTC day, at the prices of that day."""

    day: date
    account: str
    charge: Charge
    number: int
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Spending:
    """The current month's cost of all accounts, and its limit, None without one."""

    month: date
    usd: Decimal
    limit: Decimal | None

    @property
    def near(self) -> bool:
        return self.limit is not None and self.usd >= self.limit * WARN_AT

    @property
    def over(self) -> bool:
        return self.limit is not None and self.usd >= self.limit


def is_charged(rules: PriceRules) -> bool:
    """Return whether the network charges for anything: the month's limit stops reading on no other."""
    return bool(rules.prices)


def prices_in_force(rules: PriceRules, known: Mapping[str, Prices]) -> Prices:
    """Return the network's list prices, overridden by those in the desk's settings."""
    return {**rules.prices, **known.get(rules.network, {})}


def cost_of(
    parts: Sequence[str],
    rules: PriceRules,
    *,
    channel: Channel,
    summoned: bool = True,
    prices: Prices | None = None,
    together: int = 1,
) -> Decimal:
    """Return the cost of sending all `parts`, so many of them `together` in one call, which is charged for once; 0 if the
    network does not charge for answers."""
    counted = rules.prices if prices is None else prices
    calls = enumerate(parts[::together])
    kinds = (rules.charge_of(part, channel=channel, summoned=summoned, first=n == 0) for n, part in calls)
    return sum((counted[kind] for kind in kinds if kind is not None), Decimal(0))


def parts_with_links(parts: Sequence[str], rules: PriceRules) -> int:
    """Return the number of parts of a public answer that are charged for a link in them."""
    charges = [rules.charge_of(part, channel=Channel.PUBLIC, summoned=False, first=False) for part in parts]
    return sum(charge is not None and charge == rules.link_charge for charge in charges)


def by_charge(entries: Sequence[LedgerEntry]) -> Mapping[Charge, tuple[int, Decimal]]:
    """Return the number and the total cost of each kind."""
    found: dict[Charge, tuple[int, Decimal]] = {}
    for entry in entries:
        number, usd = found.get(entry.charge, (0, Decimal(0)))
        found[entry.charge] = number + entry.number, usd + entry.usd
    return found
