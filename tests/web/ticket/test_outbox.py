"""What was sent is its writer's wherever they are on the page: undo, and what came back (W4)."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.stub_desk import ME, OTHER, Json, StubDesk, ago, field, post, taken, view
from tests.web.stub_writing import holding, with_writing

IN_BOTH = pytest.mark.parametrize(
    ("size", "language"), [(PHONE, "ja"), (DESKTOP, "en")], ids=["phone-ja", "desktop-en"]
)


def came_back(ticket: str, name: str = "Customer", **more: Any) -> Json:
    _, reply = taken({"client_reply_id": f"r-{ticket}", "text": f"Our answer to {ticket}", "in_reply_to": "1"})
    customer = {"id": "c", "username": "customer", "name": name}
    told: Json = {"state": "failed", "why": "refused", "reason": "No.", "by": ME, "returned_at": ago(1)}
    whole: Json = reply | told | {"ticket": ticket, "customer": customer} | more
    return whole


def opened(stub: StubDesk, context: BrowserContext, path: str = "/t/a", language: str = "en") -> Page:
    with_writing(stub)
    stub.put(view("a", [post("1", "hello")], name="Ann"), view("b", [post("2", "hi")], name="Bob"))
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    return stub.open(context, path)


def leave_for(page: Page, path: str) -> None:
    page.evaluate("path => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')); }", path)


@IN_BOTH
@pytest.mark.parametrize("path", ["/t/b", "/", "/settings"])
def test_W4_undo_outlives_the_opening_of_another_ticket(
    stub: StubDesk, context: BrowserContext, size: Size, language: str, path: str
) -> None:
    page = opened(stub, context, language=language)
    holding(stub, "a")
    writing = page.locator(".composer-field")
    writing.fill("Our answer")
    writing.press("Control+Enter")
    expect(writing).to_have_value("")
    leave_for(page, path)
    line = page.locator(".outbox-line")
    expect(line).to_contain_text("Ann")
    expect(line).to_be_in_viewport(ratio=1)
    line.get_by_role("button").click()
    expect(page).to_have_url("http://desk.localhost/t/a")
    expect(page.locator(".composer-field")).to_have_value("Our answer")
    expect(line).to_have_count(0)
    assert len(stub.sent("cancel")) == 1


def test_W4_an_undo_puts_the_words_before_what_was_begun_meanwhile(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context)
    holding(stub, "a")
    field(page).fill("Our answer")
    field(page).press("Control+Enter")
    expect(field(page)).to_have_value("")
    field(page).fill("One more thing")
    leave_for(page, "/t/b")
    page.locator(".outbox-line").get_by_role("button").click()
    expect(field(page)).to_have_value("Our answer\nOne more thing")
    field(page).press("Control+Enter")
    first, second = (body["client_reply_id"] for body in stub.sent("replies"))
    assert first != second


@IN_BOTH
def test_W4_a_failed_reply_is_told_of_on_another_ticket_and_leads_back(
    stub: StubDesk, context: BrowserContext, size: Size, language: str
) -> None:
    page = opened(stub, context, language=language)
    sent: list[Json] = []

    def replies(body: Json) -> tuple[int, Json]:
        sent.append(taken(body)[1] | {"by": ME})
        stub.tickets["a"]["replies"] = sent
        return 202, sent[0]

    stub.answers["replies"] = replies
    stub.answers["seen"] = lambda _: (200, {})
    writing = page.locator(".composer-field")
    writing.fill("Our answer")
    writing.press("Control+Enter")
    expect(writing).to_have_value("")
    leave_for(page, "/t/b")
    sent[0] |= {"state": "failed", "why": "refused", "reason": "No."}
    stub.returned = [came_back("a", "Ann")]
    line = page.locator(".outbox-failed")
    expect(line).to_contain_text("Ann")
    expect(line).to_contain_text("送信できませんでした" if language == "ja" else "was not sent")
    expect(line).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    line.get_by_role("link").click()
    expect(page).to_have_url("http://desk.localhost/t/a")
    expect(page.locator("[data-reply='failed']")).to_be_visible()
    expect(line).to_have_count(0)
    page.wait_for_timeout(200)
    assert len(stub.sent("seen")) == 1


def test_W4_a_page_that_nobody_sees_does_not_say_that_it_was_seen(stub: StubDesk, context: BrowserContext) -> None:
    context.add_init_script("Object.defineProperty(document, 'hidden', { get: () => window.away ?? false })")
    page = opened(stub, context, "/")
    page.evaluate("window.away = true")
    stub.returned = [came_back("a")]
    page.wait_for_timeout(1_000)
    assert stub.sent("seen") == []


@IN_BOTH
def test_W4_several_lead_to_the_list_of_all_that_were_not_sent(
    stub: StubDesk, context: BrowserContext, size: Size, language: str
) -> None:
    stub.returned = [came_back("a", "Ann"), came_back("b", "Bob", state="unknown", why="not_said", by=OTHER)]
    stub.answers["seen"] = lambda _: (200, {})
    page = opened(stub, context, "/", language)
    page.locator(".outbox-failed").get_by_role("link").click()
    rows = page.locator(".unsent-row")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Our answer to a")
    expect(rows.nth(1)).to_contain_text("佐藤 蓮")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    rows.nth(1).click()
    expect(page).to_have_url("http://desk.localhost/t/b?show=failed")


def test_W4_an_empty_list_says_that_all_is_sent(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context, "/?show=failed")
    expect(page.get_by_text("Every reply has been sent.")).to_be_visible()
    expect(page.locator(".outbox-line")).to_have_count(0)
