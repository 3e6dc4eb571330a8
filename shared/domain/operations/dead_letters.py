"""What rests on the dead-letter queue, as whoever looks is told of it (I5)."""

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
    """What rests there, the oldest first. `unseen` are those that there are besides, by the queue's own count, and that
    could not be looked at."""

    letters: Sequence[DeadLetter]
    unseen: int


@dataclass(frozen=True, slots=True)
class DeadLetterRun:
    """How many were sent again, or erased, and how many could not be looked at."""

    done: int
    unseen: int
