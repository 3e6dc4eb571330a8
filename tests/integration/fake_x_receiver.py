"""A webhook of the tests' own: answers challenges, and keeps what was delivered to it."""

import base64
import contextlib
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.integration.networks.quiet_handler import QuietHandler


class Receiver:
    """`statuses` are answered one after the other, then 200; `secret` signs the answers to challenges."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.statuses: list[int] = []
        self.status_of_challenge = 200
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.challenges: list[str] = []
        self.url = ""

    @property
    def events(self) -> list[dict[str, Any]]:
        """All that was delivered, but for word of a replay."""
        return [event["data"] for event in (json.loads(body) for _, body in self.received) if "data" in event]

    def of_type(self, event_type: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["event_type"] == event_type]

    def wait(self, enough: Callable[["Receiver"], bool], seconds: float = 5.0) -> None:
        deadline = time.monotonic() + seconds
        while not enough(self):
            assert time.monotonic() < deadline, f"only {len(self.received)} deliveries came: {self.received}"
            time.sleep(0.01)

    def signature(self, body: bytes) -> str:
        return "sha256=" + base64.b64encode(hmac.new(self.secret.encode(), body, hashlib.sha256).digest()).decode()


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(QuietHandler):
        def do_GET(self) -> None:
            token = parse_qs(urlsplit(self.path).query)["crc_token"][0]
            receiver.challenges.append(self.headers["Host"])
            self.answer(
                receiver.status_of_challenge,
                json.dumps({"response_token": receiver.signature(token.encode())}).encode(),
            )

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.statuses.pop(0) if receiver.statuses else 200
            receiver.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.answer(status, b"")

    return Handler


@contextlib.contextmanager
def receiving(secret: str) -> Iterator[Receiver]:
    receiver = Receiver(secret)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    receiver.url = f"http://abc123.execute-api.localhost:{server.server_address[1]}/webhooks/x/main"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
