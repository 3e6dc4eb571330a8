"""English and Japanese are equal, and nobody fetches the words that they do not read."""

from playwright.sync_api import BrowserContext, Route, expect

from tests.web.stub_desk import StubDesk, post, view


def test_the_page_fetches_the_words_of_one_language_and_the_other_when_it_is_chosen(
    stub: StubDesk, context: BrowserContext
) -> None:
    stub.put(view("t", [post("1", "hello")]))
    fetched: list[str] = []
    context.on("request", lambda asked: fetched.append(asked.url.rsplit("/", 1)[-1]))
    page = stub.open(context, "/settings")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    assert "ja.js" not in fetched
    page.get_by_role("radio", name="日本語").click()
    expect(page.get_by_role("heading", name="設定")).to_be_visible()
    assert fetched.count("ja.js") == 1
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    assert (fetched.count("en.js"), fetched.count("ja.js")) == (1, 1)


def test_words_that_cannot_be_fetched_leave_the_page_as_it_is(stub: StubDesk, context: BrowserContext) -> None:
    def lost(route: Route) -> None:
        route.abort()

    stub.put(view("t", [post("1", "hello")]))
    page = stub.open(context, "/settings")
    context.route("**/i18n/ja.js", lost)
    page.get_by_role("radio", name="日本語").click()
    expect(page.get_by_role("radio", name="English")).to_be_checked()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    context.unroute("**/i18n/ja.js", lost)
    fetched: list[str] = []
    context.on("request", lambda asked: fetched.append(asked.url.rsplit("/", 1)[-1]))
    page.get_by_role("radio", name="日本語").click()
    expect(page.get_by_role("heading", name="設定")).to_be_visible()
    assert "ja.js?again=1" in fetched, "older browsers keep the failure of an address for as long as the page lives"
