"""The REST API, as far as a desk uses it: https://docs.joinmastodon.org/methods/statuses/"""

import json
import re
from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.documents import Json
from infra.local.mastodon import seed
from infra.local.mastodon.faults import WINDOW, RefusedError
from infra.local.mastodon.world import POLICIES, VISIBILITIES, World

URL_LENGTH: Final = 23
_URL: Final = re.compile(r"https?://\S+")
_NAME: Final = re.compile(r"@(\w+)@[\w.-]+\w")

Handler = Callable[[World, Request, Json], Any]


def route(method: str, path: str, handler: Handler, *, free: bool = False) -> Route:
    """A route of the API; only a `free` one needs no token."""

    async def answer(request: Request) -> Response:
        world: World = request.app.state.world
        body = _object(await request.body())
        world.requests[f"{method} {path}"] += 1
        fault = world.faults.strike(method, request.url.path)
        if fault and not fault.works:
            return fault.response(world.now())
        try:
            if not free:
                _admit(world, request)
            response: Response = JSONResponse(handler(world, request, body))
        except RefusedError as error:
            response = error.response()
        response.headers["X-RateLimit-Limit"] = "300"
        response.headers["X-RateLimit-Remaining"] = "299"
        response.headers["X-RateLimit-Reset"] = (world.now() + WINDOW).isoformat()
        return fault.response(world.now()) if fault else response

    return Route(path, answer, methods=[method])


def shown(world: World, status: Json, *, deep: bool = True) -> Json:
    """Return a Status as the account sees it."""
    author = world.person(status["author"])
    replies = sum(1 for one in world.store["status"] if one["in_reply_to_id"] == status["id"])
    quoted = world.store["status"].get(status["quotes"]) if status["quotes"] and deep else None
    kept = ("id", "created_at", "edited_at", "in_reply_to_id", "in_reply_to_account_id", "visibility", "spoiler_text")
    return {
        **{name: status[name] for name in kept},
        "sensitive": bool(status["spoiler_text"]),
        "language": "ja",
        "uri": f"{author['url'].replace('/@', '/users/')}/statuses/{status['id']}",
        "url": f"{author['url']}/{status['id']}",
        "replies_count": replies,
        "content": status["html"],
        "reblog": None,
        "account": author,
        "media_attachments": status["media"],
        "mentions": [world.person(ident) for ident in dict.fromkeys(status["names"])],
        "tags": [],
        "emojis": [],
        "quote": {"state": "accepted", "quoted_status": shown(world, quoted, deep=False)} if quoted else None,
    }


def me(world: World, _request: Request, _body: Json) -> Json:
    return {**world.brand, "source": {"privacy": "public"}}


def instance(world: World, _request: Request, _body: Json) -> Json:
    settings = world.settings
    statuses = {"max_characters": settings["max_characters"], "characters_reserved_per_url": URL_LENGTH}
    return {"domain": seed.SERVER, "version": settings["version"], "configuration": {"statuses": statuses}}


def notifications(world: World, request: Request, _body: Json) -> list[Json]:
    types = request.query_params.getlist("types[]")
    filtered = request.query_params.get("include_filtered") == "true"
    told = [
        one
        for one in world.store["notification"]
        if (not types or one["type"] in types) and (filtered or not one["filtered"])
    ]
    return [
        {
            "id": one["id"],
            "type": one["type"],
            "created_at": one["at"],
            "account": world.person(world.status(one["status"])["author"]),
            "status": shown(world, world.status(one["status"])),
        }
        for one in _page(told, request, most=80)
    ]


def policy(world: World, _request: Request, _body: Json) -> Json:
    return {**world.settings["policy"], "summary": {"pending_requests_count": 0, "pending_notifications_count": 0}}


def set_policy(world: World, request: Request, body: Json) -> Json:
    wanted = {name: body[name] for name in POLICIES if name in body}
    if any(value not in ("accept", "filter", "drop") for value in wanted.values()):
        raise RefusedError("empty", "Validation failed: the policy is not included in the list")
    world.change(policy=wanted)
    return policy(world, request, body)


def statuses_of(world: World, request: Request, _body: Json) -> list[Json]:
    author = request.path_params["id"]
    written = [one for one in world.store["status"] if one["author"] == author and world.visible(one)]
    return [shown(world, one) for one in _page(written, request, most=40)]


def several(world: World, request: Request, _body: Json) -> list[Json]:
    found = (world.store["status"].get(ident) for ident in request.query_params.getlist("id[]"))
    return [shown(world, one) for one in found if one is not None and world.visible(one)]


def one(world: World, request: Request, _body: Json) -> Json:
    return shown(world, _seen(world, request.path_params["id"]))


def context(world: World, request: Request, _body: Json) -> Json:
    status = _seen(world, request.path_params["id"])
    above: list[Json] = []
    parent = world.store["status"].get(status["in_reply_to_id"] or "")
    while parent is not None:
        above.insert(0, parent)
        parent = world.store["status"].get(parent["in_reply_to_id"] or "")
    below, level = [], {status["id"]}
    while level:
        children = [each for each in world.store["status"] if each["in_reply_to_id"] in level]
        below += children
        level = {each["id"] for each in children}
    return {
        "ancestors": [shown(world, each) for each in above if world.visible(each)],
        "descendants": [shown(world, each) for each in below if world.visible(each)],
    }


def post(world: World, request: Request, body: Json) -> Json:
    key = request.headers.get("idempotency-key", "")
    before = None if world.settings["forgets_keys"] else world.posted(key)
    if before is not None:
        if world.settings["refuses_repeats"]:
            raise RefusedError("empty", "Validation failed: Uri has already been taken")
        return shown(world, before)
    text, warning, visibility = (str(body.get(name) or "") for name in ("status", "spoiler_text", "visibility"))
    parent = body.get("in_reply_to_id")
    if not text.strip():
        raise RefusedError("empty")
    if visibility not in VISIBILITIES:
        raise RefusedError("empty", f"'{visibility}' is not a valid visibility")
    limit = world.settings["max_characters"]
    if _length(text + warning) > limit:
        raise RefusedError("too_long", f"Validation failed: Text character limit of {limit} exceeded")
    if parent is not None and (world.store["status"].get(parent) is None or not world.visible(world.status(parent))):
        raise RefusedError("parent_gone")
    seen = "public" if world.settings["shows_all"] else visibility
    status = world.write(world.brand, text, in_reply_to=parent, visibility=seen, warning=warning)
    world.remember(key, status)
    return shown(world, status)


def delete(world: World, request: Request, _body: Json) -> Json:
    status = _seen(world, request.path_params["id"])
    if status["author"] != world.brand["id"]:
        raise RefusedError("gone")
    answer = {**shown(world, status), "text": status["text"]}
    world.delete(status["id"])
    return answer


def _admit(world: World, request: Request) -> None:
    if request.headers.get("authorization", "").removeprefix("Bearer ") != world.settings["token"]:
        raise RefusedError("token")


def _seen(world: World, ident: str) -> Json:
    status = world.store["status"].get(ident)
    if status is None or not world.visible(status):
        raise RefusedError("gone")
    return status


def _page(found: list[Json], request: Request, *, most: int) -> list[Json]:
    """Return a page, newest first; `min_id` begins at the oldest after it, `max_id` ends before it."""
    limit = min(_number(request, "limit") or 20, most)
    highest, lowest = _number(request, "max_id"), _number(request, "min_id")
    kept = sorted(found, key=lambda each: int(each["id"]))
    if highest is not None:
        kept = [each for each in kept if int(each["id"]) < highest]
    if lowest is not None:
        return [each for each in kept if int(each["id"]) > lowest][:limit][::-1]
    return kept[::-1][:limit]


def _number(request: Request, name: str) -> int | None:
    """Return a parameter that is a number; None for any other, which counts as not given."""
    given = request.query_params.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 30 else None


def _length(text: str) -> int:
    return len(_NAME.sub(r"@\1", _URL.sub("x" * URL_LENGTH, text)))


def _object(raw: bytes) -> Json:
    try:
        found = json.loads(raw) if raw else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


ROUTES: Final = [
    route("GET", "/api/v1/accounts/verify_credentials", me),
    route("GET", "/api/v1/accounts/{id}/statuses", statuses_of),
    route("GET", "/api/v2/instance", instance, free=True),
    route("GET", "/api/v1/notifications", notifications),
    route("GET", "/api/v2/notifications/policy", policy),
    route("PATCH", "/api/v2/notifications/policy", set_policy),
    route("GET", "/api/v1/statuses", several),
    route("POST", "/api/v1/statuses", post),
    route("GET", "/api/v1/statuses/{id}", one),
    route("DELETE", "/api/v1/statuses/{id}", delete),
    route("GET", "/api/v1/statuses/{id}/context", context),
]
