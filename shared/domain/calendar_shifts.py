"""The parts of a calendar: shifts in wall time, the days without them, and the instants that wall times stand for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Open time from `start` up to, not including, `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """Minutes of wall time after the midnight that begins its day; over 1440 when it closes on the day after."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The closed days of a country, as the `holidays` package knows them."""

    country: str
    subdivision: str | None = None
    categories: tuple[str, ...] = ("public",)


@dataclass(frozen=True, slots=True)
class YearlyClosure:
    """Closed every year from one (month, day) to another, both included; may run over New Year."""

    name: str
    first: tuple[int, int]
    last: tuple[int, int]

    def covers(self, day: date) -> bool:
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


NENMATSU_NENSHI = YearlyClosure("nenmatsu_nenshi", (12, 29), (1, 3))
OBON = YearlyClosure("obon", (8, 13), (8, 16))


def spans_of(day: date, shifts: tuple[Shift, ...], zone: ZoneInfo) -> Iterator[Span]:
    """The shifts of a day as instants, in the order in which they open; DST can leave nothing of one."""
    midnight = datetime.combine(day, time())
    for shift in sorted(shifts):
        opens = _instant(midnight + timedelta(minutes=shift.opens), zone, closing=False)
        closes = _instant(midnight + timedelta(minutes=shift.closes), zone, closing=True)
        if opens < closes:
            yield Span(opens, closes)


def _instant(wall: datetime, zone: ZoneInfo, *, closing: bool) -> datetime:
    """When a wall time is: the first instant after it if DST skips it; if it comes twice, an opening means the first
    and a closing the second (B3). PEP 495: the two folds of a wall time agree unless it is skipped or repeated.
    """
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first <= second:
        return second if closing else first
    offset, before, after = second.astimezone(zone).utcoffset(), second, first
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=2048)
def days_of(of: PublicHolidays, year: int) -> frozenset[date]:
    """A year at a time, and the package only when a calendar needs it: its import takes longer than a thousand deadlines."""
    from holidays import country_holidays

    return frozenset(country_holidays(of.country, subdiv=of.subdivision, categories=of.categories, years=year))
