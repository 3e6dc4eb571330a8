"""A mail's HTML as a tree, for the page, which builds known nodes one by one and creates no HTML from strings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from shared.domain.text.html_mail import TAGS

_VOID = frozenset({"br", "hr", "img"})
_OUTSIDE = frozenset({"html", "body"})
_UNREAD = frozenset({"head", "script", "style"})
SHOWN = frozenset({"alt", "lang", "align", "width", "height", "style"})
"""Attributes that a preview of a mail needs, without those that load or link to anything."""


@dataclass(frozen=True, slots=True)
class Element:
    tag: str
    attributes: Mapping[str, str]
    children: "Sequence[str | Element]" = field(default_factory=list)


def tree_of(html: str) -> Sequence[str | Element]:
    """Return the content of the body, limited to the allowed tags. Other elements are left out, with their text if it is not
    for readers."""
    reader = _TreeBuilder()
    reader.feed(html)
    reader.close()
    return reader.root


class _TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[str | Element] = []
        self._open: list[tuple[str, list[str | Element]]] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self._unread += 1
        if self._unread or tag in _OUTSIDE or tag not in TAGS:
            return
        children: list[str | Element] = []
        shown = {name: value or "" for name, value in attrs if name in SHOWN}
        self._here.append(Element(tag, shown, children))
        if tag not in _VOID:
            self._open.append((tag, children))

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._unread and (data.strip() or self._open):
            self._here.append(data)

    @property
    def _here(self) -> list[str | Element]:
        return self._open[-1][1] if self._open else self.root
