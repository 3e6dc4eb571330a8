"""The entry of every XRPC request: faults, then the session, then the method."""

import json
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from infra.local.bluesky import sessions
from infra.local.bluesky.faults import GARBAGE, HALF, InjectedFault, XrpcError
from infra.local.bluesky.methods import PROCEDURES, QUERIES, Handler, XrpcCall
from infra.local.bluesky.world import World
from infra.local.documents import Json
from infra.local.serving import Silence

CHAT_PROXY: Final = "did:web:api.bsky.chat#bsky_chat"
CREATE, REFRESH = "com.atproto.server.createSession", "com.atproto.server.refreshSession"
PAGE: Final = "<html><head><title>Bluesky</title></head><body>Something went wrong</body>"


def world_of(request: Request) -> World:
    world: World = request.app.state.world
    return world


async def answer(request: Request) -> Response:
    world, method = world_of(request), request.path_params["method"]
    world.base = f"{request.url.scheme}://{request.url.netloc}"
    world.requests[method] += 1
    raw = (await request.body()).decode(errors="replace")
    fault = world.faults.strike(method, _account(world, request), raw)
    if fault is not None and not fault.works:
        return _misbehave(fault, world)
    response = _respond(world, request, method, raw)
    if fault is None:
        return response
    if fault.answer == HALF:
        return Response(bytes(response.body)[: len(response.body) // 2], media_type="application/json")
    return Silence(_seconds(fault))


async def did_document(request: Request) -> Response:
    world = world_of(request)
    world.base = f"{request.url.scheme}://{request.url.netloc}"
    actor = world.store.actors.get(request.path_params["did"])
    if actor is None:
        return JSONResponse({"message": "DID not registered"}, status_code=404)
    return JSONResponse(sessions.did_document(world, actor))


def _respond(world: World, request: Request, method: str, raw: str) -> Response:
    headers: dict[str, str] = {}
    try:
        body = _body(raw) if request.method == "POST" else {}
        if method == CREATE:
            told, headers = sessions.create(world, str(body.get("identifier")), str(body.get("password")))
            return JSONResponse(told, headers=headers)
        if method == REFRESH:
            token = request.headers.get("authorization", "").partition(" ")[2]
            return JSONResponse(sessions.refresh(world, token))
        session = sessions.caller(world, request.headers.get("authorization", ""))
        handler = _handler(request.method, method)
        if method.startswith("chat."):
            _check_chat(request, session)
        params = {name: request.query_params.getlist(name) for name in request.query_params}
        call = XrpcCall(world, session["did"], params, body)
        return JSONResponse(handler(call), headers=call.headers)
    except XrpcError as e:
        return JSONResponse(e.document, status_code=e.status, headers={**headers, **e.headers})


def _handler(verb: str, method: str) -> Handler:
    handler = (PROCEDURES if verb == "POST" else QUERIES).get(method)
    if handler is None:
        raise XrpcError("MethodNotImplemented", "Method Not Implemented", status=501)
    return handler


def _check_chat(request: Request, session: Json) -> None:
    """Messages are passed on to their own service, and only for a password that may read them."""
    if request.headers.get("atproto-proxy") != CHAT_PROXY:
        raise XrpcError("MethodNotImplemented", "Method Not Implemented", status=501)
    if session["scope"] != sessions.PRIVILEGED:
        raise XrpcError("InvalidToken", "Bad token method")


def _account(world: World, request: Request) -> str:
    """Return whose session it is, valid or not, since an outage spares nobody."""
    token = request.headers.get("authorization", "").partition(" ")[2]
    found = next((one for one in world.store.sessions if token and token in (one["access"], one["refresh"])), None)
    return str(found["did"]) if found else ""


def _misbehave(fault: InjectedFault, world: World) -> Response:
    if fault.answer == GARBAGE:
        return HTMLResponse(PAGE)
    if fault.holds or fault.answer == "drop":
        return Silence(_seconds(fault))
    error = fault.error
    headers: dict[str, str] = {}
    if error.status == 429:
        reset = str(round(world.now().timestamp() + fault.seconds))
        headers = {"ratelimit-limit": "5000", "ratelimit-remaining": "0", "ratelimit-reset": reset}
    return JSONResponse(error.document, status_code=error.status, headers=headers)


def _seconds(fault: InjectedFault) -> float:
    return fault.seconds if fault.holds else 0.0


def _body(raw: str) -> Json:
    try:
        body = json.loads(raw) if raw.strip() else {}
    except ValueError as e:
        raise XrpcError("InvalidRequest", "The body is not valid JSON") from e
    if not isinstance(body, dict):
        raise XrpcError("InvalidRequest", "The body is not a JSON object")
    return body


_answer: Callable[[Request], Awaitable[Response]] = answer
_document: Callable[[Request], Awaitable[Response]] = did_document

ROUTES: Final = (
    Route("/xrpc/{method}", _answer, methods=["GET", "POST"]),
    Route("/{did:path}", _document, methods=["GET"]),
)
"""The documents of DIDs stand at the root, as the directory has them; so they are asked for last."""
