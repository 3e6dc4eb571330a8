"""The post that a post of X quotes: its author and its text, as far as the same delivery tells. Decoration: unreadable
parts are left out."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from shared.domain.posts.author import Author
from shared.domain.posts.references import Quoted
from shared.networks.x.api.fields import UnreadableError, text_in
from shared.networks.x.api.words import clean, unescaped
from shared.networks.x.reading.addresses import of_post
from shared.networks.x.reading.links import shown
from shared.networks.x.reading.people import People, author_of

_ADDRESS = re.compile(r"/([A-Za-z0-9_]{1,50})/status(?:es)?/([0-9]{1,19})(?:[/?#]|\Z)")
_NOBODY = frozenset({"i", "status", "web"})
"""X's placeholder in an address that names no author."""


def quoted_in(
    post: Mapping[str, Any], quoted: str | None, includes: Mapping[str, Any], people: People
) -> Quoted | None:
    """Return the quoted post beside `post`: in it (`quoted_status`), among the includes, or only by its address."""
    if quoted is None:
        return None
    whole = next((one for one in _whole(post, includes) if _ident(one) == quoted), {})
    author = _author(whole, people) or Author("", _named(post, quoted), "")
    return Quoted(quoted, author, _words(whole), of_post(quoted, author.username))


def _whole(post: Mapping[str, Any], includes: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for value in (post.get("quoted_status"), *_list(includes.get("tweets")), *_list(includes.get("posts"))):
        if isinstance(value, dict):
            yield value


def _words(whole: Mapping[str, Any]) -> str:
    longer = (whole.get(name) for name in ("note_tweet", "note_post", "extended_tweet"))
    holder = next((one for one in longer if isinstance(one, dict)), whole)
    text = next((clean(one) for name in ("full_text", "text") if isinstance(one := holder.get(name), str)), "")
    entities = [one for each in (holder, whole) if isinstance(one := each.get("entities"), dict)]
    return shown(unescaped(text), entities).text


def _author(whole: Mapping[str, Any], people: People) -> Author | None:
    try:
        if "user" in whole:
            return author_of(whole["user"], "quoted_status.user")
    except UnreadableError:
        return None
    ident = str(whole.get("author_id") or "")
    found = people.get(ident) if ident.isascii() and ident.isdigit() else None
    return found if found is not None and found.username else None


def _named(post: Mapping[str, Any], quoted: str) -> str:
    """Return the handle in the address of the quoted post, which X adds to the text of the quoting one."""
    permalink = post.get("quoted_status_permalink")
    addresses = [permalink.get("expanded")] if isinstance(permalink, dict) else []
    for holder in (post, post.get("note_tweet"), post.get("extended_tweet")):
        entities = holder.get("entities") if isinstance(holder, dict) else None
        urls = _list(entities.get("urls")) if isinstance(entities, dict) else []
        addresses += [one.get("expanded_url") for one in urls if isinstance(one, dict)]
    for address in addresses:
        found = _ADDRESS.search(text_in(address))
        if found and found[2] == quoted and found[1].lower() not in _NOBODY:
            return found[1]
    return ""


def _ident(value: Mapping[str, Any]) -> str:
    return str(value.get("id_str") or value.get("id") or "")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
