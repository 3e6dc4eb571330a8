"""The entry of every request to X's API: faults, then authentication, then rate limits, then the response."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from infra.local.fake_x.access import problems
from infra.local.fake_x.access.authentication import Caller
from infra.local.fake_x.access.faults import HALF, InjectedFault
from infra.local.fake_x.access.problems import XProblemError
from infra.local.fake_x.data.records import Json, UserRecord
from infra.local.fake_x.world import World

Access = Literal["user", "app", "either"]
Answer = tuple[int, Json]

GARBAGE: Final = "<html><head><title>X / ?</title></head><body>Something went wrong</body>"


def world_of(request: Request) -> World:
    world: World = request.app.state.world
    return world


@dataclass(frozen=True, slots=True)
class ApiCall:
    """An authenticated request within its limits."""

    world: World
    caller: Caller
    path: dict[str, str]
    query: dict[str, str]
    body: Json

    @property
    def user(self) -> UserRecord:
        if self.caller.user is None:
            raise problems.needs_a_user()
        return self.caller.user


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`limit` counts per user or app in a quarter of an hour, `a_day` in 24 hours."""

    method: str
    path: str
    handler: Callable[[ApiCall], Awaitable[Answer]]
    access: Access
    limit: int
    a_day: int | None = None

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def route(self) -> Route:
        async def answer(request: Request) -> Response:
            world = world_of(request)
            world.requests[self.name] += 1
            raw = (await request.body()).decode(errors="replace")
            return await under_faults(world, request, raw, lambda: self._respond(world, request, raw))

        return Route(self.path, answer, methods=[self.method])

    async def _respond(self, world: World, request: Request, raw: str) -> Response:
        headers: dict[str, str] = {}
        try:
            caller = _admit(world, request)
            world.requests_by[caller.user.username if caller.user else "", self.name] += 1
            if self.access == "user" and caller.user is None:
                raise problems.needs_a_user()
            if self.access == "app" and caller.user is not None:
                raise problems.needs_the_app()
            allowed, headers = world.limits.take(caller.counted_as, self.name, self.limit, self.a_day)
            if not allowed:
                raise problems.too_many()
            call = ApiCall(world, caller, request.path_params, dict(request.query_params), _body(raw))
            status, document = await self.handler(call)
        except XProblemError as e:
            return refusal(e, headers)
        return JSONResponse(document, status_code=status, headers=headers | _access(caller))


async def under_faults(
    world: World, request: Request, raw: str, respond: Callable[[], Awaitable[Response]]
) -> Response:
    """Return the response of `respond`, or the effect of a fault instead of it or on it."""
    fault = _fault(world, request, raw)
    if fault and not fault.works:
        return _misbehave(fault, world.now())
    response = await respond()
    if fault and fault.answer == HALF:
        return Response(bytes(response.body)[: len(response.body) // 2], media_type="application/json")
    return Silence(fault) if fault else response


class Silence(Response):
    """No response at all: the connection is held for a while, if the fault says so, and then cut."""

    def __init__(self, fault: InjectedFault) -> None:
        super().__init__()
        self._seconds = fault.seconds if fault.holds else 0.0

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await _gone(receive)
        except TimeoutError:
            hang_up = scope["app"].state.hang_up
            hang_up(scope["client"])
            await _gone(receive)


def _access(caller: Caller) -> dict[str, str]:
    """Return the header in which X reports the rights of the tokens to a caller with OAuth 1.0a."""
    one = caller.user is not None and caller.scopes is None
    return {"x-access-level": "read-write-directmessages"} if one else {}


def refusal(problem: XProblemError, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        problem.document,
        status_code=problem.status,
        headers=(headers or {}) | problem.headers,
        media_type="application/problem+json",
    )


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _admit(world: World, request: Request) -> Caller:
    url = request.url
    return world.doorkeeper.admit(
        method=request.method,
        url=f"{url.scheme}://{url.netloc}",
        path=url.path,
        query=url.query,
        authorization=request.headers.get("authorization", ""),
    )


def _fault(world: World, request: Request, raw: str) -> InjectedFault | None:
    """Find the fault before the caller is authenticated, since an outage spares nobody; the caller's token is
    read all the same.
    """
    username = None
    token = request.headers.get("authorization", "").partition('oauth_token="')[2].partition('"')[0]
    if record := world.store.tokens.get(token):
        user = world.store.users.get(record.user_id)
        username = user.username if user else None
    return world.faults.strike(request.method, request.url.path, username, raw)


def _misbehave(fault: InjectedFault, now: datetime) -> Response:
    if fault.answer == "garbage":
        return HTMLResponse(GARBAGE)
    if isinstance(fault.answer, str):
        return Silence(fault)
    headers: dict[str, str] = {}
    if fault.answer == 429:
        reset = str(round(now.timestamp() + fault.seconds))
        headers = {"x-rate-limit-limit": "0", "x-rate-limit-remaining": "0", "x-rate-limit-reset": reset}
    return refusal(_invented(fault.answer), headers)


def _invented(status: int) -> XProblemError:
    """Return X's message for a status for which the stand-in has no reason of its own."""
    if status == 401:
        return problems.unauthorized()
    if status == 403:
        return problems.not_summoned()
    if status == 429:
        return problems.too_many()
    titles = {400: "Invalid Request", 404: "Not Found", 500: "Internal Server Error", 503: "Service Unavailable"}
    return problems.plain(status, titles.get(status, "Error"))


def _body(raw: str) -> Json:
    if not raw.strip():
        return {}
    try:
        body: Any = json.loads(raw)
    except ValueError as e:
        raise problems.invalid("body", raw[:40], "The body is not valid JSON") from e
    if not isinstance(body, dict):
        raise problems.invalid("body", raw[:40], "The body is not a JSON object")
    return body
