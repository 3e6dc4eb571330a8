"""The text of a reply as it is sent: its length by the network's measure, and a long one as several posts (R4)."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from itertools import accumulate

from shared.domain.errors import EmptyReplyError, InvalidError
from shared.domain.networks.measure import Measure, byte_length
from shared.domain.replies.break_points import Breaks

_LEAST_LIMIT = 40
_SENTENCE_SHARE = 0.4
_CLAUSE_SHARE = 0.75
_NO_SPACE = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class TextPart:
    """One post of a reply as it is sent, with its number in a thread, and its length as the network counts it."""

    text: str
    length: int

    @property
    def bytes(self) -> int:
        """Its length in UTF-8."""
        return byte_length(self.text)


def split_reply(
    text: str, measure: Measure, *, filled_in: Collection[str] = (), opening: str = ""
) -> tuple[TextPart, ...]:
    """Split a text into posts: one as it is if it fits, else several, numbered as in ` 2/3` where the measure asks for
    it.

    A part ends after a sentence if that leaves it not much shorter than it could be, else after a clause, else after a
    word or a phrase; a longer word is cut between two characters. Spaces at the cuts are dropped, and nothing else is
    changed. `filled_in` are the handles that the network puts in front of the first post and does not count; the
    `opening` stands in front of every part and counts, once where the writer typed it already. Raises EmptyReplyError
    for a text without content, InvalidError for an opening that leaves no room.
    """
    counting = measure.counting
    if measure.limit < _LEAST_LIMIT:
        raise ValueError(f"a part of {measure.limit} cannot hold a link and its number")
    text = without_opening(text.strip(), opening)
    if not any(_visible(letter) for letter in text[counting.starts(text, filled_in) :]):
        raise EmptyReplyError("text", "The reply says nothing.")
    if not _leaves_room(opening, measure):
        raise InvalidError("text", "The name that has to stand in front leaves no room for an answer.")
    whole = opening + text
    length = counting.length(whole, filled_in)
    if measure.fits(whole, length):
        return (TextPart(whole, length),)
    thread = _Thread(text, measure, filled_in, opening)
    if not measure.numbered:
        return tuple(thread.cut(0))
    digits = len(str(length // measure.limit))
    while len(str(len(cut := thread.cut(digits)))) > digits:
        digits += 1
    spared = digits - len(str(len(cut)))
    return tuple(
        TextPart(f"{part.text} {number}/{len(cut)}", part.length - spared) for number, part in enumerate(cut, start=1)
    )


def without_opening(text: str, opening: str) -> str:
    """Return the text without an opening that its writer typed, in whichever case."""
    name = opening.strip()
    typed, rest = text[: len(name)], text[len(name) :]
    if not name or typed.casefold() != name.casefold() or (rest and not rest[0].isspace()):
        return text
    return rest.lstrip()


def _leaves_room(opening: str, measure: Measure) -> bool:
    room = measure.limit - measure.counting.length(opening)
    bytes_left = _LEAST_LIMIT if measure.bytes_limit is None else measure.bytes_limit - byte_length(opening)
    return not opening or min(room, bytes_left) >= _LEAST_LIMIT


def _visible(letter: str) -> bool:
    return not letter.isspace() and unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Mn", "Zl", "Zp", "Zs"}


class _Thread:
    """A text that is being cut. Lengths are first estimated in the whole text, then every part is counted itself: the
    surrounding text decides whether something is a link."""

    def __init__(self, text: str, measure: Measure, filled_in: Collection[str], opening: str) -> None:
        self._text = text
        self._measure = measure
        self._counting = measure.counting
        self._filled_in = filled_in
        self._opening = opening
        self._room = measure.limit - measure.counting.length(opening)
        self._words_from = measure.counting.starts(text, filled_in)
        self._breaks = Breaks(text, measure.counting.links(text))
        self._running = measure.counting.running(text, filled_in)
        self._bytes = list(accumulate(map(byte_length, text), initial=0)) if measure.bytes_limit is not None else []

    def cut(self, digits: int) -> list[TextPart]:
        """Return the parts without their numbers, but counted with them; the total is written with so many digits, and
        with none there are no numbers."""
        parts: list[TextPart] = []
        start = 0
        while start < len(self._text):
            suffix = f" {len(parts) + 1}/{'0' * digits}" if digits else ""
            end = self._end(start, suffix)
            part = self._part(start, end, suffix)
            while not self._measure.fits(part.text + suffix, part.length):
                end = self._end(start, suffix, within=end - 1)
                part = self._part(start, end, suffix)
            parts.append(part)
            behind = _NO_SPACE.search(self._text, end)
            start = behind.start() if behind is not None else len(self._text)
        return parts

    def _part(self, start: int, end: int, suffix: str) -> TextPart:
        """Return the part without its number, but counted with it."""
        text = self._opening + self._text[start:end].strip()
        return TextPart(text, self._counting.length(text + suffix, () if start else self._filled_in))

    def _reach(self, start: int, suffix: str) -> int:
        """Return how far a part that begins at `start` comes by the estimate."""
        reach = bisect_right(self._running, self._running[start] + self._room - len(suffix)) - 1
        if self._measure.bytes_limit is None:
            return reach
        room = self._measure.bytes_limit - byte_length(self._opening + suffix)
        return min(reach, bisect_right(self._bytes, self._bytes[start] + room) - 1)

    def _end(self, start: int, suffix: str, within: int | None = None) -> int:
        """Return the best end for the part that begins at `start`."""
        begun = self._running[start]
        reach = self._reach(start, suffix)
        reach = reach if within is None else min(reach, within)
        if reach >= len(self._text):
            return reach
        first = max(start, self._words_from)
        full = self._running[reach] - begun
        late, later = (
            bisect_left(self._running, begun + share * full, first) for share in (_SENTENCE_SHARE, _CLAUSE_SHARE)
        )
        return (
            self._breaks.sentence(late, reach)
            or self._breaks.clause(later, reach)
            or self._breaks.word(first, reach)
            or self._breaks.torn(first, reach)
            or self._breaks.character(first, reach)
            or max(reach, first + 1)
        )
