"""The queue in a real browser: thousands in it, narrowed, by keyboard, in open time, and on the tab."""

import re
import time
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.stub_desk import CLOCK, ME, StubDesk, ago, check_opened_posts, field, post, view

MANY = 5_000


def many(stub: StubDesk, n: int) -> None:
    for i in range(n):
        stub.put(view(f"t{i}", [post(f"p{i}", f"question {i}")], due_in=30 + i / 10, name=f"Customer {i}"))


PATIENCE_S = 60
"""However long the pages take that the list fetches on its way down."""


def scroll_until(page: Page, shown: Locator, scroll: str) -> None:
    """Scroll, as further rows arrive, until that one is there."""
    ends = time.monotonic() + PATIENCE_S
    while True:
        page.locator(".list").evaluate(scroll)
        page.wait_for_timeout(50)
        if shown.count() or time.monotonic() > ends:
            return


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
def test_five_thousand_tickets_are_drawn_as_few_and_reached_to_the_last(
    stub: StubDesk, context: BrowserContext, size: Size
) -> None:
    many(stub, MANY)
    page = stub.open(context)
    expect(page.locator(".row-name").first).to_have_text("Customer 0")
    last = page.get_by_text(f"Customer {MANY - 1}", exact=True)
    scroll_until(page, last, "(list) => list.scrollTo(0, list.scrollHeight)")
    expect(last).to_be_in_viewport()
    assert page.locator(".row").count() < 60
    names = page.locator(".row-name").all_inner_texts()
    assert len(names) == len(set(names))


def test_who_writes_is_never_cut_off_by_the_marks_beside_it(stub: StubDesk, context: BrowserContext) -> None:
    marks: dict[str, Any] = {
        "flags": ["reply_failed", "look"],
        "answer_by": ago(-4_000),
        "holder": ME | {"until": ago(-9)},
    }
    stub.put(view("t", [post("1", "hello")], tags=["返品"], late=True, **marks))
    context.add_init_script("localStorage.setItem('sokuto.language', 'ja')")
    person = stub.open(context).locator(".mark-person")
    expect(person).to_contain_text("自分")
    assert person.evaluate("(mark) => mark.scrollWidth <= mark.clientWidth + 1")


def test_a_wheel_reaches_the_views_beyond_the_edge(stub: StubDesk, context: BrowserContext) -> None:
    page = stub.open(context)
    last = page.locator(".view-tab").last
    expect(last).not_to_be_in_viewport(ratio=1)
    page.locator(".view-tab").first.hover()
    page.mouse.wheel(0, 600)
    expect(last).to_be_in_viewport(ratio=1)


def test_rows_stand_close_in_order_and_none_is_cut(stub: StubDesk, context: BrowserContext) -> None:
    long = "とても長い文章ですので、二行を超えてしまい、残りは切り取られます。" * 5
    for n in range(12):
        stub.put(view(f"t{n}", [post(f"p{n}", long)], due_in=30 + n, tags=["返品", "交換"], late=True, excerpt=long))
    page = stub.open(context)
    expect(page.locator(".row").first).to_be_visible()
    boxes = [row.bounding_box() for row in page.locator(".row").all()[:5]]
    tops = [box["y"] for box in boxes if box]
    heights = {round(box["height"]) for box in boxes if box}
    assert len(heights) == 1
    assert {round(b - a) for a, b in pairwise(tops)} == heights
    cut = "() => [...document.querySelectorAll('.row-link')].filter((e) => e.scrollHeight > e.clientHeight + 1).length"
    assert page.evaluate(cut) == 0


def test_the_place_in_the_list_is_kept_behind_a_ticket(stub: StubDesk, context: BrowserContext) -> None:
    many(stub, 120)
    page = stub.open(context)
    listed = page.locator(".list")
    first = listed.get_by_text("Customer 0", exact=True)
    expect(first).to_be_visible()
    listed.evaluate("(list) => list.scrollTo(0, 4000)")
    expect(first).to_have_count(0)
    name = page.locator(".row-name").nth(8).inner_text()
    row = listed.get_by_text(name, exact=True)
    row.click()
    expect(page.locator(".ticket-name")).to_have_text(name)
    page.go_back()
    expect(row).to_be_visible()
    assert listed.evaluate("(list) => list.scrollTop") == 4000


def scroll_to(page: Page, row: int) -> None:
    """The row is the first one in sight, as somebody finds it who has scrolled there."""
    name = page.locator(".list").get_by_text(f"Customer {row}", exact=True)
    scroll_until(page, name, f"(list) => list.scrollTo(0, {row} * document.querySelector('.row').offsetHeight)")
    expect(name).to_be_in_viewport()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
def test_a_row_far_down_that_is_answered_leaves_as_those_of_the_first_page_do(
    stub: StubDesk, context: BrowserContext, size: Size
) -> None:
    many(stub, MANY)
    page = stub.open(context)
    expect(page.locator(".row").first).to_be_visible()
    scroll_to(page, 600)
    top = page.get_by_text("Customer 600", exact=True).bounding_box()
    stub.tickets.pop("t602")
    stub.tickets.pop("t450")
    stub.tickets.pop("t3")
    check_opened_posts(page)
    left = page.locator(".row").filter(has_text="Customer 602")
    expect(left).to_have_attribute("data-left", "true")
    expect(page.get_by_text("Customer 600", exact=True)).to_be_in_viewport()
    assert page.get_by_text("Customer 600", exact=True).bounding_box() == top
    page.locator(".list").evaluate("(list) => list.scrollTo(0, 448 * document.querySelector('.row').offsetHeight)")
    expect(page.get_by_text("Customer 450", exact=True)).to_be_visible()
    check_opened_posts(page)
    expect(page.locator(".row").filter(has_text="Customer 450")).to_have_attribute("data-left", "true")
    page.locator(".list").evaluate("(list) => list.scrollTo(0, 0)")
    expect(page.locator(".row").filter(has_text="Customer 4")).not_to_have_count(0)
    looks(page, 12)
    expect(page.get_by_text("Customer 3", exact=True)).to_have_count(0)


def test_pages_are_read_anew_where_the_desk_knows_their_places_no_more(
    stub: StubDesk, context: BrowserContext, size: Size
) -> None:
    """A desk that was deployed anew refuses the cursors of the old one: no trouble is shown, and no row is missing."""
    many(stub, 500)
    page = stub.open(context)
    expect(page.locator(".row").first).to_be_visible()
    scroll_to(page, 400)
    stub.places = "another "
    check_opened_posts(page)
    scroll_to(page, 450)
    expect(page.get_by_text("Customer 450", exact=True)).to_be_in_viewport()
    assert page.get_by_role("alert").count() == 0


STILL_MS = 2_200
"""Once nobody has touched the list for two seconds, rows move again as soon as they are read."""


def looks(page: Page, times: int) -> None:
    """As many looks at the queue, each answered before the next."""
    for _ in range(times):
        with page.expect_response("**/api/queue?*"):
            check_opened_posts(page)


def test_who_has_acted_asks_once_for_what_the_desk_cannot_know_to_have_changed(
    stub: StubDesk, context: BrowserContext
) -> None:
    """The desk answers by marks, which follow an act within a second or two."""
    many(stub, 3)
    page = stub.open(context)
    page.get_by_text("Customer 1", exact=True).click()
    expect(page.get_by_role("button", name="Claim", exact=True)).to_be_visible()
    looks(page, 1)
    assert stub.tags[0] is None
    assert None not in stub.tags[1:]
    before = len(stub.tags)
    with page.expect_response("**/api/queue?*"):
        page.keyboard.press("c")
    looks(page, 1)
    assert stub.sent("claim") == [{}]
    assert stub.tags[before] is None
    assert None not in stub.tags[before + 1 :]


def test_rows_out_of_sight_become_true_again_in_their_turn_for_next_to_nothing(
    stub: StubDesk, context: BrowserContext
) -> None:
    many(stub, 900)
    page = stub.open(context)
    expect(page.locator(".row").first).to_be_visible()
    scroll_to(page, 650)
    scroll_to(page, 0)
    page.wait_for_timeout(STILL_MS)
    looks(page, 12)
    before = stub.unchanged
    asked = len(stub.asked)
    looks(page, 8)
    queues = [path for _, path, _ in stub.asked[asked:] if path == "/api/queue"]
    assert queues
    assert stub.unchanged - before >= len(queues) - 1
    stub.tickets.pop("t640")
    stub.put(view("new", [post("9", "hello")], due_in=30 + 620.5 / 10, name="Came between"))
    looks(page, 12)
    stub.routes["GET /api/queue"] = lambda *_: (500, {})
    scroll_to(page, 618)
    expect(page.get_by_text("Came between", exact=True)).to_be_attached()
    scroll_to(page, 639)
    expect(page.get_by_text("Customer 641", exact=True)).to_be_attached()
    expect(page.get_by_text("Customer 640", exact=True)).to_have_count(0)


def test_the_title_counts_with_the_filters_whatever_has_left_while_the_list_is_scrolled(
    stub: StubDesk, context: BrowserContext
) -> None:
    for n in range(30):
        stub.put(view(f"t{n}", [post(f"p{n}", "hello")], due_in=-30 + n if n < 12 else 40 + n, name=f"Customer {n}"))
    page = stub.open(context)
    expect(page).to_have_title(re.compile(r"^\(12\) "))
    page.locator(".list").evaluate("(list) => list.scrollTo(0, 600)")
    for n in range(5):
        stub.tickets.pop(f"t{n}")
    check_opened_posts(page)
    expect(page).to_have_title(re.compile(r"^\(7\) "))
    expect(page.locator('.view-tab[data-show="overdue"] .view-count')).to_have_text("7")
    expect(page.locator('link[rel="icon"]')).to_have_attribute("href", re.compile(r"/badge-7\.svg$"))


def test_what_lapses_between_two_looks_is_counted_at_once_and_once(stub: StubDesk, context: BrowserContext) -> None:
    context.clock.install()
    stub.put(view("a", [post("1", "hello")], due_in=-1, name="Anna"))
    page = stub.open(context)
    count = page.locator('.view-tab[data-show="overdue"] .view-count')
    expect(count).to_have_text("1")
    stub.put(view("b", [post("2", "hello")], due_in=5, name="Ben"))
    check_opened_posts(page)
    expect(page.locator(".row")).to_have_count(2)
    stub.reachable = False
    page.clock.fast_forward("05:10")
    expect(count).to_have_text("2")
    expect(page).to_have_title(re.compile(r"^\(2\) "))
    stub.tickets["b"]["ticket"]["overdue"] = True
    CLOCK.ahead = timedelta(minutes=5, seconds=10)
    stub.reachable = True
    check_opened_posts(page)
    expect(page.get_by_text("No connection.")).to_have_count(0)
    expect(count).to_have_text("2")


def test_what_only_moves_up_to_the_first_page_is_not_announced_as_new(stub: StubDesk, context: BrowserContext) -> None:
    many(stub, 120)
    page = stub.open(context)
    row = page.locator(".row").nth(3)
    expect(row).to_be_visible()
    box = row.bounding_box()
    assert box is not None
    stub.tickets.pop("t0")
    held = page.get_by_role("button", name=re.compile("new ticket"))
    for step in range(20):
        page.mouse.move(box["x"] + 50 + step % 3, box["y"] + 40)
        check_opened_posts(page)
        page.wait_for_timeout(50)
        assert held.count() == 0
    stub.put(view("new", [post("9", "hello")], due_in=1, name="Brand new"))
    for step in range(80):
        page.mouse.move(box["x"] + 50 + step % 3, box["y"] + 40)
        check_opened_posts(page)
        if held.count():
            break
        page.wait_for_timeout(50)
    expect(held).to_have_text(re.compile("^1 new ticket"))


def test_keys_move_open_answer_claim_and_finish(stub: StubDesk, context: BrowserContext) -> None:
    many(stub, 60)
    page = stub.open(context)
    expect(page.locator(".row").first).to_be_visible()
    for _ in range(30):
        page.keyboard.press("j")
        page.wait_for_timeout(20)
    page.keyboard.press("k")
    expect(page.locator(":focus .row-name")).to_have_text("Customer 28")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/t/t28"))
    expect(page.locator(".ticket-name")).to_have_text("Customer 28")
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Release", exact=True)).to_be_visible()
    page.keyboard.press("r")
    expect(field(page)).to_be_focused()
    page.keyboard.type("just a jolly reply? / yes")
    expect(field(page)).to_have_value("just a jolly reply? / yes")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.get_by_role("dialog")).to_contain_text("Why is no reply needed?")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert stub.sent("claim") == [{}]


def test_a_sheet_says_what_every_key_does(stub: StubDesk, context: BrowserContext) -> None:
    page = stub.open(context)
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet.locator("kbd").filter(has_text=re.compile("^j$"))).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_the_queue_is_narrowed_by_channel_and_tag_in_the_address(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("a", [post("1", "hello")], name="Anna", channel="direct", tags=["返品"]))
    stub.put(view("b", [post("2", "hello")], name="Ben", channel="public", tags=["返品"]))
    page = stub.open(context)
    expect(page.locator(".row")).to_have_count(2)
    page.get_by_role("button", name="Filter the queue").click()
    page.get_by_role("button", name="DMs").click()
    expect(page.locator(".row-name")).to_have_text(["Anna"])
    expect(page).to_have_url(re.compile(r"\?channel=direct$"))
    page.get_by_role("button", name="Filter the queue").click()
    page.get_by_role("button", name="返品").click()
    expect(page).to_have_url(re.compile("channel=direct&tag="))
    page.reload()
    expect(page.locator(".row-name")).to_have_text(["Anna"])
    page.get_by_role("link", name="Remove: DMs").click()
    expect(page.locator(".row-name")).to_have_text(["Anna", "Ben"])


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
def test_a_search_by_handle_shows_which_tickets_wait_and_which_do_not(
    stub: StubDesk, context: BrowserContext, size: Size
) -> None:
    emi: dict[str, Any] = {"customer": {"id": "77", "username": "emi", "name": "Emi"}}
    stub.put(view("a", [post("1", "again")], **emi), view("b", [post("2", "hello")], name="Ben"))
    stub.put(view("c", [post("3", "before", minutes=3_000)], due_in=None, status="answered", **emi))
    stub.put(view("d", [post("4", "long ago", minutes=9_000)], due_in=None, status="done", **emi))
    page = stub.open(context, "/?q=%40emi")
    expect(page.locator(".row-excerpt")).to_have_text(["again", "before", "long ago"])
    expect(page.locator(".mark-status")).to_have_text(["new", "answered", "done"])
    expect(page.locator(".row .time-left")).to_have_count(1)
    expect(page.locator(".row:not([data-waits])")).to_have_count(2)
    colour = "(e) => getComputedStyle(e).color"
    waits, done = (page.locator(".row-name").nth(n).evaluate(colour) for n in (0, 2))
    assert waits != done


def test_open_time_left_is_told_with_the_deadline_where_closed_hours_lie_between(
    stub: StubDesk, context: BrowserContext
) -> None:
    ticket = view("t", [post("1", "hello")], due_in=16 * 60)
    ticket["ticket"]["clock"]["open"] = {
        "spans": [{"from": ago(60), "to": ago(-40.5)}, {"from": ago(-15 * 60), "to": ago(-16 * 60)}],
        "then_s": 0,
    }
    stub.put(ticket)
    stub.put(view("u", [post("2", "hello")], due_in=-3, name="Late"))
    page = stub.open(context)
    left = page.locator(".row .time-left")
    expect(left.nth(1).locator(".time-left-figures")).to_have_text("1h40m")
    expect(left.nth(1).locator(".time-left-word")).to_have_text(re.compile(r"^open · due (tomorrow )?\d\d:\d\d$"))
    page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    assert left.nth(1).locator(".time-left-word").evaluate("(word) => word.scrollWidth <= word.clientWidth")
    expect(left.nth(1).locator("time")).to_have_attribute("title", re.compile("of open time left"))
    expect(left.nth(0).locator(".time-left-word")).to_have_text("overdue")


def test_the_tab_carries_how_many_are_overdue(stub: StubDesk, context: BrowserContext) -> None:
    page = stub.open(context)
    icon = page.locator('link[rel="icon"]')
    expect(icon).to_have_attribute("href", re.compile(r"/favicon\.svg$"))
    for n in range(3):
        stub.put(view(f"t{n}", [post(f"{n}", "hello")], due_in=-1))
    check_opened_posts(page)
    expect(page).to_have_title(re.compile(r"^\(3\) "))
    expect(icon).to_have_attribute("href", re.compile(r"/icons/badge-3\.svg$"))
    assert page.evaluate("fetch(document.querySelector('link[rel=icon]').href).then((r) => r.status)") == 200


def test_the_desk_can_be_installed(stub: StubDesk, context: BrowserContext) -> None:
    page = stub.open(context)
    read = "() => fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())"
    manifest = page.evaluate(read)
    assert (manifest["display"], manifest["start_url"]) == ("standalone", "/")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    found = page.evaluate(
        "(all) => Promise.all(all.map(({ src }) => fetch(src).then((r) => r.status)))", manifest["icons"]
    )
    assert set(found) == {200}
    assert page.evaluate("navigator.serviceWorker?.controller ?? null") is None


def test_sound_and_vibration_are_off_until_somebody_asks_on_this_device(
    stub: StubDesk, context: BrowserContext
) -> None:
    context.add_init_script("Navigator.prototype.vibrate = (how) => { (window.felt ??= []).push(how); return true; }")
    page = stub.open(context)
    stub.put(view("a", [post("1", "hello")], name="Anna"))
    check_opened_posts(page)
    expect(page.locator(".row")).to_have_count(1)
    assert page.evaluate("window.felt ?? null") is None
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("radiogroup", name="Vibration").get_by_role("radio", name="On").check()
    page.reload()
    expect(page.get_by_role("radiogroup", name="Vibration").get_by_role("radio", name="On")).to_be_checked()
    page.get_by_role("link", name="Queue").click()
    expect(page.locator(".row")).to_have_count(1)
    stub.put(view("b", [post("2", "hello")], name="Ben"))
    check_opened_posts(page)
    expect(page.locator(".row")).to_have_count(2)
    page.wait_for_function("window.felt?.length")
    assert len(page.evaluate("window.felt")) == 1


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
def test_N3_the_end_of_the_answer_window_stands_in_the_list_and_where_one_writes(
    stub: StubDesk, context: BrowserContext, size: Size
) -> None:
    until = {"answer_by": ago(-20)}
    stub.put(view("window", [post("1", "Where is it?") | until], due_in=30, **until))
    stub.put(view("none", [post("2", "Hello?")], due_in=25))
    page = stub.open(context)
    expect(page.locator("[data-ticket='window'] .row-marks")).to_contain_text("Answer until")
    expect(page.locator("[data-ticket='none'] .row-marks")).not_to_contain_text("Answer until")
    page = stub.open(context, "/t/window")
    expect(page.locator(".composer-foot").get_by_text("Answer until")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_N2_an_account_and_a_customer_without_handles_go_by_their_names(
    stub: StubDesk, context: BrowserContext
) -> None:
    stub.accounts[0]["username"] = ""
    stub.put(view("t1", [post("1", "Hello?")], customer={"id": "U4af4980629", "username": "", "name": "Emi"}))
    page = stub.open(context)
    row = page.locator("[data-ticket='t1']")
    expect(row.locator(".row-name")).to_have_text("Emi")
    expect(row.locator(".account .name")).to_have_text(stub.accounts[0]["name"])
