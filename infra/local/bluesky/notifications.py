"""The list of notifications of an account, with what makes it hard to read."""

from collections.abc import Iterator
from typing import Final

from infra.local.bluesky.content import instant, stamp
from infra.local.bluesky.views import hidden, mentioned, profile, quoted, root_of, seen
from infra.local.bluesky.world import World
from infra.local.documents import Json

LEVELS: Final = 5


def listed(
    world: World, viewer: str, *, limit: int, cursor: str | None, reasons: list[str], priority: str | None
) -> Json:
    """Return one page. It is cut before the reasons are looked at, so that it may be short, or empty, while the cursor goes on."""
    me = world.store.actors.get(viewer) or {}
    strict = priority == "true" or (priority is None and me.get("priority", False))
    found = [one for one in _all(world, viewer) if not strict or one["author"]["did"] in me["follows"]]
    found.sort(key=lambda one: (one["indexedAt"], one["uri"]), reverse=True)
    rest = [one for one in found if cursor is None or _place(one) < cursor]
    page = rest[:limit]
    told: Json = {
        "notifications": [one for one in page if not reasons or one["reason"] in reasons],
        "priority": strict,
        "seenAt": stamp(world.now()),
    }
    if len(rest) > len(page):
        told["cursor"] = _place(page[-1])
    return told


def _place(one: Json) -> str:
    return f"{one['indexedAt']}::{one['uri']}"


def _all(world: World, viewer: str) -> Iterator[Json]:
    me = world.store.actors.get(viewer) or {}
    for post in world.posts:
        reason = _reason(world, post, viewer)
        if reason is None or not seen(world, post, viewer) or post["repo"] in me["mutes"]:
            continue
        if root_of(post) in me["muted_threads"] or hidden(world, post):
            continue
        yield _told(world, post["repo"], viewer, reason, post, post["value"]["createdAt"], post["indexed_at"])
    for like in world.store.likes:
        liked = world.post(like["subject"])
        if liked is not None and liked["repo"] == viewer and not world.blocked(like["repo"], viewer):
            yield _told(world, like["repo"], viewer, ("like", like["subject"]), like, like["at"], like["at"])


def _reason(world: World, post: Json, viewer: str) -> tuple[str, str | None] | None:
    """Return one reason a post: a name counts before a quote, and that before an answer. Only a facet is a name."""
    if post["repo"] == viewer:
        return None
    if viewer in mentioned(post):
        return "mention", None
    quotes = quoted(post)
    if quotes is not None and quotes.startswith(f"at://{viewer}/"):
        return "quote", quotes
    uri = (post["value"].get("reply") or {}).get("parent", {}).get("uri")
    for _ in range(LEVELS):
        if not uri:
            return None
        if uri.startswith(f"at://{viewer}/"):
            return "reply", uri
        above = world.post(uri)
        uri = (above["value"].get("reply") or {}).get("parent", {}).get("uri") if above else None
    return None


def _told(
    world: World, did: str, viewer: str, reason: tuple[str, str | None], record: Json, declared: str, indexed: str
) -> Json:
    sorted_at = min(instant(declared), instant(indexed))
    told: Json = {
        "uri": record["uri"],
        "cid": record["cid"],
        "author": profile(world, world.store.actors.get(did) or {}, viewer),
        "reason": reason[0],
        "record": record["value"],
        "isRead": False,
        "indexedAt": stamp(sorted_at),
        "labels": [],
    }
    return told | ({"reasonSubject": reason[1]} if reason[1] else {})
