"""How much of the page is asked for, counted: by a first visit, by the next one, and when a ticket is opened."""

import json
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Request, expect

from functions.desk_api.page_files import PAGE, PageFiles
from infra.bundling.page import SOURCES
from tests.benchmarks.page import look, served_desk, signed_in
from tests.web.stub_desk import StubDesk, post, view

HASH = re.compile(r"-\w{8}(?=\.(js|css)$)")
MOST = 8
"""Requests for the page's files on a first visit, icon and manifest among them: each runs a function, and a new AWS account
may run ten at once."""


@pytest.fixture
def asked(context: BrowserContext) -> list[str]:
    """The paths that the browser asks for, in their order; hashes left out."""
    paths: list[str] = []

    def note(request: Request) -> None:
        paths.append(HASH.sub("", urlsplit(request.url).path))

    context.on("request", note)
    return paths


@pytest.mark.parametrize("language", ["en", "ja"])
def test_AWS7_a_first_visit_of_the_queue_takes_at_most_8_requests(
    stub: StubDesk, context: BrowserContext, asked: list[str], language: str
) -> None:
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    stub.put(view("t", [post("1", "hello")]))
    page = stub.open(context)
    expect(page.locator(".row")).to_have_count(1)
    stub.rest()
    of_the_page = {"/", "/a/app.js", f"/a/texts.{language}.js", "/a/desk.css"}
    if language == "ja":
        of_the_page.add("/a/texts.en.js")  # announced by the document, which follows the browser's language
    of_the_api = {"/api/me", "/api/queue", "/api/health", "/api/replies"}
    assert set(asked) == of_the_page | of_the_api
    assert len(asked) == len(set(asked))
    assert len(of_the_page) <= MOST - 2, "a browser with a window asks for the icon and the manifest too"


def test_the_next_visit_asks_for_the_document_alone(browser: Browser) -> None:
    with served_desk(waiting=60) as (url, _):
        context = signed_in(browser)
        first, second, third = (look(context, url) for _ in range(3))
        context.close()
    assert (first.files, first.calls) == (4, 4)
    assert first.size < 60_000
    assert (second.files, second.calls) == (third.files, third.calls) == (1, 4)
    assert max(second.size, third.size) < 10_000


def test_an_open_ticket_takes_one_chunk_and_its_texts_more(
    stub: StubDesk, context: BrowserContext, asked: list[str]
) -> None:
    stub.put(view("t", [post("1", "hello")]))
    page = stub.open(context)
    page.locator(".row-link").click()
    expect(page.locator(".ticket-details")).to_contain_text("@customer")
    stub.rest()
    files = [path for path in asked if path.startswith("/a/")]
    assert files == ["/a/desk.css", "/a/app.js", "/a/texts.en.js", "/a/ticket.js", "/a/ticket.en.js"]


def test_the_queue_loads_no_code_of_reports_settings_and_signing_in() -> None:
    build, chunks = PageFiles().about, json.loads((PAGE / "chunks.json").read_bytes())
    first = {source for name in build["first"] for source in chunks[name]["sources"]}
    assert build["first"] == [next(name for name in chunks if name.startswith("a/app-"))]
    assert "view/shell.js" in first
    foreign = re.compile(
        r"^view/(reports|settings)/|^desk/(reports|settings)/(?!people|deliverability)|^i18n/|uplot|oauth"
    )
    assert [source for source in first if foreign.search(source)] == []


def test_every_module_is_in_the_build_once() -> None:
    chunks = json.loads((PAGE / "chunks.json").read_bytes()).values()
    built = [source for chunk in chunks for source in chunk["sources"] if not source.startswith("node_modules/")]
    assert sorted(built) == sorted(path.relative_to(SOURCES).as_posix() for path in SOURCES.rglob("*.js"))


def test_texts_wait_for_nothing_so_that_what_waits_for_them_is_never_waited_for() -> None:
    """A chunk waits for its texts while it is evaluated: did they import anything of it, both would wait for good."""
    chunks = json.loads((PAGE / "chunks.json").read_bytes())
    texts = [name for name in chunks if re.match(r"a/\w+\.(en|ja)-", name)]
    assert len(texts) == 10
    assert [name for name in texts if chunks[name]["imports"]] == []


def test_nothing_built_is_made_from_text_or_asks_another_host() -> None:
    for path in (PAGE / "a").glob("*.js"):
        code = path.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|new Function|innerHTML\s*=\s*[^\s=]|document\.write", code) or _of_preact(code)
        assert "sourceMappingURL" not in code
    for path in (PAGE / "a").glob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(https?:)?//", path.read_text(encoding="utf-8"))


def _of_preact(code: str) -> bool:
    """Preact has a branch for `dangerouslySetInnerHTML`, which the sources never use."""
    return "dangerouslySetInnerHTML" in code


def test_each_chunk_can_be_archived_in_an_item_of_the_table() -> None:
    """DynamoDB's items hold 400 KB."""
    assert max(map(len, PageFiles().chunks().values())) < 200_000
