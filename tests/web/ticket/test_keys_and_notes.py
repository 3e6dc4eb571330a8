"""Work without the mouse, colleagues' notes in their place, and what an empty pane is for."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.stub_desk import ME, StubDesk, ago, field, post, taken, view

FOCUS_ON_APPEARANCE = """selector => new MutationObserver((_, observer) => {
    if (!document.querySelector(selector)) return;
    window.hadFocus = document.activeElement.closest(selector) !== null;
    observer.disconnect();
}).observe(document.body, { childList: true, subtree: true })"""
"""Whether an element has the focus at the instant at which it enters the page."""

ON_DESKTOP = pytest.mark.parametrize("size", [DESKTOP], ids=lambda size: size.name)


def two(stub: StubDesk) -> None:
    stub.put(view("a", [post("1", "hello")], name="Anna", due_in=10), view("b", [post("2", "hello")], name="Ben"))


def test_r_in_the_list_opens_the_ticket_and_writes_in_it(stub: StubDesk, context: BrowserContext) -> None:
    two(stub)
    page = stub.open(context)
    expect(page.locator(".row")).to_have_count(2)
    page.keyboard.press("j")
    expect(page.locator("[data-ticket='a']")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("[data-ticket='b']")).to_be_focused()
    page.keyboard.press("r")
    expect(field(page)).to_be_focused()
    expect(page).to_have_url(re.compile("/t/b$"))


def test_two_keys_within_one_frame_move_two_rows(stub: StubDesk, context: BrowserContext) -> None:
    two(stub)
    page = stub.open(context)
    expect(page.locator(".row")).to_have_count(2)
    page.keyboard.press("j")
    expect(page.locator("[data-ticket='a']")).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    press = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));"
    page.evaluate(press * 2)
    expect(page.locator("[data-ticket='b']")).to_be_focused()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=lambda size: size.name)
@pytest.mark.parametrize(("key", "name"), [("n", "A note for colleagues"), ("t", "Add a tag")])
def test_a_note_and_a_tag_are_a_key_away(
    stub: StubDesk, context: BrowserContext, size: Size, key: str, name: str
) -> None:
    two(stub)
    page = stub.open(context, "/t/a")
    expect(page.locator(".composer")).to_be_visible()
    expect(page.locator(".ticket-details")).to_be_attached()
    page.keyboard.press(key)
    expect(page.get_by_role("textbox", name=name)).to_be_focused()


def test_a_assigns_and_u_takes_back(stub: StubDesk, context: BrowserContext) -> None:
    two(stub)
    page = stub.open(context, "/t/a")
    expect(page.locator(".composer")).to_be_visible()
    with page.expect_request("**/assign") as asked:
        page.keyboard.press("a")
    assert asked.value.post_data_json == {"assignee": ME["sub"]}

    def done(body: dict[str, str]) -> tuple[int, object]:
        ticket = stub.tickets["a"]["ticket"]
        ticket |= {"status": "done", "clock": None}
        return 200, ticket

    stub.answers["done"] = done
    page.get_by_role("button", name="Just a thank-you").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.keyboard.press("u")
    expect(page.locator(".undo")).to_have_count(0)
    assert len(stub.sent("reopen")) == 1


def test_digits_choose_what_the_list_shows_and_the_choice_is_in_sight(stub: StubDesk, context: BrowserContext) -> None:
    two(stub)
    page = stub.open(context)
    page.keyboard.press("7")
    expect(page.locator(".view-tab[aria-current]")).to_have_text("Done")
    expect(page.locator(".view-tab[aria-current]")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
def test_the_chosen_filter_is_in_sight_when_the_page_opens(stub: StubDesk, context: BrowserContext, size: Size) -> None:
    two(stub)
    page = stub.open(context, "/?show=done")
    expect(page.locator(".view-tab[aria-current]")).to_be_in_viewport(ratio=1)


def test_escape_in_a_warning_closes_the_warning_and_leaves_the_ticket_and_its_draft(
    stub: StubDesk, context: BrowserContext
) -> None:
    two(stub)
    stub.routes["POST /api/preview/reply"] = lambda *_: (
        200,
        {"channel": "public", "parts": [], "allowed": True, "reason": "", "reason_code": "summoned", "cost_usd": 0.01}
        | {"warnings": [{"kind": "avoid", "said": "never", "stops": True}], "message": None},
    )
    page = stub.open(context, "/t/a")
    page.evaluate(FOCUS_ON_APPEARANCE, ".send-warnings")
    field(page).fill("never say never")
    field(page).press("Control+Enter")
    expect(page.locator(".send-warnings")).to_be_visible()
    assert page.evaluate("window.hadFocus"), "a key pressed as soon as the warning is seen would go elsewhere"
    page.keyboard.press("Escape")
    expect(page.locator(".send-warnings")).to_have_count(0)
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("never say never")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
def test_a_note_stands_in_the_conversation_in_its_place_and_is_told_apart(
    stub: StubDesk, context: BrowserContext, size: Size
) -> None:
    stub.put(view("t", [post("1", "where is it?", minutes=9), post("2", "hello??", minutes=3)]))
    note = {"id": "n1", "kind": "note", "at": ago(6), "by": ME, "text": "Asked the warehouse.", "reason": None}
    stub.tickets["t"]["history"] = [note]
    page = stub.open(context, "/t/t")
    entries = page.locator(".entries > .post")
    expect(entries).to_have_count(3)
    expect(entries.nth(1)).to_contain_text("Asked the warehouse.")
    expect(entries.nth(1)).to_contain_text("internal note")
    expect(entries.nth(1)).to_contain_text("Keiko Tanaka")


@ON_DESKTOP
def test_where_nothing_is_open_the_next_one_due_is_a_tap_away(
    stub: StubDesk, context: BrowserContext, size: Size
) -> None:
    two(stub)
    page = stub.open(context)
    card = page.get_by_role("region", name="Due next")
    expect(card).to_contain_text("Anna")
    expect(card).to_contain_text("hello")
    card.get_by_role("link", name="Open the ticket").click()
    expect(page.get_by_role("heading", level=1, name="Anna")).to_be_visible()


def test_a_row_that_was_answered_a_moment_ago_shows_no_lapsed_promise(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post("1", "hello")], due_in=-2, status="answered"))
    row = stub.open(context).locator(".row")
    expect(row).to_contain_text("answered")
    expect(row).not_to_contain_text("overdue")
    expect(row).to_have_attribute("data-urgency", "none")


def test_long_ago_is_told_in_days(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post("1", "hello", late=True, posted_at=ago(3_505_860), seen_at=ago(0))]))
    page = stub.open(context, "/t/t")
    expect(page.locator(".mark-late")).to_have_text("seen 2435\u00a0d late")


@pytest.mark.parametrize("chosen", [False, True], ids=["by key", "as chosen on the device"])
def test_send_and_next_opens_the_one_that_is_due_soonest_beside_it(
    stub: StubDesk, context: BrowserContext, chosen: bool
) -> None:
    two(stub)
    stub.answers["replies"] = taken
    if chosen:
        context.add_init_script("localStorage.setItem('sokuto.send-and-next', '1')")
    page = stub.open(context, "/t/a")
    field(page).fill("On its way.")
    field(page).press("Control+Enter" if chosen else "Control+Shift+Enter")
    expect(page).to_have_url(re.compile("/t/b$"))
    expect(page.get_by_role("heading", level=1, name="Ben")).to_be_visible()
    assert len(stub.sent("replies")) == 1


def test_sending_alone_stays_where_it_is(stub: StubDesk, context: BrowserContext) -> None:
    two(stub)
    stub.answers["replies"] = taken
    page = stub.open(context, "/t/a")
    field(page).fill("On its way.")
    with page.expect_response("**/replies"):
        field(page).press("Control+Enter")
    expect(field(page)).to_have_value("")
    expect(page).to_have_url(re.compile("/t/a$"))
