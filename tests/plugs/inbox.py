"""The desk's webhook while a network's stand-in is under test: answers challenges as the desk would, and keeps the rest."""

import contextlib
import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from shared.networks import registry
from tests.integration.networks.quiet_handler import QuietHandler
from tests.plugs.harness import Delivery


class Inbox:
    """`plug` is the name in the webhook's address, `secret` the content of the app's secret, by which challenges are answered."""

    def __init__(self, plug: str, secret: Mapping[str, object]) -> None:
        self.plug = plug
        self.secret = secret
        self.url = ""
        self._received: list[Delivery] = []

    def take(self) -> list[Delivery]:
        """Return what has come since the last call."""
        taken, self._received = self._received, []
        return taken

    def keep(self, delivery: Delivery) -> None:
        self._received.append(delivery)


def _handler(inbox: Inbox) -> type[BaseHTTPRequestHandler]:
    class Handler(QuietHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            webhook = registry.webhook(inbox.plug)
            assert webhook is not None
            reply = webhook.challenge(dict(parse_qsl(urlsplit(self.path).query)), inbox.secret)
            self.answer(
                reply.status, (reply.text or json.dumps(dict(reply.document))).encode(), Content_Type="application/json"
            )

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            inbox.keep(Delivery(body, {name.lower(): value for name, value in self.headers.items()}))
            self.answer(200, b"{}", Content_Type="application/json")

    return Handler


@contextlib.contextmanager
def receiving(plug: str, secret: Mapping[str, object], *, app: str = "main") -> Iterator[Inbox]:
    """Listen as the desk's webhook of one app. The address has the form of API Gateway's."""
    inbox = Inbox(plug, secret)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(inbox))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    inbox.url = f"http://abc123.execute-api.localhost:{server.server_address[1]}/webhooks/{plug}/{app}"
    try:
        yield inbox
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
