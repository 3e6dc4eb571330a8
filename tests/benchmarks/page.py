"""The page in figures: what a first visit transfers, when the first ticket stands, what a refresh costs with 5,000.

A small server on loopback answers with the page's real files, as the function sends them, and a made-up queue.
"""

import gzip
import json
import re
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from functions.desk_api.page_files import HASHED, PageFiles
from functions.desk_api.routers.page import A_DAY, ASK_AGAIN, FOR_GOOD, POLICY
from tests.web.browser import PHONE, launch_arguments
from tests.web.stub_desk import StubDesk, ago, post, view

WAITING = 5_000
REFRESHES = 20
VISITS = 5

Row = tuple[str, str]


def page() -> Iterator[Row]:
    """Each visit is a phone's first one: nothing in its cache, two cores that others use as well."""
    with sync_playwright() as playwright, served_desk(WAITING) as (url, stub):
        browser = playwright.chromium.launch(**launch_arguments())
        visits = [_visit(browser, url) for _ in range(VISITS)]
        again = _visit(browser, url, twice=True)
        first = visits[0]
        yield "first visit of the page, requests for its files and to the API", f"{first.files} + {first.calls}"
        yield "first visit of the page, transferred", f"{max(each.size for each in visits) / 1000:.0f} kB"
        yield "the same again, requests", f"{again.files} + {again.calls}"
        yield "the same again, transferred", f"{again.size / 1000:.1f} kB"
        shown = statistics.median(each.shown for each in visits)
        yield f"first visit → first of {WAITING:,} tickets on the screen, median of {VISITS}", f"{shown:.0f} ms"
        unchanged, changed = _refreshes(browser, url, stub)
        yield (
            f"main thread per refresh with {WAITING:,} waiting and all of them loaded, nothing changed",
            f"{unchanged:.1f} ms",
        )
        yield "the same, a ticket changed", f"{changed:.1f} ms"
        browser.close()


class Visit(NamedTuple):
    """Requests that reach the desk, bytes on the way over HTTP with gzip, and milliseconds until a ticket could be read."""

    files: int
    calls: int
    size: int
    shown: float


def _visit(browser: Browser, url: str, *, twice: bool = False) -> Visit:
    """A phone's first visit, or the second one with `twice`."""
    context = signed_in(browser)
    visits = [look(context, url) for _ in range(2 if twice else 1)]
    context.close()
    return visits[-1]


def look(context: BrowserContext, url: str) -> Visit:
    """A visit with whatever the browser has kept of the ones before."""
    page = context.new_page()
    received = 0
    asked: list[str] = []

    def count(event: dict[str, Any]) -> None:
        nonlocal received
        received += int(event["encodedDataLength"])

    def note(event: dict[str, Any]) -> None:
        if not event["response"].get("fromDiskCache"):
            asked.append(urlsplit(event["response"]["url"]).path)

    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", count)
    session.on("Network.responseReceived", note)
    page.add_init_script(
        "new MutationObserver((_, watch) => { if (document.querySelector('.row-name')) { window.shown ??= performance.now(); watch.disconnect(); } })"
        ".observe(document, { childList: true, subtree: true })"
    )
    page.goto(url)
    expect(page.locator(".row").first).to_be_visible(timeout=30_000)
    shown = float(page.evaluate("window.shown"))
    page.wait_for_timeout(300)
    calls = sum(path.startswith("/api/") for path in asked)
    return Visit(len(asked) - calls, calls, received, shown)


def _refreshes(browser: Browser, url: str, stub: StubDesk) -> tuple[float, float]:
    """Milliseconds of the main thread for each look at the queue, without and with a change."""
    context = signed_in(browser)
    page = context.new_page()
    page.goto(url)
    for _ in range(200):
        page.locator(".list").evaluate("(list) => list.scrollTo(0, list.scrollHeight)")
        page.wait_for_timeout(50)
        if page.get_by_text(f"Customer {WAITING - 1}", exact=True).count():
            break
    page.locator(".list").evaluate("(list) => list.scrollTo(0, 0)")
    page.wait_for_timeout(3_000)
    unchanged = _main_thread(page, context, lambda n: None)
    changed = _main_thread(page, context, lambda n: stub.tickets["t3"]["ticket"].update(excerpt=f"changed {n}"))
    context.close()
    return unchanged, changed


def _main_thread(page: Page, context: BrowserContext, before: Any) -> float:
    session = context.new_cdp_session(page)
    session.send("Performance.enable")

    def busy_s() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(float(each["value"]) for each in metrics if each["name"] == "TaskDuration")

    spent = []
    for n in range(REFRESHES):
        before(n)
        began = busy_s()
        with page.expect_response(re.compile("/api/queue")):
            page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(150)
        spent.append(busy_s() - began)
    return statistics.median(spent) * 1000


def signed_in(browser: Browser) -> BrowserContext:
    context = browser.new_context(**PHONE.context())
    tokens = json.dumps({"access": "token", "until": 9e15})
    context.add_init_script(f"sessionStorage.setItem('sokuto.tokens', {json.dumps(tokens)})")
    return context


@contextmanager
def served_desk(waiting: int) -> Iterator[tuple[str, StubDesk]]:
    """A desk with so many tickets on a port of loopback, which a browser's cache knows as it knows a real one."""
    stub = StubDesk()
    for n in range(waiting):
        ticket = view(f"t{n}", [post(f"p{n}", f"質問です {n}")], due_in=30 + n / 10, name=f"Customer {n}")
        stub.put(ticket)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stub, PageFiles()))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/", stub
    finally:
        server.shutdown()
        server.server_close()


def _handler(stub: StubDesk, files: PageFiles) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            login = f"http://{self.headers['host']}/login"
            if url.path.startswith("/api/"):
                query = {name: values[0] for name, values in parse_qs(url.query).items()}
                status, body, tag = stub.answer("GET", url.path, query, {}, known=self.headers["if-none-match"])
                headers = {"etag": tag, "desk-time": ago(0), "content-type": "application/json"}
                if status == 304:
                    self._send(status, b"", headers)
                else:
                    text = gzip.compress(json.dumps(body, ensure_ascii=False).encode())
                    self._send(status, text, headers | {"content-encoding": "gzip"})
                return
            name = url.path.lstrip("/")
            config = {"client_id": "page", "redirect_uri": login} | dict.fromkeys(
                ("authorize_url", "logout_url"), login
            )
            file = files.find(name) if "." in name else files.document(config)
            if file is None:
                self._send(404, b"", {})
                return
            keeping = FOR_GOOD if name.startswith(HASHED) else A_DAY if "." in name else ASK_AGAIN
            headers = {
                "content-type": file.type,
                "content-security-policy": POLICY.format(files="'self'", pictures=""),
                "cache-control": keeping,
            }
            known = self.headers["if-none-match"] == file.etag
            coding, body = file.accepted(self.headers["accept-encoding"]) or ("identity", file.body)
            headers |= {"etag": file.etag, "content-encoding": coding}
            self._send(304 if known else 200, b"" if known else body, headers)

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Nothing is said of each request."""

    return Handler
