"""Two sentences run together that a network reads as an address: `Sorry.It will` becomes a live link to `Sorry.It`, on a
host of somebody else's, and is charged for as a link."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shared.domain.text.urls import url_spans

_ENDS_THERE = re.compile(r"(?=[.\s,;:!?、。！？)」』]|\Z)")
_GOES_ON = re.compile(r"[,;:]?[^\S\r\n]+[A-Za-z]")
_TITLE = re.compile(r"[A-Z][a-z]+")

_WORDS = frozenset(
    (
        *(
            "am",
            "as",
            "at",
            "be",
            "by",
            "do",
            "he",
            "hi",
            "in",
            "is",
            "it",
            "me",
            "my",
            "no",
            "pm",
            "so",
            "to",
            "us",
            "we",
        ),
        *("are", "call", "can", "here", "how", "new", "now", "one", "open", "please", "today", "you", "your"),
    )
)
"""Top level domains that also begin a sentence. In small letters they are one only where a sentence goes on behind them."""


@dataclass(frozen=True, slots=True)
class AccidentalLink:
    """`said` as it is in the text, `mend` with the space that it lacks; `host` is the link's target."""

    said: str
    mend: str
    host: str


def accidental_links(text: str, links: Iterable[tuple[int, int]] | None = None) -> tuple[AccidentalLink, ...]:
    """Return each link once, in the order of the text. A scheme, a path or more than two labels mark an intended
    address. `links` are those that the network sees; by default, all that look like one."""
    found: dict[str, AccidentalLink] = {}
    for start, end in url_spans(text) if links is None else links:
        said = text[start:end]
        first, dot, last = said.partition(".")
        if not dot or "." in last or "/" in said or ":" in said or not _ENDS_THERE.match(text, end):
            continue
        capital = _TITLE.fullmatch(last) is not None
        runs_on = last.lower() in _WORDS and _GOES_ON.match(text, end) is not None
        if capital or runs_on:
            found.setdefault(said, AccidentalLink(said, f"{first}. {last}", said.lower()))
    return tuple(found.values())
