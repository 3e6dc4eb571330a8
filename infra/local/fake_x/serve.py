"""The stand-in as a process, or as a thread of a test."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.fake_x import control
from infra.local.fake_x.access import problems
from infra.local.fake_x.courier import ANSWER_WITHIN, PAUSES
from infra.local.fake_x.routes import messages, oauth2, pin_sign_in, posts, timelines, users, webhooks
from infra.local.fake_x.routes.endpoint import refusal
from infra.local.fake_x.world import World, utc_now
from infra.local.serving import in_thread

ENDPOINTS = (
    *posts.ENDPOINTS,
    *timelines.ENDPOINTS,
    *users.ENDPOINTS,
    *messages.ENDPOINTS,
    *webhooks.ENDPOINTS,
)


def app(
    folder: Path,
    *,
    pauses: Sequence[float] = PAUSES,
    answer_within: float = ANSWER_WITHIN,
    now: Callable[[], datetime] = utc_now,
) -> Starlette:
    @contextlib.asynccontextmanager
    async def life(application: Starlette) -> AsyncIterator[None]:
        world = World(folder, pauses=pauses, answer_within=answer_within, now=now)
        application.state.world = world
        world.courier.resume()
        watch = asyncio.create_task(world.watch_webhooks())
        try:
            yield
        finally:
            watch.cancel()
            await world.courier.close()
            world.store.close()

    async def health(_request: Request) -> Response:
        return JSONResponse({"ok": True})

    async def nowhere(_request: Request, _error: Exception) -> Response:
        return refusal(problems.no_such_page())

    routes = [
        Route("/health", health),
        *(endpoint.route() for endpoint in ENDPOINTS),
        *pin_sign_in.ROUTES,
        *oauth2.ROUTES,
        *control.ROUTES,
    ]
    return Starlette(routes=routes, lifespan=life, exception_handlers={404: nowhere})


@contextlib.contextmanager
def running(
    folder: Path,
    *,
    port: int = 0,
    pauses: Sequence[float] = PAUSES,
    answer_within: float = ANSWER_WITHIN,
    now: Callable[[], datetime] = utc_now,
) -> Iterator[str]:
    """Run the stand-in in a thread of this process, for tests, which may hand in their desk's clock; yield its address."""
    with in_thread(app(folder, pauses=pauses, answer_within=answer_within, now=now), port=port) as url:
        yield url
