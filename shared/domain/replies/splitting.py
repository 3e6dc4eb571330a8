"""The text of a reply as it will stand on X: its length there, and a long one as a numbered thread (R4)."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from itertools import accumulate, repeat

from shared.domain.errors import EmptyReplyError
from shared.domain.replies.break_points import Breaks, graphemes
from shared.domain.replies.weighted_length import (
    filled_in_end,
    plain_weight,
    plain_weights,
    weighed_spans,
    weighted_length,
)
from shared.domain.text.urls import url_spans

__all__ = ["LIMIT", "TextPart", "split_reply", "weighted_length"]

LIMIT = 280
"""The weight of the longest post on X without a subscription."""

_LEAST_LIMIT = 40
_SENTENCE_SHARE = 0.4
_CLAUSE_SHARE = 0.75
_LONGEST_LETTER = 8
_NO_SPACE = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class TextPart:
    """One post of a reply as it goes out, with its number in a thread, and what X counts of it."""

    text: str
    weighted_length: int


def split_reply(text: str, limit: int = LIMIT, *, filled_in: Collection[str] = ()) -> tuple[TextPart, ...]:
    """The posts that a text makes: one as it is if it fits, else a thread, each part numbered as in ` 2/3`.

    A part ends after a sentence if that leaves it not much shorter than it could be, else after a clause, else after a
    word or a phrase; a longer word is cut between two characters. Spaces at the cuts are dropped, and nothing else is
    changed. `filled_in` are the handles that the network puts in front of the first post and does not count.
    Raises EmptyReplyError for a text that says nothing.
    """
    if limit < _LEAST_LIMIT:
        raise ValueError(f"a part of {limit} cannot hold a link and its number")
    text = text.strip()
    if not any(_visible(letter) for letter in text[filled_in_end(text, filled_in) :]):
        raise EmptyReplyError("text", "The reply says nothing.")
    weight = weighted_length(text, filled_in=filled_in)
    if weight <= limit:
        return (TextPart(text, weight),)
    thread = _Thread(text, limit, filled_in)
    digits = len(str(weight // limit))
    while len(str(len(cut := thread.cut(digits)))) > digits:
        digits += 1
    spared = digits - len(str(len(cut)))
    return tuple(
        TextPart(f"{part.text} {number}/{len(cut)}", part.weighted_length - spared)
        for number, part in enumerate(cut, start=1)
    )


def _visible(letter: str) -> bool:
    return not letter.isspace() and unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Mn", "Zl", "Zp", "Zs"}


class _Thread:
    """A text on its way to be cut. Weights are first estimated in the whole text, then every part is weighed itself:
    what is a link depends on what stands around it.
    """

    def __init__(self, text: str, limit: int, filled_in: Collection[str]) -> None:
        self._text = text
        self._limit = limit
        self._filled_in = filled_in
        self._words_from = filled_in_end(text, filled_in)
        self._breaks = Breaks(text, url_spans(text))
        self._weights = _running_weights(text, filled_in)

    def cut(self, digits: int) -> list[TextPart]:
        """The parts without their numbers, but weighed with them; the total is written with so many digits."""
        parts: list[TextPart] = []
        start = 0
        while start < len(self._text):
            suffix = f" {len(parts) + 1}/{'0' * digits}"
            end = self._end(start, self._limit - len(suffix))
            while (weight := self._weight(start, end, suffix)) > self._limit:
                end = self._end(start, self._limit - len(suffix), within=end - 1)
            parts.append(TextPart(self._text[start:end].strip(), weight))
            behind = _NO_SPACE.search(self._text, end)
            start = behind.start() if behind is not None else len(self._text)
        return parts

    def _weight(self, start: int, end: int, suffix: str) -> int:
        filled_in = () if start else self._filled_in
        return weighted_length(self._text[start:end].strip() + suffix, filled_in=filled_in)

    def _end(self, start: int, budget: int, within: int | None = None) -> int:
        """Where the part that begins at `start` ends best."""
        begun = self._weights[start]
        reach = bisect_right(self._weights, begun + budget) - 1
        reach = reach if within is None else min(reach, within)
        if reach >= len(self._text):
            return reach
        first = max(start, self._words_from)
        full = self._weights[reach] - begun
        late, later = (
            bisect_left(self._weights, begun + share * full, first) for share in (_SENTENCE_SHARE, _CLAUSE_SHARE)
        )
        return (
            self._breaks.sentence(late, reach)
            or self._breaks.clause(later, reach)
            or self._breaks.word(first, reach)
            or self._breaks.torn(first, reach)
            or self._breaks.character(first, reach)
            or max(reach, first + 1)
        )


def _running_weights(text: str, filled_in: Collection[str]) -> list[int]:
    """The weight of the text up to each place; links and emoji weigh as a whole at their first code point."""
    weights = [0, *_weights(text)]
    for start, end, weight in weighed_spans(text):
        weights[start + 1 : end + 1] = [weight] + [0] * (end - start - 1)
    free = filled_in_end(text, filled_in)
    weights[: free + 1] = [0] * (free + 1)
    return list(accumulate(weights))


def _weights(text: str) -> list[int]:
    """The weight of each code point; what NFC would compose weighs together, at the first of its code points."""
    if unicodedata.is_normalized("NFC", text):
        return plain_weights(text)
    weights: list[int] = []
    for letter in graphemes(text):
        if len(letter) > _LONGEST_LETTER:
            weights += plain_weights(letter)
        else:
            weights += [plain_weight(unicodedata.normalize("NFC", letter)), *repeat(0, len(letter) - 1)]
    return weights
