"""A new version of the page: it is noticed by what the API answers, and loaded when nobody is at work."""

import re
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect
from playwright.sync_api import Error as PageError

from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.slow_page import rest, until
from tests.web.stub_desk import CLOCK, FILES, StubDesk, check_opened_posts, field, post, view
from tests.web.stub_search import with_search
from tests.web.stub_settings import StubSettings
from tests.web.stub_writing import holding, with_writing

NEW, NEWER = "f" * 12, "e" * 12
WAITS = {"en": "A new version is ready", "ja": "新しいバージョンがあります"}
LOAD = {"en": "Load now", "ja": "今すぐ読み込む"}


@pytest.fixture
def opened(context: BrowserContext) -> list[str]:
    """The addresses that were opened, each time that the page was."""
    addresses: list[str] = []

    def note(request: Request) -> None:
        if request.is_navigation_request():
            addresses.append(request.url)

    context.on("request", note)
    return addresses


@pytest.fixture
def desk(stub: StubDesk, context: BrowserContext) -> StubDesk:
    context.clock.install()
    context.add_init_script("Math.random = () => 0")
    with_writing(stub)
    stub.put(view("a", [post("1", "hello")], name="Ann"), view("b", [post("2", "hi")], name="Bob"))
    return stub


def ask(page: Page, *, rests: bool = True) -> None:
    """Let the page ask the queue at once, and note what the answer says, unless it is opened anew for it."""
    with suppress(PageError):
        with page.expect_response("**/api/queue*"):
            check_opened_posts(page)
        if rests:
            rest(page)


def later(page: Page, seconds: int, *, rests: bool = True) -> None:
    """So much later nobody has touched the page, which has asked before and asks again."""
    ask(page, rests=rests)
    CLOCK.ahead += timedelta(seconds=seconds)
    with suppress(PageError):
        page.clock.fast_forward(seconds * 1000)
    ask(page, rests=rests)


def stays(page: Page, opened: list[str], *, times: int = 1, rests: bool = True) -> None:
    """The page has been opened so often and no more, though it has just heard from the desk again."""
    ask(page, rests=rests)
    page.wait_for_timeout(300)
    assert len(opened) == times


def test_an_idle_page_loads_the_new_version_where_it_is(
    desk: StubDesk, context: BrowserContext, opened: list[str]
) -> None:
    page = desk.open(context, "/t/a?show=mine")
    later(page, 240)
    stays(page, opened)
    desk.build = NEW
    later(page, 125)
    until(page, lambda: len(opened) == 2)
    assert opened[0] == opened[1]
    expect(page.locator(".post-text")).to_have_text("hello")
    later(page, 120)
    stays(page, opened, times=2)


def test_a_page_that_was_just_touched_is_left_alone(desk: StubDesk, context: BrowserContext, opened: list[str]) -> None:
    page = desk.open(context)
    desk.build = NEW
    later(page, 100)
    page.keyboard.press("Shift")
    later(page, 100)
    stays(page, opened)
    expect(page.locator(".new-build")).to_have_count(0)
    later(page, 25)
    until(page, lambda: len(opened) == 2)


@pytest.mark.parametrize(("size", "language"), [(PHONE, "ja"), (DESKTOP, "en")], ids=["phone-ja", "desktop-en"])
def test_a_page_in_which_somebody_writes_waits_and_says_so(
    desk: StubDesk, context: BrowserContext, opened: list[str], size: Size, language: str
) -> None:
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    page = desk.open(context, "/t/a")
    answer = page.locator(".composer textarea")
    answer.fill("Half an answer")
    desk.build = NEW
    later(page, 600)
    stays(page, opened)
    expect(page.locator(".new-build")).to_contain_text(WAITS[language])
    assert page.evaluate("document.documentElement.scrollWidth") <= size.width
    page.get_by_role("button", name=LOAD[language]).click()
    until(page, lambda: len(opened) == 2)
    expect(answer).to_have_value("Half an answer")
    expect(page.locator(".new-build")).to_have_count(0)


def test_a_page_loads_the_new_version_once_what_was_written_is_gone(
    desk: StubDesk, context: BrowserContext, opened: list[str]
) -> None:
    page = desk.open(context, "/t/a")
    field(page).fill("Half an answer")
    desk.build = NEW
    later(page, 150)
    stays(page, opened)
    field(page).fill("")
    later(page, 125)
    until(page, lambda: len(opened) == 2)


def ask_for_keys(desk: StubDesk, page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def open_a_menu(desk: StubDesk, page: Page) -> None:
    page.locator(".more-button").click()


def write_a_note(desk: StubDesk, page: Page) -> None:
    page.locator(".ticket-details textarea").first.fill("for the night shift")


def name_a_tag(desk: StubDesk, page: Page) -> None:
    page.locator(".tag-new").fill("返品")


@pytest.mark.parametrize("begun", [ask_for_keys, open_a_menu, write_a_note, name_a_tag], ids=lambda one: one.__name__)
def test_nothing_that_was_begun_is_taken_away(
    desk: StubDesk, context: BrowserContext, opened: list[str], begun: Any
) -> None:
    page = desk.open(context, "/t/a")
    expect(page.locator(".ticket-details")).to_contain_text("@customer")
    begun(desk, page)
    desk.build = NEW
    later(page, 150)
    stays(page, opened)
    expect(page.locator(".new-build")).to_be_visible()


def test_a_reply_that_can_still_be_taken_back_is_waited_for(
    desk: StubDesk, context: BrowserContext, opened: list[str]
) -> None:
    holding(desk, "a", seconds=600)
    page = desk.open(context, "/t/a")
    field(page).fill("Our answer")
    field(page).press("Control+Enter")
    expect(field(page)).to_have_value("")
    desk.build = NEW
    later(page, 150)
    stays(page, opened)
    [reply] = desk.tickets["a"]["replies"]
    reply["state"] = "sent"
    later(page, 30)
    until(page, lambda: len(opened) == 2)


def test_a_change_on_its_way_to_the_desk_is_waited_for(
    desk: StubDesk, context: BrowserContext, opened: list[str]
) -> None:
    page = desk.open(context, "/t/a")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    context.route("**/claim", hold)
    desk.build = NEW
    later(page, 110)
    page.evaluate("document.querySelector('[data-key=c]').click()")
    until(page, lambda: len(held) > 0)
    later(page, 11, rests=False)  # a request that is held back never rests, and is given up after 15 seconds
    stays(page, opened, rests=False)
    held[0].fulfill(json=desk.tickets["a"]["ticket"])
    later(page, 1)
    until(page, lambda: len(opened) == 2)


def test_what_stands_in_the_address_is_no_reason_to_wait(
    desk: StubDesk, context: BrowserContext, opened: list[str]
) -> None:
    with_search(desk)
    page = desk.open(context)
    page.locator(".account-picker select").select_option("acme_help")
    page.locator(".search input").fill("@ann")
    page.locator(".search input").press("Enter")
    expect(page).to_have_url(re.compile("q=%40ann"))
    desk.build = NEW
    later(page, 150)
    until(page, lambda: len(opened) == 2)
    assert "q=%40ann" in opened[1]
    assert "account=acme_help" in opened[1]


def test_an_edit_of_settings_is_waited_for_until_it_is_saved_or_discarded(
    desk: StubDesk, context: BrowserContext, opened: list[str]
) -> None:
    StubSettings(desk)
    desk.groups = ["admins"]
    page = desk.open(context, "/settings?kind=team&item=%2B")
    expect(page.locator(".editor-bar")).to_be_visible()
    page.locator(".editor input.field").last.fill("Night shift")
    desk.build = NEW
    later(page, 150)
    stays(page, opened)
    page.get_by_role("button", name="Discard").click()
    later(page, 150)
    until(page, lambda: len(opened) == 2)


def test_a_field_of_settings_that_cannot_be_read_yet_is_waited_for(
    desk: StubDesk, context: BrowserContext, opened: list[str]
) -> None:
    StubSettings(desk)
    desk.groups = ["admins"]
    page = desk.open(context, "/settings?kind=novelty&item=a")
    page.get_by_label("deep").fill('{"er": ')
    desk.build = NEW
    later(page, 150)
    stays(page, opened)
    page.get_by_label("deep").fill('{"er": 1}')


@pytest.mark.parametrize(
    ("where", "field", "typed"), [("person&item=kt", "field-quiet", ", "), ("desk&item=desk", "", "-")]
)
def test_what_is_half_typed_in_settings_and_means_nothing_yet_is_waited_for(
    desk: StubDesk, context: BrowserContext, opened: list[str], where: str, field: str, typed: str
) -> None:
    StubSettings(desk)
    desk.groups = ["admins"]
    page = desk.open(context, f"/settings?kind={where}")
    written = page.locator(f"#{field}" if field else '.editor input[type="number"]').first
    written.click()
    written.press_sequentially(typed)
    desk.build = NEW
    later(page, 150)
    stays(page, opened)


def test_pages_load_the_new_version_one_after_the_other(
    desk: StubDesk, context: BrowserContext, opened: list[str]
) -> None:
    context.add_init_script("Math.random = () => 1")
    page = desk.open(context)
    later(page, 240)
    desk.build = NEW
    later(page, 85)
    stays(page, opened)
    later(page, 10)
    until(page, lambda: len(opened) == 2)


def test_while_two_versions_answer_nothing_is_loaded(
    desk: StubDesk, context: BrowserContext, opened: list[str]
) -> None:
    page = desk.open(context)
    later(page, 150)
    for build in (NEW, FILES.build, NEW, FILES.build, NEW):
        desk.build = build
        later(page, 20)
    stays(page, opened)
    later(page, 35)
    until(page, lambda: len(opened) == 2)


def test_a_version_that_is_taken_back_is_not_loaded_again_and_again(
    desk: StubDesk, context: BrowserContext, opened: list[str]
) -> None:
    page = desk.open(context)
    old = FILES.document({"client_id": "page", "redirect_uri": "/", "authorize_url": "/", "logout_url": "/"})
    context.route("http://desk.localhost/", lambda route: route.fulfill(body=old.body, content_type="text/html"))
    desk.build = NEW
    later(page, 150)
    until(page, lambda: len(opened) == 2)
    expect(page.locator(".row")).to_have_count(2)
    for _ in range(3):
        later(page, 150)
    stays(page, opened, times=2)
    context.unroute("http://desk.localhost/")
    desk.build = NEWER
    later(page, 150)
    until(page, lambda: len(opened) == 3)


def test_a_page_whose_chunks_are_gone_is_opened_anew_by_trying_again(
    desk: StubDesk, context: BrowserContext, opened: list[str]
) -> None:
    page = desk.open(context)

    def gone(route: Route) -> None:
        route.fulfill(status=404)

    context.route("**/a/reports-*.js*", gone)
    desk.build = NEW
    ask(page)
    page.get_by_role("link", name="Reports").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator(".new-build")).to_be_visible()
    context.unroute("**/a/reports-*.js*", gone)
    page.get_by_role("button", name="Try again").click()
    until(page, lambda: len(opened) == 2)
    assert opened[1].endswith("/reports")
    expect(page.locator(".page-loading")).to_have_count(0)


def test_an_answer_without_a_build_changes_nothing(desk: StubDesk, context: BrowserContext, opened: list[str]) -> None:
    page = desk.open(context)
    desk.build = ""
    later(page, 300)
    stays(page, opened)
