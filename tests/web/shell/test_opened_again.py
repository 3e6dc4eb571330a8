"""The page as the desk's own function serves it, in a browser that keeps what it has seen and asks whether it is still so."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from unittest.mock import patch

import pytest
from playwright.sync_api import BrowserContext, expect

from functions.desk_api import app
from shared import wiring
from tests.fake_desk import FakeDesk
from tests.fake_sign_in import FakeSignIn
from tests.unit.api.test_api import PAGE

ONE_AT_A_TIME = Lock()
"""A function has one request in hand; the browser makes several at once."""


class _Gateway(BaseHTTPRequestHandler):
    """Hands a request to the function, and its answer back, as the HTTP API does."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    statuses: list[tuple[str, int]]

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.rfile.read(int(self.headers.get("content-length", 0)))
        event = {
            "version": "2.0",
            "rawPath": path,
            "rawQueryString": "",
            "headers": {
                name.lower(): value for name, value in self.headers.items() if name.lower() != "accept-encoding"
            },
            "requestContext": {"http": {"method": self.command, "path": path}, "stage": "$default"},
        }
        with ONE_AT_A_TIME:
            answer = app.handler(event, None)
        body = str(answer["body"]).encode() if not answer["isBase64Encoded"] else b""
        self.statuses.append((path, answer["statusCode"]))
        self.send_response(answer["statusCode"])
        for name, value in answer["headers"].items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Nothing: the test looks at what was answered."""


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    for name, value in PAGE.items():
        monkeypatch.setenv(name, value)
    desk, statuses = FakeDesk(), list[tuple[str, int]]()
    desk.sign_in = FakeSignIn()  # type: ignore[attr-defined]
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Gateway", (_Gateway,), {"statuses": statuses}))
    desk.url = f"http://127.0.0.1:{server.server_port}"
    with patch.object(wiring, "_desk", desk):
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield desk.url, statuses
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_page_runs_when_it_is_opened_again(
    context: BrowserContext, served: tuple[str, list[tuple[str, int]]]
) -> None:
    """The second visit is a 304, whose headers the browser puts over those that it keeps."""
    url, statuses = served
    page = context.new_page()
    for visit in range(3):
        page.goto(f"{url}/")
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        assert ("/", 304) in statuses or visit == 0
