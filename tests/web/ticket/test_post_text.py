"""What a reader sees of a post's words: links that say where they lead, quotes in a frame, handles in their order."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.web.stub_desk import StubDesk, post, view

FORM = "https://forms.example.com/claims/new?lang=en&ref=42#step-3"


def opened(stub: StubDesk, context: BrowserContext, text: str, **more: Any) -> Page:
    stub.put(view("t", [post("1", text, **more)]))
    page = stub.open(context, "/t/t")
    expect(page.locator("[data-post]")).to_be_visible()
    return page


def links(page: Page) -> Locator:
    return page.locator("[data-post='1'] .post-link")


def test_a_link_can_be_followed_and_tells_the_other_side_nothing(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context, f"see {FORM}. Thanks", links=[{"text": FORM, "url": FORM}])
    expect(links(page)).to_have_attribute("href", FORM)
    expect(links(page)).to_have_text(FORM)
    expect(links(page)).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(links(page).locator("b")).to_have_text("forms.example.com")
    expect(page.locator("[data-post='1'] .post-text")).to_have_text(f"see {FORM}. Thanks")


def test_an_address_without_a_scheme_leads_where_the_network_says(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context, "my shop.example!", links=[{"text": "shop.example", "url": "http://shop.example/"}])
    expect(links(page)).to_have_attribute("href", "http://shop.example/")
    expect(links(page)).to_have_text("shop.example")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://bank.example@evil.example/login", "evil.example"),
        ("https://раураl.example/", "xn--l-7sba6dbr.example"),
    ],
)
def test_a_host_that_the_text_hides_is_said(stub: StubDesk, context: BrowserContext, address: str, host: str) -> None:
    page = opened(stub, context, f"here: {address}")
    expect(links(page).locator("b")).to_have_text(f"({host})")


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "data:text/html,hi", "https://", "see example.com", "//a.example"]
)
def test_what_nobody_marked_and_is_no_address_is_text(stub: StubDesk, context: BrowserContext, text: str) -> None:
    page = opened(stub, context, text, links=[{"text": "javascript:alert(1)", "url": "javascript:alert(1)"}])
    expect(links(page)).to_have_count(0)
    expect(page.locator("[data-post='1'] .post-text")).to_have_text(text)


def test_a_handle_keeps_its_order_in_a_text_from_right_to_left(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context, "@acme_help متى يصل طلبي؟")
    for text in (page.locator("[data-post='1'] .post-text"), page.locator(".row-excerpt")):
        expect(text).to_have_attribute("dir", "rtl")
        expect(text.locator("bdi")).to_have_text("@acme_help")
        assert text.locator("bdi").evaluate("each => getComputedStyle(each).unicodeBidi") == "isolate"


def test_what_is_quoted_stands_in_a_frame_with_its_author(stub: StubDesk, context: BrowserContext) -> None:
    author = {"id": "100", "username": "acme_help", "name": "Acme Help"}
    quoted = {
        "id": "77",
        "url": "https://x.com/acme_help/status/77",
        "author": author,
        "text": "Ships in 2 days",
        "gone": False,
    }
    page = opened(stub, context, "Is this still true?", quoted=quoted)
    frame = page.locator(".quoted")
    expect(frame).to_contain_text("Ships in 2 days")
    expect(frame).to_contain_text("@acme_help")
    expect(frame.get_by_role("link")).to_have_attribute("href", "https://x.com/acme_help/status/77")


@pytest.mark.parametrize(
    ("more", "says"),
    [({"gone": True}, "The quoted post is no longer shown."), ({}, "The network did not send the words")],
)
def test_a_quote_without_words_says_why(
    stub: StubDesk, context: BrowserContext, more: dict[str, Any], says: str
) -> None:
    author = {"id": "", "username": "", "name": ""}
    quoted = {"id": "77", "url": "https://x.com/i/status/77", "author": author, "text": "", "gone": False} | more
    page = opened(stub, context, "Is this still true?", quoted=quoted)
    expect(page.locator(".quoted")).to_contain_text("A quoted post")
    expect(page.locator(".quoted")).to_contain_text(says)


def test_a_picture_without_words_is_no_deleted_post_in_the_list(stub: StubDesk, context: BrowserContext) -> None:
    photo = {"type": "photo", "url": "https://pbs.example/x.jpg", "alt": None}
    stub.put(view("t", [post("1", "", media=[photo])], flags=["wordless"]))
    page = stub.open(context)
    expect(page.locator(".row-excerpt")).to_have_text("A picture or file, without words")


NUMBERS = ["03-1234-5678", "A-15021", "(03) 1234-5678", "INV-2026-0042", "０３－１２３４－５６７８"]


@pytest.mark.parametrize("number", NUMBERS)
def test_R4_numbers_and_codes_are_on_one_line_and_copied_as_they_were_written(
    stub: StubDesk, context: BrowserContext, number: str
) -> None:
    """At every width of the column, so that each hyphen comes to stand at the end of a line once."""
    words = f"お電話は {number} まで、どうぞよろしくお願いいたします。"
    stub.put(view("t", [post("1", words)]))
    page = stub.open(context, "/t/t")
    text = page.locator(".thread .post-text").first
    assert text.evaluate("(p) => p.textContent") == words
    lines = text.evaluate(
        """(p, number) => [...Array(120).keys()].map((n) => {
          p.style.width = `${200 + n}px`;
          const span = [...p.querySelectorAll('.unbroken')].find((each) => each.textContent === number);
          return span ? span.getClientRects().length : 0;
        })""",
        number,
    )
    assert set(lines) == {1}


def test_R4_what_is_longer_than_a_line_of_a_phone_is_broken_somewhere(stub: StubDesk, context: BrowserContext) -> None:
    long = "-".join(["A1B2C3D4E5"] * 6)
    stub.put(view("t", [post("1", f"code {long} end, 2026, 1-2, well-known")]))
    page = stub.open(context, "/t/t")
    expect(page.locator(".thread .post-text")).to_contain_text(long)
    assert page.locator(".unbroken").all_text_contents() == []
