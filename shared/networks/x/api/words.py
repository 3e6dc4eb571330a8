"""The text of a post: as X sends it, and as its author wrote it."""

import html
import re
from collections.abc import Iterator, Sequence

HANDLE = re.compile(r"(?<![A-Za-z0-9_!#$%&*@＠/])[@＠]([A-Za-z0-9_]{1,50})(?![A-Za-z0-9_@＠]|://)")
"""The pattern of a mention on X (twitter-text's rule). X gives out 15 characters today; older handles are longer."""

_FILLED_IN = re.compile(r"@([A-Za-z0-9_]{1,50})(?: |\Z)")
"""A handle as X puts it in front: with the plain sign, and one space behind. Anything else there was typed by the
author."""

_USERNAME = re.compile(r"[A-Za-z0-9_]{1,50}")
_LINK_AT_END = re.compile(r"https?://\S+\s*\Z")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Replace half a surrogate pair, which is no character and cannot be stored, with U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def unescaped(text: str) -> str:
    """Undo X's single escaping of `&`, `<` and `>`. Only whole entities are undone, so that `?a=1&copy=2` stays an
    address."""
    return clean(_ENTITY.sub(lambda found: html.unescape(found[0]), text))


def username(text: str | None) -> str:
    """Return a handle without its `@`; an empty one for anything that cannot be a handle, since it becomes part of an
    address."""
    bare = (text or "").removeprefix("@")
    return bare if _USERNAME.fullmatch(bare) else ""


def handles(raw: str, *, filled_in: int | None = None) -> Iterator[tuple[str, bool]]:
    """Yield each handle in the text as X sent it, in its order, and whether it leads.

    Leading handles are those that X puts in front of a reply by itself: they end within the `filled_in` part, if X
    gives its length; only if X does not, they are the run of handles at the start of the text (I4).
    """
    end = filled_in if filled_in is not None else _end_of_run(raw)
    for found in HANDLE.finditer(raw):
        yield found[1], found.end() <= end


def _end_of_run(raw: str) -> int:
    """Return the end of the handles at the front that may be X's own. X names nobody twice, so the author has typed
    every handle from the first repeated one on."""
    end, named = 0, set[str]()
    while (found := _FILLED_IN.match(raw, end)) and found[1].lower() not in named:
        named.add(found[1].lower())
        end = found.end()
    return end


def without_links(raw: str, links: Sequence[str]) -> str:
    """Return the text without those of `links` that stand at its end. If none is known by name, without the last
    link."""
    known = tuple(link for link in links if link)
    rest = raw.rstrip()
    if not known:
        return _LINK_AT_END.sub("", rest).strip()
    while ended := next((link for link in known if rest.endswith(link)), None):
        rest = rest.removesuffix(ended).rstrip()
    return rest.strip()
