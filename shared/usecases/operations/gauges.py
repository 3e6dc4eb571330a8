"""What the dashboard shows of the desk's state, for a desk that has one."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from shared.ports.tickets import HasTickets
from shared.usecases.accounts.account_health import AccountHealthDesk, account_health
from shared.usecases.accounts.usage import UsageDesk, spending
from shared.usecases.settings.current import desk_settings


class GaugesDesk(AccountHealthDesk, UsageDesk, HasTickets, Protocol):
    """The parts of the desk that `gauges` uses."""


def gauges(*, desk: GaugesDesk) -> Mapping[str, float]:
    """Return, by the metric's name: for how many seconds the most overdue ticket has been so, how much of a plan or of the month's limit is
    used where it is most, in per cent, and what the month has cost. Raises UnavailableError."""
    return {"OldestOverdue": _oldest_overdue(desk).total_seconds(), **_money(desk)}


def _oldest_overdue(desk: GaugesDesk) -> timedelta:
    """The list of those who wait begins with the deadline that comes, or came, first."""
    now = desk.clock.now()
    first = (desk.tickets.waiting(account.id, limit=1) for account in desk_settings(desk).accounts)
    due = [row.clock.due_at for page in first for _, row in page if row.clock is not None]
    return max((now - at for at in due if at < now), default=timedelta(0))


def _money(desk: GaugesDesk) -> Mapping[str, float]:
    month = spending(desk=desk)
    used = [
        health.quota.used / health.quota.limit
        for health in account_health(desk=desk)
        if health.quota and health.quota.limit
    ]
    if month.limit:
        used.append(float(month.usd / month.limit))
    return {"MonthUsd": float(month.usd), "BudgetUsed": 100 * max(used, default=0.0)}
