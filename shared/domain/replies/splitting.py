"""The text of a reply as it is sent: its length by the network's measure, and a long one as several posts (R4)."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass

from shared.domain.errors import EmptyReplyError
from shared.domain.networks.measure import Measure
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


def split_reply(text: str, measure: Measure, *, filled_in: Collection[str] = ()) -> tuple[TextPart, ...]:
    """Split a text into posts: one as it is if it fits, else several, numbered as in ` 2/3` where the measure asks for
    it.

    A part ends after a sentence if that leaves it not much shorter than it could be, else after a clause, else after a
    word or a phrase; a longer word is cut between two characters. Spaces at the cuts are dropped, and nothing else is
    changed. `filled_in` are the handles that the network puts in front of the first post and does not count. Raises
    EmptyReplyError for a text without content.
    """
    limit, counting = measure.limit, measure.counting
    if limit < _LEAST_LIMIT:
        raise ValueError(f"a part of {limit} cannot hold a link and its number")
    text = text.strip()
    if not any(_visible(letter) for letter in text[counting.starts(text, filled_in) :]):
        raise EmptyReplyError("text", "The reply says nothing.")
    length = counting.length(text, filled_in)
    if length <= limit:
        return (TextPart(text, length),)
    thread = _Thread(text, measure, filled_in)
    if not measure.numbered:
        return tuple(thread.cut(0))
    digits = len(str(length // limit))
    while len(str(len(cut := thread.cut(digits)))) > digits:
        digits += 1
    spared = digits - len(str(len(cut)))
    return tuple(
        TextPart(f"{part.text} {number}/{len(cut)}", part.length - spared) for number, part in enumerate(cut, start=1)
    )


def _visible(letter: str) -> bool:
    return not letter.isspace() and unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Mn", "Zl", "Zp", "Zs"}


class _Thread:
    """A text that is being cut. Lengths are first estimated in the whole text, then every part is counted itself: the
    surrounding text decides whether something is a link."""

    def __init__(self, text: str, measure: Measure, filled_in: Collection[str]) -> None:
        self._text = text
        self._limit = measure.limit
        self._counting = measure.counting
        self._filled_in = filled_in
        self._words_from = measure.counting.starts(text, filled_in)
        self._breaks = Breaks(text, measure.counting.links(text))
        self._running = measure.counting.running(text, filled_in)

    def cut(self, digits: int) -> list[TextPart]:
        """Return the parts without their numbers, but counted with them; the total is written with so many digits, and
        with none there are no numbers."""
        parts: list[TextPart] = []
        start = 0
        while start < len(self._text):
            suffix = f" {len(parts) + 1}/{'0' * digits}" if digits else ""
            end = self._end(start, self._limit - len(suffix))
            while (length := self._length(start, end, suffix)) > self._limit:
                end = self._end(start, self._limit - len(suffix), within=end - 1)
            parts.append(TextPart(self._text[start:end].strip(), length))
            behind = _NO_SPACE.search(self._text, end)
            start = behind.start() if behind is not None else len(self._text)
        return parts

    def _length(self, start: int, end: int, suffix: str) -> int:
        filled_in = () if start else self._filled_in
        return self._counting.length(self._text[start:end].strip() + suffix, filled_in)

    def _end(self, start: int, budget: int, within: int | None = None) -> int:
        """Return the best end for the part that begins at `start`."""
        begun = self._running[start]
        reach = bisect_right(self._running, begun + budget) - 1
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
