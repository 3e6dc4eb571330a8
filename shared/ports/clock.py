"""The time and new ids: use cases receive both, and read neither from the system."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the current time in UTC."""


class Ids(Protocol):
    def new(self) -> str:
        """Return a new unique id; later ids sort after earlier ones."""


class HasClock(Protocol):
    @property
    def clock(self) -> Clock: ...


class HasIds(Protocol):
    @property
    def ids(self) -> Ids: ...
