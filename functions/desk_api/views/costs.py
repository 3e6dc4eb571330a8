"""Charges of the networks, in USD."""

from collections.abc import Callable, Iterable
from typing import Any

from shared.domain.accounts.costs import Spending
from shared.domain.errors import UnavailableError
from shared.usecases.accounts.usage import UsageDesk, spending
from shared.usecases.reporting.measure_costs import CostRow


def costs_view(measured: Callable[[], Iterable[CostRow]], *, desk: UsageDesk) -> dict[str, Any] | None:
    """Return the period's charges by UTC days, as networks bill, and the current month's of all accounts together.

    Return None while the usage cannot be read, so that the rest of the response does not fail."""
    try:
        return {"rows": [_row(row) for row in measured()], "month": _spent(spending(desk=desk))}
    except UnavailableError:
        return None


def spent_view(*, desk: UsageDesk) -> dict[str, Any] | None:
    """Return the current month's charges; None while the usage cannot be read."""
    try:
        return _spent(spending(desk=desk))
    except UnavailableError:
        return None


def _spent(spent: Spending) -> dict[str, Any]:
    """Return a month's cost and limit; `state` is `ok`, `near` (four fifths are spent) or `reached`."""
    return {
        "month": f"{spent.month:%Y-%m}",
        "usd": float(spent.usd),
        "limit_usd": float(spent.limit) if spent.limit is not None else None,
        "state": "reached" if spent.over else "near" if spent.near else "ok",
    }


def _row(row: CostRow) -> dict[str, Any]:
    kinds = {kind: {"count": number, "usd": float(usd)} for kind, (number, usd) in row.kinds.items()}
    return {"key": row.key, "usd": float(row.usd), "kinds": kinds}
