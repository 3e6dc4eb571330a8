"""What hangs from a node: feeds, comments, media, conversations and their messages, page by page."""

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from infra.local.documents import Json
from infra.local.meta import messaging, nodes, seed
from infra.local.meta.errors import GraphError
from infra.local.meta.fields import Wanted
from infra.local.meta.world import FACEBOOK, INSTAGRAM, MESSENGER, World, stamp

Args = Mapping[str, str]
Found = Sequence[tuple[str, Json]]
USUAL: Final = 25
MOST: Final = 100


def expanded(world: World) -> nodes.EdgeOf:
    """Return how an edge of a node is asked for within `fields`."""

    def of(kind: str, node: Json, name: str) -> Callable[[Wanted], Json]:
        if name == "private_reply_conversation":
            held = messaging.thread(world, MESSENGER, world.person(node["author"]))
            return lambda wanted: shown(world, "thread", held, wanted.inner)
        return lambda wanted: listed(world, kind, node, name, wanted.args, wanted.inner)

    return of


def shown(world: World, kind: str, node: Json, wanted: tuple[Wanted, ...]) -> Json:
    return nodes.view(world, kind, node, expanded(world)).shown(wanted)


def listed(
    world: World, kind: str, node: Json, name: str, args: Args, wanted: tuple[Wanted, ...], address: str = ""
) -> Json:
    """Return a page of an edge. Raises GraphError for one that the node does not have."""
    edge = EDGES.get((kind, name))
    if edge is None:
        raise GraphError("bad_parameter", f"(#100) Tried accessing nonexisting field ({name}) on node type ({kind})")
    every = list(edge(world, node, args))
    start, limit = _cursor(args.get("after", "")), _number(args.get("limit"), USUAL)
    limit = max(1, limit // 2) if world.settings["short_pages"] else limit
    some = every[start : start + limit]
    found: Json = {"data": [_one(world, each, item, wanted) for each, item in some]}
    if some:
        after = base64.urlsafe_b64encode(str(start + len(some)).encode()).decode()
        before = base64.urlsafe_b64encode(str(start).encode()).decode()
        found["paging"] = {"cursors": {"before": before, "after": after}}
        if start + len(some) < len(every):
            found["paging"]["next"] = f"{address}?after={after}"
    return found


def _one(world: World, kind: str, item: Json, wanted: tuple[Wanted, ...]) -> Json:
    if kind == "plain":
        return {one.name: item[one.name] for one in wanted if one.name in item} if wanted else item
    if kind == "message" and not messaging.readable(world, item):
        return {"id": item["id"], "created_time": stamp(item["at"])}
    return shown(world, kind, item, wanted)


def _cursor(after: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(after.encode())) if after else 0
    except ValueError as e:
        raise GraphError("bad_parameter", "(#100) Invalid cursor") from e


def _number(given: str | None, usual: int) -> int:
    return min(MOST, max(1, int(given))) if given is not None and given.isascii() and given.isdigit() else usual


def _since(args: Args) -> tuple[float, float]:
    return _instant(args.get("since"), 0.0), _instant(args.get("until"), float("inf"))


def _instant(given: str | None, usual: float) -> float:
    if not given:
        return usual
    try:
        return float(given) if given.isdigit() else datetime.fromisoformat(given).timestamp()
    except ValueError as e:
        raise GraphError("bad_parameter", "(#100) Invalid parameter: since") from e


def _stored(world: World, shelf: str, args: Args, **like: Any) -> list[Json]:
    """Return what is like that and not gone, within the time that was asked for, newest first."""
    since, until = _since(args)
    there = [
        one
        for one in world.store[shelf]
        if not one["gone"] and since <= one["at"] <= until and all(one[name] == value for name, value in like.items())
    ]
    return sorted(there, key=lambda one: one["at"])[::-1]


def _feed(world: World, _node: Json, args: Args) -> Found:
    there = _stored(world, "post", args, platform=FACEBOOK)
    return [("post", one) for one in there if one["kind"] in ("own", "visitor")]


def _ads(world: World, _node: Json, args: Args) -> Found:
    return [("post", one) for one in _stored(world, "post", args, platform=FACEBOOK, kind="ad")]


def _tagged(world: World, _node: Json, args: Args) -> Found:
    there = _stored(world, "post", args, platform=FACEBOOK, kind="elsewhere")
    return [("post", one) for one in there if one["text"].startswith("@")]


def _ratings(world: World, _node: Json, args: Args) -> Found:
    return [("plain", _rating(world, one)) for one in _stored(world, "post", args, platform=FACEBOOK, kind="review")]


def _rating(world: World, post: Json) -> Json:
    return {
        "created_time": stamp(post["at"]),
        "recommendation_type": post["recommendation"],
        "review_text": post["text"],
        "has_review": bool(post["text"]),
        "reviewer": world.author(FACEBOOK, post["author"]),
        "open_graph_story": {"id": post["id"], "start_time": stamp(post["at"])},
    }


def _comments(world: World, node: Json, args: Args) -> Found:
    """Below a post its top comments, or with `filter=stream` all of them; below a comment its answers."""
    if "post" in node:
        there = _stored(world, "comment", args, parent=node["id"])
    else:
        there = _stored(world, "comment", args, post=node["id"])
        there = there if args.get("filter") == "stream" else [one for one in there if one["parent"] is None]
    newest_first = args.get("order") == "reverse_chronological"
    return [("comment", one) for one in (there if newest_first else there[::-1])]


def _instagram_comments(world: World, node: Json, args: Args) -> Found:
    return [("instagram_comment", one) for one in _stored(world, "comment", args, post=node["id"], parent=None)]


def _replies(world: World, node: Json, args: Args) -> Found:
    return [("instagram_comment", one) for one in _stored(world, "comment", args, parent=node["id"])[::-1]]


def _media(world: World, _node: Json, args: Args) -> Found:
    return [("media", one) for one in _stored(world, "post", args, platform=INSTAGRAM, kind="own")]


def _tags(world: World, _node: Json, args: Args) -> Found:
    there = _stored(world, "post", args, platform=INSTAGRAM, kind="elsewhere")
    return [("media", one) for one in there if one["text"].startswith("@")]


def _conversations(world: World, _node: Json, args: Args) -> Found:
    platform, asked = args.get("platform", MESSENGER), args.get("user_id")
    if platform not in (MESSENGER, INSTAGRAM):
        raise GraphError("bad_parameter", "(#100) Param platform must be one of {INSTAGRAM, MESSENGER}")
    there = [held for held in world.store["thread"] if held["platform"] == platform]
    there = [held for held in there if asked in (None, world.person(held["person"])[platform])]
    active = [(messaging.of_thread(world, held), held) for held in there]
    ordered = sorted(((one[0]["at"], held) for one, held in active if one), key=lambda each: -each[0])
    return [("thread", held) for _, held in ordered]


def _messages(world: World, node: Json, _args: Args) -> Found:
    return [("message", one) for one in messaging.of_thread(world, node)]


def _subscribed_apps(world: World, _node: Json, _args: Args) -> Found:
    fields = world.settings["page_fields"]
    app = {"id": seed.APP_ID, "name": "Sokuto", "category": "Business", "subscribed_fields": fields}
    return [("plain", app)] if fields else []


def _thread_owner(world: World, node: Json, args: Args) -> Found:
    person = world.known_person(args.get("recipient", ""))
    if person is None:
        raise GraphError("no_person")
    platform = INSTAGRAM if args.get("recipient") == person["instagram"] else MESSENGER
    held = messaging.thread(world, platform, person)
    return [("plain", {"thread_owner": {"app_id": held["owner"]}})] if node else []


def _feature_review(world: World, _node: Json, _args: Args) -> Found:
    status = "approved" if world.settings["human_agent"] else "pending"
    return [("plain", {"feature": "human_agent", "status": status})]


def _ids_for_apps(_world: World, node: Json, _args: Args) -> Found:
    return [("plain", {"id": node["app_scoped"], "app": {"id": seed.APP_ID, "name": "Sokuto"}})]


def _ids_for_pages(world: World, node: Json, args: Args) -> Found:
    """Return the person's id at the Page, who has one once a message was written, in either direction."""
    asked = args.get("page", seed.PAGE_ID) == seed.PAGE_ID
    known = f"{MESSENGER}:{node['id']}" in world.store["thread"]
    page = {"id": node["messenger"], "page": {"id": seed.PAGE_ID, "name": seed.ACME_FB.name}}
    return [("plain", page)] if asked and known else []


EDGES: Final[dict[tuple[str, str], Callable[[World, Json, Args], Found]]] = {
    ("page", "feed"): _feed,
    ("page", "ads_posts"): _ads,
    ("page", "tagged"): _tagged,
    ("page", "ratings"): _ratings,
    ("page", "conversations"): _conversations,
    ("page", "subscribed_apps"): _subscribed_apps,
    ("page", "thread_owner"): _thread_owner,
    ("page", "messaging_feature_review"): _feature_review,
    ("post", "comments"): _comments,
    ("comment", "comments"): _comments,
    ("instagram", "media"): _media,
    ("instagram", "tags"): _tags,
    ("media", "comments"): _instagram_comments,
    ("instagram_comment", "replies"): _replies,
    ("thread", "messages"): _messages,
    ("person", "ids_for_apps"): _ids_for_apps,
    ("person", "ids_for_pages"): _ids_for_pages,
}
