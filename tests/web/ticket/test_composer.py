"""Answers that cannot be taken back are made hard to get wrong: from whom, to whom, with what, and until when."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.slow_page import until
from tests.web.stub_desk import OTHER, ROOT, Answer, Json, StubDesk, ago, field, post, taken, view
from tests.web.stub_writing import SECOND, holding, previewed, with_writing

IN_BOTH = pytest.mark.parametrize(
    ("size", "language"), [(PHONE, "ja"), (DESKTOP, "en")], ids=["phone-ja", "desktop-en"]
)
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)


def opened(stub: StubDesk, context: BrowserContext, *, language: str = "en", **more: Any) -> Page:
    with_writing(stub)
    stub.answers.setdefault("replies", taken)
    if "t" not in stub.tickets:
        stub.put(view("t", [post("1", "hello")], **more))
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    return stub.open(context, "/t/t")


def send(page: Page) -> Locator:
    return page.locator(".composer .send")


@IN_BOTH
def test_R4_japanese_over_the_limit_is_shown_in_its_numbered_parts(
    stub: StubDesk, context: BrowserContext, size: Size, language: str
) -> None:
    page = opened(stub, context, language=language)
    text = "お問い合わせありがとうございます。配送状況を確認いたしました。" * 8
    page.locator(".composer-field").fill(text)
    expect(page.locator(".reply-part")).to_have_count(2)
    expect(page.locator(".reply-part-text").last).to_have_text(re.compile(r"2/2$"))
    expect(page.locator(".composer-count")).to_have_text("500/280")
    page.locator(".composer-field").fill("短い返信")
    expect(page.locator(".reply-part")).to_have_count(0)
    expect(page.locator(".composer-count")).to_have_text("12/280")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(send(page)).to_be_in_viewport(ratio=1)


def test_R4_the_quick_count_agrees_with_the_desk_s(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context)
    page.get_by_role("button", name="^KT").click()
    for text in (
        "こんにちは",
        "日本語https://example.jp/aです",
        "👨‍👩‍👧‍👦!",
        "@customer hi",
        "cafe\u0301",
        "see acme.com/a",
    ):
        field(page).fill(text)
        desks = previewed({"text": text})["parts"][0]["weighted_length"]
        expect(page.locator(".composer-count")).to_have_text(f"{desks}/280")


@SIZES
def test_R3_another_account_sends_only_once_its_handle_is_typed(
    stub: StubDesk, context: BrowserContext, size: Size
) -> None:
    stub.accounts.append(SECOND | {"last_seen": ago(1)})
    page = opened(stub, context)
    field(page).fill("Our answer")
    colour = "(button) => getComputedStyle(button).backgroundColor"
    assert send(page).evaluate(colour) == "rgb(10, 125, 90)"
    page.get_by_role("button", name="More").last.click()
    page.get_by_role("button", name="Answer as @acme_us").click()
    expect(send(page)).to_have_text(re.compile("Reply as @acme_us"))
    expect(send(page)).to_be_disabled()
    handle = page.get_by_role("textbox", name="Type @acme_us to answer from that account")
    handle.fill("@acme_help")
    expect(send(page)).to_be_disabled()
    handle.fill("@Acme_US")
    expect(send(page)).to_be_enabled()
    assert send(page).evaluate(colour) == "rgb(255, 212, 0)"
    send(page).click()
    expect(field(page)).to_have_value("")
    [body] = stub.sent("replies")
    assert (body["account"], body["confirm_handle"]) == ("acme_us", "@Acme_US")
    field(page).fill("And one more thing")
    expect(send(page)).to_have_text(re.compile("Reply as @acme_help"))
    expect(handle).to_have_count(0)


@IN_BOTH
def test_R2_what_came_in_while_writing_is_shown_and_stops_the_answer(
    stub: StubDesk, context: BrowserContext, size: Size, language: str
) -> None:
    page = opened(stub, context, language=language)
    writing = page.locator(".composer-field")
    writing.fill("Our answer")
    brand = {"id": "100", "username": "acme_help", "name": "Acme Help"}
    by_phone = post("2", "I have answered already", minutes=0, direction="outbound", via="native", author=brand)
    stub.tickets["t"]["posts"].append(by_phone)
    expect(page.locator(".new-posts-text")).to_have_text("I have answered already")
    writing.press("Control+Enter")
    expect(page.locator(".send-warnings")).to_be_visible()
    assert stub.sent("replies") == []
    page.locator(".send-warnings .button-risk").click()
    expect(writing).to_have_value("")
    assert len(stub.sent("replies")) == 1


def test_R2_the_new_post_can_be_answered_instead(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context)
    field(page).fill("Our answer")
    stub.tickets["t"]["posts"].append(post("2", "one more thing", minutes=0))
    page.get_by_role("button", name="Answer the new post").click()
    expect(page.locator(".new-posts")).to_have_count(0)
    send(page).click()
    expect(field(page)).to_have_value("")
    assert [body["in_reply_to"] for body in stub.sent("replies")] == ["2"]


def test_R3_a_text_begun_in_private_stays_private_when_the_customer_goes_public(
    stub: StubDesk, context: BrowserContext
) -> None:
    stub.put(view("t", [post("1", "my number is 12", channel="direct", kind="direct")]))
    page = opened(stub, context)
    field(page).fill("Your order 12 is on its way")
    expect(send(page)).to_have_text(re.compile("Send privately as @acme_help"))
    stub.tickets["t"]["posts"].append(post("2", "@acme_help hello?", minutes=0))
    expect(page.locator(".new-posts")).to_be_visible()
    page.reload()
    expect(send(page)).to_have_text(re.compile("Send privately as @acme_help"))
    page.get_by_role("button", name="I have read it").click()
    send(page).click()
    expect(field(page)).to_have_value("")
    assert [(body["in_reply_to"], body["channel"]) for body in stub.sent("replies")] == [("1", "direct")]


def test_R3_a_public_answer_to_a_private_word_is_asked_about(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context)
    stub.answers["replies"] = lambda body: (
        taken(body) if body.get("confirm_public") else (400, {"path": "confirm_public"})
    )
    field(page).fill("Our answer")
    send(page).click()
    expect(page.get_by_role("alertdialog")).to_contain_text("everybody can read this answer")
    page.get_by_role("button", name="Send anyway").click()
    expect(field(page)).to_have_value("")


@SIZES
def test_R5_a_template_is_chosen_by_a_stroke_and_its_blank_must_be_filled(
    stub: StubDesk, context: BrowserContext, size: Size
) -> None:
    page = opened(stub, context)
    field(page).press_sequentially("/parcel")
    expect(page.locator(".template")).to_have_count(1)
    field(page).press("Enter")
    expect(field(page)).to_have_value("We looked: your order [[order number]] is late.")
    field(page).press("Control+Enter")
    expect(page.get_by_role("alertdialog")).to_contain_text("Fill this in first: order number")
    expect(page.get_by_role("button", name="Send anyway")).to_have_count(0)
    page.get_by_role("button", name="Keep writing").click()
    page.keyboard.type("4711")
    expect(field(page)).to_have_value("We looked: your order 4711 is late.")
    send(page).click()
    expect(field(page)).to_have_value("")
    assert [body["text"] for body in stub.sent("replies")] == ["We looked: your order 4711 is late. ^KT"]


def test_R5_the_experienced_are_told_once_that_their_own_words_do_better(
    stub: StubDesk, context: BrowserContext
) -> None:
    context.add_init_script("localStorage.setItem('sokuto.sent.kt', '30')")
    page = opened(stub, context)
    for told in (1, 0):
        field(page).press_sequentially("/")
        page.locator(".template").first.click()
        expect(page.get_by_text("You know this work well.")).to_have_count(told)
        if told:
            page.get_by_role("button", name="OK").click()
        field(page).fill("")


def test_R5_what_should_not_go_out_unseen_is_held_until_it_is_meant(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context)
    for text, said in (
        ("call 090-1234-5678", "A phone number: 090-1234-5678"),
        ("card 4111 1111 1111 1111", "A card number: … 1111"),
        ("sorry, NO REFUND", "A word that your team avoids: no refund"),
    ):
        field(page).fill(text)
        field(page).press("Control+Enter")
        expect(page.get_by_role("alertdialog")).to_contain_text(said)
        expect(page.get_by_role("button", name="Keep writing")).to_be_focused()
    assert stub.sent("replies") == []
    page.get_by_role("button", name="Send anyway").click()
    expect(field(page)).to_have_value("")


def test_R5_the_sign_is_shown_and_can_be_left_out(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context)
    for text, sent in (("One", "One ^KT"), ("Two ^KT", "Two ^KT")):
        field(page).fill(text)
        send(page).click()
        expect(field(page)).to_have_value("")
        assert stub.sent("replies")[-1]["text"] == sent
    page.get_by_role("button", name="^KT").click()
    page.reload()
    field(page).fill("Three")
    send(page).click()
    expect(field(page)).to_have_value("")
    assert stub.sent("replies")[-1]["text"] == "Three"


@SIZES
def test_R1_an_answer_can_be_taken_back_and_its_words_come_back(
    stub: StubDesk, context: BrowserContext, size: Size
) -> None:
    page = opened(stub, context)
    holding(stub, "t")
    field(page).fill("Too quick")
    send(page).click()
    expect(page.get_by_text(re.compile(r"Sends in \d+ s"))).to_be_visible()
    expect(field(page)).to_have_value("")
    page.get_by_role("button", name="Undo").click()
    expect(field(page)).to_have_value("Too quick")
    expect(page.locator(".undo")).to_have_count(0)
    assert len(stub.sent("cancel")) == 1


def test_R1_an_undo_whose_answer_is_lost_gives_the_words_back_once(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context)
    holding(stub, "t")

    def cancel(_: Json) -> Answer:
        [held] = stub.tickets["t"]["replies"]
        held |= {"state": "cancelled", "held_until": None}
        return 503, {}

    stub.answers["cancel"] = cancel
    field(page).fill("Too quick")
    send(page).click()
    page.get_by_role("button", name="Undo").click()
    expect(field(page)).to_have_value("Too quick")
    expect(page.locator(".undo")).to_have_count(0)
    assert len(stub.sent("replies")) == 1


def test_R6_what_x_does_not_allow_is_said_and_opened_in_x(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context)
    with_writing(stub, allowed=False, reason_code="limited")
    field(page).fill("Our answer")
    expect(page.get_by_text("Its author lets only certain people answer the post.")).to_be_visible()
    expect(page.locator(".forbidden").get_by_role("link", name="Open on X")).to_have_attribute(
        "href", "https://x.com/i/status/1"
    )
    expect(send(page)).to_be_disabled()
    field(page).press("Control+Enter")
    page.wait_for_timeout(200)
    assert stub.sent("replies") == []


@pytest.mark.parametrize(
    ("reason", "shown", "helps"),
    [
        ("limited", "Its author lets only certain people answer the post.", True),
        ("closed_by_author", "Its author does not let the account answer the post.", False),
        ("blocked_by_account", "The account has blocked the customer", False),
    ],
)
def test_R6_nobody_is_sent_to_an_app_that_would_not_take_the_answer_either(
    stub: StubDesk, context: BrowserContext, reason: str, shown: str, helps: bool
) -> None:
    page = opened(stub, context)
    with_writing(stub, allowed=False, reason_code=reason)
    field(page).fill("Our answer")
    expect(page.locator(".forbidden")).to_contain_text(shown)
    expect(page.get_by_text("Answer it in X instead")).to_have_count(1 if helps else 0)


def test_R6_a_link_shows_its_price_and_private_words_theirs(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context)
    field(page).fill("See example.com")
    expect(page.locator(".count-cost")).to_contain_text("$0.20")
    page.get_by_role("button", name="More").last.click()
    page.get_by_role("button", name="Answer by DM").click()
    expect(page.locator(".count-cost")).to_contain_text("$0.015")
    send(page).click()
    expect(field(page)).to_have_value("")
    assert stub.sent("replies")[0]["channel"] == "direct"


@pytest.mark.parametrize(
    "event", ["{key: 'Enter', ctrlKey: true, isComposing: true}", "{key: 'Enter', ctrlKey: true, keyCode: 229}"]
)
def test_an_input_method_s_enter_neither_sends_nor_chooses(stub: StubDesk, context: BrowserContext, event: str) -> None:
    page = opened(stub, context, language="ja")
    writing = page.locator(".composer-field")
    writing.press_sequentially("/")
    expect(page.locator(".template")).to_have_count(2)
    writing.evaluate(f"(f) => f.dispatchEvent(new KeyboardEvent('keydown', {{bubbles: true, ...{event}}}))")
    page.wait_for_timeout(200)
    expect(writing).to_have_value("/")
    assert stub.sent("replies") == []


def test_the_field_is_spelled_in_the_customer_s_language(stub: StubDesk, context: BrowserContext) -> None:
    asked = {"ja": "届きません", "en": "Where is it?", "ar": "أين طلبي", "ko": "어디예요"}
    stub.put(
        *(view(language, [post(language, f"@acme_help {text}")], name=language) for language, text in asked.items())
    )
    page = stub.open(context)
    for language in asked:
        page.locator(f'[data-ticket="{language}"]').click()
        expect(field(page)).to_have_attribute("lang", language)
        expect(field(page)).to_have_attribute("spellcheck", "true")


def test_R2_whoever_cannot_take_over_leaves_a_note(stub: StubDesk, context: BrowserContext) -> None:
    stub.groups = ["agents"]
    page = opened(stub, context, holder=OTHER | {"until": ago(-9)})
    page.get_by_role("button", name="Leave a note").click()
    note = page.get_by_role("textbox", name="A note for colleagues")
    expect(note).to_be_focused()
    expect(note).to_have_value("@ren ")


def test_R2_a_note_waits_for_the_colleague_s_handle(stub: StubDesk, context: BrowserContext) -> None:
    stub.groups = ["agents"]
    page = opened(stub, context, holder=OTHER | {"until": ago(-9)})
    known = stub.routes["GET /api/people"]
    stub.routes["GET /api/people"] = lambda *_: (503, {})
    with page.expect_response("**/api/people"):
        page.reload()
    stub.routes["GET /api/people"] = known
    page.get_by_role("button", name="Leave a note").click()
    expect(page.get_by_role("textbox", name="A note for colleagues")).to_have_value("@ren ")


def test_R2_a_note_has_the_colleague_s_handle_if_a_request_fails_that_was_under_way_before(
    stub: StubDesk, context: BrowserContext
) -> None:
    stub.groups = ["agents"]
    page = opened(stub, context, holder=OTHER | {"until": ago(-9)})
    held: list[Route] = []
    context.route("**/api/people", lambda route: held.append(route), times=1)
    page.reload()
    button = page.get_by_role("button", name="Leave a note")
    expect(button).to_be_visible()
    until(page, lambda: held)
    button.click()
    held[0].fulfill(status=503, json={})
    expect(page.get_by_role("textbox", name="A note for colleagues")).to_have_value("@ren ")


def test_R3_the_button_shows_the_accounts_picture_and_its_letter_where_it_cannot_be_had(
    stub: StubDesk, context: BrowserContext
) -> None:
    logo = (ROOT / "functions/desk_api/web/icons/icon-180.png").read_bytes()
    context.route("**/pictures/acme_help/1", lambda route: route.fulfill(body=logo, content_type="image/png"))
    stub.accounts[0]["picture"] = "/pictures/acme_help/1"
    page = opened(stub, context)
    expect(send(page).locator("img")).to_be_visible()
    assert send(page).locator("img").evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 180
    stub.accounts[0]["picture"] = "/pictures/acme_help/2"
    page.reload()
    expect(send(page).locator(".avatar")).to_have_text("AH")
    expect(send(page).locator("img")).to_have_count(0)
