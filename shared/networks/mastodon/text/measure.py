"""How Mastodon counts a status: letters as people see them, each link 23, and of a name on another server only its first half
(https://docs.joinmastodon.org/user/posting/#text). Its own page counts the same way (countable_text)."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate, repeat

from shared.domain.networks.measure import Measure, Spans
from shared.domain.text.graphemes import graphemes
from shared.domain.text.urls import url_spans
from shared.networks.mastodon.ids import DOMAIN, USER

CHARACTERS = 500
"""The most characters on a server that has not changed it (configuration.statuses.max_characters)."""

URL_LENGTH = 23
"""What each link counts, however long it is (configuration.statuses.characters_reserved_per_url)."""

MAX_CHARACTERS = "max_characters"
"""The account's option: what its own server allows."""

_NAME = re.compile(rf"(?<![\w/@])@({USER})@({DOMAIN})")
_HANDLE = re.compile(rf"(?<![\w/@])@({USER}(?:@{DOMAIN})?)")


class StatusCount:
    """Mastodon's count (domain.networks.Counting). It fills in no name by itself, so none is free."""

    def length(self, text: str, filled_in: Collection[str] = ()) -> int:  # noqa: ARG002
        return self.running(text)[-1]

    def running(self, text: str, filled_in: Collection[str] = ()) -> Sequence[int]:  # noqa: ARG002
        weights = [0]
        for letter in graphemes(text):
            weights += [1, *repeat(0, len(letter) - 1)]
        for start, end, weight in _weighed(text):
            weights[start + 1 : end + 1] = [weight, *repeat(0, end - start - 1)]
        return list(accumulate(weights))

    def starts(self, text: str, filled_in: Collection[str] = ()) -> int:  # noqa: ARG002
        return 0

    def links(self, text: str) -> Spans:
        """Return links and names, within which no part may end."""
        return [(start, end) for start, end, _ in _weighed(text)]


COUNTING = StatusCount()


def measure(options: Mapping[str, str]) -> Measure:
    """Return the measure of a status, which is the same in private. Each part is a post of its own that answers the one
    before."""
    allowed = options.get(MAX_CHARACTERS, "")
    limit = int(allowed) if allowed.isascii() and allowed.isdigit() else CHARACTERS
    return Measure("statuses", limit, COUNTING)


def handles_in(text: str) -> list[str]:
    """Return the handles that stand in a text, without their `@`: these people are told of it."""
    spans = _links(text)
    found = (match for match in _HANDLE.finditer(text) if not _within(match.start(), spans))
    return list(dict.fromkeys(match[1] for match in found))


def plain_names(text: str) -> str:
    """Return the text with names as a page shows them: without their servers."""
    return _NAME.sub(r"@\1", text)


def _weighed(text: str) -> list[tuple[int, int, int]]:
    links = _links(text)
    names = [
        (match.start(), match.end(), 1 + len(match[1]))
        for match in _NAME.finditer(text)
        if not _within(match.start(), links)
    ]
    return sorted([*((start, end, URL_LENGTH) for start, end in links), *names])


def _links(text: str) -> list[tuple[int, int]]:
    """Return the links of a text: Mastodon makes one only of an address with its scheme."""
    return list(_with_scheme(text)) if "://" in text else []


def _with_scheme(text: str) -> Iterator[tuple[int, int]]:
    for start, end in url_spans(text):
        if text[start : start + 8].lower().startswith(("http://", "https://")):
            yield start, end


def _within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)
