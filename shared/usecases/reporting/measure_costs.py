"""Charges of the networks over a period, by account, network or day."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from shared.domain.accounts.costs import Charge, LedgerEntry, by_charge
from shared.domain.reporting.metrics import TOTAL
from shared.ports.accounts import HasLedger
from shared.usecases.accounts.usage import NOBODY
from shared.usecases.settings.current import ReadsSettings, desk_settings


class MeasureCostsDesk(ReadsSettings, HasLedger, Protocol):
    """The parts of the desk that `measure_costs` uses."""


@dataclass(frozen=True, slots=True)
class CostRow:
    """A row of charges; `kinds` holds number and cost of each kind."""

    key: str
    usd: Decimal
    kinds: Mapping[Charge, tuple[int, Decimal]]


def measure_costs(
    start: datetime, end: datetime, *, accounts: Sequence[str] = (), by: str | None = None, desk: MeasureCostsDesk
) -> list[CostRow]:
    """Return the total row, and a row for each account, network or day with charges.

    Networks bill by the UTC day, so the period is the UTC days that [start, end) touches, whatever zone it was given in.
    Charges of an account that the desk does not know are those of the network `-`. Other groupings have the total row only.
    """
    first, last = start.astimezone(UTC).date(), (end - timedelta.resolution).astimezone(UTC).date()
    entries = [entry for entry in desk.ledger.entries(first, last) if not accounts or entry.account in accounts]
    groups: dict[str, list[LedgerEntry]] = defaultdict(list)
    key = _key(by, {account.id: account.network for account in desk_settings(desk).accounts})
    if key is not None:
        for entry in entries:
            groups[key(entry)].append(entry)
    return [_row(TOTAL, entries), *(_row(key, groups[key]) for key in sorted(groups))]


def _key(by: str | None, networks: Mapping[str, str]) -> Callable[[LedgerEntry], str] | None:
    keys: Mapping[str | None, Callable[[LedgerEntry], str]] = {
        "account": lambda entry: entry.account,
        "network": lambda entry: networks.get(entry.account, NOBODY),
        "day": lambda entry: entry.day.isoformat(),
    }
    return keys.get(by)


def _row(key: str, entries: Sequence[LedgerEntry]) -> CostRow:
    return CostRow(key, sum((entry.usd for entry in entries), Decimal(0)), by_charge(entries))
