"""The stand-in as a process, or as a thread of a test."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.meta import control, graph
from infra.local.meta.courier import PAUSES
from infra.local.meta.errors import GraphError
from infra.local.meta.world import World, utc_now
from infra.local.serving import in_thread


def app(folder: Path, *, pauses: Sequence[float] = PAUSES, now: Callable[[], datetime] = utc_now) -> Starlette:
    @contextlib.asynccontextmanager
    async def life(application: Starlette) -> AsyncIterator[None]:
        world = World(folder, pauses=pauses, now=now)
        application.state.world = world
        world.courier.resume()
        async with httpx.AsyncClient(timeout=10.0, trust_env=False) as http:
            application.state.http = http
            try:
                yield
            finally:
                await world.courier.close()
                world.store.close()

    async def health(_request: Request) -> Response:
        return JSONResponse({"ok": True})

    async def nowhere(_request: Request, _error: Exception) -> Response:
        return GraphError("bad_path").response()

    routes = [Route("/health", health), *control.ROUTES, *graph.ROUTES]
    return Starlette(routes=routes, lifespan=life, exception_handlers={404: nowhere})


@contextlib.contextmanager
def running(
    folder: Path, *, port: int = 0, pauses: Sequence[float] = PAUSES, now: Callable[[], datetime] = utc_now
) -> Iterator[str]:
    """Run the stand-in in a thread of this process, for tests, which may hand in their desk's clock; yield its address."""
    with in_thread(app(folder, pauses=pauses, now=now), port=port) as url:
        yield url
