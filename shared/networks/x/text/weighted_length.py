"""The length of a text on X: the weighted count of twitter-text v3 (R4). https://github.com/twitter/twitter-text"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from itertools import accumulate, repeat

from shared.domain.text.graphemes import graphemes
from shared.networks.x.text.emoji import emoji_spans
from shared.networks.x.text.urls import url_spans

URL_WEIGHT = 23
EMOJI_WEIGHT = 2

_HEAVY = re.compile(r"[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]++")
_LONGEST_LETTER = 8
_LEADING_MENTION = re.compile(r"\s*[@＠]([A-Za-z0-9_]{1,20})(?![A-Za-z0-9_@＠-])")


def weighted_length(text: str, filled_in: Collection[str] = ()) -> int:
    """Return X's count of a text in NFC: 1 for a light code point, 2 for any other and for an emoji, 23 for a link.

    `filled_in` are the handles that the network puts in front of a reply by itself; where the text begins with them
    they do not count, nor does the space after them.
    """
    text = unicodedata.normalize("NFC", text[filled_in_end(text, filled_in) :])
    return plain_weight(text) + sum(
        weight - plain_weight(text[start:end]) for start, end, weight in weighed_spans(text)
    )


def plain_weight(text: str) -> int:
    """Return the weight of a text code point by code point, as if nothing in it were a link or an emoji."""
    return len(text) + sum(map(len, _HEAVY.findall(text)))


def plain_weights(text: str) -> list[int]:
    """Return the plain weight of each code point; a text of 25,000 is weighed while somebody types it."""
    weights = [1] * len(text)
    for heavy in _HEAVY.finditer(text):
        start, end = heavy.span()
        weights[start:end] = [2] * (end - start)
    return weights


def weighed_spans(text: str) -> list[tuple[int, int, int]]:
    """Return the spans that weigh as a whole: (start, end, weight) of links and emoji, in order. An emoji within a link
    is the link's."""
    spans = [(start, end, URL_WEIGHT) for start, end in url_spans(text)]
    links = list(spans)
    for start, end in emoji_spans(text):
        while links and links[0][1] <= start:
            links.pop(0)
        if not links or links[0][0] >= end:
            spans.append((start, end, EMOJI_WEIGHT))
    return sorted(spans)


def filled_in_end(text: str, filled_in: Collection[str]) -> int:
    """Return the start of a reply's own text: after the handles at its front that the network would fill in anyway."""
    handles = {handle.lstrip("@＠").lower() for handle in filled_in}
    end = 0
    while handles and (mention := _LEADING_MENTION.match(text, end)) and mention[1].lower() in handles:
        end = mention.end()
    return end + len(text[end:]) - len(text[end:].lstrip()) if end else 0


def running_weights(text: str, filled_in: Collection[str] = ()) -> Sequence[int]:
    """Return the weight of the text up to each place; links and emoji weigh as a whole at their first code point."""
    weights = [0, *_weights(text)]
    for start, end, weight in weighed_spans(text):
        weights[start + 1 : end + 1] = [weight] + [0] * (end - start - 1)
    free = filled_in_end(text, filled_in)
    weights[: free + 1] = [0] * (free + 1)
    return list(accumulate(weights))


def _weights(text: str) -> list[int]:
    """Return the weight of each code point; what NFC would compose weighs together, at the first of its code points."""
    if unicodedata.is_normalized("NFC", text):
        return plain_weights(text)
    weights: list[int] = []
    for letter in graphemes(text):
        if len(letter) > _LONGEST_LETTER:
            weights += plain_weights(letter)
        else:
            weights += [plain_weight(unicodedata.normalize("NFC", letter)), *repeat(0, len(letter) - 1)]
    return weights
