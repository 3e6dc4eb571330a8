"""Reading of a person's shifts, days away and quiet hours, with the path of an error."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec

from shared.domain.errors import InvalidError
from shared.domain.people.presence import Presence
from shared.domain.sla.calendar import Calendar, Span
from shared.domain.sla.calendar_document import WEEKDAYS, calendar_from

Week = Mapping[str, Sequence[str]]


Instant = Annotated[
    str,
    msgspec.Meta(description="a day, or a time with its offset from UTC", examples=["2026-12-31"]),
]
Hours = Annotated[str, msgspec.Meta(description="hours from when to when", examples=["22:00-07:00"])]


class AwayDocument(msgspec.Struct, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}):
    start: Instant
    end: Instant


class PresenceFields(msgspec.Struct, kw_only=True):
    """The availability fields of a person's document."""

    away: tuple[AwayDocument, ...] = ()
    shifts: dict[str, tuple[Hours, ...]] = {}
    quiet: tuple[Hours, ...] = ()
    on_call: bool = False


def presence_of(read: PresenceFields, zone: str, path: str) -> Presence:
    """Read a person's availability. Raises InvalidError with the path of the field under `path`."""
    return Presence(
        away=tuple(_span(each, ZoneInfo(zone), f"{path}.away[{index}]") for index, each in enumerate(read.away)),
        shifts=_week(read.shifts, zone, f"{path}.shifts", _of_that_day) if read.shifts else None,
        quiet=_week(dict.fromkeys(WEEKDAYS, read.quiet), zone, f"{path}.quiet", _of_any_day) if read.quiet else None,
        on_call=read.on_call,
    )


def _week(week: Week, zone: str, path: str, within: Callable[[str], str]) -> Calendar:
    weekly = {day: list(hours) for day, hours in week.items()}
    try:
        return calendar_from({"zone": zone, "weekly": weekly}, id=path, version=0)
    except InvalidError as e:
        raise InvalidError(f"{path}{within(e.path)}", e.sentence) from e


def _of_that_day(path: str) -> str:
    return path.removeprefix("weekly")


def _of_any_day(path: str) -> str:
    """Translate a path: `weekly.mon[0]` is the first of the quiet hours, which are the same every day."""
    _, bracket, rest = path.partition("[")
    return bracket + rest


def _span(away: AwayDocument, zone: ZoneInfo, path: str) -> Span:
    """Return the time away: days are whole days in the person's zone, the last one included; instants are taken as given."""
    span = Span(_instant(away.start, zone, f"{path}.from"), _instant(away.end, zone, f"{path}.to", days=1))
    if span.end <= span.start:
        raise InvalidError(f"{path}.to", "lies before the beginning")
    return span


def _instant(text: str, zone: ZoneInfo, path: str, *, days: int = 0) -> datetime:
    """Parse an instant, or a day, as its beginning `days` later."""
    try:
        if len(text) == len("2026-12-31"):
            day = date.fromisoformat(text) + timedelta(days=days)
            return datetime.combine(day, time(), zone).astimezone(UTC)
        instant = datetime.fromisoformat(text)
    except ValueError as e:
        raise InvalidError(
            path, f"{text!r} is no day such as 2026-12-31, and no time such as 2026-12-31T18:00:00+09:00"
        ) from e
    if instant.tzinfo is None:
        raise InvalidError(path, f"{text!r} has no offset; write it as in 2026-12-31T18:00:00+09:00")
    return instant.astimezone(UTC)
