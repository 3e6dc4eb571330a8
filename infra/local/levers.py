"""How a stand-in's control requests are answered: for this machine only, JSON in, JSON out, 400 with `error` if they make no sense."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from infra.local.documents import Json

LOOPBACK: Final = ("127.0.0.1", "::1")


def lever(
    method: str,
    path: str,
    pull: Callable[[Any, Request, Json], Any],
    status: int = 200,
    *,
    root: str = "/control",
    refusals: tuple[type[Exception], ...] = (ValueError, TypeError),
) -> Route:
    """Return the route of a control request. `pull` gets the stand-in's world, the request and its body, and may wait;
    `refusals` are the errors by which it says that the request makes no sense."""

    async def answer(request: Request) -> JSONResponse:
        if request.client is None or request.client.host not in LOOPBACK:
            return JSONResponse({"error": "control is for this machine only"}, status_code=403)
        try:
            found = pull(request.app.state.world, request, _object(await request.body()))
            return JSONResponse(await found if isinstance(found, Awaitable) else found, status_code=status)
        except KeyError as error:
            return JSONResponse({"error": f"missing or unknown: {error.args[0]}"}, status_code=400)
        except refusals as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    return Route(f"{root}{path}", answer, methods=[method])


def _object(raw: bytes) -> Json:
    body = json.loads(raw) if raw else {}
    if not isinstance(body, dict):
        raise TypeError("the body must be a JSON object")
    return body
