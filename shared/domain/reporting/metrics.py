"""Response times, calculated exactly from the clocks (M1-M3, M5)."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.sla.clock import ClockState

TOTAL = "*"
"""The key of the total row."""


class Measured(Protocol):
    """A clock as metrics read it."""

    @property
    def ticket(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def state(self) -> ClockState: ...
    @property
    def elapsed(self) -> timedelta | None: ...
    @property
    def business(self) -> timedelta | None: ...
    @property
    def stopped_at(self) -> datetime | None: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def target(self) -> timedelta | None: ...
    @property
    def late(self) -> bool: ...
    @property
    def told_by_hand(self) -> bool: ...


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


KINDS = ("first_reply", "next_reply", "resolution")


def row_of(key: str, clocks: Iterable[Measured], now: datetime) -> Row:
    """Calculate the row of `clocks`, as of `now`."""
    clocks = list(clocks)
    counted = [clock for clock in clocks if is_counted(clock)]
    waiting = [clock for clock in counted if clock.state is ClockState.RUNNING]
    oldest = min((clock.started_at for clock in waiting), default=None)
    return Row(
        key=key,
        figures={
            kind: figures([clock for clock in counted if clock.kind == kind], now, business=False) for kind in KINDS
        },
        business={
            kind: figures([clock for clock in counted if clock.kind == kind], now, business=True) for kind in KINDS
        },
        sla_counts={kind: sla_counts([clock for clock in counted if clock.kind == kind], now) for kind in KINDS},
        tickets=sum(clock.kind == "first_reply" for clock in clocks),
        unanswered=len(waiting),
        overdue=sum(in_time(clock, now) is False for clock in waiting),
        oldest_unanswered_s=(now - oldest).total_seconds() if oldest is not None else None,
        late=sum(clock.late for clock in counted if clock.kind != "resolution"),
        told_by_hand=sum(clock.told_by_hand for clock in counted),
    )


def is_counted(clock: Measured) -> bool:
    """Return whether the clock counts in the figures: `no_reply_needed`, spam, and posts that their author took back count on
    neither side of any rate (M2)."""
    return clock.state in (ClockState.ANSWERED, ClockState.RUNNING)


def in_time(clock: Measured, now: datetime) -> bool | None:
    """Return whether the promise was kept, that is, answered by its deadline.

    It is missed from the second at which the deadline has passed, answered since or not (M5). None for clocks that promise
    nothing, are not counted, or have time left."""
    if clock.due_at is None or not is_counted(clock):
        return None
    if clock.stopped_at is not None:
        return clock.stopped_at <= clock.due_at
    return False if clock.due_at <= now else None


def figures(clocks: Sequence[Measured], now: datetime, *, business: bool) -> Figures:
    """Calculate count, mean, median and p90 of the answered clocks, and the share of kept promises (M1).

    A deadline is the same instant in both views, so the share is too. Clocks that were not measured in business time are
    left out of that view rather than counted as zero.
    """
    answered = [clock for clock in clocks if clock.state is ClockState.ANSWERED and clock.elapsed is not None]
    measured = (clock.business if business else clock.elapsed for clock in answered)
    lengths = sorted(length.total_seconds() for length in measured if length is not None)
    promises = [kept for clock in clocks if (kept := in_time(clock, now)) is not None]
    return Figures(
        count=len(lengths),
        mean_s=_round(math.fsum(lengths) / len(lengths)) if lengths else None,
        median_s=median(lengths),
        p90_s=percentile(lengths, 90),
        within_target=share(sum(promises), len(promises)),
    )


def sla_counts(clocks: Sequence[Measured], now: datetime) -> SlaCounts:
    """Calculate the counts that stand beside the figures of these clocks, all of one kind (M2)."""
    waiting = [clock.started_at for clock in clocks if clock.state is ClockState.RUNNING]
    promises = [in_time(clock, now) for clock in clocks]
    targets = [clock.target for clock in clocks if clock.target is not None]
    return SlaCounts(
        unanswered=len(waiting),
        overdue=sum(clock.state is ClockState.RUNNING and in_time(clock, now) is False for clock in clocks),
        in_time=sum(kept is True for kept in promises),
        missed=sum(kept is False for kept in promises),
        oldest_unanswered_at=min(waiting, default=None),
        targets=(min(targets), max(targets)) if targets else None,
    )


def median(lengths: Sequence[float]) -> float | None:
    """Return the median of sorted durations; for an even count the mean of the two in the middle (M1)."""
    if not lengths:
        return None
    middle = len(lengths) // 2
    if len(lengths) % 2:
        return _round(lengths[middle])
    return _round((lengths[middle - 1] + lengths[middle]) / 2)


def percentile(lengths: Sequence[float], share: int) -> float | None:
    """Return the percentile of sorted durations by nearest rank: a duration that really occurred, even among few."""
    if not lengths:
        return None
    return _round(lengths[max(0, math.ceil(len(lengths) * share / 100) - 1)])


def share(kept: int, promised: int) -> float | None:
    """Return the share to six places, never rounded up to 1 if a promise was missed (M5)."""
    if not promised:
        return None
    return 1.0 if kept == promised else min(round(kept / promised, 6), 1 - 1e-6)


def _round(seconds: float) -> float:
    """Round to milliseconds, the precision of network ids."""
    return round(seconds, 3)
