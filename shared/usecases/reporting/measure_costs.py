"""Charges of the networks over a period, by account or day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from shared.domain.accounts.costs import Charge, LedgerEntry, by_charge
from shared.domain.reporting.metrics import TOTAL
from shared.ports.accounts import HasLedger

GROUPED = ("account", "day")


@dataclass(frozen=True, slots=True)
class CostRow:
    """A row of charges; `kinds` holds number and cost of each kind."""

    key: str
    usd: Decimal
    kinds: Mapping[Charge, tuple[int, Decimal]]


def measure_costs(
    start: datetime, end: datetime, *, accounts: Sequence[str] = (), by: str | None = None, desk: HasLedger
) -> list[CostRow]:
    """Return the total row, and a row for each account or day with charges.

    Networks bill by the UTC day, so the period is the UTC days that [start, end) touches, whatever zone it was given in.
    Other groupings have the total row only.
    """
    first, last = start.astimezone(UTC).date(), (end - timedelta.resolution).astimezone(UTC).date()
    entries = [entry for entry in desk.ledger.entries(first, last) if not accounts or entry.account in accounts]
    groups: dict[str, list[LedgerEntry]] = defaultdict(list)
    for entry in entries if by in GROUPED else ():
        groups[entry.account if by == "account" else entry.day.isoformat()].append(entry)
    return [_row(TOTAL, entries), *(_row(key, groups[key]) for key in sorted(groups))]


def _row(key: str, entries: Sequence[LedgerEntry]) -> CostRow:
    return CostRow(key, sum((entry.usd for entry in entries), Decimal(0)), by_charge(entries))
