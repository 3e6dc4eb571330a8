"""Finished clocks in columns: a month of them is added up in a second, where as many objects would take a minute.

Every instant and duration is a whole number of microseconds, so that nothing is rounded before the figures are.
"""

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from shared.domain.reporting.in_time import Measured, in_time, is_counted
from shared.domain.sla.clock import ClockKind, ClockState

MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

ENDED = "ended"
"""The table of clocks that needed no answer: they count in no rate, and the first ones of them as tickets (M2)."""

PROMISED, IN_TIME, LATE, BY_HAND, IN_BUSINESS_TIME, FIRST = 1, 2, 4, 8, 16, 32
"""Flags of a clock. Without IN_BUSINESS_TIME it was not measured in business time, and is left out of that view; FIRST tells first
replies in the table ENDED."""

IDENT_BITS = 24
"""Length of a clock's identity within one kind and one microsecond: one of 16 million. Only an amendment within the hour can meet
another clock of the same kind, microsecond and identity, and only until the day is made again from its clocks."""


class FinishedClock(NamedTuple):
    """One clock as its table holds it. `start` and `ident` are its identity among those of its kind."""

    start: int
    ident: int
    elapsed: int = 0
    business: int = 0
    agent: str | None = None
    target: int | None = None
    flags: int = 0


@dataclass(frozen=True)
class ClockTable:
    """Clocks of one kind, ordered by their start; the columns are of one length."""

    starts: Sequence[int]
    idents: Sequence[int]
    elapsed: Sequence[int]
    business: Sequence[int]
    agents: Sequence[str | None]
    targets: Sequence[int | None]
    flags: bytes

    @classmethod
    def of(cls, clocks: Iterable[FinishedClock]) -> "ClockTable":
        rows = sorted(clocks, key=lambda row: row[:2])
        if not rows:
            return cls([], [], [], [], [], [], b"")
        starts, idents, elapsed, business, agents, targets, flags = zip(*rows, strict=True)
        return cls(starts, idents, elapsed, business, agents, targets, bytes(flags))

    def __len__(self) -> int:
        return len(self.starts)

    def rows(self) -> Iterator[FinishedClock]:
        columns = (self.starts, self.idents, self.elapsed, self.business, self.agents, self.targets, self.flags)
        return map(FinishedClock._make, zip(*columns, strict=True))

    def part(self, start: int, end: int) -> "ClockTable":
        """Return the rows from `start` to before `end`, by their place."""
        if (start, end) == (0, len(self)):
            return self
        cut = slice(start, end)
        return ClockTable(
            self.starts[cut],
            self.idents[cut],
            self.elapsed[cut],
            self.business[cut],
            self.agents[cut],
            self.targets[cut],
            self.flags[cut],
        )

    def started(self, start: datetime, end: datetime) -> "ClockTable":
        """Return the clocks that started in [start, end)."""
        return self.part(bisect_left(self.starts, micros(start)), bisect_left(self.starts, micros(end)))

    def by_agent(self) -> Iterator[tuple[str | None, "ClockTable"]]:
        """Split the table by who answered; None for answers in the network's own app."""
        places: dict[str | None, list[int]] = defaultdict(list)
        for place, agent in enumerate(self.agents):
            places[agent].append(place)
        for agent, chosen in places.items():
            yield agent, self._at(chosen)

    def _at(self, places: Sequence[int]) -> "ClockTable":
        return ClockTable(
            [self.starts[n] for n in places],
            [self.idents[n] for n in places],
            [self.elapsed[n] for n in places],
            [self.business[n] for n in places],
            [self.agents[n] for n in places],
            [self.targets[n] for n in places],
            bytes(self.flags[n] for n in places),
        )

    @cached_property
    def flags_found(self) -> frozenset[int]:
        return frozenset(self.flags)


Tables = Mapping[str, ClockTable]
"""Clocks of an account by their kind, and by ENDED."""


def tables_of(clocks: Iterable[Measured]) -> dict[str, ClockTable]:
    """Return the finished ones of these clocks in tables. A running clock stands in none: it changes by the second."""
    rows: dict[str, list[FinishedClock]] = defaultdict(list)
    for clock in clocks:
        placed = placed_clock(clock)
        if placed is not None:
            rows[placed[0]].append(placed[1])
    return {kind: ClockTable.of(found) for kind, found in rows.items()}


def placed_clock(clock: Measured) -> tuple[str, FinishedClock] | None:
    """Return the table of a clock and its row there; None for one that runs."""
    if clock.state is ClockState.RUNNING:
        return None
    start, ident = micros(clock.started_at), ident_of(clock.ticket, clock.kind, clock.ident)
    if not is_counted(clock) or clock.elapsed is None:
        return ENDED, FinishedClock(start, ident, agent=clock.by, flags=FIRST * (clock.kind == ClockKind.FIRST_REPLY))
    kept = in_time(clock, clock.started_at)
    flags = (
        PROMISED * (kept is not None)
        + IN_TIME * (kept is True)
        + LATE * clock.late
        + BY_HAND * clock.told_by_hand
        + IN_BUSINESS_TIME * (clock.business is not None)
    )
    business = clock.business // MICROSECOND if clock.business is not None else 0
    target = clock.target // MICROSECOND if clock.target is not None else None
    return str(clock.kind), FinishedClock(start, ident, clock.elapsed // MICROSECOND, business, clock.by, target, flags)


def ident_of(ticket: str, kind: str, clock: str) -> int:
    """Return what tells a clock from another one of its kind that started in the same microsecond. A ticket has one first reply
    and one resolution, which share it; of later replies it may have two of one instant."""
    digest = hashlib.sha256(f"{ticket}#{clock if kind == ClockKind.NEXT_REPLY else ''}".encode()).digest()
    return int.from_bytes(digest[: IDENT_BITS // 8], "big")


def micros(at: datetime) -> int:
    """Return whole microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def instant_of(micros_since_epoch: int) -> datetime:
    return EPOCH + micros_since_epoch * MICROSECOND
