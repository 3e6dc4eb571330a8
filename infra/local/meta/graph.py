"""The graph's routes: https://developers.facebook.com/docs/graph-api/"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.documents import Json
from infra.local.meta import access, call, edges, nodes, seed, writes
from infra.local.meta.call import Call
from infra.local.meta.errors import LIMITED, GraphError
from infra.local.meta.faults import NO_PART
from infra.local.meta.fields import parse
from infra.local.meta.world import World

MOST_AT_ONCE: Final = 50

Write = Callable[[World, Call, str, Json], Json]
WRITES: Final[dict[tuple[str, str, str], tuple[Write, str]]] = {
    ("POST", "post", "comments"): (writes.comment, "pages_manage_engagement"),
    ("POST", "comment", "comments"): (writes.comment, "pages_manage_engagement"),
    ("POST", "comment", ""): (writes.change_comment, "pages_manage_engagement"),
    ("DELETE", "comment", ""): (writes.delete, "pages_manage_engagement"),
    ("POST", "comment", "likes"): (writes.like, "pages_manage_engagement"),
    ("DELETE", "comment", "likes"): (writes.like, "pages_manage_engagement"),
    ("POST", "post", "likes"): (writes.like, "pages_manage_engagement"),
    ("DELETE", "post", "likes"): (writes.like, "pages_manage_engagement"),
    ("POST", "instagram_comment", "replies"): (writes.reply, "instagram_manage_comments"),
    ("POST", "instagram_comment", ""): (writes.change_comment, "instagram_manage_comments"),
    ("DELETE", "instagram_comment", ""): (writes.delete, "instagram_manage_comments"),
    ("POST", "media", "comments"): (writes.comment_on_media, "instagram_manage_comments"),
    ("POST", "instagram", "mentions"): (writes.answer_mention, "instagram_manage_comments"),
    ("POST", "page", "messages"): (writes.send, ""),
    ("POST", "page", "take_thread_control"): (writes.take_control, "pages_messaging"),
}
"""What can be changed, by method, kind of node and edge, and the permission that it takes."""

_READS: Final = {
    "post": "pages_read_engagement",
    "comment": "pages_read_user_content",
    "page": "pages_read_engagement",
    "media": "instagram_basic",
    "instagram_comment": "instagram_manage_comments",
    "instagram": "instagram_basic",
    "message": "pages_messaging",
    "thread": "pages_messaging",
    "person": "pages_messaging",
    "app": "",
}
OF_THE_APP: Final = (("person", "ids_for_pages"),)
"""What is asked for with the app's own token."""

_INSTAGRAM: Final = ("media", "instagram_comment", "instagram")


def route(path: str) -> Route:
    async def answer(request: Request) -> Response:
        world: World = request.app.state.world
        body = await request.body()
        headers = request.headers
        try:
            asked = call.read(
                request.method,
                request.scope["raw_path"].decode().partition("?")[0],
                request.url.query,
                body,
                headers.get("content-type", ""),
                headers.get("authorization", ""),
            )
        except GraphError as error:
            return error.response()
        fault = world.faults.strike(asked.method, asked.address, body.decode(errors="replace"))
        if fault and not fault.works and fault.answer != NO_PART:
            if fault.answer in LIMITED:
                world.limits.close(LIMITED[fault.answer])
            return fault.response()
        response = await _answered(world, asked, request.app.state.http)
        if world.settings["echoes"] == "before" and asked.path[-1:] == ("messages",):
            await world.courier.settle()
        return fault.response() if fault and fault.works else response

    return Route(path, answer, methods=["GET", "POST", "DELETE"])


async def _answered(world: World, asked: Call, http: httpx.AsyncClient) -> Response:
    if asked.version not in access.VERSIONS:
        return GraphError("bad_version" if asked.version.startswith("v") else "bad_path").response()
    try:
        document, headers = await _worked_on(world, asked, http)
        return JSONResponse(document, headers=headers)
    except GraphError as error:
        return error.response()


async def _worked_on(world: World, asked: Call, http: httpx.AsyncClient) -> tuple[Any, dict[str, str]]:
    """Carry a request out; return its answer and the headers that tell of the usage. Raises GraphError."""
    if asked.path == ("oauth", "access_token"):
        return access.exchange(world, asked), {}
    owner = access.who(world, asked)
    if asked.path == ("debug_token",):
        world.requests["GET debug_token"] += 1
        return access.debug_token(world, asked), {}
    if asked.path == ():
        return (await _batch(world, asked, http) if asked.method == "POST" else _several(world, asked)), {}
    if asked.path == ("me", "accounts"):
        return _accounts(world, asked, owner), {}
    first = seed.PAGE_ID if asked.path[0] == "me" and owner == "page" else asked.path[0]
    if len(asked.path) > 2 or first == "me":
        raise GraphError("bad_path")
    kind, node = nodes.find(world, first)
    edge = asked.path[1] if len(asked.path) == 2 else ""
    world.requests[f"{asked.method} {kind}{f'/{edge}' if edge else ''}"] += 1
    case = _use_case(asked, kind, edge)
    if kind != "app":
        world.limits.count(case, world.settings)
    document = await _at(world, asked, kind, node, edge, owner, http)
    return document, world.limits.headers(case, world.settings)


async def _at(world: World, asked: Call, kind: str, node: Json, edge: str, owner: str, http: httpx.AsyncClient) -> Json:
    if (kind, edge) == ("app", "subscriptions"):
        return await _app_subscriptions(world, asked, owner, http)
    if (kind, edge, asked.method) != ("app", "", "GET") and (owner == "app") is not ((kind, edge) in OF_THE_APP):
        raise GraphError("permission", "(#10) This endpoint takes another kind of token.")
    if edge == "subscribed_apps" and asked.method != "GET":
        _has(world, "pages_manage_metadata")
        return access.subscribe_page(world, asked) if asked.method == "POST" else access.unsubscribe_page(world)
    if asked.method == "GET":
        _has(world, _READS[kind])
        wanted = parse(asked.text("fields"))
        if edge:
            return edges.listed(
                world, kind, node, edge, asked.texts(), wanted, f"https://graph.facebook.com{asked.address}"
            )
        return edges.shown(world, kind, node, wanted)
    found = WRITES.get((asked.method, kind, edge))
    if found is None:
        raise GraphError("gone", "Unsupported request. Object does not support this operation")
    write, scope = found
    _has(world, scope)
    return write(world, asked, kind, node)


async def _app_subscriptions(world: World, asked: Call, owner: str, http: httpx.AsyncClient) -> Json:
    if owner != "app":
        raise GraphError("permission", "(#15) This method must be called with an app access_token.")
    if asked.method == "GET":
        return access.subscriptions(world)
    if asked.method == "DELETE":
        return access.unsubscribe_app(world, asked)
    return await access.subscribe_app(world, asked, http)


def _use_case(asked: Call, kind: str, edge: str) -> str:
    if kind in _INSTAGRAM or asked.params.get("platform") == "instagram":
        return "instagram"
    return "messenger" if edge in ("messages", "take_thread_control") and kind == "page" else "pages"


def _several(world: World, asked: Call) -> Json:
    """Read nodes by `ids`. One that is not there fails them all."""
    ids = [ident for ident in asked.text("ids").split(",") if ident]
    if not ids or len(ids) > MOST_AT_ONCE:
        raise GraphError("bad_parameter", "(#100) Param ids must hold one to fifty ids")
    wanted = parse(asked.text("fields"))
    return {ident: edges.shown(world, *nodes.find(world, ident), wanted) for ident in ids}


async def _batch(world: World, asked: Call, http: httpx.AsyncClient) -> list[Json | None]:
    """Carry out up to fifty requests; each has its own status: https://developers.facebook.com/docs/graph-api/batch-requests/"""
    parts = _parts(asked)
    world.requests["POST batch"] += 1
    answers: list[Json | None] = []
    for part in parts:
        target, _, query = str(part.get("relative_url", "")).partition("?")
        body = str(part.get("body", "")).encode()
        method = str(part.get("method", "GET"))
        inner = call.read(
            method, f"{asked.version}/{target.removeprefix('/').removeprefix(asked.version + '/')}", query, body, "", ""
        )
        common = {name: asked.params[name] for name in ("access_token", "appsecret_proof") if name in asked.params}
        inner = replace(inner, params={**common, **inner.params}, authorization=asked.authorization)
        answers.append(await _part(world, inner, http))
    return answers


def _parts(asked: Call) -> list[Json]:
    given = asked.params.get("batch")
    parts = json.loads(given) if isinstance(given, str) else given
    if not isinstance(parts, list) or not 1 <= len(parts) <= MOST_AT_ONCE:
        raise GraphError("bad_parameter", "(#100) Param batch must hold one to fifty requests")
    return parts


async def _part(world: World, inner: Call, http: httpx.AsyncClient) -> Json | None:
    fault = world.faults.strike(inner.method, inner.address, "")
    if fault is not None and fault.answer == NO_PART:
        return None
    error = fault.error if fault else None
    try:
        if error is not None:
            raise error
        document, headers = await _worked_on(world, inner, http)
        status = 200
    except GraphError as refused:
        document, headers, status = refused.document, refused.headers, refused.known.status
    told = [{"name": name, "value": value} for name, value in headers.items()]
    return {"code": status, "headers": told, "body": json.dumps(document)}


def _accounts(world: World, asked: Call, owner: str) -> Json:
    """Return the Pages of the person whose token it is, each with its own token."""
    if owner != "user":
        raise GraphError("permission", "(#10) This endpoint takes a person's token.")
    page = {"id": seed.PAGE_ID, "access_token": world.settings["token"]}
    wanted = parse(asked.text("fields") or "id,name,access_token,tasks,category")
    return {"data": [edges.shown(world, "page", page, wanted)]}


def _has(world: World, scope: str) -> None:
    if scope and scope not in world.settings["scopes"]:
        raise GraphError("permission", f"(#10) This endpoint requires the '{scope}' permission.")


ROUTES: Final = [route("/{version}/{path:path}"), route("/{version}")]
