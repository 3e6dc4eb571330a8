"""A slow or failing desk: what is known stays, with since when, and what went wrong is said as people say it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.stub_desk import ME, Answer, Json, StubDesk, check_opened_posts, field, post, view
from tests.web.stub_numbers import metrics
from tests.web.stub_settings import StubSettings
from tests.web.stub_writing import with_writing

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
LANGUAGES = pytest.mark.parametrize("language", ["en", "ja"])
RAW = {"title": "Something went wrong", "detail": "TypeError: raw words", "message": "Too Many Requests"}

SAID = {
    "en": {500: "The desk has a problem", 429: "Too many requests just now.", 0: "No connection."},
    "ja": {500: "デスクに障害が起き", 429: "リクエストが集中しています", 0: "接続できません。"},
}
AS_OF = {"en": re.compile(r"as of \d\d:\d\d"), "ja": re.compile(r"\d\d:\d\d\s現在")}
AGAIN = {"en": re.compile(r"next try in \d+ s"), "ja": re.compile(r"\d+秒後に再試行")}


def failing(status: int) -> Callable[[dict[str, str], Json], Answer]:
    return lambda *_: (status, RAW)


def opened(stub: StubDesk, context: BrowserContext, path: str, language: str) -> Page:
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    return stub.open(context, path)


def tells(page: Page, place: str, language: str, status: int) -> None:
    told = page.locator(f"{place} .list-status-warn")
    expect(told).to_contain_text(SAID[language][status])
    expect(told).to_contain_text(AS_OF[language])
    expect(told).to_contain_text(AGAIN[language])
    expect(page.get_by_text("raw words")).to_have_count(0)


@LANGUAGES
@pytest.mark.parametrize("status", [500, 429, 0])
def test_the_queue_says_what_went_wrong_and_as_of_when_its_rows_are_known(
    stub: StubDesk, context: BrowserContext, language: str, status: int
) -> None:
    stub.put(view("t", [post("1", "hello")], name="Anna"))
    page = opened(stub, context, "/", language)
    expect(page.locator(".row-name")).to_have_text(["Anna"])
    stub.reachable = status != 0
    stub.routes["GET /api/queue"] = failing(status)
    check_opened_posts(page)
    tells(page, ".list-pane", language, status)
    expect(page.locator(".row-name")).to_have_text(["Anna"])
    stub.reachable = True
    del stub.routes["GET /api/queue"]
    check_opened_posts(page)
    expect(page.locator(".list-status-warn")).to_have_count(0)


@SIZES
@LANGUAGES
def test_an_open_ticket_says_as_of_when_it_is_known_and_nothing_moves(
    stub: StubDesk, context: BrowserContext, size: Size, language: str
) -> None:
    stub.put(view("t", [post("1", "hello there")]))
    page = opened(with_writing(stub), context, "/t/t", language)
    said = page.locator(".post-text")
    expect(said).to_have_text("hello there")
    places = ".actions, .composer, .thread, .post-text"
    boxes = f"() => [...document.querySelectorAll('{places}')].map((e) => JSON.stringify(e.getBoundingClientRect()))"
    before = page.evaluate(boxes)
    stub.routes["GET /api/tickets/t"] = failing(500)
    check_opened_posts(page)
    tells(page, ".ticket", language, 500)
    assert page.evaluate(boxes) == before
    expect(said).to_have_text("hello there")
    del stub.routes["GET /api/tickets/t"]
    check_opened_posts(page)
    expect(page.locator(".ticket .list-status-warn")).to_have_count(0)


@LANGUAGES
def test_a_ticket_that_could_not_be_read_yet_says_why_and_comes_by_itself(
    stub: StubDesk, context: BrowserContext, language: str
) -> None:
    stub.put(view("t", [post("1", "hello there")]))
    stub.routes["GET /api/tickets/t"] = failing(500)
    page = opened(with_writing(stub), context, "/t/t", language)
    expect(page.locator(".ticket .list-status-warn")).to_contain_text(SAID[language][500])
    expect(page.get_by_text("raw words")).to_have_count(0)
    del stub.routes["GET /api/tickets/t"]
    expect(page.locator(".post-text")).to_have_text("hello there")


def test_a_ticket_whose_answer_breaks_off_comes_with_the_next(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post("1", "hello there")]))

    def breaking_off(route: Route) -> None:
        route.fulfill(body='{"ticket": {"id": "t"', content_type="application/json")

    context.route("**/api/tickets/t", breaking_off)
    page = with_writing(stub).open(context, "/t/t")
    expect(page.locator(".ticket .list-status-warn")).to_contain_text("No connection.")
    context.unroute("**/api/tickets/t", breaking_off)
    expect(page.locator(".post-text")).to_have_text("hello there")


def test_R7_an_answer_that_breaks_off_leaves_the_draft(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post("1", "hello there")]))
    page = with_writing(stub).open(context, "/t/t")
    context.route(
        "**/replies", lambda route: route.fulfill(status=202, body='{"id": "r', content_type="application/json")
    )
    field(page).fill("On its way.")
    field(page).press("Control+Enter")
    expect(page.locator(".composer .trouble")).to_contain_text("The desk did not answer")
    expect(field(page)).to_have_value("On its way.")


def test_what_stands_around_a_ticket_comes_once_it_can_be_fetched(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post("1", "hello there")]))
    tried: list[str] = []

    def cut_off_once(route: Route) -> None:
        tried.append(route.request.url)
        if len(tried) == 1:
            route.abort()
        else:
            route.fallback()

    context.route("**/a/ticket-*.js*", cut_off_once)
    page = with_writing(stub).open(context, "/t/t")
    expect(page.locator(".post-text")).to_have_text("hello there")
    expect(page.locator(".ticket-details")).to_contain_text("@customer")
    assert [address.rpartition(".js")[2] for address in tried] == ["", "?again=1"]


@pytest.mark.parametrize("name", ["reports", "settings"])
def test_a_page_that_could_not_be_fetched_is_asked_for_under_another_address(
    stub: StubDesk, context: BrowserContext, name: str
) -> None:
    """Chromium before 2026, Firefox and Safari of today keep the failure of an address for as long as the page lives."""
    tried: list[str] = []

    def cut_off_twice(route: Route) -> None:
        tried.append(route.request.url.rpartition(".js")[2])
        if len(tried) < 3:
            route.abort()
        else:
            route.fallback()

    context.route(f"**/a/{name}-*.js*", cut_off_twice)
    page = stub.open(context, f"/{name}")
    for _ in range(2):
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_role("button", name="Try again").click()
    expect(page.locator(".page-loading")).to_have_count(0)
    assert tried == ["", "?again=1", "?again=2"]


def test_I6_a_ticket_that_is_gone_is_not_shown_any_more(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post("1", "words to forget")]))
    page = with_writing(stub).open(context, "/t/t")
    expect(page.locator(".post-text")).to_have_text("words to forget")
    stub.tickets.clear()
    check_opened_posts(page)
    gone = page.get_by_text("This ticket does not exist")
    expect(gone).to_be_visible()
    left = "(element) => element.getBoundingClientRect().left"
    head = page.locator(".ticket-head").evaluate(left)
    assert gone.evaluate(left) == head, "it stands where the posts stood, not where the details do"
    expect(page.locator(".ticket").get_by_text("words to forget")).to_have_count(0)


@pytest.mark.parametrize("status", [429, 503])
def test_a_desk_that_says_when_to_ask_again_is_not_asked_before(
    stub: StubDesk, context: BrowserContext, status: int
) -> None:
    stub.put(view("t", [post("1", "hello")]))
    page = stub.open(context)
    expect(page.locator(".row")).to_have_count(1)
    stub.retry_after = "120"
    stub.routes["GET /api/queue"] = failing(status)
    check_opened_posts(page)
    told = page.locator(".list-pane .list-status-warn")
    expect(told).to_contain_text(re.compile(r"next try in 1[12]\d s"))
    asked = len(stub.asked)
    for _ in range(5):
        check_opened_posts(page)
    expect(told).to_contain_text(re.compile(r"next try in 11[0-7] s"))
    assert [path for _, path, _ in stub.asked[asked:] if path == "/api/queue"] == []


def test_further_rows_that_could_not_be_read_come_once_the_desk_answers_again(
    stub: StubDesk, context: BrowserContext
) -> None:
    for i in range(120):
        stub.put(view(f"t{i}", [post(f"p{i}", "hello")], due_in=30 + i / 10, name=f"Customer {i}"))
    page = stub.open(context)
    expect(page.locator(".row").first).to_be_visible()
    stub.reachable = False
    page.locator(".list").evaluate("(list) => list.scrollTo(0, list.scrollHeight)")
    expect(page.locator(".list-pane .list-status-warn")).to_contain_text("No connection.")
    expect(page.get_by_text("TypeError")).to_have_count(0)
    stub.reachable = True
    check_opened_posts(page)
    expect(page.get_by_text("Customer 55", exact=True)).to_be_attached()


@LANGUAGES
def test_the_numbers_say_what_went_wrong_and_come_by_themselves(
    stub: StubDesk, context: BrowserContext, language: str
) -> None:
    stub.routes["GET /api/metrics"] = failing(429)
    page = opened(stub, context, "/reports", language)
    told = page.locator(".reports .list-status-warn")
    expect(told).to_contain_text(SAID[language][429])
    stub.routes["GET /api/metrics"] = metrics
    expect(page.locator(".headline")).to_be_visible()
    expect(told).to_have_count(0)
    stub.routes["GET /api/metrics"] = failing(500)
    page.locator(".reports-filters input[type=radio]").first.check()
    tells(page, ".reports", language, 500)
    expect(page.locator(".headline")).to_be_visible()


@LANGUAGES
def test_the_settings_say_what_went_wrong_and_come_by_themselves(
    stub: StubDesk, context: BrowserContext, language: str
) -> None:
    StubSettings(stub)
    whole = stub.routes["GET /api/settings"]
    stub.routes["GET /api/settings"] = failing(500)
    page = opened(stub, context, "/settings", language)
    expect(page.locator(".settings .list-status-warn")).to_contain_text(SAID[language][500])
    stub.routes["GET /api/settings"] = whole
    expect(page.locator(".kinds")).to_be_visible()
    expect(page.locator(".settings .list-status-warn")).to_have_count(0)
    page.evaluate("() => { history.pushState({}, '', '/'); dispatchEvent(new PopStateEvent('popstate')); }")
    expect(page.locator(".settings")).to_have_count(0)
    stub.routes["GET /api/settings"] = failing(500)
    page.evaluate("() => { history.pushState({}, '', '/settings'); dispatchEvent(new PopStateEvent('popstate')); }")
    tells(page, ".settings", language, 500)
    expect(page.locator(".kinds")).to_be_visible()


@LANGUAGES
@pytest.mark.parametrize("status", [500, 429])
def test_a_check_of_settings_that_fails_says_why_and_keeps_what_was_typed(
    stub: StubDesk, context: BrowserContext, language: str, status: int
) -> None:
    settings = StubSettings(stub)
    settings.refuses = (status, RAW)
    stub.routes["POST /api/preview/calendar"] = failing(status)
    page = opened(stub, context, "/settings?kind=calendar&item=office", language)
    saturday = page.locator("#field-weekly-sat")
    saturday.fill("10:00-12:00")
    page.locator(".editor-bar .button-main").click()
    expect(page.get_by_role("alert")).to_contain_text(SAID[language][status])
    expect(page.locator(".calendar-preview .field-fault")).to_contain_text(SAID[language][status])
    expect(page.get_by_text("raw words")).to_have_count(0)
    expect(saturday).to_have_value("10:00-12:00")


@LANGUAGES
@pytest.mark.parametrize(
    ("status", "said"), [(500, ("The desk has a problem", "障害")), (403, ("An admin can add you", "管理者に追加"))]
)
def test_a_desk_that_does_not_open_says_why_in_the_readers_language(
    stub: StubDesk, context: BrowserContext, language: str, status: int, said: tuple[str, str]
) -> None:
    stub.routes["GET /api/me"] = lambda *_: (status, RAW)
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    page = context.new_page()
    page.goto("http://desk.localhost/")
    expect(page.get_by_role("alert")).to_contain_text(said[language == "ja"])
    expect(page.get_by_text("raw words")).to_have_count(0)
    stub.routes["GET /api/me"] = lambda *_: (200, ME | {"email": "", "language": None, "zone": None, "groups": []})
    page.locator(".sign-in-page .button-main").click()
    expect(page.locator(".desk")).to_be_visible()
