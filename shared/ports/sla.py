"""The timers that wake the chase of a deadline."""

from datetime import datetime
from typing import Protocol


class Timers(Protocol):
    def ensure(self, ticket: str, clock: str, timer_generation: int, wake_at: datetime) -> bool:
        """Start the timer unless it runs. Return False if its name was used before and cannot be used again."""

    def runs(self, ticket: str, clock: str, timer_generation: int) -> bool: ...

    def stop(self, ticket: str, clock: str, timer_generation: int) -> None:
        """Stop the timer, on a best-effort basis: it saves transitions, and correctness never rests on it."""


class HasTimers(Protocol):
    @property
    def timers(self) -> Timers: ...
