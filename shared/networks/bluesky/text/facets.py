"""Facets: what in a text is a link, a name or a tag, as ranges of its UTF-8 bytes (https://docs.bsky.app/docs/advanced-guides/post-richtext).

Nothing is linked by itself on Bluesky, and nobody is told of a name without one. So they are made last, of the very text
that is sent; a range made earlier points into the middle of a letter as soon as one before it changes.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from shared.domain.text.urls import url_spans
from shared.networks.bluesky.ids import HANDLE

NAMES = re.compile(rf"(?<![\w.@＠/])[@＠]({HANDLE})(?![\w@＠]|://)")
_TAGS = re.compile(r"(?<!\S)[#＃]((?=\w*[^\W\d_])\w{1,64})(?!\w)")
_PREFIX = "app.bsky.richtext.facet"

Resolve = Callable[[str], str | None]
"""Returns the DID of a handle; None if it is nobody's."""


def handles_in(text: str) -> tuple[str, ...]:
    """Return the handles in a text that its writer typed, without their `@`."""
    return tuple(found[1] for found in NAMES.finditer(text))


def link_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return the links; the domain of a typed name is none."""
    names = [found.span() for found in NAMES.finditer(text)]
    return tuple(span for span in url_spans(text) if not any(_overlap(span, name) for name in names))


def facets(text: str, resolve: Resolve) -> list[dict[str, Any]]:
    """Return the facets of the final text, in its order. A name that is nobody's stays text."""
    found: list[tuple[int, int, Mapping[str, str]]] = []
    found += [(start, end, _link(text[start:end])) for start, end in link_spans(text)]
    for name in NAMES.finditer(text):
        did = resolve(name[1].lower())
        if did is not None:
            found.append((*name.span(), {"$type": f"{_PREFIX}#mention", "did": did}))
    taken = [(start, end) for start, end, _ in found]
    for tag in _TAGS.finditer(text):
        if not any(_overlap(tag.span(), span) for span in taken):
            found.append((*tag.span(), {"$type": f"{_PREFIX}#tag", "tag": tag[1]}))
    return [_facet(text, *each) for each in sorted(found, key=lambda each: each[0])]


def _facet(text: str, start: int, end: int, feature: Mapping[str, str]) -> dict[str, Any]:
    first = len(text[:start].encode())
    index = {"byteStart": first, "byteEnd": first + len(text[start:end].encode())}
    return {"index": index, "features": [dict(feature)]}


def _link(typed: str) -> Mapping[str, str]:
    has_scheme = typed.lower().startswith(("https://", "http://"))
    return {"$type": f"{_PREFIX}#link", "uri": typed if has_scheme else f"https://{typed}"}


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def slices(text: str, found: object) -> Iterator[tuple[int, int, str, Mapping[str, Any]]]:
    """Yield the features of a post's facets, each with the part of the text that it covers: start, end and words. An
    impossible one is left out, and the text stays as it is: a range that is reversed, ends beyond the text, or cuts a
    character."""
    raw = text.encode()
    for facet in found if isinstance(found, list) else ():
        span = _span(facet, len(raw))
        if span is None:
            continue
        try:
            before, covered = raw[: span[0]].decode(), raw[span[0] : span[1]].decode()
        except UnicodeDecodeError:
            continue
        features = facet.get("features")
        for feature in features if isinstance(features, list) else ():
            if isinstance(feature, dict) and covered.strip():
                yield len(before), len(before) + len(covered), covered, feature


def _span(facet: object, length: int) -> tuple[int, int] | None:
    index = facet.get("index") if isinstance(facet, dict) else None
    if not isinstance(index, dict):
        return None
    start, end = index.get("byteStart"), index.get("byteEnd")
    if type(start) is not int or type(end) is not int:
        return None
    return (start, end) if 0 <= start < end <= length else None
