"""Results of the search."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.search.entries import PartId


@dataclass(frozen=True, slots=True)
class Hit:
    """A matching ticket with the text that matched, or None if the customer's name or handle did. `place` is the hit's position
    in the order of results."""

    ticket: str
    part: PartId | None
    place: str


@dataclass(frozen=True, slots=True)
class CodesFound:
    """Tickets that contain a code, newest text first; `next` is the place after them, if there are more."""

    hits: tuple[Hit, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class WordsFound:
    """Tickets that contain words, newest first. The search covered everything written since `back_to`, or everything if that is
    None; then `next` is None too. `units` are the read units used."""

    hits: tuple[Hit, ...]
    back_to: datetime | None
    next: str | None
    units: float
