"""A webhook of the tests' own, which knows nothing of the desk: it answers the challenge and keeps what it is told."""

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from infra.local.meta import seed
from tests.integration.networks.quiet_handler import QuietHandler


class Hook:
    """`status` is what deliveries are answered with; `told` are the bytes and headers of each, in the order they came in."""

    def __init__(self) -> None:
        self.status = 200
        self.url = ""
        self.told: list[tuple[bytes, dict[str, str]]] = []

    def documents(self) -> list[dict[str, Any]]:
        """Return what has come since the last call."""
        taken, self.told = self.told, []
        return [json.loads(body) for body, _ in taken]


def _handler(hook: Hook) -> type[BaseHTTPRequestHandler]:
    class Handler(QuietHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = dict(parse_qsl(urlsplit(self.path).query))
            right = asked.get("hub.verify_token") == seed.VERIFY_TOKEN
            self.answer(200 if right else 403, asked["hub.challenge"].encode() if right else b"")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path.endswith("/deletion"):
                self.answer(200, json.dumps({"form": body.decode()}).encode())
                return
            hook.told.append((body, {name.lower(): value for name, value in self.headers.items()}))
            self.answer(hook.status, b"")

    return Handler


@contextlib.contextmanager
def listening() -> Iterator[Hook]:
    hook = Hook()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(hook))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    hook.url = f"http://abc123.execute-api.localhost:{server.server_address[1]}/webhooks/meta/main"
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
