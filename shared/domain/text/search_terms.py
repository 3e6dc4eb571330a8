"""Where the words of a text stand in the search. It is stored with the text, so that whoever takes the text away knows
what to take away with it, whatever finds codes and words by then."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.text.codes import codes_in
from shared.domain.text.search_words import pieces_of, search_text

SPAN = timedelta(hours=24)
"""How long a slot takes texts, from its first: so whoever has read the slots back to an instant knows everything that was
written a day after it and since."""

ROOM = 1_550
"""Bytes of folded words up to which a slot takes another text. With its keys it stays under two kilobytes then, and a post
that is added to it costs two write units."""

PIECE = 3_600
"""Bytes after which one long text goes on in another slot, so that no record is larger than four kilobytes."""


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A place for words of one ticket: since when they were written, and which it is of those that begin then."""

    start: datetime
    n: int = 0


@dataclass(frozen=True, slots=True)
class Indexed:
    """The codes and slots of a text; and those of what stood there before, which the search may still hold: they are kept
    until it has let them go."""

    codes: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    old_codes: tuple[str, ...] = ()
    old_slots: tuple[Slot, ...] = ()

    @property
    def outdated(self) -> bool:
        return bool(self.old_codes or self.old_slots)

    def instead_of(self, before: "Indexed | None") -> "Indexed | None":
        """This one, with what the one before leaves behind. None where nothing is held at all."""
        if before is None:
            return self or None
        codes = (*before.codes, *before.old_codes)
        slots = (*before.slots, *before.old_slots)
        kept = replace(
            self,
            old_codes=tuple(code for code in dict.fromkeys(codes) if code not in self.codes),
            old_slots=tuple(slot for slot in dict.fromkeys(slots) if slot not in self.slots),
        )
        return kept or None

    def let_go(self) -> "Indexed | None":
        return replace(self, old_codes=(), old_slots=()) or None

    def __bool__(self) -> bool:
        return bool(self.codes or self.slots or self.outdated)


def indexed(text: str, at: datetime, used: Mapping[Slot, int]) -> Indexed:
    """Where a text of that instant goes, beside what its ticket has; nowhere without words.

    `used` are the bytes in each of the ticket's slots, of those at least that may take it.
    """
    words = search_text(text)
    if not words:
        return Indexed()
    pieces = pieces_of(words, limit=PIECE)
    if len(pieces) == 1:
        size = len(words.encode())
        for slot in sorted(used):
            if takes(slot, at) and used[slot] + size <= ROOM:
                return Indexed(codes_in(text), (slot,))
    first = 1 + max((slot.n for slot in used if slot.start == at), default=-1)
    return Indexed(codes_in(text), tuple(Slot(at, first + n) for n in range(len(pieces))))


def takes(slot: Slot, at: datetime) -> bool:
    return slot.start <= at < slot.start + SPAN
