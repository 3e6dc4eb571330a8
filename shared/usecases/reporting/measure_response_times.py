"""Response times over a period, by account, network, agent, day, hour or hour of the week (M1-M3, M5)."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

from shared.domain.errors import InvalidError
from shared.domain.reporting.metrics import TOTAL, Row, row_of
from shared.domain.settings.desk import DeskSettings
from shared.domain.sla.calendar_document import WEEKDAYS
from shared.domain.sla.time_zones import checked_zone, zone_of
from shared.domain.tickets.rows import MeasuredClock
from shared.ports.clock import HasClock
from shared.ports.tickets import HasTickets
from shared.usecases.settings.current import ReadsSettings, desk_settings


class MeasureResponseTimesDesk(ReadsSettings, HasClock, HasTickets, Protocol):
    """The parts of the desk that `measure_response_times` uses."""


BY = ("account", "network", "agent", "day", "hour", "hour_of_week")
NOBODY = "-"
"""The agent of clocks that were answered natively, or not yet."""

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
    """Return a row for each group and a total row, from the clocks that started in [start, end) (M3).

    Without `by` there is only the total row. Every account has a row, even without clocks, and so has every hour of the
    week. Days and hours are those of `zone`, by default the desk's. Accounts are read fresh, to include new ones.
    """
    if by is not None and by not in BY:
        raise InvalidError("by", f"must be one of {', '.join(BY)}")
    if end <= start:
        raise InvalidError("to", "must lie after from")
    settings = desk_settings(desk, fresh=True)
    wanted = list(dict.fromkeys(accounts)) or [account.id for account in settings.accounts]
    clocks: list[MeasuredClock] = []
    for account in wanted:
        settings.account(account)
        clocks += desk.tickets.clocks_started(account, start, end)
    now = desk.clock.now()
    rows = [row_of(TOTAL, clocks, now)]
    if by is None:
        return rows
    groups: dict[str, list[MeasuredClock]] = defaultdict(list)
    groups.update({name: [] for name in {"account": wanted, "hour_of_week": WEEK}.get(by, ())})
    key = group_of(by, settings, zone or ZoneInfo(settings.general.zone))
    for clock in clocks:
        groups[key(clock)].append(clock)
    names = list(groups) if by == "hour_of_week" else sorted(groups)
    return rows + [row_of(name, groups[name], now) for name in names]


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
