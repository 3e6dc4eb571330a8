"""Sequences of code points that are one emoji together (R4). Any emoji weighs 2, however many code points it has.

Alone, every emoji weighs 2 by the table already, so that only sequences have to be known. They are those that Unicode
recommends for general interchange; X counts a sequence that no font draws as one, such as a family of strangers, piece
by piece.
"""

import re
from functools import lru_cache

_SIGNS_OF_A_SEQUENCE = re.compile("[\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff\U0001f1e6-\U0001f1ff\U000e0020-\U000e007f]")
_KEYCAPS = tuple(key + "\u20e3" for key in "0123456789#*")
_DRAWN_EITHER_WAY = "⌚⌛◽◾☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛔⛪⛲⛳⛵⛺⛽❗⬛⬜⭐⭕🀄🈚🈯"
"""Emoji of themselves that some keyboards still mark as such by U+FE0F; twitter-text takes the mark for a part of these."""


def emoji_spans(text: str) -> list[tuple[int, int]]:
    """Return the emoji of two or more code points in a text, as positions [start, end), in order."""
    spans: list[tuple[int, int]] = []
    free = 0
    if not _SIGNS_OF_A_SEQUENCE.search(text):
        return spans
    sequences, lengths = _sequences()
    for start, first in enumerate(text):
        if start < free or first not in lengths:
            continue
        for length in lengths[first]:
            if text[start : start + length] in sequences:
                free = start + length
                spans.append((start, free))
                break
    return spans


@lru_cache(maxsize=1)
def _sequences() -> tuple[frozenset[str], dict[str, tuple[int, ...]]]:
    """Return all sequences, and by their first code point the lengths that they have, longest first."""
    from emoji import EMOJI_DATA, STATUS

    whole = {emoji for emoji, of in EMOJI_DATA.items() if of["status"] == STATUS["fully_qualified"] and len(emoji) > 1}
    sequences = whole | {emoji + "\ufe0f" for emoji in _DRAWN_EITHER_WAY} | set(_KEYCAPS)
    lengths: dict[str, tuple[int, ...]] = {}
    for first, length in sorted({(emoji[0], len(emoji)) for emoji in sequences}, reverse=True):
        lengths[first] = (*lengths.get(first, ()), length)
    return frozenset(sequences), lengths
