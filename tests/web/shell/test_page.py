"""The page by itself, in a real browser: what agents must be able to rely on while they write."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.stub_desk import OTHER, StubDesk, ago, check_opened_posts, field, post, taken, view

HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(2)</script>",
    "\u202e reversed \u202c and \u2067 isolated",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u031e" * 60,
    "w" * 4_000,
    "とても長い文章です。" * 2_500,
)


def names(page: Page) -> list[str]:
    return page.locator(".row-name").all_inner_texts()


def test_what_is_due_next_stands_first_with_the_time_left(stub: StubDesk, context: BrowserContext) -> None:
    for name, due_in in (("Later", 200), ("Soon", 18.5), ("Ticking", 4.5), ("Late", -12.6)):
        stub.put(view(name, [post(f"1{name}", "hello")], due_in=due_in, name=name))
    page = stub.open(context)
    expect(page.locator(".row-name")).to_have_text(["Late", "Ticking", "Soon", "Later"])
    left = page.locator(".row .time-left-figures")
    expect(left.nth(0)).to_have_text(re.compile(r"^−1[23]:\d\d$"))
    expect(left.nth(1)).to_have_text(re.compile(r"^4:[012]\d$"))
    expect(left.nth(2)).to_have_text("18min")
    expect(left.nth(3)).to_have_text(re.compile(r"^3h1\dm|3h20m$"))
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    before = left.nth(1).inner_text()
    expect(left.nth(1)).not_to_have_text(before)


def test_a_double_tap_is_one_reply_and_a_lost_answer_is_not_sent_twice(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post("1", "hello")]))
    stub.answers["replies"] = lambda body: (503, {})
    page = stub.open(context, "/t/t")
    field(page).fill("Our answer")
    page.get_by_role("button", name="Reply as @acme_help").click()
    expect(page.get_by_role("alert")).to_contain_text("The desk did not answer.")
    expect(field(page)).to_have_value("Our answer")
    stub.answers["replies"] = taken
    field(page).evaluate(
        "(f) => [1, 2].map(() => f.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', ctrlKey: true, bubbles: true})))"
    )
    expect(field(page)).to_have_value("")
    assert len({body["client_reply_id"] for body in stub.sent("replies")}) == 1
    assert len(stub.sent("replies")) == 2


def test_a_new_post_keeps_the_draft_and_is_shown_before_it_is_sent_again(
    stub: StubDesk, context: BrowserContext
) -> None:
    stub.put(view("t", [post("1", "hello")]))
    newer = post("2", "one more thing", minutes=0)
    stub.answers["replies"] = lambda body: (409, {"newer": [newer]}) if body["seen_through"] == "1" else taken(body)
    page = stub.open(context, "/t/t")
    field(page).fill("Our answer")
    field(page).press("Control+Enter")
    expect(page.get_by_text("Something new came in while you wrote.").first).to_be_attached()
    expect(page.get_by_role("region", name="Conversation")).to_contain_text("one more thing")
    expect(field(page)).to_have_value("Our answer")
    stub.tickets["t"]["posts"].append(newer)
    field(page).press("Control+Enter")
    expect(field(page)).to_have_value("")
    assert [body["seen_through"] for body in stub.sent("replies")] == ["1", "2"]


def test_an_enter_of_an_input_method_never_sends(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post("1", "hello")]))
    page = stub.open(context, "/t/t")
    field(page).fill("へんじ")
    for how in ("{isComposing: true}", "{keyCode: 229}"):
        field(page).evaluate(
            f"(f) => f.dispatchEvent(new KeyboardEvent('keydown', {{key: 'Enter', ctrlKey: true, bubbles: true, ...{how}}}))"
        )
    field(page).press("Enter")
    page.wait_for_timeout(300)
    assert stub.sent("replies") == []


def test_a_draft_survives_a_reload_and_stays_with_its_ticket(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("a", [post("1", "hello")], name="Anna"), view("b", [post("2", "hello")], name="Ben"))
    page = stub.open(context, "/t/a")
    field(page).fill("For Anna only")
    page.reload()
    expect(field(page)).to_have_value("For Anna only")
    page.get_by_role("link").filter(has_text="Ben").click()
    expect(field(page)).to_have_value("")


def test_a_session_that_ends_asks_once_and_leaves_the_draft(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post("1", "hello")]))
    page = stub.open(context, "/t/t")
    field(page).fill("Half a sentence")
    stub.signed_in = False
    expect(page.get_by_role("alertdialog")).to_contain_text("Your session has ended.")
    expect(page.get_by_role("alertdialog")).to_have_count(1)
    expect(field(page)).to_have_value("Half a sentence")
    page.get_by_role("button", name="Sign in again").click()
    page.wait_for_url("**/login?**")
    begun = page.evaluate("sessionStorage.getItem('sokuto.sign-in')") or ""
    assert '"back":"/t/t"' in begun


def test_whoever_holds_the_claim_is_named_and_nothing_can_be_sent_over_them(
    stub: StubDesk, context: BrowserContext
) -> None:
    stub.groups = ["agents"]
    stub.put(view("t", [post("1", "hello")]))
    stub.answers["claim"] = lambda _: (409, {"holder": OTHER | {"until": ago(-9)}})
    page = stub.open(context, "/t/t")
    field(page).fill("Our answer")
    expect(page.locator(".composer")).to_contain_text("佐藤 蓮 is answering")
    expect(page.get_by_role("button", name="Reply as @acme_help")).to_be_disabled()
    expect(page.get_by_role("button", name="Take over")).to_have_count(0)


def test_a_new_ticket_moves_nothing_under_the_finger(stub: StubDesk, context: BrowserContext) -> None:
    for minutes in range(10, 40, 5):
        stub.put(view(f"t{minutes}", [post(f"1{minutes}", "hello")], due_in=minutes, name=f"Due {minutes}"))
    page = stub.open(context)
    expect(page.locator(".row")).to_have_count(6)
    row = page.locator(".row").nth(2)
    box = row.bounding_box()
    assert box is not None
    stub.put(view("new", [post("9", "hello")], due_in=1, name="Brand new"))
    held = page.get_by_role("button", name="1 new ticket")
    for step in range(80):
        page.mouse.move(box["x"] + 50 + step % 3, box["y"] + 40)
        if held.count():
            break
        page.wait_for_timeout(100)
    assert row.bounding_box() == box
    assert "Brand new" not in names(page)
    held.click()
    expect(page.locator(".row-name").first).to_have_text("Brand new")


def test_what_was_read_stays_while_the_desk_is_out_of_reach(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post("1", "hello")]))
    page = stub.open(context)
    expect(page.locator(".row")).to_have_count(1)
    stub.reachable = False
    expect(page.get_by_text("No connection.").first).to_be_visible()
    expect(page.get_by_text(re.compile("as of ")).first).to_be_visible()
    expect(page.locator(".row")).to_have_count(1)
    stub.reachable = True
    expect(page.locator(".list-status-warn")).to_have_count(0)


def test_what_has_not_changed_is_not_sent_again_and_the_time_goes_on(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post("1", "hello")], due_in=4.5))
    page = stub.open(context)
    left = page.locator(".row .time-left-figures")
    expect(left).to_have_text(re.compile(r"^\d"))
    before = left.inner_text()
    for _ in range(20):
        check_opened_posts(page)
        page.wait_for_timeout(100)
        if stub.unchanged > 1:
            break
    assert stub.unchanged > 1
    expect(left).not_to_have_text(before)
    stub.put(view("u", [post("2", "hello")], name="Brand new"))
    check_opened_posts(page)
    expect(page.locator(".row-name")).to_have_count(2)


def test_the_first_answers_of_the_desk_come_in_one_round(stub: StubDesk, context: BrowserContext) -> None:
    page = stub.open(context)
    expect(page.locator(".list-status")).to_contain_text("as of")
    asked = [path for _, path, _ in stub.asked]
    assert sorted(asked[:2]) == ["/api/me", "/api/queue"]
    timed = "(path) => performance.getEntriesByType('resource').find((entry) => entry.name.includes(path)).toJSON()"
    me, queue = (page.evaluate(timed, path) for path in ("/api/me", "/api/queue"))
    assert queue["startTime"] < me["responseEnd"]


def test_a_deaf_account_is_named_and_an_empty_queue_is_a_joy(stub: StubDesk, context: BrowserContext) -> None:
    stub.accounts[0]["state"] = "account_disconnected"
    stub.put(view("t", [post("1", "hello")], due_in=None, status="answered"))
    page = stub.open(context)
    expect(page.get_by_text("Nobody is waiting.")).to_be_visible()
    expect(page.get_by_text("Last answer:")).to_be_visible()
    expect(page.get_by_text("@acme_help: X refuses the account or its key.")).to_be_visible()
    stub.accounts.clear()
    page.reload()
    expect(page.get_by_text("Three steps to the first ticket")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "@acme_help: 3 encrypted messages came, the last"),
        ("ja", "@acme_help: 暗号化メッセージが3件届きました"),
    ],
)
def test_I8_encrypted_messages_are_told_of_calmly_with_what_to_do_instead(
    stub: StubDesk, context: BrowserContext, language: str, words: str
) -> None:
    stub.accounts[0]["encrypted"] = {"count": 3, "first": ago(90), "last": ago(4), "url": "https://x.com/messages"}
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    page = stub.open(context)
    note = page.get_by_role("note")
    expect(note).to_contain_text(words)
    expect(note.get_by_role("link")).to_have_attribute("href", "https://x.com/messages")
    expect(page.locator(".banner:not(.banner-calm)")).to_have_count(0)
    stub.accounts[0]["encrypted"] = None
    check_opened_posts(page)
    expect(note).to_have_count(0)


def test_L2_managers_see_whose_mail_comes_back_and_have_it_used_again(stub: StubDesk, context: BrowserContext) -> None:
    bounced = {"state": "bounced", "since": ago(5), "reason": "user unknown", "soft_bounces": 0}
    stub.people = [
        {"id": "ren", "name": "佐藤 蓮", "mail": bounced, "sms": {"state": "none"}},
        {"id": "emi", "name": "Emi", "mail": {"state": "unsteady", "soft_bounces": 1}, "sms": {"state": "ok"}},
    ]
    page = stub.open(context)
    band = page.locator(".banner")
    expect(band).to_have_count(1)
    expect(band).to_contain_text("佐藤 蓮: E-mails bounce.")
    band.get_by_role("button", name="Use again").click()
    expect(band).to_have_count(0)
    assert ("POST", "/api/people/ren/marks/mail/clear", {}) in stub.asked


@pytest.mark.parametrize("groups", [["agents"], ["managers"]])
def test_L2_everybody_sees_that_alerts_reach_nobody(stub: StubDesk, context: BrowserContext, groups: list[str]) -> None:
    stub.groups, stub.nobody_reachable = groups, True
    page = stub.open(context)
    expect(page.get_by_role("alert").filter(has_text="Alerts reach nobody.")).to_be_visible()
    stub.nobody_reachable = False
    page.reload()
    expect(page.locator(".row").or_(page.get_by_text("Nobody is waiting.")).first).to_be_visible()
    expect(page.get_by_text("Alerts reach nobody.")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
def test_hostile_text_stays_text_and_inside_its_place(stub: StubDesk, context: BrowserContext, size: Size) -> None:
    posts = [post(f"{n}", text, minutes=9 - n) for n, text in enumerate(HOSTILE)]
    for each in posts:
        each["author"] = {"id": "c", "username": "c" * 50, "name": "😀" * 50}
    stub.put(view("t", posts, name=HOSTILE[0], tags=["t" * 80] * 9, excerpt=HOSTILE[3]))
    stub.put(view("u", [post("z", HOSTILE[2])], name=HOSTILE[2], excerpt=HOSTILE[2]))
    page = stub.open(context, "/t/t")
    expect(page.locator(".post")).to_have_count(len(HOSTILE))
    expect(page.locator(".post-text").first).to_have_text(HOSTILE[0])
    assert page.evaluate("document.querySelectorAll('#app img, #app script').length") == 0
    spilling = """() => [
        ...[...document.querySelectorAll('body, .list, .thread, .ticket, .row, .post-text')].filter(e => e.scrollWidth > e.clientWidth + 1),
        ...[...document.querySelectorAll('.row, .ticket-head')].filter(e => e.scrollHeight > e.clientHeight + 2),
        ...[...document.querySelectorAll('.name')].filter(e => e.offsetHeight > 40),
    ].map(e => e.className)"""
    assert page.evaluate(spilling) == []
    assert page.evaluate("Math.max(...[...document.querySelectorAll('.row')].map(e => e.offsetHeight))") < 200
    assert page.evaluate("Math.max(...[...document.querySelectorAll('.post')].map(e => e.offsetHeight))") < size.height


def test_a_post_runs_in_the_direction_of_its_own_words(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post("1", "@acme_help مرحبا، متى يصل طلبي؟"), post("2", "Hello", minutes=4)]))
    page = stub.open(context, "/t/t")
    texts = page.locator(".post-text")
    expect(texts.nth(0)).to_have_css("direction", "rtl")
    expect(texts.nth(1)).to_have_css("direction", "ltr")
