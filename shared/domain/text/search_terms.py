"""The places of a text's words in the search index. They are stored with the text, so that its index entries can be deleted
with it, whatever the tokenizer is by then."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.text.codes import codes_in
from shared.domain.text.search_words import pieces_of, search_text

SPAN = timedelta(hours=24)
"""How long a slot takes texts, from its first one. A reader that has read the slots back to an instant therefore knows
everything written from a day after it."""

ROOM = 1_550
"""The size in bytes of folded text below which a slot takes another text: with its keys the item stays under two kilobytes,
so that adding a post costs two write units."""

LEAST = 40
"""The bytes that a text counts at least: its id stands beside it. So a slot holds some forty texts at most, and a long ticket
can be read from any of them on."""

PIECE = 3_600
"""The size in bytes after which a long text continues in another slot, so that no item exceeds four kilobytes."""


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A place for words of one ticket: the time of its first text, and its number among slots of that time."""

    start: datetime
    n: int = 0


@dataclass(frozen=True, slots=True)
class Indexed:
    """The codes and slots of a text, and those of its earlier versions, which are kept until they are deleted from the index."""

    codes: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    old_codes: tuple[str, ...] = ()
    old_slots: tuple[Slot, ...] = ()

    @property
    def outdated(self) -> bool:
        return bool(self.old_codes or self.old_slots)

    def instead_of(self, before: "Indexed | None") -> "Indexed | None":
        """Return the index of the new text, with the old codes and slots to be deleted; None if it is empty."""
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

    def without_outdated(self) -> "Indexed | None":
        return replace(self, old_codes=(), old_slots=()) or None

    def __bool__(self) -> bool:
        return bool(self.codes or self.slots or self.outdated)


def indexed(text: str, at: datetime, used: Mapping[Slot, int]) -> Indexed:
    """Return the codes and slots of a text of that instant; empty for a text without words.

    `used` are the bytes in each of the ticket's slots, at least of those that can take the text. Only the newest takes it: a
    slot that is full takes no short text later, so that the texts of a slot stand together in the ticket.
    """
    words = search_text(text)
    if not words:
        return Indexed()
    pieces = pieces_of(words, limit=PIECE)
    if len(pieces) == 1:
        size = size_of(words)
        newest = max((slot for slot in used if accepts(slot, at)), default=None)
        if newest is not None and used[newest] + size <= ROOM:
            return Indexed(codes_in(text), (newest,))
    first = 1 + max((slot.n for slot in used if slot.start == at), default=-1)
    return Indexed(codes_in(text), tuple(Slot(at, first + n) for n in range(len(pieces))))


def size_of(words: str) -> int:
    """Return what the folded text takes of a slot."""
    return max(len(words.encode()), LEAST)


def accepts(slot: Slot, at: datetime) -> bool:
    return slot.start <= at < slot.start + SPAN
