"""How a control request is answered: for this machine only, JSON in, JSON out, 400 with `error` if it makes no sense."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from infra.local.documents import Json
from infra.local.meta.world import World

LOOPBACK: Final = ("127.0.0.1", "::1")

Lever = Callable[[World, Request, Json], Any]
LeverThatWaits = Callable[[World, Request, Json], Awaitable[Any]]


def lever(method: str, path: str, pull: Lever | LeverThatWaits) -> Route:
    async def answer(request: Request) -> JSONResponse:
        if request.client is None or request.client.host not in LOOPBACK:
            return JSONResponse({"error": "control is for this machine only"}, status_code=403)
        try:
            found = pull(request.app.state.world, request, _object(await request.body()))
            return JSONResponse(await found if isinstance(found, Awaitable) else found)
        except KeyError as error:
            return JSONResponse({"error": f"missing or unknown: {error.args[0]}"}, status_code=400)
        except (ValueError, TypeError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    return Route(f"/control{path}", answer, methods=[method])


def _object(raw: bytes) -> Json:
    body = json.loads(raw) if raw else {}
    if not isinstance(body, dict):
        raise TypeError("the body must be a JSON object")
    return body
