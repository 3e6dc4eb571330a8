"""Parts of a calendar: shifts in wall time, closed days, and the conversion of wall time to instants."""

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
    """The public holidays of a country, from the `holidays` package."""

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
PRESETS = {closure.name: closure for closure in (NENMATSU_NENSHI, OBON)}


def spans_of(day: date, shifts: tuple[Shift, ...], zone: ZoneInfo) -> Iterator[Span]:
    """Yield the shifts of a day as instants, by opening time; a DST change can remove a shift."""
    midnight = datetime.combine(day, time())
    for shift in sorted(shifts):
        opens = _instant(midnight + timedelta(minutes=shift.opens), zone, closing=False)
        closes = _instant(midnight + timedelta(minutes=shift.closes), zone, closing=True)
        if opens < closes:
            yield Span(opens, closes)


def _instant(wall: datetime, zone: ZoneInfo, *, closing: bool) -> datetime:
    """Convert a wall time: if DST skips it, to the first instant after it; if it occurs twice, an opening to the first and a
    closing to the second (B3). PEP 495: the two folds of a wall time agree unless it is skipped or repeated.
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


# The package is imported only when a calendar names a country: the import takes longer than ten thousand deadlines.


@lru_cache(maxsize=2048)
def holidays_of(of: PublicHolidays, year: int) -> frozenset[date]:
    """Return a country's holidays in a year, with observed days."""
    from holidays import country_holidays

    return frozenset(country_holidays(of.country, subdiv=of.subdivision, categories=of.categories, years=year))


def holiday_names(of: PublicHolidays, year: int, language: str) -> dict[date, str]:
    """Return a country's holidays in a year with their names, in `language` if the package has it, else in the country's own."""
    from holidays import country_holidays

    known = country_holidays(of.country, subdiv=of.subdivision).supported_languages
    spoken = next((each for each in known if each.partition("_")[0] == language), None)
    found = country_holidays(of.country, subdiv=of.subdivision, categories=of.categories, years=year, language=spoken)
    return {day: found.get(day, "") for day in sorted(found)}


@lru_cache(maxsize=64)
def categories_of(country: str) -> tuple[str, ...]:
    """Return the categories of a country's holidays, by its two-letter code; empty for an unknown country."""
    from holidays import country_holidays, list_supported_countries

    if country not in list_supported_countries(include_aliases=False):
        return ()
    return tuple(country_holidays(country).supported_categories)


def country_meant(country: str) -> str | None:
    """Return the code of a country by its name, or by another code of it: `UK`, `JPN`, `Japan`."""
    from holidays.registry import COUNTRIES

    wanted = country.strip().casefold().replace(" ", "_")
    return next((known[1] for key, known in COUNTRIES.items() if wanted in {key, *map(str.casefold, known)}), None)


@lru_cache(maxsize=64)
def subdivisions_of(country: str) -> tuple[str, ...]:
    """Return the codes and names of a known country's subdivisions."""
    from holidays import list_supported_countries

    return tuple(list_supported_countries(include_aliases=True)[country])
