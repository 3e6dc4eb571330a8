"""The links of a post: X sends each as an opaque `t.co` address, and says beside the text where it leads.

Readers see what was typed: the real address stands in the text, a picture's own link and that of a quoted post do not,
since both are shown beside it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from shared.domain.posts.references import Link
from shared.networks.x.api.fields import objects_in, text_in
from shared.networks.x.api.words import clean

_OWN_MEDIA = re.compile(r"/status(?:es)?/[0-9]+/(?:photo|video)/[0-9]+/?\Z|/messages/media/[0-9]+\Z")
_LONGEST = 2_000
"""Characters of an address that are shown and kept; browsers take about as many."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The text as people read it, and the links in it."""

    text: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class _Marked:
    """X's marks: addresses by their `t.co` form, and the forms that stand for a tile."""

    targets: dict[str, str] = field(default_factory=dict)
    tiles: set[str] = field(default_factory=set)


def shown(text: str, entities: Sequence[Mapping[str, Any]], *, quoted: str | None = None) -> Shown:
    """Return `text` (unescaped) with the real addresses. `entities` are all objects in which X may have marked
    something.

    Text that X did not mark, or marked with something that is no address of the web, stays unchanged.
    """
    marked = _Marked()
    for holder in entities:
        _read(holder, marked, quoted)
    for short in marked.tiles:
        text = _without(text, short)
    links: list[Link] = []
    for short, target in marked.targets.items():
        if short in text and short not in marked.tiles:
            typed = _typed(target)
            text = text.replace(short, typed)
            links.append(Link(typed, target))
    return Shown(text.rstrip() if marked.tiles else text, tuple(links))


def _read(holder: Mapping[str, Any], marked: _Marked, quoted: str | None) -> None:
    for one in objects_in(holder.get("media")):
        marked.tiles.update(text_in(one.get("url")).split())
    for one in objects_in(holder.get("urls")):
        short, target = text_in(one.get("url")), clean(text_in(one.get("expanded_url")))
        if not short or any(blank in short for blank in " \n\t"):
            continue
        if one.get("media_key") or _OWN_MEDIA.search(target) or _leads_to(quoted, target):
            marked.tiles.add(short)
        elif _is_of_the_web(target):
            marked.targets[short] = target


def _leads_to(quoted: str | None, target: str) -> bool:
    return quoted is not None and quoted in target.split("?")[0].split("/")


def _is_of_the_web(target: str) -> bool:
    if len(target) > _LONGEST or any(character.isspace() for character in target):
        return False
    try:
        address = urlsplit(target)
        return address.scheme in ("https", "http") and bool(address.hostname)
    except ValueError:
        return False


def _typed(target: str) -> str:
    """Return the address as it was typed: X puts `http://` before one without a scheme; nearly all others are
    `https://`."""
    return target.removeprefix("http://").removesuffix("/") if target.startswith("http://") else target


def _without(text: str, short: str) -> str:
    """Remove the link, and one of the two spaces around it."""
    return re.sub(rf"(?:\s?{re.escape(short)}(?=\s|\Z))|{re.escape(short)}\s?", "", text)
