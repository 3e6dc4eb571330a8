"""What the search finds."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.search.entries import PartId


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket, and which of its texts matched; None where it was the customer's name or handle. `place` is the hit's own
    in the order in which they are found."""

    ticket: str
    part: PartId | None
    place: str


@dataclass(frozen=True, slots=True)
class CodesFound:
    """The tickets with the newest such texts first; `next` goes on behind them, if there are more."""

    hits: tuple[Hit, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class WordsFound:
    """The tickets with the newest words first. Everything that was written since `back_to` has been looked at, or
    everything there is if that is None; then `next` is None too. `units` is what it cost to read."""

    hits: tuple[Hit, ...]
    back_to: datetime | None
    next: str | None
    units: float
