"""English and Japanese are equal, and nobody fetches the words that they do not read."""

import re

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.web.stub_desk import ROOT, StubDesk, post, view

CATALOGUES = ROOT / "functions/desk_api/web/i18n"

INSTANT = """async (zone) => {
    const { formatInstant, setZone } = await import('/sources/desk/format/time.js');
    setZone(zone);
    return formatInstant('2026-11-26T05:07:00.000Z');
}"""


def test_the_page_fetches_the_words_of_one_language_and_the_other_when_it_is_chosen(
    stub: StubDesk, context: BrowserContext
) -> None:
    stub.put(view("t", [post("1", "hello")]))
    fetched = texts_fetched(context)
    page = stub.open(context, "/settings")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    expect(page.get_by_role("radio", name="日本語")).to_be_visible()
    english = {"texts.en", "ticket.en", "settings.en"}
    assert set(fetched) == english, "an alert's steps are called alike in the settings and beside a ticket"
    page.get_by_role("radio", name="日本語").click()
    expect(page.get_by_role("heading", name="設定")).to_be_visible()
    japanese = {"texts.ja", "ticket.ja", "settings.ja"}
    assert set(fetched) == english | japanese
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    assert len(fetched) == len(english | japanese)


def test_what_comes_after_the_language_was_changed_comes_in_that_language(
    stub: StubDesk, context: BrowserContext
) -> None:
    fetched = texts_fetched(context)
    page = stub.open(context, "/settings")
    page.get_by_role("radio", name="日本語").click()
    expect(page.get_by_role("heading", name="設定")).to_be_visible()
    page.get_by_role("link", name="レポート").click()
    expect(page.locator(".reports").get_by_role("heading", name="レポート")).to_be_visible()
    assert [name for name in fetched if name.startswith("reports.")] == ["reports.ja"]


def texts_fetched(context: BrowserContext) -> list[str]:
    """The names of the catalogues that are asked for, as it happens; without the hash of their content."""
    fetched: list[str] = []

    def note(url: str) -> None:
        if found := re.search(r"/a/(\w+\.(?:en|ja))-\w{8}\.js", url):
            fetched.append(found[1] + url.partition(".js")[2])

    context.on("request", lambda asked: note(asked.url))
    return fetched


def test_japanese_of_the_page_breaks_between_phrases_and_a_customers_words_break_anywhere(
    stub: StubDesk, context: BrowserContext
) -> None:
    stub.put(view("t", [post("1", "まだ届きません。")]))
    context.add_init_script("localStorage.setItem('sokuto.language', 'ja')")
    page = stub.open(context, "/t/t")
    explained = page.locator(".ticket-details .deadline-body p").first
    expect(explained).to_be_visible()
    for found, breaks in ((explained, "auto-phrase"), (page.locator(".post-text"), "normal")):
        assert found.evaluate("(element) => getComputedStyle(element).wordBreak") == breaks


def test_japanese_counts_stand_without_a_space_before_their_counter() -> None:
    spaced = re.compile(r"[0-9}] (?:件|通|秒|分|時間|日|人|回|文字|番目|行目|バイト)")
    lines = [line.strip() for path in CATALOGUES.rglob("*ja.js") for line in path.read_text("utf-8").splitlines()]
    assert [line for line in lines if spaced.search(line)] == []


@pytest.mark.parametrize(
    ("zone", "name"), [("Asia/Tokyo", "JST"), ("Europe/Berlin", "CET"), ("Asia/Kathmandu", "GMT+5:45")]
)
def test_a_zone_has_the_short_name_of_the_desks_mails(
    stub: StubDesk, context: BrowserContext, zone: str, name: str
) -> None:
    page = stub.open(context)
    shown = page.evaluate(INSTANT, zone)
    assert shown.rpartition("\u00a0")[2] == name


def test_words_that_cannot_be_fetched_leave_the_page_as_it_is(stub: StubDesk, context: BrowserContext) -> None:
    def lost(route: Route) -> None:
        route.abort()

    stub.put(view("t", [post("1", "hello")]))
    page = stub.open(context, "/settings")
    context.route("**/a/texts.ja-*.js", lost)
    page.get_by_role("radio", name="日本語").click()
    expect(page.get_by_role("radio", name="English")).to_be_checked()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    context.unroute("**/a/texts.ja-*.js", lost)
    fetched = texts_fetched(context)
    page.get_by_role("radio", name="日本語").click()
    expect(page.get_by_role("heading", name="設定")).to_be_visible()
    assert "texts.ja?again=1" in fetched, "older browsers keep the failure of an address for as long as the page lives"
