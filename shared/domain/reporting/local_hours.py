"""Cuts a column of instants into the hours of a zone, without asking the zone about each of them."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.domain.reporting.clock_table import MICROSECOND, instant_of

HOUR = 3_600 * 1_000_000
MINUTE = 60 * 1_000_000


class LocalHour(NamedTuple):
    """An hour of the zone's clock: day, hour, and day of the week from Monday."""

    day: str
    hour: int
    weekday: int


def local_hours(starts: Sequence[int], zone: ZoneInfo) -> Iterator[tuple[LocalHour, int, int]]:
    """Yield each local hour with the places, from and to, of the instants in it. `starts` are ordered microseconds since 1970. An
    hour that comes twice, at the end of summer time, is yielded twice."""
    place = 0
    while place < len(starts):
        for until, hour in _within(starts[place] // HOUR, zone):
            end = bisect_left(starts, until, place)
            if end > place:
                yield hour, place, end
                place = end


@lru_cache(maxsize=20_000)
def _within(hour: int, zone: ZoneInfo) -> tuple[tuple[int, LocalHour], ...]:
    """Return the local hours within one hour of UTC, each with its end: one or two of them, since zones differ by parts of an hour.
    Where the clock is changed within it, each of its minutes is looked at: no zone has changed it in between since 1972."""
    first, last = instant_of(hour * HOUR), instant_of((hour + 1) * HOUR - 1)
    before, after = _offset(first, zone), _offset(last, zone)
    begin, end = hour * HOUR, (hour + 1) * HOUR
    if before != after:
        cuts = range(begin + MINUTE, end + 1, MINUTE)
        return tuple((cut, _hour(cut - MINUTE, zone)) for cut in cuts)
    turn = begin + (-(begin + before // MICROSECOND)) % HOUR
    cuts_at = (end,) if turn in (begin, end) else (turn, end)
    return tuple((cut, _hour(cut - 1, zone)) for cut in cuts_at)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _hour(micros: int, zone: ZoneInfo) -> LocalHour:
    local = instant_of(micros).astimezone(zone)
    return LocalHour(local.date().isoformat(), local.hour, local.weekday())
