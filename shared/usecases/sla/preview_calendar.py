"""Preview of a calendar before it is saved: the exceptional days of the next year, and the next open hours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from shared.domain.sla.calendar import Calendar, Shift, Span, next_opening, open_spans
from shared.domain.sla.calendar_document import special_day_names
from shared.domain.sla.calendar_values import written
from shared.domain.sla.shifts import holiday_names
from shared.domain.sla.time_zones import zone_of
from shared.ports.clock import HasClock
from shared.usecases.settings.current import ReadsSettings
from shared.usecases.sla.preview_deadline import calendar_asked


class PreviewCalendarDesk(ReadsSettings, HasClock, Protocol):
    """The parts of the desk that `preview_calendar` uses."""


AHEAD = timedelta(days=365)
SPANS = 8
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ExceptionalDay:
    """An exceptional day. `why` is `special`, `closure` or `holiday`; `hours` are the hours of that day."""

    day: date
    why: str
    name: str
    hours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A calendar's next twelve months and next open spans; a single span if it never closes."""

    zone: str
    start: date
    end: date
    days: tuple[ExceptionalDay, ...]
    spans: tuple[Span, ...]


def preview_calendar(calendar: object, *, language: str, desk: PreviewCalendarDesk) -> Outlook:
    """Return the outlook of a calendar in force, by id, or of an unsaved document (B2, B4).

    Raises InvalidError with the path of the field, NotFoundError for an unknown id.
    """
    now = desk.clock.now()
    asked = calendar_asked(calendar, as_of=now, desk=desk)
    today = now.astimezone(zone_of(asked.zone)).date()
    names = special_day_names(calendar) if isinstance(calendar, Mapping) else {}
    days = tuple(_exceptional_days(asked, today, names, language))
    return Outlook(asked.zone, today, today + AHEAD, days, _next_spans(asked, now))


def _exceptional_days(
    calendar: Calendar, today: date, names: Mapping[date, str], language: str
) -> Iterator[ExceptionalDay]:
    """Yield exceptional days, by precedence: special days, closures, holidays."""
    years = range(today.year, (today + AHEAD).year + 1)
    holidays: dict[date, str] = {}
    if calendar.holidays is not None:
        for year in years:
            holidays |= holiday_names(calendar.holidays, year, language)
    for day in (today + timedelta(days=n) for n in range(AHEAD.days + 1)):
        closure = next((each for each in calendar.closures if each.covers(day)), None)
        if day in calendar.special_days:
            name = names.get(day) or holidays.get(day, "")
            yield ExceptionalDay(day, "special", name, _hours(calendar.special_days[day]))
        elif closure is not None:
            yield ExceptionalDay(day, "closure", closure.name, ())
        elif day in holidays:
            yield ExceptionalDay(day, "holiday", holidays[day], ())


def _hours(shifts: tuple[Shift, ...]) -> tuple[str, ...]:
    return tuple(written(shift) for shift in sorted(shifts))


def _next_spans(calendar: Calendar, now: datetime) -> tuple[Span, ...]:
    """Return the next open spans, a week at a time from the next opening, since a calendar can open once a year."""
    start = next_opening(now, calendar)
    found: tuple[Span, ...] = ()
    for weeks in (1, 4, 53):
        found = open_spans(start, start + A_WEEK * weeks, calendar)
        if len(found) > SPANS:
            break
    return found[:SPANS]
