"""How far and how often a network lets an account be read (N1)."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """`back` is the farthest that a poll reads, `messages_every` the least between two reads of private messages while the
    webhook speaks, `replayed` how far back the network delivers again, and `looked_up` how many posts one lookup takes."""

    back: timedelta
    messages_every: timedelta
    replayed: timedelta
    looked_up: int
