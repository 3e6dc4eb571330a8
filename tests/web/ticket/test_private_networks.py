"""The composer says beforehand what a network lets through, and a person tells the desk what it cannot see (N3, N5-N7)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.stub_desk import Answer, Json, StubDesk, ago, field
from tests.web.stub_private import blocked, followers, private, quota, reported, toy_post, used_up


def opened(stub: StubDesk, context: BrowserContext) -> Page:
    return stub.open(context, "/t/yui")


def answered_by(page: Page) -> Any:
    return page.get_by_role("button", name="Answered in Toytown")


def when(page: Page) -> Any:
    return page.get_by_role("combobox", name="When it was answered")


def told(stub: StubDesk) -> list[Json]:
    return stub.sent("answered")


def minutes_ago(instant: str) -> float:
    return (datetime.fromisoformat(ago(0)) - datetime.fromisoformat(instant)).total_seconds() / 60


def accepting(stub: StubDesk) -> None:
    """The desk takes the report, and shows it in the ticket from then on."""

    def take(body: Json) -> Answer:
        ticket = stub.tickets["yui"]
        ticket["ticket"] |= {"status": "answered", "clock": None}
        ticket["history"] = [reported(0, told=0) | {"answered_at": body["at"] or ago(0)}]
        return 200, ticket["ticket"]

    stub.answers["answered"] = take


def test_N5_one_tap_says_that_it_was_just_answered(stub: StubDesk, context: BrowserContext) -> None:
    private(stub)
    stub.tickets["yui"]["version"] = 7
    accepting(stub)
    page = opened(stub, context)
    answered_by(page).click()
    expect(answered_by(page)).to_have_count(0)
    assert told(stub) == [{"seen_through": "yui-2", "seen_version": 7, "at": None}]
    report = page.locator(".reported-answer")
    expect(report).to_contain_text("Answered in Toytown")
    expect(report).to_contain_text("reported by 佐藤 蓮")
    assert stub.complaints == []


def test_N5_the_times_on_offer_are_not_before_the_post(stub: StubDesk, context: BrowserContext) -> None:
    private(stub)
    accepting(stub)
    page = opened(stub, context)
    expect(when(page)).to_be_visible()
    assert [each.partition(" (")[0] for each in when(page).locator("option").all_inner_texts()] == [
        *("just now", "5 min ago", "15 min ago", "earlier …")
    ]
    when(page).select_option("15")
    answered_by(page).click()
    expect(page.locator(".reported-answer")).to_be_visible()
    assert minutes_ago(told(stub)[0]["at"]) == pytest.approx(15, abs=1)


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Tokyo", "09:30"), ("America/New_York", "20:30")])
def test_N5_another_time_is_given_in_the_readers_zone(
    stub: StubDesk, context: BrowserContext, zone: str, hour: str
) -> None:
    private(stub)
    accepting(stub)
    stub.routes["GET /api/me"] = lambda *_: (
        200,
        {"sub": "kt", "name": "Keiko", "groups": ["agents"], "language": None, "zone": zone, "sign_off": "KT"},
    )
    page = opened(stub, context)
    when(page).select_option("other")
    typed = page.locator(".native-answer input")
    day = "2026-09-18" if hour == "09:30" else "2026-09-17"
    typed.evaluate("(field) => field.removeAttribute('min')")
    typed.fill(f"{day}T{hour}")
    answered_by(page).click()
    expect(page.locator(".reported-answer")).to_be_visible()
    assert told(stub)[0]["at"] == "2026-09-18T00:30:00.000Z"


def test_R2_what_came_meanwhile_is_shown_and_nothing_is_reported(stub: StubDesk, context: BrowserContext) -> None:
    private(stub)
    newer = toy_post("yui-3", "もう一点あります。", minutes=0)
    stub.answers["answered"] = lambda _: (409, {"newer": [newer], "seen_version": 9, "code": "stale_draft"})
    page = opened(stub, context)
    answered_by(page).click()
    expect(page.locator(".thread").get_by_text("もう一点あります。")).to_be_visible()
    expect(page.locator(".native-answer [role=alert]")).to_be_visible()
    with page.expect_response("**/answered"):
        answered_by(page).click()
    assert [(each["seen_through"], each.get("seen_version")) for each in told(stub)][-1] == ("yui-3", 9)


def test_N5_a_report_is_taken_back_in_the_thread(stub: StubDesk, context: BrowserContext) -> None:
    private(stub)
    stub.tickets["yui"]["history"].append(reported(70, told=69) | {"id": "old", "withdrawn": True})

    def back(_: Json) -> Answer:
        stub.tickets["yui"]["history"][0]["withdrawn"] = True
        return 200, stub.tickets["yui"]["ticket"]

    stub.answers["withdraw"] = back
    page = opened(stub, context)
    expect(page.locator(".reported-answer")).to_have_count(1)
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".reported-answer")).to_have_count(0)
    assert [path for _, path, _ in stub.asked if path.endswith("/withdraw")] == [
        "/api/tickets/yui/answered/report-1/withdraw"
    ]


@pytest.mark.parametrize(
    "change",
    [lambda: {"status": "answered"}, lambda: {"holder": {"sub": "ren", "name": "佐藤 蓮", "until": ago(-9)}}],
    ids=["answered", "held"],
)
def test_N5_nobody_reports_where_nothing_waits_or_a_colleague_writes(
    stub: StubDesk, context: BrowserContext, change: Callable[[], Json]
) -> None:
    private(stub)
    stub.tickets["yui"]["ticket"] |= change()
    page = opened(stub, context)
    expect(page.locator(".reported-answer")).to_be_visible()
    expect(answered_by(page)).to_have_count(0)


def test_N5_a_network_that_shows_native_answers_offers_no_report(stub: StubDesk, context: BrowserContext) -> None:
    private(stub)
    stub.accounts[-1] = stub.accounts[-1] | {"shows_native_answers": True}
    page = opened(stub, context)
    expect(page.locator(".reported-answer")).to_be_visible()
    expect(answered_by(page)).to_have_count(0)


@pytest.mark.parametrize(
    ("reading", "shown", "near"),
    [
        (quota(159), "41 of 200 answers left", False),
        (quota(160), "40 of 200 answers left", True),
        (quota(4_000, 30_000), "26,000 of 30,000 answers left", False),
        (quota(0, None), None, False),
        (None, None, False),
    ],
)
def test_N7_what_is_left_stands_beside_the_composer_and_unknown_is_not_zero(
    stub: StubDesk, context: BrowserContext, reading: Json | None, shown: str | None, near: bool
) -> None:
    private(stub, quota=reading)
    page = opened(stub, context)
    expect(page.locator(".time-to-answer")).to_be_visible()
    left = page.locator(".quota-left")
    expect(left).to_have_count(1 if shown else 0)
    if shown:
        expect(left).to_have_text(shown)
        expect(page.locator(".quota-left[data-near=true]")).to_have_count(int(near))


def test_N7_at_100_percent_the_page_sends_nothing_and_says_what_to_do(stub: StubDesk, context: BrowserContext) -> None:
    used_up(stub)
    page = opened(stub, context)
    notice = page.locator(".forbidden")
    expect(notice).to_contain_text("plan with Toytown allows no more answers this month")
    expect(notice).to_contain_text("tap “Answered in Toytown”")
    field(page).fill("Our answer")
    expect(page.get_by_role("button", name="Send privately")).to_be_disabled()


def test_R6_a_customer_who_blocks_the_account_is_answered_nowhere(stub: StubDesk, context: BrowserContext) -> None:
    blocked(stub)
    page = opened(stub, context)
    expect(page.locator(".forbidden")).to_contain_text("has blocked the account")
    assert "instead" not in page.locator(".forbidden").inner_text()
    expect(page.locator(".ticket-details").get_by_text("Blocked the account")).to_be_attached()
    field(page).fill("Our answer")
    expect(page.get_by_role("button", name="Send privately")).to_be_disabled()


def test_N3_the_composer_says_how_long_an_answer_is_still_taken(stub: StubDesk, context: BrowserContext) -> None:
    private(stub, closes_in=185)
    page = opened(stub, context)
    expect(page.locator(".time-to-answer")).to_contain_text("3 h 04 m left")


def test_N3_a_window_that_has_closed_is_over(stub: StubDesk, context: BrowserContext) -> None:
    private(stub, closes_in=-1)
    page = opened(stub, context)
    expect(page.locator(".time-to-answer")).to_have_text("The time for answers is over")


def test_N6_the_composer_says_who_sees_an_answer_that_not_everybody_sees(
    stub: StubDesk, context: BrowserContext
) -> None:
    followers(stub)
    page = opened(stub, context)
    expect(page.locator(".composer-foot").get_by_text("Followers only")).to_be_visible()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Hello", "5/300"),
        ("あ" * 100, "100/300"),
        ("👨‍👩‍👧‍👦" * 100, "2,500/3,000 bytes"),
        ("👨‍👩‍👧‍👦" * 130, "3,250/3,000 bytes"),
    ],
)
def test_R4_of_two_limits_the_composer_counts_the_one_that_is_closer(
    stub: StubDesk, context: BrowserContext, text: str, count: str
) -> None:
    followers(stub)
    stub.tickets["yui"]["history"] = []
    page = opened(stub, context)
    page.get_by_role("button", name="^KT").click()
    field(page).fill(text)
    expect(page.locator(".composer-count")).to_have_text(count)


def test_N6_what_the_desk_puts_in_front_is_said_and_counted_once(stub: StubDesk, context: BrowserContext) -> None:
    followers(stub)
    opening = "@yui@toys.example "
    answer = stub.routes["POST /api/preview/reply"]
    stub.routes["POST /api/preview/reply"] = lambda query, body: (200, answer(query, body)[1] | {"opening": opening})
    page = opened(stub, context)
    expect(page.locator(".composer-foot").get_by_text("Begins with @yui@toys.example")).to_be_visible()
    page.get_by_role("button", name="^KT").click()
    for text in ("Hello", "@yui@toys.example Hello"):
        field(page).fill(text)
        expect(page.locator(".composer-count")).to_have_text("23/300")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
def test_N6_the_whole_name_in_front_is_shown(stub: StubDesk, context: BrowserContext, size: Size) -> None:
    followers(stub)
    long = "@a_customer_with_a_long_name@an-instance-with-a-long-name.example "
    answer = stub.routes["POST /api/preview/reply"]
    stub.routes["POST /api/preview/reply"] = lambda query, body: (200, answer(query, body)[1] | {"opening": long})
    shown = opened(stub, context).locator(".mark-opening")
    expect(shown).to_contain_text(long.strip())
    assert shown.evaluate("element => getComputedStyle(element).overflow") == "visible"
    foot = shown.evaluate("element => element.parentElement.getBoundingClientRect().right")
    assert shown.evaluate("element => element.getBoundingClientRect().right") <= foot
