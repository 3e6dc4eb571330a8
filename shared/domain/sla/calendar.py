"""Business hours: deadlines and open time on a calendar (rules B1-B5).

A shift is written in wall time and belongs to the day on which it starts; measurement is in instants. Functions take
aware datetimes and return UTC.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from shared.domain.errors import InvalidError, NeverOpenError
from shared.domain.sla.shifts import PublicHolidays, Shift, Span, YearlyClosure, holidays_of, spans_of
from shared.domain.sla.time_zones import zone_of

__all__ = [
    "FURTHEST",
    "NEVER",
    "UNCOUNTABLE",
    "Calendar",
    "Deadline",
    "PublicHolidays",
    "Shift",
    "Span",
    "YearlyClosure",
    "always_open",
    "closing_after",
    "deadline",
    "is_open",
    "next_opening",
    "open_spans",
    "open_time",
    "within_reason",
]

NEVER = timedelta(days=366)
"""A calendar without open time for this long never opens (B4): a leap year, so that one opening a year is enough."""

FURTHEST = timedelta(days=36_525)
"""The limit of the search for a deadline: a century holds every sensible target."""

LONGEST_YEARS = 20
"""The maximum distance of a deadline, in years, that a person can mean."""

EARLIEST_YEAR, LATEST_YEAR = 1900, 9000

UNCOUNTABLE = (InvalidError, ArithmeticError, LookupError, ValueError, OSError, NotImplementedError)
"""Errors that counting on a calendar can raise: the calendar's own (InvalidError), those of dates that no datetime holds
(ArithmeticError, ValueError), and those for names that their data no longer know: of a time zone (LookupError, OSError), and
of a country in the package `holidays` (NotImplementedError)."""

_DAY = timedelta(days=1)
_WEEK = 7 * _DAY
_RESOLUTION = timedelta.resolution
_NOTHING = timedelta(0)
_MINUTES_A_DAY = 24 * 60
_DAYS_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Deadline:
    """The instant at which a promise lapses, and the open time counted up to it (B5)."""

    due_at: datetime
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Calendar:
    """Open hours. `weekly` begins with Monday; a special day overrides closures and holidays, and these override the week.

    It is immutable, so computed days are cached in it; a changed calendar is a new version (C6).
    """

    id: str
    version: int
    zone: str
    weekly: tuple[tuple[Shift, ...], ...]
    holidays: PublicHolidays | None = None
    closures: tuple[YearlyClosure, ...] = ()
    special_days: Mapping[date, tuple[Shift, ...]] = field(default_factory=dict, hash=False)
    _days: dict[date, tuple[Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def shifts_on(self, day: date) -> tuple[Shift, ...]:
        """Return the shifts that start on a day. A closed day has none, and so no tail after midnight (B2)."""
        if day in self.special_days:
            return self.special_days[day]
        if any(closure.covers(day) for closure in self.closures):
            return ()
        if self.holidays is not None and day in holidays_of(self.holidays, day.year):
            return ()
        return self.weekly[day.weekday()]

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """Return the shifts that start on a day as instants, in order; they may overlap with each other and with the next day's."""
        spans = self._days.get(day)
        if spans is None:
            if len(self._days) >= _DAYS_KEPT:
                self._days.clear()
            spans = self._days[day] = tuple(spans_of(day, self.shifts_on(day), zone_of(self.zone)))
        return spans

    @cached_property
    def round_the_clock(self) -> bool:
        """Whether every instant is open, so that any target is one span."""
        if self.holidays is not None or self.closures or self.special_days:
            return False
        return all(Shift(0, _MINUTES_A_DAY) in shifts for shifts in self.weekly)


def always_open(id: str = "always", version: int = 1, zone: str = "UTC") -> Calendar:  # noqa: A002
    """Return a calendar that is open around the clock."""
    return Calendar(id, version, zone, weekly=((Shift(0, _MINUTES_A_DAY),),) * 7)


def deadline(start: datetime, target: timedelta, calendar: Calendar) -> Deadline:
    """Return the instant at which `target` of open time has passed since `start`, and the spans counted.

    A start outside open hours counts from the next opening; a target that ends exactly at closing time is due then (B3).
    A zero target is due at once, or at the next opening. Raises NeverOpenError after 366 days without open time (B4),
    InvalidError for a negative target or one that exceeds a century on this calendar.
    """
    if target < _NOTHING:
        raise InvalidError("target", "A target cannot be negative.")
    if not target:
        return Deadline(next_opening(start, calendar), ())
    start = here = _utc(start)
    if target <= FURTHEST and calendar.round_the_clock:
        return Deadline(start + target, (Span(start, start + target),))
    counted: list[Span] = []
    left = target
    while left and left <= FURTHEST and here - start <= FURTHEST:
        for span in _open_ahead(here, calendar):
            here = min(span.end, span.start + left)
            left -= here - span.start
            _append(counted, Span(span.start, here))
            if not left or here - start > FURTHEST:
                break
    if left:
        raise InvalidError("target", "A hundred years of this calendar do not hold a target as long as that.")
    return Deadline(here, tuple(counted))


def within_reason(start: datetime, target: timedelta, calendar: Calendar) -> Deadline:
    """Return the deadline, unless it is too far ahead to be meant, and counting it would keep other requests waiting.

    Raises InvalidError if the target would take more than twenty years at the pace of the calendar's first year.
    """
    pace = open_time(start, start + NEVER, calendar) if target > _WEEK else target
    if target > pace * LONGEST_YEARS > timedelta(0):
        raise InvalidError("target", f"This calendar does not hold a target as long as that in {LONGEST_YEARS} years.")
    return deadline(start, target, calendar)


def open_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Return the open time between two instants; zero if `end` is not after `start`."""
    return sum((span.end - span.start for span in open_spans(start, end, calendar)), _NOTHING)


def open_spans(start: datetime, end: datetime, calendar: Calendar) -> tuple[Span, ...]:
    """Return the open spans between two instants, with adjacent shifts joined."""
    start, end = _utc(start), _utc(end)
    if end <= start:
        return ()
    if calendar.round_the_clock:
        return (Span(start, end),)
    counted: list[Span] = []
    for span in _walk(start, end, calendar):
        _append(counted, span)
    return tuple(counted)


def is_open(instant: datetime, calendar: Calendar) -> bool:
    """Return whether the calendar is open at that instant; closing time itself is closed."""
    instant = _utc(instant)
    return calendar.round_the_clock or next(_walk(instant, instant + _RESOLUTION, calendar), None) is not None


def next_opening(instant: datetime, calendar: Calendar) -> datetime:
    """Return the first open instant from `instant` on, which may be itself. Raises NeverOpenError (B4)."""
    instant = _utc(instant)
    return instant if calendar.round_the_clock else _next_open(instant, calendar).start


def closing_after(instant: datetime, calendar: Calendar) -> datetime | None:
    """Return the end of the open hours at `instant`, or else of the next ones; None if not within 366 days.

    Adjacent shifts are joined: 09:00-12:00 and 12:00-18:00 close at 18:00. Raises NeverOpenError (B4).
    """
    instant = _utc(instant)
    if calendar.round_the_clock:
        return None
    closing = _next_open(instant, calendar).end
    for span in _walk(closing, instant + NEVER, calendar):
        if span.start > closing:
            return closing
        closing = span.end
    return closing if closing < instant + NEVER else None


def _next_open(instant: datetime, calendar: Calendar) -> Span:
    """Return the open span from `instant` on, at least to the end of one shift."""
    return next(_open_ahead(instant, calendar))


def _open_ahead(instant: datetime, calendar: Calendar) -> Iterator[Span]:
    """Yield the open spans within 366 days from `instant` on. Raises NeverOpenError if there are none."""
    ahead = _walk(instant, instant + NEVER, calendar)
    first = next(ahead, None)
    if first is not None:
        yield first
        yield from ahead
        return
    sentence = f"The calendar {calendar.id!r} has no open time within 366 days after {instant:%Y-%m-%d %H:%M} UTC."
    raise NeverOpenError("calendar", sentence)


def _walk(start: datetime, end: datetime, calendar: Calendar) -> Iterator[Span]:
    """Yield the open time within [start, end), shift by shift, without overlaps.

    The walk begins two days early: a shift of the day before may still run, and a zone can skip a whole day
    (Apia, 30 December 2011). It ends a day late: if midnight occurs twice, the next day has begun before `end` though the
    wall clock still shows this one (St John's, 7 November 2010; an opening means the first of two, B3).
    """
    zone = zone_of(calendar.zone)
    day = start.astimezone(zone).date() - 2 * _DAY
    last = end.astimezone(zone).date() + _DAY
    here = start
    while day <= last:
        for span in calendar.spans_on(day):
            opens, closes = max(span.start, here), min(span.end, end)
            if opens < closes:
                yield Span(opens, closes)
                here = closes
        day += _DAY


def _append(spans: list[Span], span: Span) -> None:
    if spans and spans[-1].end == span.start:
        spans[-1] = Span(spans[-1].start, span.end)
    else:
        spans.append(span)


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs its offset")
    if not EARLIEST_YEAR <= instant.year < LATEST_YEAR:
        raise InvalidError("start", f"Times lie between the years {EARLIEST_YEAR} and {LATEST_YEAR}.")
    return instant.astimezone(UTC)
