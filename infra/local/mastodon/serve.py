"""The stand-in as a process, or as a thread of a test."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.mastodon import api, control
from infra.local.mastodon.world import World, utc_now
from infra.local.serving import in_thread


def app(folder: Path, *, now: Callable[[], datetime] = utc_now) -> Starlette:
    @contextlib.asynccontextmanager
    async def life(application: Starlette) -> AsyncIterator[None]:
        world = World(folder, now)
        application.state.world = world
        try:
            yield
        finally:
            world.store.close()

    async def health(_request: Request) -> Response:
        return JSONResponse({"ok": True})

    async def nowhere(_request: Request, _error: Exception) -> Response:
        return JSONResponse({"error": "Not Found"}, status_code=404)

    routes = [Route("/health", health), *api.ROUTES, *control.ROUTES]
    return Starlette(routes=routes, lifespan=life, exception_handlers={404: nowhere})


@contextlib.contextmanager
def running(folder: Path, *, port: int = 0, now: Callable[[], datetime] = utc_now) -> Iterator[str]:
    """Run the stand-in in a thread of this process, for tests, which may hand in their desk's clock; yield its address."""
    with in_thread(app(folder, now=now), port=port) as url:
        yield url
