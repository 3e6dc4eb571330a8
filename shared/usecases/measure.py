"""Metrics over a period, by account, network, agent, day or hour (M1-M3)."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from shared.domain.desk import DeskSettings
from shared.domain.errors import InvalidError
from shared.domain.metrics import TOTAL, Row, row_of
from shared.domain.rows import MeasuredClock
from shared.ports import Desk
from shared.usecases.settings import desk_settings

BY = ("account", "network", "agent", "day", "hour")
NOBODY = "-"
"""The agent of what was answered natively, or not yet."""


def measure(
    start: datetime, end: datetime, *, accounts: Sequence[str] = (), by: str | None = None, desk: Desk
) -> list[Row]:
    """A row for each group and one for all of them together, from the clocks that started in [start, end) (M3).

    Without `by` there is the row for all alone. Every account has a row, also one in which nothing happened: silence is
    a figure too. The accounts are read anew: one that was added a moment ago belongs into the numbers.
    """
    if by is not None and by not in BY:
        raise InvalidError("by", f"must be one of {', '.join(BY)}")
    if end <= start:
        raise InvalidError("to", "must lie after from")
    settings = desk_settings(desk, fresh=True)
    wanted = list(accounts) or [account.id for account in settings.accounts]
    clocks: list[MeasuredClock] = []
    for account in wanted:
        settings.account(account)
        clocks += desk.tickets.clocks_started(account, start, end)
    now = desk.clock.now()
    rows = [row_of(TOTAL, clocks, now)]
    if by is None:
        return rows
    groups: dict[str, list[MeasuredClock]] = defaultdict(list)
    if by == "account":
        groups.update({account: [] for account in wanted})
    key = _key(by, settings)
    for clock in clocks:
        groups[key(clock)].append(clock)
    return rows + [row_of(name, groups[name], now) for name in sorted(groups)]


def _key(by: str, settings: DeskSettings) -> Callable[[MeasuredClock], str]:
    """Days and hours are those of the desk's own zone."""
    zone = ZoneInfo(settings.general.zone)
    networks = {account.id: account.network for account in settings.accounts}
    return {
        "account": lambda clock: clock.account,
        "network": lambda clock: networks[clock.account],
        "agent": lambda clock: clock.by or NOBODY,
        "day": lambda clock: clock.started_at.astimezone(zone).date().isoformat(),
        "hour": lambda clock: f"{clock.started_at.astimezone(zone).hour:02}",
    }[by]


def instant(value: str, path: str, *, end: bool) -> datetime:
    """RFC 3339, or a day in UTC: as the end of a period a day counts in full."""
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError as e:
        raise InvalidError(path, f"{value!r} is neither a day nor an instant") from e
    if len(value) == len("2018-01-01"):
        day = parsed.replace(tzinfo=UTC)
        return day.replace(hour=23, minute=59, second=59, microsecond=999999) if end else day
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
