"""The search of the page: what was found and why, how far back it has looked, and the way further back."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.stub_desk import StubDesk, post, view
from tests.web.stub_search import with_search


@pytest.fixture
def desk(stub: StubDesk) -> StubDesk:
    stub.put(view("a", [post("1", "hello")], name="Anna"), view("b", [post("2", "hello")], name="Ben"))
    return with_search(stub)


def type_in(page: Page, words: str) -> None:
    page.keyboard.press("/")
    page.get_by_role("searchbox").fill(words)


def names(page: Page) -> Any:
    return page.locator(".results .row-name")


def test_an_order_number_is_found_in_every_status_and_marked(desk: StubDesk, context: BrowserContext) -> None:
    page = desk.open(context)
    type_in(page, "#4471")
    expect(names(page)).to_have_text(["みつき", "Kenji"])
    expect(page.locator(".results mark")).to_have_text(["4471", "4471"])
    expect(page.locator(".results .mark-status")).to_have_text(["new", "done"])
    expect(page.locator(".row-match").first).to_have_text(re.compile("^Customer · "))
    expect(page.locator(".row-match").last).to_have_text(re.compile("^Our answer · "))
    expect(page.get_by_text("Searched numbers and codes of all tickets.")).to_be_visible()
    page.get_by_role("button", name="Search the words too").click()
    expect(names(page)).to_have_text(["みつき", "Kenji", "Anna Lindqvist"])
    expect(page.get_by_text("That is everything that was written.")).to_be_visible()
    assert desk.complaints == []


def test_words_say_back_to_which_day_they_were_looked_for_and_can_be_looked_for_further_back(
    desk: StubDesk, context: BrowserContext
) -> None:
    page = desk.open(context, "/?q=ケトル")
    expect(names(page)).to_have_text(["佐藤 美咲", "佐々木 蓮", "Jo Park", "ケトル専門店"])
    expect(page.locator(".results mark")).to_have_text(["ケトル", "ケトル", "ｹﾄﾙ"])
    expect(page.locator(".row-match").nth(1)).to_have_text(re.compile("^Note · "))
    expect(page.locator(".results-end")).to_contain_text("Searched everything written since")
    page.get_by_role("button", name="Search further back").click()
    expect(names(page)).to_have_count(5)
    expect(page.get_by_role("button", name="Search further back")).to_have_count(0)
    assert [path for _, path, _ in desk.asked].count("/api/queue") >= 3


def test_the_queue_goes_on_beside_a_search_and_comes_back_after_it(desk: StubDesk, context: BrowserContext) -> None:
    page = desk.open(context, "/?q=ケトル")
    expect(names(page)).to_have_count(4)
    expect(page.locator(".view-tab[data-show='waiting'] .view-count")).to_have_text("2")
    expect(page.locator(".view-tab[aria-current]")).to_have_count(0)
    page.get_by_role("link", name="Remove: “ケトル”").click()
    expect(page.locator(".row-name")).to_have_text(["Anna", "Ben"])


def test_a_search_is_asked_once_and_not_with_every_look_of_the_queue(desk: StubDesk, context: BrowserContext) -> None:
    asked: list[dict[str, str]] = []
    answer = desk.routes["GET /api/queue"]

    def counting(query: dict[str, str], body: Any) -> Any:
        asked.append(query)
        return answer(query, body)

    desk.routes["GET /api/queue"] = counting
    page = desk.open(context, "/?q=ケトル")
    expect(names(page)).to_have_count(4)
    for _ in range(3):
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(200)
    searches = [query for query in asked if "q" in query]
    assert len(searches) == 1
    assert searches[0]["counts"] == "false"
    assert len(asked) > 3


def test_nothing_found_so_far_is_not_nothing_at_all(desk: StubDesk, context: BrowserContext) -> None:
    page = desk.open(context, "/?q=水筒")
    expect(page.get_by_text("Nothing found for “水筒” so far.")).to_be_visible()
    expect(page.get_by_role("button", name="Search further back")).to_be_visible()
    page.goto(f"{page.url.partition('?')[0]}?q=nothing")
    expect(page.get_by_text("Nothing found for “nothing”.")).to_be_visible()
    page.get_by_role("link", name="Show everyone waiting").click()
    expect(page.locator(".row-name")).to_have_text(["Anna", "Ben"])


def test_a_search_that_fails_says_so_and_can_be_tried_again(desk: StubDesk, context: BrowserContext) -> None:
    answer = desk.routes["GET /api/queue"]
    desk.routes["GET /api/queue"] = lambda query, body: (429, {}) if "q" in query else answer(query, body)
    page = desk.open(context, "/?q=4471")
    expect(page.locator(".results-end [role='alert']")).to_have_text("Too many requests just now.")
    desk.routes["GET /api/queue"] = answer
    page.get_by_role("button", name="Try again").click()
    expect(names(page)).to_have_text(["みつき", "Kenji"])


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
def test_a_result_opens_and_the_results_are_there_on_the_way_back(
    desk: StubDesk, context: BrowserContext, size: Size
) -> None:
    desk.put(view("mitsuki", [post("1", "問い合わせ番号は 4471 です")], name="みつき"))
    page = desk.open(context, "/?q=4471")
    names(page).first.click()
    expect(page.locator(".thread")).to_contain_text("4471")
    expect(page).to_have_url(re.compile(r"/t/mitsuki\?q=4471$"))
    page.go_back()
    expect(names(page)).to_have_text(["みつき", "Kenji"])


def test_what_was_found_is_walked_through_by_the_keys(desk: StubDesk, context: BrowserContext) -> None:
    page = desk.open(context, "/?q=ケトル")
    expect(names(page)).to_have_count(4)
    page.keyboard.press("j")
    expect(page.locator("[data-ticket]:focus")).to_have_count(1)
    page.keyboard.press("j")
    expect(page.locator("[data-ticket='ren']")).to_be_focused()


def test_a_text_that_was_found_is_never_markup(desk: StubDesk, context: BrowserContext) -> None:
    row = view("x", [post("1", "x")], name="<b>Eve</b>")["ticket"]
    pieces = [{"text": "<img src=x onerror=alert(1)> \u202e", "hit": False}, {"text": "<mark>4471", "hit": True}]
    match = {"kind": "words", "who": "note", "by": None, "at": None, "excerpt": pieces}
    page_of: dict[str, Any] = {
        "as_of": "2026-11-26T05:20:00Z",
        "next_cursor": None,
        "searched_back_to": None,
        "counts": {},
        "tags": {},
    }
    desk.routes["GET /api/queue"] = lambda *_: (200, page_of | {"tickets": [row | {"match": match}], "accounts": []})
    page = desk.open(context, "/?q=x")
    expect(page.locator(".results mark")).to_have_text("<mark>4471")
    expect(page.locator(".row-excerpt img")).to_have_count(0)
    expect(page.locator(".row-excerpt .bidi-mark")).to_have_count(1)
    assert desk.complaints == []
