"""The stand-in as a process, or as a thread of a test."""

import contextlib
import logging
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.bluesky import control, xrpc
from infra.local.bluesky.seed import HOST
from infra.local.bluesky.world import World, utc_now

STARTS_WITHIN = 10.0


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

    return Starlette(routes=[Route("/health", health), *control.ROUTES, *xrpc.ROUTES], lifespan=life)


def server(application: Starlette, host: str, port: int) -> uvicorn.Server:
    """Create a server without access log or websockets. It can hang up on a client, which an ASGI app cannot by itself."""
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        log_level=logging.WARNING,
        access_log=False,
        ws="none",
        http="h11",
        timeout_graceful_shutdown=1,
        timeout_keep_alive=75,
    )
    made = uvicorn.Server(config)

    def hang_up(client: tuple[str, int]) -> None:
        for connection in list(made.server_state.connections):
            if getattr(connection, "client", None) == tuple(client):
                connection.transport.abort()

    application.state.hang_up = hang_up
    return made


@contextlib.contextmanager
def running(folder: Path, *, port: int = 0, now: Callable[[], datetime] = utc_now) -> Iterator[str]:
    """Run the stand-in in a thread of this process, for tests, which may hand in their desk's clock; yield its address."""
    # asyncio turns Nagle's delay of 40 ms off only if the protocol is spelt out.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    made = server(app(folder, now=now), HOST, port)
    thread = threading.Thread(target=made.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + STARTS_WITHIN
    while not made.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.01)
    if not made.started:
        raise RuntimeError("the stand-in for Bluesky did not start")
    try:
        yield f"http://{HOST}:{listener.getsockname()[1]}"
    finally:
        made.should_exit = True
        thread.join(STARTS_WITHIN)
        listener.close()
