"""What hangs on a post: pictures, a film, the card of a page, another post (app.bsky.embed.*). Decoration: whatever cannot be
read is left out, and what the desk cannot show is said to be there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from shared.domain.posts.author import Author
from shared.domain.posts.media import Media, MediaType
from shared.domain.posts.references import Link, Quoted
from shared.networks.bluesky.ids import post_address, record_uri
from shared.networks.bluesky.reading.people import author_of
from shared.networks.fields import UnreadableError, dict_in, objects_in, text_in
from shared.networks.web_addresses import is_of_the_web

T = TypeVar("T")

_PREFIX = "app.bsky.embed."
_GONE = ("viewNotFound", "viewBlocked", "viewDetached")


@dataclass(frozen=True, slots=True)
class Embeds:
    """`quoted` is the uri of the embedded post, whether or not it can be shown."""

    media: tuple[Media, ...] = ()
    card: Link | None = None
    quoted: str | None = None
    quoted_post: Quoted | None = None


def embeds_of(view: object, record: object) -> Embeds:
    """Read the embed of a post: its `view`, as the app shows it, and the author's `record`, which names the quoted post."""
    shown = list(_each(view))
    media = tuple(found for each in shown for found in _media(each))
    cards = (_card(each) for each in shown)
    quoted = next((uri for each in _each(record) if (uri := _quoted_uri(each)) is not None), None)
    posts = (_quoted_post(each, quoted) for each in shown)
    return Embeds(media, _first(cards), quoted, _first(posts))


def _first(found: Iterable[T | None]) -> T | None:
    return next((one for one in found if one is not None), None)


def _each(embed: object) -> Iterator[Mapping[str, Any]]:
    """Yield the embed; of a post with media, both halves."""
    told = dict_in(embed)
    if _kind(told) == "recordWithMedia":
        yield from (dict_in(told.get("media")), {"$type": f"{_PREFIX}record", **dict_in(told.get("record"))})
    elif told:
        yield told


def _kind(embed: Mapping[str, Any]) -> str:
    return text_in(embed.get("$type")).removeprefix(_PREFIX).partition("#")[0]


def _media(embed: Mapping[str, Any]) -> Iterator[Media]:
    kind = _kind(embed)
    if kind == "images":
        for one in objects_in(embed.get("images")):
            if is_of_the_web(url := text_in(one.get("fullsize"))):
                yield Media(MediaType.PHOTO, url, text_in(one.get("alt")), preview_url=_web(one.get("thumb")))
    elif kind == "video":
        url = text_in(embed.get("playlist"))
        if is_of_the_web(url):
            alt, preview = text_in(embed.get("alt")), _web(embed.get("thumbnail"))
            yield Media(MediaType.VIDEO, url, alt, preview_url=preview)
    elif kind not in ("external", "record"):
        yield Media(MediaType.UNSUPPORTED)


def _web(url: object) -> str:
    return text_in(url) if is_of_the_web(text_in(url)) else ""


def _card(embed: Mapping[str, Any]) -> Link | None:
    external = dict_in(embed.get("external")) if _kind(embed) == "external" else {}
    url = text_in(external.get("uri"))
    return Link(" ".join(text_in(external.get("title")).split())[:300] or url, url) if is_of_the_web(url) else None


def _quoted_uri(embed: Mapping[str, Any]) -> str | None:
    record = dict_in(embed.get("record")) if _kind(embed) == "record" else {}
    found = record_uri(record.get("uri")) or record_uri(dict_in(record.get("record")).get("uri"))
    return str(found) if found is not None and post_address(str(found)) else None


def _quoted_post(embed: Mapping[str, Any], uri: str | None) -> Quoted | None:
    shown = dict_in(embed.get("record")) if _kind(embed) == "record" else {}
    url = post_address(uri or "")
    if uri is None or url is None or not shown:
        return None
    if text_in(shown.get("$type")).rpartition("#")[2] in _GONE:
        return Quoted(uri, Author("", "", ""), "", url, gone=True)
    try:
        author = author_of(shown.get("author"), "embed.record.author")
    except UnreadableError:
        return None
    return Quoted(uri, author, text_in(dict_in(shown.get("value")).get("text")), url)
