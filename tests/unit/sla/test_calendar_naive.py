"""The engine against a reading of the rules so plain that it cannot be wrong: every minute of a window, one by one.

A shift opens at the first minute whose wall clock shows its opening or later, and closes at the last minute whose
clock shows its closing, or, where no clock ever does, at the first that shows later. That says all of B3 about daylight
saving, in both directions.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate, groupby
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.errors import NeverOpenError
from shared.domain.sla.calendar import Calendar, Shift, Span, YearlyClosure, deadline, is_open, open_spans, open_time

MINUTE = timedelta(minutes=1)
DAYS = 12
WINDOWS = (
    ("Asia/Tokyo", date(2026, 9, 14)),
    ("Asia/Kolkata", date(2026, 1, 1)),
    ("Asia/Kathmandu", date(2026, 2, 24)),
    ("Europe/London", date(2026, 3, 26)),
    ("Europe/London", date(2026, 10, 22)),
    ("Europe/Dublin", date(2026, 10, 21)),
    ("America/St_Johns", date(2026, 3, 5)),
    ("America/St_Johns", date(2026, 10, 29)),
    ("America/St_Johns", date(2010, 3, 11)),
    ("America/St_Johns", date(2010, 11, 4)),
    ("America/Sao_Paulo", date(2018, 11, 1)),
    ("America/Sao_Paulo", date(2018, 2, 14)),
    ("America/Havana", date(2026, 10, 29)),
    ("Australia/Lord_Howe", date(2026, 4, 2)),
    ("Australia/Lord_Howe", date(2026, 10, 1)),
    ("Antarctica/Troll", date(2026, 3, 26)),
    ("Antarctica/Troll", date(2026, 10, 22)),
    ("Pacific/Apia", date(2011, 12, 26)),
    ("Pacific/Kwajalein", date(1993, 8, 17)),
)


@dataclass(frozen=True)
class Window:
    zone: str
    first: date

    @property
    def start(self) -> datetime:
        return datetime(self.first.year, self.first.month, self.first.day, tzinfo=UTC)

    @property
    def dates(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(-3, DAYS + 3)]


@cache
def walls(window: Window) -> list[datetime]:
    """What the clock on the wall shows at each minute of the window."""
    zone = ZoneInfo(window.zone)
    return [(window.start + n * MINUTE).astimezone(zone).replace(tzinfo=None) for n in range(DAYS * 1440)]


@cache
def latest_shown(window: Window) -> list[datetime]:
    """At each minute, the latest that the clock has shown so far."""
    return list(accumulate(walls(window), max))


@cache
def last_shown(window: Window) -> dict[datetime, int]:
    """The last minute at which the clock shows each wall time."""
    return {wall: n for n, wall in enumerate(walls(window))}


def opening(window: Window, wall: datetime) -> int:
    return bisect_left(latest_shown(window), wall)


def closing(window: Window, wall: datetime) -> int:
    return last_shown(window).get(wall, opening(window, wall))


def open_minutes(window: Window, calendar: Calendar) -> bytearray:
    minutes = bytearray(DAYS * 1440)
    for day in window.dates:
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001
        closed = any(closure.first <= (day.month, day.day) <= closure.last for closure in calendar.closures)
        usual = () if closed else calendar.weekly[day.weekday()]
        for shift in calendar.special_days.get(day, usual):
            opens = opening(window, midnight + timedelta(minutes=shift.opens))
            closes = closing(window, midnight + timedelta(minutes=shift.closes))
            if closes > opens:
                minutes[opens:closes] = b"\x01" * (closes - opens)
    return minutes


def runs(window: Window, minutes: bytearray, start: int, end: int) -> tuple[Span, ...]:
    spans = []
    for is_on, group in groupby(range(start, end), key=minutes.__getitem__):
        members = list(group)
        if is_on:
            spans.append(Span(window.start + members[0] * MINUTE, window.start + (members[-1] + 1) * MINUTE))
    return tuple(spans)


quarters = st.integers(0, 95).map(lambda n: n * 15)
starts = quarters | st.integers(0, 1439)
lengths = st.integers(1, 96).map(lambda n: n * 15) | st.integers(1, 1439) | st.just(1440)
shifts = st.builds(lambda opens, long: Shift(opens, min(opens + long, 2880)), starts, lengths)
days = st.lists(shifts, max_size=3).map(tuple) | st.just((Shift(0, 1440),))


@st.composite
def situations(draw: st.DrawFn) -> tuple[Window, Calendar]:
    window = Window(*draw(st.sampled_from(WINDOWS)))
    week = tuple(draw(days) for _ in range(7))
    special = draw(st.dictionaries(st.sampled_from(window.dates), days, max_size=3))
    closed = draw(st.lists(st.sampled_from(window.dates), max_size=2))
    closures = tuple(YearlyClosure("own", (day.month, day.day), (day.month, day.day)) for day in closed)
    return window, Calendar("random", 1, window.zone, week, closures=closures, special_days=special)


@settings(deadline=None, max_examples=120)
@given(situations(), st.integers(2 * 1440, 9 * 1440), st.integers(0, 3 * 1440))
def test_B3_deadline_agrees_with_counting_minutes(situation: tuple[Window, Calendar], start: int, target: int) -> None:
    window, calendar = situation
    minutes = open_minutes(window, calendar)
    counted = [n for n in range(start, len(minutes)) if minutes[n]]
    begin, limit = window.start + start * MINUTE, window.start + len(minutes) * MINUTE
    try:
        found = deadline(begin, target * MINUTE, calendar)
    except NeverOpenError:
        assert not any(calendar.weekly)
        assert len(counted) < max(target, 1)
        return
    if len(counted) < max(target, 1):
        assert found.due_at >= limit
        return
    due = counted[target - 1] + 1 if target else counted[0]
    assert found.due_at == window.start + due * MINUTE
    assert found.spans == runs(window, minutes, start, due)


@settings(deadline=None, max_examples=120)
@given(situations(), st.integers(2 * 1440, 9 * 1440), st.integers(0, 3 * 1440))
def test_B3_open_time_agrees_with_counting_minutes(situation: tuple[Window, Calendar], start: int, long: int) -> None:
    window, calendar = situation
    minutes = open_minutes(window, calendar)
    begin, end = window.start + start * MINUTE, window.start + (start + long) * MINUTE
    assert open_spans(begin, end, calendar) == runs(window, minutes, start, start + long)
    assert open_time(begin, end, calendar) == sum(minutes[start : start + long]) * MINUTE
    assert is_open(begin, calendar) == bool(minutes[start])


@settings(deadline=None, max_examples=120)
@given(
    situations(),
    st.integers(2 * 86_400_000, 9 * 86_400_000),
    st.integers(1, 86_400_000),
    st.integers(1, 86_400_000),
)
def test_B3_a_deadline_is_the_sum_of_its_parts_to_the_millisecond(
    situation: tuple[Window, Calendar], start: int, first: int, second: int
) -> None:
    window, calendar = situation
    begin = window.start + timedelta(milliseconds=start)
    one, two = timedelta(milliseconds=first), timedelta(milliseconds=second)
    try:
        whole = deadline(begin, one + two, calendar)
    except NeverOpenError:
        assert not any(calendar.weekly)
        return
    assert deadline(deadline(begin, one, calendar).due_at, two, calendar).due_at == whole.due_at
    assert open_time(begin, whole.due_at, calendar) == one + two
    assert sum((span.end - span.start for span in whole.spans), timedelta(0)) == one + two
    assert whole.spans[-1].end == whole.due_at
