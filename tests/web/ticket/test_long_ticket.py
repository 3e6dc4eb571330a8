"""A ticket with more posts than one answer holds: the newest are there at once, older ones when they are wanted."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.stub_desk import StubDesk, field, post
from tests.web.stub_long import with_long_ticket
from tests.web.stub_writing import with_writing

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
SHOW = "Show earlier posts"


def said(page: Page, text: str) -> Locator:
    return page.locator(".post-text").get_by_text(text, exact=True)


def top_of(page: Page, ident: str) -> float:
    box = page.locator(f"[data-post='{ident}']").bounding_box()
    assert box is not None
    return box["y"]


def show_earlier(page: Page) -> None:
    """Press the button where it is: to scroll to it first would have the posts read as well, and move it away."""
    page.get_by_role("button", name=SHOW).evaluate("button => button.click()")


@SIZES
def test_earlier_posts_come_by_scrolling_up_and_what_is_read_stays_where_it_is(
    stub: StubDesk, context: BrowserContext, size: Size
) -> None:
    long = with_long_ticket(with_writing(stub))
    page = stub.open(context, "/t/t")
    expect(said(page, "words 119")).to_be_visible()
    expect(page.locator("[data-post]")).to_have_count(50)
    stub.rest()
    assert long.read == [], "nobody has scrolled"
    page.locator("[data-post='100']").scroll_into_view_if_needed()
    stub.rest()
    assert long.read == [], "the earlier ones are far"
    page.locator("[data-post='072']").evaluate("each => each.scrollIntoView({ block: 'start' })")
    expect(page.locator("[data-post]")).to_have_count(100)
    stub.rest()
    assert abs(top_of(page, "072") - page.locator(".thread").evaluate("box => box.getBoundingClientRect().top")) < 40
    assert long.read == ["70"]
    texts = page.locator("[data-post] .post-text").all_inner_texts()
    assert texts == [f"words {n}" for n in range(20, 120)]
    page.locator("[data-post='020']").evaluate("each => each.scrollIntoView({ block: 'start' })")
    expect(page.locator("[data-post]")).to_have_count(120)
    expect(page.get_by_role("button", name=SHOW)).to_have_count(0)
    expect(page.locator(".post[data-new=true]")).to_have_count(0)


def test_after_a_failure_earlier_posts_come_by_the_button_alone(stub: StubDesk, context: BrowserContext) -> None:
    long = with_long_ticket(with_writing(stub), 60)
    long.failing = True
    page = stub.open(context, "/t/t")
    page.get_by_role("button", name=SHOW).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    stub.rest()
    asked = len(long.read)
    assert asked in (1, 2), "once by the click, at most once by the scrolling to it"
    long.failing = False
    page.get_by_role("button", name=SHOW).click()
    expect(page.locator("[data-post]")).to_have_count(60)
    expect(page.locator(".earlier .trouble")).to_have_count(0)


def test_I6_a_text_that_was_deleted_goes_from_earlier_posts_too(stub: StubDesk, context: BrowserContext) -> None:
    long = with_long_ticket(with_writing(stub), 60)
    page = stub.open(context, "/t/t")
    show_earlier(page)
    expect(said(page, "words 3")).to_be_attached()
    long.posts[3] |= {"text": "", "deleted": True}
    long.posts.append(post("060", "words 60", minutes=0))
    long.version = 2
    expect(said(page, "words 60")).to_be_attached(timeout=15_000)
    expect(said(page, "words 3")).to_have_count(0)
    expect(page.locator("[data-post]")).to_have_count(61)
    assert page.locator("[data-post]").first.get_attribute("data-post") == "000"


def test_a_draft_that_answers_an_earlier_post_finds_it(stub: StubDesk, context: BrowserContext) -> None:
    with_long_ticket(with_writing(stub), 160)
    page = stub.open(context, "/t/t")
    for shown in (100, 150, 160):
        show_earlier(page)
        expect(page.locator("[data-post]")).to_have_count(shown)
    page.locator("[data-post='004']").hover()
    page.locator("[data-post='004']").get_by_role("button", name="Answer this one").click()
    field(page).fill("Here it is")
    page.reload()
    answered = page.locator("[data-post='004']").get_by_role("button", name="Answering this one")
    expect(answered).to_be_attached()
    expect(page.get_by_role("button", name="Answering this one")).to_have_count(1)
