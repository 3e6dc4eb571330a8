"""The HTML of a status as text and links (https://docs.joinmastodon.org/spec/activitypub/#sanitization).

Servers send what other servers sent them, cleaned or not: nothing of it is shown as HTML. What is no tag that Mastodon
writes counts for the text within it alone.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from shared.domain.posts.references import Link
from shared.networks.web_addresses import is_of_the_web

LONGEST = 200_000
"""Characters of HTML that are read. The longest status of a big server has some ten thousand."""

_UNREAD = frozenset({"script", "style", "head", "template", "iframe", "object"})
_BLOCKS = frozenset({"p", "blockquote", "pre", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "div"})
_VOID = frozenset(
    {"br", "img", "hr", "wbr", "input", "source", "meta", "link", "area", "base", "col", "embed", "track"}
)
_QUOTE = "quote-inline"
_TAG = re.compile(r"<[^>]{0,2000}>")
_NO_TAG = re.compile(r"<(?!/?[A-Za-z][^<>]*>)")
"""A `<` that begins no tag which ends before the next one."""

_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Words:
    """A status's text, and its links with the addresses behind them. `quoted` is the address in the line that a server puts in
    front of a quote for readers who cannot show it; the line itself is left out."""

    text: str
    links: tuple[Link, ...] = ()


def words_of(content: str) -> Words:
    """Read the HTML. Never raises: what cannot be parsed is shown as the text between its tags."""
    reader = _Reader()
    only_tags = _NO_TAG.sub("&lt;", _without_comments(content[:LONGEST]))
    try:
        reader.feed(only_tags)
        reader.close()
    except (AssertionError, ValueError):
        return Words(_tidy(_TAG.sub(" ", content[:LONGEST])))
    return Words(_tidy("".join(reader.text)), tuple(reader.links.values()))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.links: dict[str, Link] = {}
        self._skipped: list[str] = []
        self._open: Counter[str] = Counter()
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._skipped or tag in _UNREAD or _QUOTE in given.get("class", "").split():
            if tag not in _VOID:
                self._skipped.append(tag)
                self._open[tag] += 1
            return
        if tag == "br":
            self.text.append("\n")
        elif tag == "li":
            self.text.append("\n• ")
        elif tag in _BLOCKS:
            self.text.append("\n\n")
        elif tag == "a":
            self._end_link()
            self._link = (self._target(given), len(self.text))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._leave(tag)
            return
        if tag == "a":
            self._end_link()
        elif tag in _BLOCKS:
            self.text.append("\n\n")

    def _leave(self, tag: str) -> None:
        """Close an element within what is not read, and those within it that were left open."""
        while self._open[tag]:
            closed = self._skipped.pop()
            self._open[closed] -= 1
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.text.append(data.replace("\r\n", "\n"))

    def _target(self, given: Mapping[str, str]) -> str:
        """Return where a link leads; nothing for a name or a hashtag, which the text itself says."""
        kinds = given.get("class", "").split()
        url = given.get("href", "").strip()
        is_link = "mention" not in kinds and "hashtag" not in kinds and given.get("rel", "") != "tag"
        return url if is_link and is_of_the_web(url) else ""

    def _end_link(self) -> None:
        if self._link is None:
            return
        url, begins = self._link
        shown = " ".join("".join(self.text[begins:]).split())
        if url and shown:
            self.links.setdefault(shown, Link(shown, url))
        self._link = None


def _without_comments(content: str) -> str:
    """Return the HTML without its comments. What the parser looks for the end of from each of many beginnings takes it minutes:
    no such beginning reaches it."""
    kept, at = [], 0
    while (begins := content.find("<!--", at)) >= 0 and (ends := content.find("-->", begins + 4)) >= 0:
        kept.append(content[at:begins])
        at = ends + 3
    return "".join([*kept, content[at:]])


def _tidy(text: str) -> str:
    lines = (line.strip(" \t") for line in text.replace("\x00", "\ufffd").split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
