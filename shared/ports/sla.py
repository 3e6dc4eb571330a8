"""The timers that wake a deadline."""

from datetime import datetime
from typing import Protocol


class Timers(Protocol):
    def ensure(self, ticket: str, clock: str, timer_generation: int, wake_at: datetime) -> bool:
        """True if a timer of that name runs, started now or before; False if its name is used up."""

    def runs(self, ticket: str, clock: str, timer_generation: int) -> bool: ...

    def stop(self, ticket: str, clock: str, timer_generation: int) -> None:
        """Best effort: saves transitions, and correctness never rests on it."""


class HasTimers(Protocol):
    @property
    def timers(self) -> Timers: ...
