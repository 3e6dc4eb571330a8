"""The time and new ids, as arguments."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time, as an argument."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""


class Ids(Protocol):
    def new(self) -> str:
        """An id that has not been given before; later ones sort after earlier ones."""


class HasClock(Protocol):
    @property
    def clock(self) -> Clock: ...


class HasIds(Protocol):
    @property
    def ids(self) -> Ids: ...
