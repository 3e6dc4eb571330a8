"""Response times, read exactly from the clocks (M1-M3, M5)."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.sla.clock import ClockState

TOTAL = "*"
"""The row that holds all of them together."""


class Measured(Protocol):
    """A clock as metrics see it."""

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


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some lengths of time, in seconds. None where there is nothing to average."""

    count: int
    mean_s: float | None
    median_s: float | None
    p90_s: float | None
    within_target: float | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the figures of one kind: who is still without an answer, and since when the oldest of them
    (M2); how many promises were kept and how many missed, of which `overdue` are those still unanswered (M5); and the
    shortest and the longest promise among those counted, as accounts and policies differ."""

    unanswered: int
    overdue: int
    in_time: int
    missed: int
    oldest_unanswered_at: datetime | None
    targets: tuple[timedelta, timedelta] | None


@dataclass(frozen=True, slots=True)
class Row:
    """Definitions (printed on the page): a row holds the clocks that started in the period (M3); `tickets` are those
    whose first clock did; `unanswered`, how many of them are `overdue`, and the oldest of them stand beside every
    average (M2). `late` counts what the desk first saw late (I7). Clocks that needed no reply are outside of both sides
    of every rate."""

    key: str
    figures: Mapping[str, Figures]
    business: Mapping[str, Figures]
    beside: Mapping[str, Beside]
    tickets: int
    unanswered: int
    overdue: int
    oldest_unanswered_s: float | None
    late: int


KINDS = ("first_reply", "next_reply", "resolution")


def row_of(key: str, clocks: Iterable[Measured], now: datetime) -> Row:
    """One row of the metrics: the figures of `clocks`, as of `now`."""
    clocks = list(clocks)
    counted = [c for c in clocks if is_counted(c)]
    waiting = [c for c in counted if c.state is ClockState.RUNNING]
    oldest = min((c.started_at for c in waiting), default=None)
    return Row(
        key=key,
        figures={kind: figures([c for c in counted if c.kind == kind], now, business=False) for kind in KINDS},
        business={kind: figures([c for c in counted if c.kind == kind], now, business=True) for kind in KINDS},
        beside={kind: beside([c for c in counted if c.kind == kind], now) for kind in KINDS},
        tickets=sum(c.kind == "first_reply" for c in clocks),
        unanswered=len(waiting),
        overdue=sum(in_time(c, now) is False for c in waiting),
        oldest_unanswered_s=(now - oldest).total_seconds() if oldest is not None else None,
        late=sum(c.late for c in counted if c.kind != "resolution"),
    )


def is_counted(clock: Measured) -> bool:
    """Whether the clock stands in the figures at all: what needed no reply, spam, and what its author took back are
    outside of both sides of every rate (M2)."""
    return clock.state in (ClockState.ANSWERED, ClockState.RUNNING)


def in_time(clock: Measured, now: datetime) -> bool | None:
    """Whether the promise was kept: answered by its deadline. Missed, whether answered since or not, from the second at
    which its deadline passed (M5). None of a clock that promises nothing, is not counted, or has time left."""
    if clock.due_at is None or not is_counted(clock):
        return None
    if clock.stopped_at is not None:
        return clock.stopped_at <= clock.due_at
    return False if clock.due_at <= now else None


def figures(clocks: Sequence[Measured], now: datetime, *, business: bool) -> Figures:
    """Count, mean, median and p90 of the answered ones among `clocks`, and the share of promises that were kept (M1).

    A deadline is one instant whichever time is shown, so the share is the same in both views. What was not measured in
    the calendar's time is left out of that view rather than counted as nothing.
    """
    answered = [c for c in clocks if c.state is ClockState.ANSWERED and c.elapsed is not None]
    measured = (c.business if business else c.elapsed for c in answered)
    lengths = sorted(length.total_seconds() for length in measured if length is not None)
    promises = [kept for c in clocks if (kept := in_time(c, now)) is not None]
    return Figures(
        count=len(lengths),
        mean_s=_round(math.fsum(lengths) / len(lengths)) if lengths else None,
        median_s=median(lengths),
        p90_s=percentile(lengths, 90),
        within_target=share(sum(promises), len(promises)),
    )


def beside(clocks: Sequence[Measured], now: datetime) -> Beside:
    """What the figures of these clocks, all of one kind, do not say by themselves (M2)."""
    waiting = [c.started_at for c in clocks if c.state is ClockState.RUNNING]
    promises = [in_time(c, now) for c in clocks]
    targets = [c.target for c in clocks if c.target is not None]
    return Beside(
        unanswered=len(waiting),
        overdue=sum(c.state is ClockState.RUNNING and in_time(c, now) is False for c in clocks),
        in_time=sum(kept is True for kept in promises),
        missed=sum(kept is False for kept in promises),
        oldest_unanswered_at=min(waiting, default=None),
        targets=(min(targets), max(targets)) if targets else None,
    )


def median(lengths: Sequence[float]) -> float | None:
    """Of sorted lengths; of an even count the mean of the two in the middle (M1)."""
    if not lengths:
        return None
    middle = len(lengths) // 2
    if len(lengths) % 2:
        return _round(lengths[middle])
    return _round((lengths[middle - 1] + lengths[middle]) / 2)


def percentile(lengths: Sequence[float], share: int) -> float | None:
    """Nearest rank of sorted lengths: a time that really occurred, also when there are few."""
    if not lengths:
        return None
    return _round(lengths[max(0, math.ceil(len(lengths) * share / 100) - 1)])


def share(kept: int, promised: int) -> float | None:
    """To six places, and never up to all of them where one was missed (M5)."""
    if not promised:
        return None
    return 1.0 if kept == promised else min(round(kept / promised, 6), 1 - 1e-6)


def _round(seconds: float) -> float:
    """To the millisecond: that is what the network's ids carry."""
    return round(seconds, 3)
