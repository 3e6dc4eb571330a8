"""A claim with nothing written is given back when its holder goes, and kept while they write (W3)."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.stub_desk import ME, StubDesk, ago, field, post, view
from tests.web.stub_writing import with_writing


def at_ticket(stub: StubDesk, context: BrowserContext) -> Page:
    stub.put(view("t", [post("1", "hello")]), view("u", [post("2", "and me")], due_in=40, name="Another"))
    return with_writing(stub).open(context, "/t/t")


def claimed(stub: StubDesk, page: Page) -> None:
    page.get_by_role("button", name="Claim").click()
    expect(page.get_by_role("button", name=re.compile("Release|Stop"))).to_be_visible()
    assert len(stub.sent("claim")) == 1


def test_W3_a_claim_is_given_back_when_another_ticket_is_opened(stub: StubDesk, context: BrowserContext) -> None:
    page = at_ticket(stub, context)
    claimed(stub, page)
    with page.expect_response("**/t/release") as told:
        page.evaluate("history.pushState({}, '', '/t/u'); dispatchEvent(new PopStateEvent('popstate'))")
    assert told.value.request.headers["authorization"].startswith("Bearer ")
    assert len(stub.sent("release")) == 1


def test_W3_a_claim_is_given_back_when_the_page_is_left(stub: StubDesk, context: BrowserContext) -> None:
    page = at_ticket(stub, context)
    claimed(stub, page)
    with page.expect_request("**/t/release") as asked:
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert asked.value.headers["authorization"].startswith("Bearer ")


@pytest.mark.parametrize("way", ["pagehide", "popstate"])
def test_W3_what_was_written_keeps_the_claim(stub: StubDesk, context: BrowserContext, way: str) -> None:
    page = at_ticket(stub, context)
    claimed(stub, page)
    field(page).fill("Half a sentence")
    if way == "pagehide":
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    else:
        page.evaluate("history.pushState({}, '', '/t/u'); dispatchEvent(new PopStateEvent('popstate'))")
    page.wait_for_timeout(300)
    assert stub.sent("release") == []


HIDE = """
Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
document.dispatchEvent(new Event('visibilitychange'));
"""


def test_W3_out_of_sight_only_a_claim_by_touch_is_given_back(stub: StubDesk, context: BrowserContext) -> None:
    page = at_ticket(stub, context)
    claimed(stub, page)
    page.evaluate(HIDE)
    page.wait_for_timeout(300)
    assert stub.sent("release") == []
    stub.tickets["t"]["ticket"]["holder"] = None
    page.reload()
    with page.expect_response("**/t/claim"):
        field(page).focus()
    expect(page.get_by_role("button", name=re.compile("Release|Stop"))).to_be_visible()
    with page.expect_request("**/t/release"):
        page.evaluate(HIDE)


def test_W3_a_colleagues_claim_is_not_given_back(stub: StubDesk, context: BrowserContext) -> None:
    other = {"sub": "ren", "name": "佐藤 蓮", "until": ago(-9)}
    stub.put(view("t", [post("1", "hello")], holder=other))
    page = with_writing(stub).open(context, "/t/t")
    expect(page.locator(".composer")).to_contain_text("佐藤 蓮")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    page.wait_for_timeout(300)
    assert stub.sent("release") == []


def test_W3_typing_renews_a_claim_after_forty_five_seconds_of_it(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post("1", "hello")], holder=ME | {"until": ago(-9.5)}))
    page = with_writing(stub).open(context, "/t/t")
    field(page).fill("Our")
    page.wait_for_timeout(200)
    assert stub.sent("claim") == []
    stub.put(view("t", [post("1", "hello")], holder=ME | {"until": ago(-9.1)}))
    page.reload()
    with page.expect_response("**/t/claim"):
        field(page).fill("Our answer")
