"""Which clocks count in the figures, and which of them kept their promise (M2, M5)."""

from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.sla.clock import ClockState


class Measured(Protocol):
    """A clock as metrics read it."""

    @property
    def ticket(self) -> str: ...
    @property
    def ident(self) -> str: ...
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
    @property
    def by(self) -> str | None: ...


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
