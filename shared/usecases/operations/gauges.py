"""What the dashboard shows of the desk's state, for a desk that has one."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from shared.ports.tickets import HasTickets
from shared.usecases.accounts.account_health import AccountHealthDesk, account_health
from shared.usecases.accounts.usage import UsageDesk, spending
from shared.usecases.settings.current import desk_settings

PAGE = 25
MOST = 1_000
"""How many of an account's waiting tickets are looked at, for a gauge; almost always it is one."""


class GaugesDesk(AccountHealthDesk, UsageDesk, HasTickets, Protocol):
    """The parts of the desk that `gauges` uses."""


def gauges(*, desk: GaugesDesk) -> Mapping[str, float]:
    """Return, by the metric's name: for how many seconds the most overdue ticket has been so, how much of a plan or of the month's limit is
    used where it is most, in per cent, and what the month has cost. Raises UnavailableError."""
    return {"OldestOverdue": _oldest_overdue(desk).total_seconds(), **_money(desk)}


def _oldest_overdue(desk: GaugesDesk) -> timedelta:
    now = desk.clock.now()
    due = [at for account in desk_settings(desk).accounts for at in _first_due(account.id, now, desk)]
    return max((now - at for at in due if at < now), default=timedelta(0))


def _first_due(account: str, now: datetime, desk: GaugesDesk) -> Iterator[datetime]:
    """Yield deadlines of those who wait, with the earliest among them. The list is in the order of the deadline or of the end of the
    answer window (N3), whichever is earlier: from the first that stands at its deadline on, none has an earlier one."""
    after, looked_at = None, 0
    while looked_at < MOST:
        page = desk.tickets.waiting(account, after=after, limit=PAGE)
        for _, row in page:
            if row.clock is not None:
                yield row.clock.due_at
                if row.answer_before == row.clock.due_at or (row.answer_before or now) >= now:
                    return
        if len(page) < PAGE:
            return
        after, looked_at = page[-1][0], looked_at + len(page)


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
