"""Parsing of calendars from settings documents, with the path and reason of an error (rules B1, B2, B4)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from shared.domain.errors import InvalidCalendarError, InvalidError, NeverOpenError
from shared.domain.sla.calendar import Calendar, PublicHolidays, Shift, YearlyClosure, next_opening
from shared.domain.sla.calendar_values import (
    day_in,
    list_in,
    month_day_in,
    no_others,
    shift_in,
    table_in,
    text_in,
    written,
)
from shared.domain.sla.shifts import PRESETS, categories_of, country_meant, subdivisions_of
from shared.domain.sla.time_zones import checked_zone, known_zone
from shared.domain.text.suggestions import listed

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_FIELDS = ("zone", "weekly", "holidays", "presets", "special_days")
_BESIDE = ("id", "version", "name")
_MIDNIGHT = 24 * 60
_MOST_INTERVALS = 12
_MOST_PRESETS = 50
_MOST_SPECIAL_DAYS = 2_000


def calendar_from(
    document: Mapping[str, object],
    *,
    id: str,  # noqa: A002
    version: int,
    as_of: datetime | None = None,
    stored: bool = False,
) -> Calendar:
    """Parse the calendar in a settings document. Raises InvalidCalendarError with the path of the first error.

    With `as_of`, the time of saving, a calendar that does not open within 366 days is rejected; without it, one that
    cannot open in any year (B4). Holiday names of a `stored` document, which was validated once, are not checked again:
    the lookup loads the whole package, which would delay functions that count nothing.
    """
    no_others(document, (*_FIELDS, *_BESIDE), "")
    if document.get("name") is not None and not stored:
        text_in(document["name"], "name", "a name such as Office hours")
    calendar = Calendar(
        id,
        version,
        zone=_zone(document.get("zone"), stored=stored),
        weekly=_weekly(document.get("weekly")),
        holidays=_holidays(document.get("holidays"), stored=stored),
        closures=tuple(_presets(document.get("presets"))),
        special_days=_special_days(document.get("special_days")),
    )
    if not any(calendar.special_days.values()) and not _opens_some_week(calendar):
        raise NeverOpenError("weekly", "The calendar never opens: no day of a year has open hours.")
    if as_of is not None:
        try:
            next_opening(as_of, calendar)
        except NeverOpenError as closed:
            raise NeverOpenError("weekly", closed.sentence) from closed
    return calendar


def _opens_some_week(calendar: Calendar) -> bool:
    """Check over a leap year, without holidays, which fall on other weekdays in other years."""
    year = (date(2024, 1, 1) + timedelta(days=n) for n in range(366))
    return any(calendar.weekly) and not all(any(closure.covers(day) for closure in calendar.closures) for day in year)


def _zone(value: object, *, stored: bool) -> str:
    name = text_in(value, "zone", "an IANA zone such as Asia/Tokyo")
    try:
        return (known_zone(name) if stored else None) or checked_zone(name, "zone")
    except InvalidError as e:
        raise InvalidCalendarError(e.path, e.sentence) from e


def _weekly(value: object) -> tuple[tuple[Shift, ...], ...]:
    week = table_in(value, "weekly")
    no_others(week, WEEKDAYS, "weekly")
    weekly = tuple(_hours(week.get(day), f"weekly.{day}") for day in WEEKDAYS)
    for number, shifts in enumerate(weekly):
        following = (number + 1) % len(WEEKDAYS)
        for index, shift in enumerate(weekly[following]):
            for tail in shifts:
                if tail.closes - _MIDNIGHT > shift.opens:
                    raise InvalidCalendarError(
                        f"weekly.{WEEKDAYS[following]}[{index}]",
                        f"It overlaps with {written(tail)} of {WEEKDAYS[number]}, which runs over midnight.",
                    )
    return weekly


def _hours(value: object, path: str) -> tuple[Shift, ...]:
    shifts: list[Shift] = []
    for index, item in enumerate(list_in(value, path, most=_MOST_INTERVALS)):
        here = f"{path}[{index}]"
        shift = shift_in(text_in(item, here, "an interval such as 09:00-18:00"), here)
        for other in shifts:
            if shift.opens < other.closes and other.opens < shift.closes:
                raise InvalidCalendarError(here, f"It overlaps with {written(other)}.")
        shifts.append(shift)
    return tuple(shifts)


def _holidays(value: object, *, stored: bool) -> PublicHolidays | None:
    if value is None:
        return None
    fields = table_in(value, "holidays")
    no_others(fields, ("country", "subdivision", "categories"), "holidays")
    country = text_in(fields.get("country"), "holidays.country", "a country's code such as JP")
    subdivision = fields.get("subdivision") or None
    if subdivision is not None:
        subdivision = text_in(subdivision, "holidays.subdivision", "a code")
    chosen = fields.get("categories")
    categories = tuple(
        text_in(item, f"holidays.categories[{index}]", "a category")
        for index, item in enumerate(list_in(["public"] if chosen is None else chosen, "holidays.categories", most=20))
    )
    holidays = PublicHolidays(country, subdivision, categories)
    if not stored:
        _check(holidays)
    return holidays if categories else None


def _check(holidays: PublicHolidays) -> None:
    country, known = holidays.country, categories_of(holidays.country)
    if not known:
        raise _no_country(country)
    parts = subdivisions_of(country)
    if holidays.subdivision is not None and holidays.subdivision not in parts:
        choice = f"one of {listed(parts)}" if parts else "left out"
        sentence = f"{country} has no {holidays.subdivision!r}; it is {choice}."
        raise InvalidCalendarError("holidays.subdivision", sentence)
    for index, category in enumerate(holidays.categories):
        if category not in known:
            sentence = f"{country} has no category {category!r}; it has {', '.join(known)}."
            raise InvalidCalendarError(f"holidays.categories[{index}]", sentence)


def _no_country(country: str) -> InvalidCalendarError:
    path, meant = "holidays.country", country_meant(country)
    if meant is not None:
        return InvalidCalendarError(path, f"No holidays are known of {country!r}; did you mean {meant!r}?")
    return InvalidCalendarError(path, f"No holidays are known of {country!r}; write a code such as JP.")


def _presets(value: object) -> Iterable[YearlyClosure]:
    """Parse presets, by name or with dates: `{"name": "obon", "from": "08-12", "to": "08-16"}`."""
    for index, item in enumerate(list_in(value, "presets", most=_MOST_PRESETS)):
        path = f"presets[{index}]"
        fields: Mapping[str, object] = {"name": item} if isinstance(item, str) else table_in(item, path)
        no_others(fields, ("name", "from", "to"), path)
        name = text_in(fields.get("name"), path if isinstance(item, str) else f"{path}.name", "a name")
        preset = PRESETS.get(name)
        if preset is None and not {"from", "to"} <= fields.keys():
            sentence = f"There is no preset {name!r}, only {', '.join(PRESETS)}; one of your own needs from and to."
            raise InvalidCalendarError(path, sentence)
        first = month_day_in(fields["from"], f"{path}.from") if "from" in fields or preset is None else preset.first
        last = month_day_in(fields["to"], f"{path}.to") if "to" in fields or preset is None else preset.last
        yield YearlyClosure(name, first, last)


def _special_days(value: object) -> dict[date, tuple[Shift, ...]]:
    days: dict[date, tuple[Shift, ...]] = {}
    for index, item in enumerate(list_in(value, "special_days", most=_MOST_SPECIAL_DAYS)):
        path = f"special_days[{index}]"
        fields = table_in(item, path)
        no_others(fields, ("date", "hours", "name"), path)
        day = day_in(fields.get("date"), f"{path}.date")
        if day in days:
            raise InvalidCalendarError(f"{path}.date", f"{day} stands there twice.")
        if "hours" not in fields:
            raise InvalidCalendarError(f"{path}.hours", "It is missing; an empty list closes the day.")
        days[day] = _hours(fields["hours"], f"{path}.hours")
    return days


def special_day_names(document: Mapping[str, object]) -> dict[date, str]:
    """Return the names of a valid document's special days. They are for people; the calendar ignores them."""
    named: dict[date, str] = {}
    for item in list_in(document.get("special_days"), "special_days"):
        fields = table_in(item, "special_days")
        named[day_in(fields.get("date"), "special_days")] = str(fields.get("name") or "")
    return named
