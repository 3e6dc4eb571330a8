"""The links that X sees in a text: it shortens each, so that it weighs the same whatever its length (R4).

A link that is X's own already ends with its slug. The rules are those of twitter-text v3.
"""

import re
from collections.abc import Iterator

from shared.domain.text import urls

_SHORTENED = re.compile(
    r"https?://t\.co/([a-z0-9]+)(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?", re.IGNORECASE
)
_LONGEST_SLUG = 40


def url_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return the links of a text in NFC, as positions [start, end), in order."""
    return tuple(_counted(text))


def _counted(text: str) -> Iterator[tuple[int, int]]:
    for start, end in urls.url_spans(text):
        own = _SHORTENED.match(text, start, end)
        if own is None:
            yield start, end
        elif len(own[1]) <= _LONGEST_SLUG:
            yield start, own.end()
