"""The control requests of the stand-in, under /control: people who write, faults, and inspection. Loopback only."""

from collections.abc import Callable
from functools import partial
from typing import Final

from starlette.requests import Request

from infra.local.bluesky import chat, sessions
from infra.local.bluesky.content import POST, cid_of, facets_of, stamp
from infra.local.bluesky.faults import XrpcError
from infra.local.bluesky.views import hidden
from infra.local.bluesky.world import World
from infra.local.documents import Json
from infra.local.levers import lever as plain_lever

NEWEST: Final = 100

lever = partial(plain_lever, refusals=(ValueError, TypeError, XrpcError))


def add_actor(world: World, _request: Request, body: Json) -> Json:
    did = body.get("did")
    actor = world.store.actors.get(did) if did else world.by_handle(body["handle"])
    if actor is None:
        actor = world.join(did, body["handle"], body["handle"]) if did else world.actor(body["handle"])
    if "incoming" in body:
        world.declare(actor["did"], body["incoming"])
        actor = world.actor(actor["did"])
    changes = {name: body[name] for name in ("name", "priority", "pds") if name in body}
    return world.change(actor, **changes, **({"handle": body["new_handle"]} if "new_handle" in body else {}))


def add_post(world: World, _request: Request, body: Json) -> Json:
    author, text = world.actor(body["author"]), body["text"]
    value: Json = {"$type": POST, "text": text, "createdAt": body.get("created_at") or stamp(world.now())}
    found = body["facets"] if "facets" in body else facets_of(text, world.dids)
    value |= {"facets": found} if found else {}
    value |= {"langs": body["langs"]} if body.get("langs") else {}
    value |= {"reply": _reply(world, body["in_reply_to"])} if body.get("in_reply_to") else {}
    value |= {"embed": embed} if (embed := _embed(world, body)) else {}
    if body.get("labels"):
        labels = [{"val": one} for one in body["labels"]]
        value["labels"] = {"$type": "com.atproto.label.defs#selfLabels", "values": labels}
    return _told(world, world.write(author["did"], POST, world.tid(), value))


def _reply(world: World, uri: str) -> Json:
    parent = world.post(uri)
    if parent is None:
        raise ValueError(f"there is no post {uri}")
    ref = {"uri": parent["uri"], "cid": parent["cid"]}
    return {"root": (parent["value"].get("reply") or {}).get("root", ref), "parent": ref}


def _embed(world: World, body: Json) -> Json | None:
    media: Json | None = None
    if body.get("images"):
        images = [{"alt": one.get("alt", ""), "image": _blob(one, "image/jpeg")} for one in body["images"]]
        media = {"$type": "app.bsky.embed.images", "images": images}
    elif body.get("video"):
        media = {"$type": "app.bsky.embed.video", "video": _blob(body["video"], "video/mp4"), **body["video"]}
    elif body.get("card"):
        media = {"$type": "app.bsky.embed.external", "external": {"title": "", "description": "", **body["card"]}}
    if not body.get("quote"):
        return media or body.get("embed")
    quoted = world.post(body["quote"])
    if quoted is None:
        raise ValueError(f"there is no post {body['quote']}")
    record = {"$type": "app.bsky.embed.record", "record": {"uri": quoted["uri"], "cid": quoted["cid"]}}
    return {"$type": "app.bsky.embed.recordWithMedia", "record": record, "media": media} if media else record


def _blob(one: Json, kind: str) -> Json:
    return {"$type": "blob", "ref": {"$link": cid_of(one)}, "mimeType": kind, "size": 1000}


def edit_post(world: World, _request: Request, body: Json) -> Json:
    post = world.post(body["uri"])
    if post is None:
        raise ValueError(f"there is no post {body['uri']}")
    facets = facets_of(body["text"], world.dids)
    value = {**post["value"], "text": body["text"], "facets": facets}
    return _told(world, world.write(post["repo"], POST, post["key"], value))


def delete_post(world: World, request: Request, _body: Json) -> Json:
    return {"deleted": world.store.records.drop(request.query_params["uri"])}


def list_posts(world: World, request: Request, _body: Json) -> Json:
    author = request.query_params.get("author")
    did = world.actor(author)["did"] if author else None
    found = [post for post in reversed(world.posts) if did is None or post["repo"] == did]
    return {"posts": [_told(world, post) for post in found[: int(request.query_params.get("limit", NEWEST))]]}


def _told(world: World, post: Json) -> Json:
    reply = post["value"].get("reply") or {}
    author = world.store.actors.get(post["repo"]) or {}
    return {
        "uri": post["uri"],
        "cid": post["cid"],
        "rkey": post["key"],
        "author_did": post["repo"],
        "author": author.get("handle"),
        "text": post["value"]["text"],
        "at": post["value"]["createdAt"],
        "indexed_at": post["indexed_at"],
        "in_reply_to": reply.get("parent", {}).get("uri"),
        "shown": not hidden(world, post),
        "record": post["value"],
    }


def hide(world: World, _request: Request, body: Json) -> Json:
    post = world.post(body["uri"])
    if post is None:
        raise ValueError(f"there is no post {body['uri']}")
    return world.store.records.put(post["uri"], {**post, "unseen": True})


def add_like(world: World, _request: Request, body: Json) -> Json:
    did, key = world.actor(body["author"])["did"], world.tid()
    uri = f"at://{did}/app.bsky.feed.like/{key}"
    value = {"$type": "app.bsky.feed.like", "subject": {"uri": body["uri"]}, "createdAt": stamp(world.now())}
    like = {
        "uri": uri,
        "repo": did,
        "subject": body["uri"],
        "cid": cid_of(value),
        "at": value["createdAt"],
        "value": value,
    }
    return world.store.likes.put(uri, like)


def set_gate(world: World, _request: Request, body: Json) -> Json:
    post = world.post(body["uri"])
    if post is None:
        raise ValueError(f"there is no post {body['uri']}")
    kind = "app.bsky.feed.threadgate"
    value = {"$type": kind, "post": post["uri"], "allow": body["allow"], "createdAt": stamp(world.now())}
    return {"uri": world.write(post["repo"], kind, post["key"], value)["uri"]}


def _listing(name: str, switch: str) -> Callable[[World, Request, Json], Json]:
    def pull(world: World, _request: Request, body: Json) -> Json:
        author, subject = world.actor(body["author"]), world.actor(body["subject"])["did"]
        rest = [did for did in author[name] if did != subject]
        return world.change(author, **{name: [*rest, subject] if body.get(switch, True) else rest})

    return pull


def mute(world: World, _request: Request, body: Json) -> Json:
    author = world.actor(body["author"])
    if "thread" in body:
        return world.change(author, muted_threads=[*author["muted_threads"], body["thread"]])
    return world.change(author, mutes=[*author["mutes"], world.actor(body["subject"])["did"]])


def add_message(world: World, _request: Request, body: Json) -> Json:
    sender, recipient = world.actor(body["sender"]), world.actor(body["recipient"])
    convo = chat.convo_with(world, sender["did"], recipient["did"])
    sent = chat.send(world, sender["did"], convo["id"], {"text": body["text"]})
    return {**sent, "convo": convo["id"], "sender_did": sender["did"]}


def react(world: World, _request: Request, body: Json) -> Json:
    convo = world.store.convos.get(body["convo"])
    if convo is None:
        raise ValueError(f"there is no conversation {body['convo']}")
    return world.store.convos.put(convo["id"], {**convo, "rev": world.tid()})


def list_messages(world: World, _request: Request, _body: Json) -> Json:
    return {"messages": list(reversed(list(world.store.messages)))[:NEWEST]}


def change_sessions(world: World, _request: Request, body: Json) -> Json:
    actor = world.actor(body["account"])
    if body.get("expire"):
        sessions.expire(world, actor["did"])
    if body.get("revoke"):
        sessions.revoke(world, actor["did"])
        world.change(actor, passwords={})
    if "takedown" in body:
        world.change(actor, takedown=bool(body["takedown"]))
    if "password" in body:
        world.change(actor, passwords={**actor["passwords"], body["password"]: bool(body.get("messages", True))})
    return {"account": actor["did"]}


def add_fault(world: World, _request: Request, body: Json) -> Json:
    return world.faults.add(body)


def clear_faults(world: World, _request: Request, _body: Json) -> Json:
    world.faults.clear()
    return {}


def set_limits(world: World, _request: Request, body: Json) -> Json:
    unknown = set(body) - set(world.limits)
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    world.limits |= body
    return dict(world.limits)


def list_requests(world: World, _request: Request, _body: Json) -> Json:
    return {"requests": dict(world.requests)}


def reset(world: World, _request: Request, _body: Json) -> Json:
    world.reset()
    return {}


ROUTES: Final = (
    lever("POST", "/actors", add_actor, 201),
    lever("POST", "/posts", add_post, 201),
    lever("PUT", "/posts", edit_post),
    lever("DELETE", "/posts", delete_post),
    lever("GET", "/posts", list_posts),
    lever("POST", "/hidden", hide),
    lever("POST", "/likes", add_like, 201),
    lever("POST", "/gates", set_gate),
    lever("POST", "/blocks", _listing("blocks", "blocked")),
    lever("POST", "/follows", _listing("follows", "follows")),
    lever("POST", "/mutes", mute),
    lever("POST", "/messages", add_message, 201),
    lever("GET", "/messages", list_messages),
    lever("POST", "/reactions", react),
    lever("POST", "/sessions", change_sessions),
    lever("POST", "/faults", add_fault),
    lever("DELETE", "/faults", clear_faults),
    lever("POST", "/limits", set_limits),
    lever("GET", "/requests", list_requests),
    lever("POST", "/reset", reset),
)
