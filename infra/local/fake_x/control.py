"""The control requests of the stand-in, under /_control: people who write, faults, and inspection. Loopback only."""

import json
from collections import Counter
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from typing import Final

from starlette.requests import Request

from infra.local.fake_x.data.records import AppRecord, Json, PostRecord, TokenRecord, UserRecord
from infra.local.fake_x.data.views import whole_post
from infra.local.fake_x.publish import address, edit, publish, revoke, send_message, withdraw
from infra.local.fake_x.world import World
from infra.local.levers import lever as plain_lever

NEWEST: Final = 100


class BadLeverError(ValueError):
    """An invalid control request; its message goes back to the caller."""


lever = partial(plain_lever, root="/_control")


def add_user(world: World, _request: Request, body: Json) -> Json:
    known = world.store.user_named(body["username"])
    blocked_by = tuple(_person(world, who).id for who in body.get("blocked_by", ()))
    user = world.join(
        body["username"],
        name=body.get("name") or (known.name if known else None),
        user_id=body.get("id") or (known.id if known else None),
        protected=bool(body.get("protected", False)),
        receives_dm=bool(body.get("receives_dm", True)),
        blocked_by=blocked_by,
    )
    return asdict(user)


def add_app(world: World, _request: Request, body: Json) -> Json:
    lasting = body.get("client_id", ""), body.get("client_secret", "")
    app = AppRecord(body["app"], body["consumer_key"], body["consumer_secret"], body["bearer_token"], *lasting)
    world.store.apps.put(app)
    return {"app": app.id}


def add_token(world: World, _request: Request, body: Json) -> Json:
    user = _person(world, body["user"])
    world.store.tokens.put(TokenRecord(body["access_token"], body["access_token_secret"], body["app"], user.id))
    return {"app": body["app"], "user": user.username, "access_token": body["access_token"]}


def revoke_tokens(world: World, request: Request, _body: Json) -> Json:
    user = _person(world, request.path_params["user"])
    tokens = [token for token in world.store.tokens if token.user_id == user.id]
    for token in tokens:
        revoke(world, token)
    for grant in [grant for grant in world.store.grants if grant.user_id == user.id]:
        world.store.grants.drop(grant.id)
    return {"revoked": len(tokens)}


def add_post(world: World, _request: Request, body: Json) -> Json:
    author, deliver = _person(world, body["author"]), bool(body.get("deliver", True))
    if "edit_of" in body:
        old = _post(world, body["edit_of"])
        if old.author_id != author.id:
            raise BadLeverError("only the author can edit a post")
        return _seen(world, edit(world, old, author, body["text"], deliver=deliver))
    post = publish(
        world,
        author,
        body["text"],
        in_reply_to=_post(world, body["in_reply_to"]) if body.get("in_reply_to") else None,
        quoted=_post(world, body["quote"]) if body.get("quote") else None,
        at=_created_at(body),
        deliver=deliver,
    )
    return _seen(world, post)


def delete_post(world: World, request: Request, body: Json) -> Json:
    withdraw(world, _post(world, request.path_params["id"]), deliver=bool(body.get("deliver", True)))
    return {"deleted": True}


def add_message(world: World, _request: Request, body: Json) -> Json:
    sender, recipient = _person(world, body["sender"]), _person(world, body["recipient"])
    at, deliver = _created_at(body), bool(body.get("deliver", True))
    return asdict(send_message(world, sender, recipient, body["text"], at=at, deliver=deliver))


def _created_at(body: Json) -> datetime | None:
    at = datetime.fromisoformat(body["created_at"]) if body.get("created_at") else None
    if at and at.tzinfo is None:
        raise BadLeverError("created_at has no time zone")
    return at


def add_fault(world: World, _request: Request, body: Json) -> Json:
    return asdict(world.faults.add(body))


def clear_faults(world: World, _request: Request, _body: Json) -> Json:
    world.faults.clear()
    return {"faults": []}


def set_limits(world: World, _request: Request, body: Json) -> Json:
    if not all(isinstance(value, int) and value >= 0 for value in body.values()):
        raise BadLeverError("limits are whole numbers by route, such as {'POST /2/tweets': 3}")
    world.limits.set.update(body)
    return world.limits.set


def switch_webhook(world: World, _request: Request, body: Json) -> Json:
    world.courier.enabled = bool(body.get("enabled", world.courier.enabled))
    world.sparse = bool(body.get("sparse", world.sparse))
    for webhook in list(world.store.webhooks) if "valid" in body else ():
        world.store.webhooks.put(replace(webhook, valid=bool(body["valid"])))
    return {"enabled": world.courier.enabled, "sparse": world.sparse}


def posts(world: World, request: Request, _body: Json) -> Json:
    """Return posts, newest first; `author` and `in_reply_to` filter, `limit` bounds the number."""
    author, parent = request.query_params.get("author"), request.query_params.get("in_reply_to")
    author_id = _person(world, author).id if author else None
    chosen = [
        post
        for post in sorted(world.store.posts, key=lambda post: int(post.id), reverse=True)
        if author_id in (None, post.author_id) and parent in (None, post.in_reply_to_id)
    ]
    return {"posts": [_seen(world, post) for post in chosen[: _limit(request)]], "count": len(chosen)}


def messages(world: World, request: Request, _body: Json) -> Json:
    newest = sorted(world.store.messages, key=lambda message: int(message.id), reverse=True)
    return {"messages": [asdict(message) for message in newest[: _limit(request)]], "count": len(newest)}


def deliveries(world: World, request: Request, _body: Json) -> Json:
    """Return deliveries, newest first, with the number in each state; `post` filters for the events that name an id."""
    wanted = request.query_params.get("post", "")
    chosen = [one for one in world.store.deliveries if wanted in one.body]
    states = Counter(one.state for one in chosen)
    shown = [asdict(one) | {"event": json.loads(one.body)} for one in reversed(chosen[-_limit(request) :])]
    return {"deliveries": shown, "count": len(chosen), "states": dict(states)}


def requests(world: World, _request: Request, _body: Json) -> Json:
    by_account: dict[str, dict[str, int]] = {}
    for (username, route), n in world.requests_by.items():
        by_account.setdefault(username, {})[route] = n
    return {
        "requests": dict(world.requests),
        "by_account": by_account,
        "count": world.requests.total(),
        "faults": world.faults.listed(),
    }


def reset(world: World, _request: Request, body: Json) -> Json:
    everything = bool(body.get("everything", False))
    world.reset(everything=everything)
    return {"reset": "everything" if everything else "what happened"}


def _person(world: World, who: str) -> UserRecord:
    """Return a person by id or handle; an unknown handle is a new person."""
    return world.store.users.get(who) or world.store.user_named(who) or world.join(who.removeprefix("@"))


def _post(world: World, post_id: str) -> PostRecord:
    post = world.store.post(post_id)
    if post is None:
        raise BadLeverError(f"there is no post {post_id}")
    return post


def _seen(world: World, post: PostRecord) -> Json:
    author = world.store.users.get(post.author_id)
    return whole_post(post) | {
        "username": author.username if author else None,
        "in_reply_to": post.in_reply_to_id,
        "deleted": post.deleted,
        "url": address(world, post),
    }


def _limit(request: Request) -> int:
    return int(request.query_params.get("limit", NEWEST))


ROUTES: Final = (
    lever("POST", "/users", add_user, 201),
    lever("POST", "/apps", add_app, 201),
    lever("POST", "/tokens", add_token, 201),
    lever("DELETE", "/tokens/{user}", revoke_tokens),
    lever("POST", "/posts", add_post, 201),
    lever("GET", "/posts", posts),
    lever("DELETE", "/posts/{id}", delete_post),
    lever("POST", "/dms", add_message, 201),
    lever("GET", "/dms", messages),
    lever("POST", "/faults", add_fault, 201),
    lever("DELETE", "/faults", clear_faults),
    lever("POST", "/limits", set_limits),
    lever("POST", "/webhook", switch_webhook),
    lever("GET", "/deliveries", deliveries),
    lever("GET", "/requests", requests),
    lever("POST", "/reset", reset),
)
