"""An account's clocks over a period: finished ones in columns, from sealed days where there are some, and running ones from what
waits (M4: sealed or not, they are the same)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Protocol

from shared.domain.reporting.clock_table import Tables, tables_of
from shared.domain.reporting.sealed_day import (
    LAG,
    ONE_DAY,
    SealedDay,
    amended,
    begin_of,
    day_of,
    days_between,
    is_over,
)
from shared.domain.sla.clock import ListedClock
from shared.domain.tickets.lists.rows import MeasuredClock, TicketRow
from shared.ports.reporting import HasSealedDays
from shared.ports.tickets import HasTickets

TRUSTED_FOR = timedelta(days=25)
"""Longest time for which amendments stand in for days that nobody makes again; amendments are kept for 30 days."""

AT_ONCE = 1_000
"""Waiting tickets in one request."""

MOST_RUNNING = 50_000
"""Waiting tickets of an account that a report looks at, soonest deadline first: more than that it cannot read in its time. An export
is complete whatever it takes (M6)."""


EARLIEST = datetime(2006, 1, 1, tzinfo=UTC)
"""No post on a network is older."""


class DayTablesDesk(HasTickets, HasSealedDays, Protocol):
    """The parts of the desk that `day_tables` uses."""


def day_tables(account: str, start: datetime, end: datetime, now: datetime, *, desk: DayTablesDesk) -> Iterator[Tables]:
    """Yield the tables of the account's finished clocks that started in [start, end), day by day."""
    days = days_between(day_of(start), day_of(end - timedelta.resolution))
    sealed = _sealed(account, days, now, desk=desk)
    for is_sealed, run in groupby(days, key=lambda day: day in sealed):
        together = list(run)
        if is_sealed:
            for day in together:
                yield _cut(sealed[day].tables, start, end)
        else:
            since, until = max(start, begin_of(together[0])), min(end, begin_of(together[-1]) + ONE_DAY)
            yield tables_of(desk.tickets.clocks_started(account, since, until))


def running_clocks(
    account: str, start: datetime, end: datetime, *, is_complete: bool = False, desk: HasTickets
) -> tuple[list[MeasuredClock], bool]:
    """Return the account's running clocks that started in [start, end), and whether more tickets wait than were looked at:
    without `is_complete` that is MOST_RUNNING."""
    found: list[MeasuredClock] = []
    looked_at, after = 0, None
    while is_complete or looked_at < MOST_RUNNING:
        page = desk.tickets.list_waiting(account, after=after, limit=AT_ONCE)
        for listed in page:
            if listed.urgency is not None and start <= listed.urgency.started_at < end:
                row = listed.row()
                found += [running_clock(row, row.clock)] if row.clock is not None else []
        looked_at += len(page)
        if len(page) < AT_ONCE:
            return found, False
        after = page[-1].place
    return found, True


def running_clock(row: TicketRow, clock: ListedClock) -> MeasuredClock:
    """Return the running clock of a waiting ticket as metrics read it."""
    return MeasuredClock(
        account=row.account,
        ticket=row.id,
        kind=clock.kind,
        started_at=clock.started_at,
        stopped_at=None,
        state=clock.state,
        elapsed=None,
        business=None,
        target=clock.target,
        late=clock.late,
        by=None,
        due_at=clock.due_at,
        ident=clock.id,
    )


def _sealed(account: str, days: list[date], now: datetime, *, desk: HasSealedDays) -> dict[date, SealedDay]:
    """Return those of the days that need no look at their clocks, with what has changed in them since they were made."""
    if not is_over(days[0], now):
        return {}
    progress = desk.sealed_days.progress(account)
    if progress is None or progress.folded < now - TRUSTED_FOR:
        return {}
    batches = desk.sealed_days.amended(account, progress.folded - LAG)
    sealed = desk.sealed_days.between(account, days[0], days[-1])
    found = (amended(day, batches) for day in sealed if day.made_at >= progress.trusted)
    return {day.day: day for day in found if day is not None}


def clipped(start: datetime, end: datetime, now: datetime) -> tuple[datetime, datetime]:
    """Return the part of the period in which clocks can have started, so that no report walks over days that cannot have any."""
    last = now + ONE_DAY
    start = min(max(start, EARLIEST), last)
    return start, max(min(end, last), start + timedelta.resolution)


def _cut(tables: Tables, start: datetime, end: datetime) -> Tables:
    return {kind: table.started(start, end) for kind, table in tables.items()}
