"""Values in calendar documents: hours, days, and their canonical forms."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime

from shared.domain.errors import InvalidCalendarError, InvalidError
from shared.domain.sla.shifts import Shift
from shared.domain.text.suggestions import nearest, shown

_MIDNIGHT = 24 * 60
_INTERVAL = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*[-–—−~〜]\s*([0-9]{1,2}):([0-9]{2})")
_MONTH_DAY = re.compile(r"([0-9]{1,2})-([0-9]{1,2})")


def shift_in(text: str, path: str) -> Shift:
    """Parse an interval such as `09:00-18:00`, in full or half width and with any dash."""
    match = _INTERVAL.fullmatch(plain(text))
    if match is None:
        raise InvalidCalendarError(path, f"{text!r} is no interval; write it as in 09:00-18:00.")
    from_hour, from_minute, to_hour, to_minute = map(int, match.groups())
    opens, closes = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if from_minute > 59 or to_minute > 59 or opens >= _MIDNIGHT or closes > _MIDNIGHT:
        raise InvalidCalendarError(path, f"{text!r}: hours run from 00:00 to 24:00; past midnight as in 22:00-06:00.")
    if opens == closes:
        raise InvalidCalendarError(path, f"{text!r} opens and closes at once; a whole day is 00:00-24:00.")
    return Shift(opens, closes if closes > opens else closes + _MIDNIGHT)


def plain(text: str) -> str:
    """Normalise to half width, without surrounding space."""
    return unicodedata.normalize("NFKC", text).strip()


def canonical_hours(value: object) -> object:
    """Return `9:00 - 18:00` as `09:00-18:00`, the stored form; other values are returned unchanged."""
    try:
        return written(shift_in(value, "")) if isinstance(value, str) else value
    except InvalidError:
        return value


def canonical_date(value: object) -> object:
    """Return `20260203` as `2026-02-03`; other values are returned unchanged."""
    try:
        return day_in(value, "").isoformat() if isinstance(value, str) else value
    except InvalidError:
        return value


def canonical_month_day(value: object) -> object:
    """Return `8-13` as `08-13`; other values are returned unchanged."""
    try:
        return "{:02}-{:02}".format(*month_day_in(value, ""))
    except InvalidError:
        return value


def written(shift: Shift) -> str:
    """Return the shift in the form of a document: `22:00-06:00`."""
    closes = shift.closes if shift.closes <= _MIDNIGHT else shift.closes - _MIDNIGHT
    return f"{shift.opens // 60:02}:{shift.opens % 60:02}-{closes // 60:02}:{closes % 60:02}"


def month_day_in(value: object, path: str) -> tuple[int, int]:
    """Parse a day of the year such as `08-13` into month and day."""
    match = _MONTH_DAY.fullmatch(plain(text_in(value, path, "a day of the year such as 08-13")))
    try:
        day = date(2024, int(match[1]), int(match[2])) if match else None
    except ValueError:
        day = None
    if day is None:
        raise InvalidCalendarError(path, f"{value!r} is no day of the year; write it as in 08-13.")
    return day.month, day.day


def day_in(value: object, path: str) -> date:
    """Parse a date from a JSON string, or take one that TOML has parsed."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    text = plain(text_in(value, path, "a date such as 2026-12-31"))
    try:
        return date.fromisoformat(text)
    except ValueError as e:
        raise InvalidCalendarError(path, f"{value!r} is no date; write it as in 2026-12-31.") from e


def no_others(fields: Mapping[str, object], known: tuple[str, ...], path: str) -> None:
    for name in fields:
        if name not in known:
            here, near = f"{path}.{name}" if path else str(name), nearest(str(name), known)
            if near is not None:
                sentence = f"there is no such field; did you mean {near}? There are {', '.join(known)}"
                raise InvalidCalendarError(here, sentence)
            raise InvalidCalendarError(here, f"there is no such field; there are {', '.join(known)}")


def text_in(value: object, path: str, what: str) -> str:
    if not isinstance(value, str) or not value.strip():
        if value is None:
            raise InvalidCalendarError(path, f"is missing; it must be {what}")
        raise InvalidCalendarError(path, f"{shown(value)} cannot stand here; it must be {what}")
    return value


def table_in(value: object, path: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        if value is None:
            raise InvalidCalendarError(path, "is missing; it must be a table of fields")
        raise InvalidCalendarError(path, f"{shown(value)} cannot stand here; it must be a table of fields")
    return value


def list_in(value: object, path: str, *, most: int | None = None) -> list[object]:
    """Check for a list of at most `most` entries, which limits the time that counting a deadline takes."""
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise InvalidCalendarError(path, f"{shown(value)} cannot stand here; it must be a list in square brackets")
    if most is not None and len(value) > most:
        raise InvalidCalendarError(path, f"There are {len(value)} of them; at most {most} can be.")
    return list(value)
