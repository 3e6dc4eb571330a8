"""Response times over a period, by account, network, agent, day, hour or hour of the week (M1-M3, M5)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

from shared.domain.errors import InvalidError
from shared.domain.reporting.clock_table import ClockTable
from shared.domain.reporting.local_hours import LocalHour, local_hours
from shared.domain.reporting.metrics import TOTAL, Group, Row, row_of
from shared.domain.settings.desk import DeskSettings
from shared.domain.sla.calendar_document import WEEKDAYS
from shared.domain.sla.time_zones import checked_zone, zone_of
from shared.domain.tickets.lists.rows import MeasuredClock
from shared.ports.clock import HasClock
from shared.usecases.reporting.day_tables import DayTablesDesk, clipped, day_tables, running_clocks
from shared.usecases.settings.current import ReadsSettings, desk_settings


class MeasureResponseTimesDesk(ReadsSettings, HasClock, DayTablesDesk, Protocol):
    """The parts of the desk that `measure_response_times` uses."""


BY = ("account", "network", "agent", "day", "hour", "hour_of_week")
NOBODY = "-"
"""The agent of clocks that were answered natively, or not yet."""

Split = Callable[[ClockTable], Iterable[tuple[str, ClockTable]]]

WEEK = tuple(f"{day}-{hour:02}" for day in WEEKDAYS for hour in range(24))
"""The hours of a week in order, `mon-00` to `sun-23`; each has a row, for the heat map."""


def measure(
    start: datetime,
    end: datetime,
    *,
    accounts: Sequence[str] = (),
    by: str | None = None,
    zone: ZoneInfo | None = None,
    desk: MeasureResponseTimesDesk,
) -> list[Row]:
    """Return the rows of one grouping, as `measure_by` does; without `by` there is only the total row."""
    names = () if by is None else (by,)
    total, groups = measure_by(start, end, by=names, accounts=accounts, zone=zone, desk=desk)
    return [total, *(row for name in names for row in groups[name])]


def measure_by(
    start: datetime,
    end: datetime,
    *,
    by: Sequence[str],
    accounts: Sequence[str] = (),
    zone: ZoneInfo | None = None,
    desk: MeasureResponseTimesDesk,
) -> tuple[Row, dict[str, list[Row]]]:
    """Return the total row, and for each grouping a row a group, from the clocks that started in [start, end) (M3). All of them are
    read once.

    Every account has a row, even without clocks, and so has every hour of the week. Days and hours are those of `zone`, by
    default the desk's. Accounts are read fresh, to include new ones.
    """
    if not {*by} <= {*BY}:
        raise InvalidError("by", f"must be one of {', '.join(BY)}, or several with commas between")
    if end <= start:
        raise InvalidError("to", "must lie after from")
    settings = desk_settings(desk, fresh=True)
    wanted = list(dict.fromkeys(accounts)) or [account.id for account in settings.accounts]
    for account in wanted:
        settings.account(account)
    now, in_zone = desk.clock.now(), zone or ZoneInfo(settings.general.zone)
    start, end = clipped(start, end, now)
    total = Group()
    found = {name: _Grouping(name, settings, in_zone, wanted) for name in by}
    for account in wanted:
        for tables in day_tables(account, start, end, now, desk=desk):
            for kind, table in tables.items():
                total.add(kind, table)
                for grouping in found.values():
                    grouping.add(account, kind, table)
        running, more = running_clocks(account, start, end, desk=desk)
        total.note_running(running, more=more)
        for grouping in found.values():
            grouping.note_running(running)
    return row_of(TOTAL, total, now), {name: grouping.rows(now) for name, grouping in found.items()}


class _Grouping:
    """The groups of one kind, by their key."""

    def __init__(self, by: str, settings: DeskSettings, zone: ZoneInfo, accounts: Sequence[str]) -> None:
        self._by = by
        self._groups = defaultdict[str, Group](Group)
        for name in {"account": accounts, "hour_of_week": WEEK}.get(by, ()):
            self._groups[name] = Group()
        self._key = group_of(by, settings, zone)
        self._split = {account: _split(by, account, settings, zone) for account in accounts}

    def add(self, account: str, kind: str, table: ClockTable) -> None:
        for name, part in self._split[account](table):
            self._groups[name].add(kind, part)

    def note_running(self, clocks: Iterable[MeasuredClock]) -> None:
        for clock in clocks:
            self._groups[self._key(clock)].note_running([clock])

    def rows(self, now: datetime) -> list[Row]:
        names = list(self._groups) if self._by == "hour_of_week" else sorted(self._groups)
        return [row_of(name, self._groups[name], now) for name in names]


def _split(by: str, account: str, settings: DeskSettings, zone: ZoneInfo) -> Split:
    """Return the function that cuts a table of the account's clocks into those of each row."""
    if by == "agent":
        return lambda table: ((agent or NOBODY, part) for agent, part in table.by_agent())
    if by in ("account", "network"):
        name = account if by == "account" else settings.account(account).network
        return lambda table: ((name, table),) if len(table) else ()
    key: Callable[[LocalHour], str] = {
        "day": lambda hour: hour.day,
        "hour": lambda hour: f"{hour.hour:02}",
        "hour_of_week": lambda hour: WEEK[hour.weekday * 24 + hour.hour],
    }[by]
    return lambda table: ((key(hour), table.part(i, j)) for hour, i, j in local_hours(table.starts, zone))


def group_of(by: str, settings: DeskSettings, zone: ZoneInfo) -> Callable[[MeasuredClock], str]:
    """Return the function that maps a clock to its row in a grouping."""
    networks = {account.id: account.network for account in settings.accounts}

    def local(clock: MeasuredClock) -> datetime:
        return clock.started_at.astimezone(zone)

    return {
        "account": lambda clock: clock.account,
        "network": lambda clock: networks[clock.account],
        "agent": lambda clock: clock.by or NOBODY,
        "day": lambda clock: local(clock).date().isoformat(),
        "hour": lambda clock: f"{local(clock).hour:02}",
        "hour_of_week": lambda clock: WEEK[local(clock).weekday() * 24 + local(clock).hour],
    }[by]


def zone_named(name: str, settings: DeskSettings) -> ZoneInfo:
    """Return an IANA zone, or the desk's own for `desk`. Raises InvalidError."""
    return zone_of(checked_zone(settings.general.zone if name == "desk" else name, "zone"))


def instant(value: str, path: str, *, end: bool, zone: tzinfo = UTC) -> datetime:
    """Parse an RFC 3339 instant, or a day of `zone`; as the end of a period a day is included."""
    try:
        parsed = datetime.fromisoformat(value)
        if len(value) == len("2018-01-01"):
            day = parsed + timedelta(days=1) if end else parsed
            return day.replace(tzinfo=zone).astimezone(UTC) - (timedelta.resolution if end else timedelta(0))
        return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as e:
        raise InvalidError(path, f"{value!r} is neither a day nor an instant") from e
