"""What the app shows of people and posts to one viewer (app.bsky.actor.defs, app.bsky.feed.defs)."""

from typing import Final

from infra.local.bluesky.world import World
from infra.local.documents import Json

_EMBED: Final = "app.bsky.embed."
CDN: Final = "https://cdn.bsky.app/img"


def profile(world: World, actor: Json, viewer: str) -> Json:
    me = world.store.actors.get(viewer) or {"blocks": (), "follows": (), "mutes": ()}
    blocking = f"at://{viewer}/app.bsky.graph.block/{actor['did'][-13:]}" if actor["did"] in me["blocks"] else None
    following = f"at://{viewer}/app.bsky.graph.follow/{actor['did'][-13:]}" if actor["did"] in me["follows"] else None
    followed = f"at://{actor['did']}/app.bsky.graph.follow/{viewer[-13:]}" if viewer in actor["follows"] else None
    told: Json = {
        "did": actor["did"],
        "handle": actor["handle"],
        "displayName": actor["name"],
        "labels": [],
        "viewer": {"muted": actor["did"] in me["mutes"], "blockedBy": viewer in actor["blocks"]},
    }
    told["viewer"] |= {"blocking": blocking} if blocking else {}
    told["viewer"] |= {"following": following} if following else {}
    told["viewer"] |= {"followedBy": followed} if followed else {}
    if actor["incoming"]:
        told["associated"] = {"chat": {"allowIncoming": actor["incoming"]}}
    return told


def seen(world: World, post: Json, viewer: str) -> bool:
    """Return whether the viewer sees the post: its author is there, and neither has blocked the other."""
    author = world.store.actors.get(post["repo"])
    there = author is not None and not author["takedown"] and not post.get("unseen")
    return there and not world.blocked(post["repo"], viewer)


def root_of(post: Json) -> str:
    return str((post["value"].get("reply") or {}).get("root", {}).get("uri") or post["uri"])


def may_reply(world: World, root_uri: str, did: str) -> bool:
    """Return whether the rules of a thread let this person answer in it."""
    root = world.post(root_uri)
    gate = world.record(root_uri.replace("app.bsky.feed.post", "app.bsky.feed.threadgate"))
    if root is None or gate is None or gate["value"].get("allow") is None or root["repo"] == did:
        return True
    author = world.store.actors.get(root["repo"]) or {"follows": ()}
    me = world.store.actors.get(did) or {"follows": ()}
    allowed = {
        "mention": did in mentioned(root),
        "follower": root["repo"] in me["follows"],
        "following": did in author["follows"],
    }
    return any(allowed.get(rule, False) for rule in gate["value"]["allow"])


def mentioned(post: Json) -> set[str]:
    features = [feature for facet in post["value"].get("facets", ()) for feature in facet.get("features", ())]
    return {str(one["did"]) for one in features if one.get("did")}


def hidden(world: World, post: Json) -> bool:
    """Return whether the app hides it: the thread's rules do not allow it, or its root is not its parent's."""
    reply = post["value"].get("reply")
    if not reply:
        return False
    parent = world.post(reply["parent"]["uri"])
    wrong_root = parent is not None and root_of(parent) != reply["root"]["uri"]
    between = parent is not None and world.blocked(parent["repo"], post["repo"])
    return wrong_root or between or not may_reply(world, reply["root"]["uri"], post["repo"])


def post_view(world: World, post: Json, viewer: str) -> Json:
    author = world.store.actors.get(post["repo"])
    labels = [{"src": post["repo"], "uri": post["uri"], "val": one["val"]} for one in _labels(post)]
    view: Json = {
        "uri": post["uri"],
        "cid": post["cid"],
        "author": profile(world, author or {}, viewer),
        "record": post["value"],
        "replyCount": 0,
        "repostCount": 0,
        "likeCount": 0,
        "quoteCount": 0,
        "indexedAt": post["indexed_at"],
        "labels": labels,
        "viewer": {"threadMuted": _muted(world, post, viewer), "embeddingDisabled": False},
    }
    if not may_reply(world, root_of(post), viewer):
        view["viewer"]["replyDisabled"] = True
    if post["value"].get("embed"):
        view["embed"] = _embed(world, post["value"]["embed"], post["repo"], viewer)
    return view


def _muted(world: World, post: Json, viewer: str) -> bool:
    me = world.store.actors.get(viewer)
    return me is not None and root_of(post) in me["muted_threads"]


def _labels(post: Json) -> list[Json]:
    return list((post["value"].get("labels") or {}).get("values", ()))


def quoted(post: Json) -> str | None:
    embed = post["value"].get("embed") or {}
    record = embed.get("record") or {}
    return (record.get("record") or record).get("uri")


def _embed(world: World, embed: Json, did: str, viewer: str) -> Json:
    kind = embed["$type"].removeprefix(_EMBED)
    if kind == "images":
        return {"$type": f"{_EMBED}images#view", "images": [_image(one, did) for one in embed["images"]]}
    if kind == "video":
        cid = embed["video"]["ref"]["$link"]
        at = f"https://video.bsky.app/watch/{did}/{cid}"
        return {
            "$type": f"{_EMBED}video#view",
            "cid": cid,
            "playlist": f"{at}/playlist.m3u8",
            "thumbnail": f"{at}/thumbnail.jpg",
            "alt": embed.get("alt", ""),
        }
    if kind == "external":
        return {"$type": f"{_EMBED}external#view", "external": embed["external"]}
    if kind == "record":
        return {"$type": f"{_EMBED}record#view", "record": _quoted(world, embed["record"]["uri"], viewer)}
    if kind == "recordWithMedia":
        record = {"record": _quoted(world, embed["record"]["record"]["uri"], viewer)}
        media = _embed(world, embed["media"], did, viewer)
        return {"$type": f"{_EMBED}recordWithMedia#view", "record": record, "media": media}
    return {"$type": f"{embed['$type']}#view"}


def _image(one: Json, did: str) -> Json:
    cid = one["image"]["ref"]["$link"]
    return {
        "thumb": f"{CDN}/feed_thumbnail/plain/{did}/{cid}@jpeg",
        "fullsize": f"{CDN}/feed_fullsize/plain/{did}/{cid}@jpeg",
        "alt": one["alt"],
    }


def _quoted(world: World, uri: str, viewer: str) -> Json:
    post = world.post(uri)
    if post is None:
        return {"$type": f"{_EMBED}record#viewNotFound", "uri": uri, "notFound": True}
    if not seen(world, post, viewer):
        return {"$type": f"{_EMBED}record#viewBlocked", "uri": uri, "blocked": True, "author": {"did": post["repo"]}}
    author = world.store.actors.get(post["repo"]) or {}
    return {
        "$type": f"{_EMBED}record#viewRecord",
        "uri": uri,
        "cid": post["cid"],
        "author": profile(world, author, viewer),
        "value": post["value"],
        "labels": [],
        "indexedAt": post["indexed_at"],
    }
