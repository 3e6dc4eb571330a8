"""Response times, calculated exactly from the clocks (M1-M3, M5)."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.domain.reporting.clock_table import (
    BY_HAND,
    ENDED,
    FIRST,
    IN_BUSINESS_TIME,
    IN_TIME,
    LATE,
    MICROSECOND,
    PROMISED,
    ClockTable,
)
from shared.domain.reporting.in_time import Measured, in_time

TOTAL = "*"
"""The key of the total row."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of some durations, in seconds; None without any."""

    count: int
    mean_s: float | None
    median_s: float | None
    p90_s: float | None
    within_target: float | None


@dataclass(frozen=True, slots=True)
class SlaCounts:
    """Counts beside the figures of one kind: the unanswered and the oldest of them (M2); promises kept and missed, of which
    `overdue` are still unanswered (M5); and the shortest and longest target counted, since accounts and policies differ."""

    unanswered: int
    overdue: int
    in_time: int
    missed: int
    oldest_unanswered_at: datetime | None
    targets: tuple[timedelta, timedelta] | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the report. Definitions (printed on the page): a row holds the clocks that started in the period (M3);
    `tickets` counts the tickets whose first clock did; `unanswered`, the `overdue` of them, and the oldest of them stand
    beside every average (M2). `late` counts posts that the desk first saw late (I7), and `told_by_hand` answers that a
    person reported, with the time that they gave (N5). Clocks that needed no reply count on
    neither side of any rate."""

    key: str
    figures: Mapping[str, Figures]
    business: Mapping[str, Figures]
    sla_counts: Mapping[str, SlaCounts]
    tickets: int
    unanswered: int
    overdue: int
    oldest_unanswered_s: float | None
    late: int
    told_by_hand: int
    more_unanswered: bool = False


FIRST_REPLY, RESOLUTION = "first_reply", "resolution"
KINDS = (FIRST_REPLY, "next_reply", RESOLUTION)

SECOND = 1_000_000
"""Durations are summed up and ordered in microseconds, and shown in seconds."""


@dataclass(slots=True)
class RowSums:
    """What is added up of the finished clocks of one kind in one row."""

    elapsed: list[int] = field(default_factory=list)
    business: list[int] = field(default_factory=list)
    targets: set[int | None] = field(default_factory=set)
    promised: int = 0
    kept: int = 0
    late: int = 0
    by_hand: int = 0

    def add(self, table: ClockTable) -> None:
        self.elapsed += table.elapsed
        self.targets.update(table.targets)
        if all(flags & IN_BUSINESS_TIME for flags in table.flags_found):
            self.business += table.business
        else:
            both = zip(table.business, table.flags, strict=True)
            self.business += [length for length, flags in both if flags & IN_BUSINESS_TIME]
        for flags in table.flags_found:
            number = table.flags.count(flags)
            self.promised += number if flags & PROMISED else 0
            self.kept += number if flags & IN_TIME else 0
            self.late += number if flags & LATE else 0
            self.by_hand += number if flags & BY_HAND else 0


@dataclass(slots=True)
class Group:
    """The clocks of one row: what is added up of the finished ones, by kind, and those that run."""

    tallies: dict[str, RowSums] = field(default_factory=lambda: defaultdict(RowSums))
    running: list[Measured] = field(default_factory=list)
    ended: int = 0
    more: bool = False

    def add(self, kind: str, table: ClockTable) -> None:
        if kind == ENDED:
            self.ended += sum(1 for flags in table.flags if flags & FIRST)
        else:
            self.tallies[kind].add(table)

    def note_running(self, clocks: Iterable[Measured], *, more: bool = False) -> None:
        self.running += clocks
        self.more = self.more or more

    def tally(self, kind: str) -> RowSums:
        return self.tallies.get(kind) or RowSums()


def row_of(key: str, group: Group, now: datetime) -> Row:
    """Calculate the row of a group, as of `now`."""
    oldest = min((clock.started_at for clock in group.running), default=None)
    waiting = {kind: [clock for clock in group.running if clock.kind == kind] for kind in KINDS}
    first = group.tally(FIRST_REPLY)
    return Row(
        key=key,
        figures={kind: figures(group.tally(kind).elapsed, group.tally(kind), waiting[kind], now) for kind in KINDS},
        business={kind: figures(group.tally(kind).business, group.tally(kind), waiting[kind], now) for kind in KINDS},
        sla_counts={kind: sla_counts(group.tally(kind), waiting[kind], now) for kind in KINDS},
        tickets=len(first.elapsed) + group.ended + len(waiting[FIRST_REPLY]),
        unanswered=len(group.running),
        overdue=sum(in_time(clock, now) is False for clock in group.running),
        oldest_unanswered_s=(now - oldest).total_seconds() if oldest is not None else None,
        late=sum(tally.late for kind, tally in group.tallies.items() if kind != RESOLUTION)
        + sum(clock.late for clock in group.running),
        told_by_hand=sum(tally.by_hand for tally in group.tallies.values()),
        more_unanswered=group.more,
    )


def figures(lengths: Sequence[int], tally: RowSums, waiting: Sequence[Measured], now: datetime) -> Figures:
    """Calculate count, mean, median and p90 of these durations, in microseconds, and the share of kept promises (M1).

    A deadline is the same instant in both views, so the share is too. Clocks that were not measured in business time are
    left out of that view rather than counted as zero.
    """
    ordered = sorted(lengths)
    broken = sum(in_time(clock, now) is False for clock in waiting)
    return Figures(
        count=len(ordered),
        mean_s=_round(sum(ordered) / len(ordered) / SECOND) if ordered else None,
        median_s=median(ordered),
        p90_s=percentile(ordered, 90),
        within_target=share(tally.kept, tally.promised + broken),
    )


def sla_counts(tally: RowSums, waiting: Sequence[Measured], now: datetime) -> SlaCounts:
    """Calculate the counts that stand beside the figures of these clocks, all of one kind (M2)."""
    overdue = sum(in_time(clock, now) is False for clock in waiting)
    targets = [target * MICROSECOND for target in tally.targets if target is not None]
    targets += [clock.target for clock in waiting if clock.target is not None]
    return SlaCounts(
        unanswered=len(waiting),
        overdue=overdue,
        in_time=tally.kept,
        missed=tally.promised - tally.kept + overdue,
        oldest_unanswered_at=min((clock.started_at for clock in waiting), default=None),
        targets=(min(targets), max(targets)) if targets else None,
    )


def median(lengths: Sequence[int]) -> float | None:
    """Return the median of sorted durations, in seconds; for an even count the mean of the two in the middle (M1)."""
    if not lengths:
        return None
    middle = len(lengths) // 2
    if len(lengths) % 2:
        return _round(lengths[middle] / SECOND)
    return _round((lengths[middle - 1] + lengths[middle]) / 2 / SECOND)


def percentile(lengths: Sequence[int], share: int) -> float | None:
    """Return the percentile of sorted durations, in seconds, by nearest rank: a duration that really occurred, even among few."""
    if not lengths:
        return None
    return _round(lengths[max(0, math.ceil(len(lengths) * share / 100) - 1)] / SECOND)


def share(kept: int, promised: int) -> float | None:
    """Return the share to six places, never rounded up to 1 if a promise was missed (M5)."""
    if not promised:
        return None
    return 1.0 if kept == promised else min(round(kept / promised, 6), 1 - 1e-6)


def _round(seconds: float) -> float:
    """Round to milliseconds, the precision of network ids."""
    return round(seconds, 3)
