"""Messages on the dead-letter queue, as commands show them (I5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that could not be used, and why; never what it says, which is the customers'."""

    id: str
    sent_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class DeadLetterList:
    """The messages, oldest first. `unseen` is the number of further ones by the queue's count that could not be read."""

    letters: Sequence[DeadLetter]
    unseen: int


@dataclass(frozen=True, slots=True)
class DeadLetterRun:
    """How many were sent again, or erased, and how many could not be looked at."""

    done: int
    unseen: int
