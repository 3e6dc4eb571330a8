"""Reads a calendar from the document that people edit, and says which field is wrong and why (rules B1, B2, B4)."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from shared.domain.calendar import Calendar, PublicHolidays, Shift, YearlyClosure, next_opening
from shared.domain.calendar_shifts import PRESETS, categories_of, subdivisions_of, zone_of
from shared.domain.errors import InvalidCalendarError, NeverOpenError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_FIELDS = ("zone", "weekly", "holidays", "presets", "special_days")
_BESIDE = ("id", "version", "name")
_MIDNIGHT = 24 * 60
_MOST_INTERVALS = 12
_MOST_PRESETS = 50
_MOST_SPECIAL_DAYS = 2_000
_INTERVAL = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_MONTH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")


def calendar_from(
    document: Mapping[str, object],
    *,
    id: str,  # noqa: A002
    version: int,
    as_of: datetime | None = None,
    stored: bool = False,
) -> Calendar:
    """The calendar that a settings document describes; raises InvalidCalendarError with the path of the first fault.

    With `as_of`, the moment of saving, a calendar that does not open within 366 days of it is refused; without, one
    that cannot open in any year (B4). Of a document that is `stored`, and so was accepted once, the names of holidays
    are believed: to look them up loads the whole package, for which a function that counts nothing should not wait.
    """
    _no_others(document, (*_FIELDS, *_BESIDE), "")
    calendar = Calendar(
        id,
        version,
        zone=_zone(document.get("zone")),
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
    """Looked at over a leap year, without holidays: those fall on other weekdays in other years."""
    year = (date(2024, 1, 1) + timedelta(days=n) for n in range(366))
    return any(calendar.weekly) and not all(any(closure.covers(day) for closure in calendar.closures) for day in year)


def _zone(value: object) -> str:
    name = _text(value, "zone", "an IANA zone such as Asia/Tokyo")
    try:
        zone_of(name)
    except (KeyError, ValueError, OSError) as e:
        raise InvalidCalendarError("zone", f"There is no time zone {name!r}; write it as in Asia/Tokyo.") from e
    return name


def _weekly(value: object) -> tuple[tuple[Shift, ...], ...]:
    week = _mapping(value, "weekly")
    _no_others(week, WEEKDAYS, "weekly")
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
    for index, item in enumerate(_sequence(value, path, most=_MOST_INTERVALS)):
        here = f"{path}[{index}]"
        shift = _shift(_text(item, here, "an interval such as 09:00-18:00"), here)
        for other in shifts:
            if shift.opens < other.closes and other.opens < shift.closes:
                raise InvalidCalendarError(here, f"It overlaps with {written(other)}.")
        shifts.append(shift)
    return tuple(shifts)


def _shift(text: str, path: str) -> Shift:
    match = _INTERVAL.fullmatch(text.strip())
    if match is None:
        raise InvalidCalendarError(path, f"{text!r} is no interval; write it as in 09:00-18:00.")
    from_hour, from_minute, to_hour, to_minute = map(int, match.groups())
    opens, closes = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if from_minute > 59 or to_minute > 59 or opens >= _MIDNIGHT or closes > _MIDNIGHT:
        raise InvalidCalendarError(path, f"{text!r}: hours run from 00:00 to 24:00; past midnight as in 22:00-06:00.")
    if opens == closes:
        raise InvalidCalendarError(path, f"{text!r} opens and closes at once; a whole day is 00:00-24:00.")
    return Shift(opens, closes if closes > opens else closes + _MIDNIGHT)


def written(shift: Shift) -> str:
    """The shift as a document writes it: `22:00-06:00`."""
    closes = shift.closes if shift.closes <= _MIDNIGHT else shift.closes - _MIDNIGHT
    return f"{shift.opens // 60:02}:{shift.opens % 60:02}-{closes // 60:02}:{closes % 60:02}"


def _holidays(value: object, *, stored: bool) -> PublicHolidays | None:
    if value is None:
        return None
    fields = _mapping(value, "holidays")
    _no_others(fields, ("country", "subdivision", "categories"), "holidays")
    country = _text(fields.get("country"), "holidays.country", "a country's code such as JP")
    subdivision = fields.get("subdivision") or None
    if subdivision is not None:
        subdivision = _text(subdivision, "holidays.subdivision", "a code")
    chosen = fields.get("categories")
    categories = tuple(
        _text(item, f"holidays.categories[{index}]", "a category")
        for index, item in enumerate(
            _sequence(["public"] if chosen is None else chosen, "holidays.categories", most=20)
        )
    )
    holidays = PublicHolidays(country, subdivision, categories)
    if not stored:
        _check(holidays)
    return holidays if categories else None


def _check(holidays: PublicHolidays) -> None:
    country, known = holidays.country, categories_of(holidays.country)
    if not known:
        raise InvalidCalendarError(
            "holidays.country", f"No holidays are known of {country!r}; write a code such as JP."
        )
    parts = subdivisions_of(country)
    if holidays.subdivision is not None and holidays.subdivision not in parts:
        choice = f"one of {', '.join(parts)}" if parts else "left out"
        sentence = f"{country} has no {holidays.subdivision!r}; it is {choice}."
        raise InvalidCalendarError("holidays.subdivision", sentence)
    for index, category in enumerate(holidays.categories):
        if category not in known:
            sentence = f"{country} has no category {category!r}; it has {', '.join(known)}."
            raise InvalidCalendarError(f"holidays.categories[{index}]", sentence)


def _presets(value: object) -> Iterable[YearlyClosure]:
    """A preset by its name, or with dates of its own: `{"name": "obon", "from": "08-12", "to": "08-16"}`."""
    for index, item in enumerate(_sequence(value, "presets", most=_MOST_PRESETS)):
        path = f"presets[{index}]"
        fields: Mapping[str, object] = {"name": item} if isinstance(item, str) else _mapping(item, path)
        _no_others(fields, ("name", "from", "to"), path)
        name = _text(fields.get("name"), path if isinstance(item, str) else f"{path}.name", "a name")
        preset = PRESETS.get(name)
        if preset is None and not {"from", "to"} <= fields.keys():
            sentence = f"There is no preset {name!r}, only {', '.join(PRESETS)}; one of your own needs from and to."
            raise InvalidCalendarError(path, sentence)
        first = _month_day(fields["from"], f"{path}.from") if "from" in fields or preset is None else preset.first
        last = _month_day(fields["to"], f"{path}.to") if "to" in fields or preset is None else preset.last
        yield YearlyClosure(name, first, last)


def _month_day(value: object, path: str) -> tuple[int, int]:
    match = _MONTH_DAY.fullmatch(_text(value, path, "a day of the year such as 08-13"))
    try:
        day = date(2024, int(match[1]), int(match[2])) if match else None
    except ValueError:
        day = None
    if day is None:
        raise InvalidCalendarError(path, f"{value!r} is no day of the year; write it as in 08-13.")
    return day.month, day.day


def _special_days(value: object) -> dict[date, tuple[Shift, ...]]:
    days: dict[date, tuple[Shift, ...]] = {}
    for index, item in enumerate(_sequence(value, "special_days", most=_MOST_SPECIAL_DAYS)):
        path = f"special_days[{index}]"
        fields = _mapping(item, path)
        _no_others(fields, ("date", "hours", "name"), path)
        day = _date(fields.get("date"), f"{path}.date")
        if day in days:
            raise InvalidCalendarError(f"{path}.date", f"{day} stands there twice.")
        if "hours" not in fields:
            raise InvalidCalendarError(f"{path}.hours", "It is missing; an empty list closes the day.")
        days[day] = _hours(fields["hours"], f"{path}.hours")
    return days


def special_day_names(document: Mapping[str, object]) -> dict[date, str]:
    """What a sound document calls its special days. The names mean nothing to a calendar; people know the days by them."""
    named: dict[date, str] = {}
    for item in _sequence(document.get("special_days"), "special_days"):
        fields = _mapping(item, "special_days")
        named[_date(fields.get("date"), "special_days")] = str(fields.get("name") or "")
    return named


def _date(value: object, path: str) -> date:
    """A date as JSON writes it, or one that TOML has read."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(_text(value, path, "a date such as 2026-12-31"))
    except ValueError as e:
        raise InvalidCalendarError(path, f"{value!r} is no date; write it as in 2026-12-31.") from e


def _no_others(fields: Mapping[str, object], known: tuple[str, ...], path: str) -> None:
    for name in fields:
        if name not in known:
            sentence = f"There is no such field; here may stand {', '.join(known)}."
            raise InvalidCalendarError(f"{path}.{name}" if path else str(name), sentence)


def _text(value: object, path: str, what: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InvalidCalendarError(path, f"It must be {what}." if value is not None else f"It is missing: {what}.")
    return value


def _mapping(value: object, path: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise InvalidCalendarError(path, "It is missing." if value is None else "It must be a table of fields.")
    return value


def _sequence(value: object, path: str, *, most: int | None = None) -> list[object]:
    """A list of at most `most` entries: what a deadline is counted in must not take the time of everybody else."""
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise InvalidCalendarError(path, "It must be a list.")
    if most is not None and len(value) > most:
        raise InvalidCalendarError(path, f"There are {len(value)} of them; at most {most} can be.")
    return list(value)
