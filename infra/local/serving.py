"""What every stand-in is served by: as a process, or as a thread of a test."""

import argparse
import asyncio
import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

HOST: Final = "127.0.0.1"
STARTS_WITHIN: Final = 10.0


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


def serve_in_foreground(package: str, what: str, application: Callable[[Path], Starlette], *, port: int) -> None:
    """Serve the stand-in of `package` until it is interrupted, as its command line says."""
    parser = argparse.ArgumentParser(prog=f"python -m {package}", description=f"A stand-in for {what}.")
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=port)
    state = Path(".local") / package.rpartition(".")[2]
    parser.add_argument("--state", type=Path, default=state, help="where to remember things")
    given = parser.parse_args()
    server(application(given.state), given.host, given.port).run()


@contextlib.contextmanager
def in_thread(application: Starlette, *, port: int = 0) -> Iterator[str]:
    """Serve in a thread of this process; yield the address. Raises RuntimeError if it does not start."""
    # asyncio turns Nagle's delay of 40 ms off only if the protocol is spelt out.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    made = server(application, HOST, port)
    thread = threading.Thread(target=made.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + STARTS_WITHIN
    while not made.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.01)
    if not made.started:
        raise RuntimeError("the stand-in did not start")
    try:
        yield f"http://{HOST}:{listener.getsockname()[1]}"
    finally:
        made.should_exit = True
        thread.join(STARTS_WITHIN)
        listener.close()


class Silence(Response):
    """No response at all: the connection is held for some seconds, and then cut."""

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__()
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await _gone(receive)
        except TimeoutError:
            scope["app"].state.hang_up(scope["client"])
            await _gone(receive)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
