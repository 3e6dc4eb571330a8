"""What the networks charge, as the page reads it. Money is in USD."""

from collections.abc import Iterable
from typing import Any

from shared.domain.costs import Spending
from shared.usecases.measure_costs import CostRow


def costs_view(rows: Iterable[CostRow], month: Spending) -> dict[str, Any]:
    """Days are those of UTC, by which networks charge; the month is the running one, of all accounts together."""
    return {"rows": [_row(row) for row in rows], "month": spent_view(month)}


def spent_view(spent: Spending) -> dict[str, Any]:
    """What a month has cost beside what it may cost; `state` is `ok`, `near` (four fifths are used) or `reached`."""
    return {
        "month": f"{spent.month:%Y-%m}",
        "usd": float(spent.usd),
        "limit_usd": float(spent.limit) if spent.limit is not None else None,
        "state": "reached" if spent.over else "near" if spent.near else "ok",
    }


def _row(row: CostRow) -> dict[str, Any]:
    kinds = {kind.value: {"count": number, "usd": float(usd)} for kind, (number, usd) in row.kinds.items()}
    return {"key": row.key, "usd": float(row.usd), "kinds": kinds}
