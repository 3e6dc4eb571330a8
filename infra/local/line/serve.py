"""The stand-in as a process, or as a thread of a test."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.line import api, control
from infra.local.line.courier import PAUSES
from infra.local.line.world import World, utc_now
from infra.local.serving import in_thread


def app(folder: Path, *, pauses: Sequence[float] = PAUSES, now: Callable[[], datetime] = utc_now) -> Starlette:
    @contextlib.asynccontextmanager
    async def life(application: Starlette) -> AsyncIterator[None]:
        world = World(folder, pauses=pauses, now=now)
        application.state.world = world
        world.courier.resume()
        try:
            yield
        finally:
            await world.courier.close()
            world.store.close()

    async def health(_request: Request) -> Response:
        return JSONResponse({"ok": True})

    async def nowhere(_request: Request, _error: Exception) -> Response:
        return JSONResponse({"message": "Not found"}, status_code=404)

    routes = [Route("/health", health), *api.ROUTES, *control.ROUTES]
    return Starlette(routes=routes, lifespan=life, exception_handlers={404: nowhere})


@contextlib.contextmanager
def running(
    folder: Path, *, port: int = 0, pauses: Sequence[float] = PAUSES, now: Callable[[], datetime] = utc_now
) -> Iterator[str]:
    """Run the stand-in in a thread of this process, for tests, which may hand in their desk's clock; yield its address."""
    with in_thread(app(folder, pauses=pauses, now=now), port=port) as url:
        yield url
