"""No answer is ever acknowledged that is not stored, and what stops one is asked of its writer, not lost (R7, R8)."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.stub_desk import LOST, Answer, Json, StubDesk, field, post, taken, view
from tests.web.stub_writing import with_writing

IN_BOTH = pytest.mark.parametrize(
    ("size", "language"), [(PHONE, "ja"), (DESKTOP, "en")], ids=["phone-ja", "desktop-en"]
)


def opened(stub: StubDesk, context: BrowserContext, language: str = "en", **may: Any) -> Page:
    with_writing(stub, **may)
    stub.put(view("t", [post("1", "hello")]))
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    return stub.open(context, "/t/t")


def a_desk(stub: StubDesk, *, loses: int) -> dict[str, Json]:
    """A desk that keeps to R7, and whose first answers are lost on the way back."""
    stored: dict[str, Json] = {}
    asked = 0

    def replies(body: Json) -> Answer:
        nonlocal asked
        asked += 1
        ident = body["client_reply_id"]
        known = stored.get(ident)
        made = known or taken(body)[1]
        stored[ident] = made
        if asked <= loses:
            return LOST, {}
        if made["text"] != body["text"]:
            return 409, {"code": "id_reused", "detail": "This id stands for other words already.", "stored": made}
        return 202, made

    stub.answers["replies"] = replies
    return stored


@IN_BOTH
def test_R7_words_edited_after_a_lost_answer_stay_until_they_are_stored_themselves(
    stub: StubDesk, context: BrowserContext, size: Size, language: str
) -> None:
    stored = a_desk(stub, loses=1)
    page = opened(stub, context, language)
    writing = page.locator(".composer-field")
    writing.fill("The blue cup.")
    writing.press("Control+Enter")
    expect(page.locator(".composer .trouble")).to_be_visible()
    writing.fill("No: the RED cup.")
    writing.press("Control+Enter")
    told = page.locator(".composer .already-sent")
    expect(told).to_contain_text("The blue cup.")
    expect(told).to_be_in_viewport(ratio=1)
    expect(writing).to_have_value("No: the RED cup.")
    writing.press("Control+Enter")
    expect(writing).to_have_value("")
    assert {made["text"].removesuffix(" ^KT") for made in stored.values()} == {"No: the RED cup.", "The blue cup."}
    first, second, third = (body["client_reply_id"] for body in stub.sent("replies"))
    assert (first == second, third == first) == (True, False)


def test_R7_the_same_words_after_a_lost_answer_are_one_reply(stub: StubDesk, context: BrowserContext) -> None:
    stored = a_desk(stub, loses=1)
    page = opened(stub, context)
    field(page).fill("The blue cup.")
    field(page).press("Control+Enter")
    expect(page.locator(".composer .trouble")).to_be_visible()
    page.reload()
    expect(field(page)).to_have_value("The blue cup.")
    field(page).press("Control+Enter")
    expect(field(page)).to_have_value("")
    assert len(stored) == 1


def test_R7_other_words_after_a_refusal_are_another_answer(stub: StubDesk, context: BrowserContext) -> None:
    refuses = [True]
    stub.answers["replies"] = lambda body: (400, {"detail": "No."}) if refuses.pop() else taken(body)
    page = opened(stub, context)
    field(page).fill("The blue cup.")
    field(page).press("Control+Enter")
    expect(page.locator(".composer .trouble")).to_be_visible()
    refuses.append(False)
    field(page).fill("The red cup.")
    field(page).press("Control+Enter")
    expect(field(page)).to_have_value("")
    first, second = (body["client_reply_id"] for body in stub.sent("replies"))
    assert first != second


def test_R7_a_desk_that_answers_with_other_words_empties_nothing(stub: StubDesk, context: BrowserContext) -> None:
    stub.answers["replies"] = lambda body: (202, taken(body)[1] | {"text": "The blue cup."})
    page = opened(stub, context)
    field(page).fill("The red cup.")
    field(page).press("Control+Enter")
    expect(page.locator(".composer .already-sent")).to_contain_text("The blue cup.")
    expect(field(page)).to_have_value("The red cup.")


def test_R8_what_the_preview_found_goes_out_with_the_very_finding(stub: StubDesk, context: BrowserContext) -> None:
    stub.answers["replies"] = taken
    page = opened(stub, context)
    field(page).fill("We give no refund.")
    field(page).press("Control+Enter")
    page.locator(".send-warnings .button-risk").click()
    expect(field(page)).to_have_value("")
    [body] = stub.sent("replies")
    assert [re.sub(r":.*", "", each) for each in body["confirm"]] == ["avoid"]


@IN_BOTH
def test_R8_what_only_the_desk_finds_is_asked_for_and_confirmed(
    stub: StubDesk, context: BrowserContext, size: Size, language: str
) -> None:
    found = {"id": "repeated:1", "kind": "repeated", "said": "We look into it.", "stops": True}
    found |= {"at": "2026-09-15T12:05:00.000Z", "mend": None}
    refusal = (422, {"code": "needs_confirmation", "detail": "Confirm.", "findings": [found]})
    stub.answers["replies"] = lambda body: taken(body) if body["confirm"] == ["repeated:1"] else refusal
    page = opened(stub, context, language)
    writing = page.locator(".composer-field")
    writing.fill("We look into it.")
    writing.press("Control+Enter")
    expect(page.locator(".send-warnings")).to_contain_text("We look into it.")
    expect(writing).to_have_value("We look into it.")
    page.locator(".send-warnings .button-risk").click()
    expect(writing).to_have_value("")
    assert [body["confirm"] for body in stub.sent("replies")] == [[], ["repeated:1"]]


def test_R8_a_retry_shows_what_has_to_be_confirmed(stub: StubDesk, context: BrowserContext) -> None:
    found = {"id": "card:1", "kind": "card", "said": "… 1111", "stops": True, "at": None, "mend": None}
    refusal = (422, {"code": "needs_confirmation", "detail": "Confirm.", "findings": [found]})
    _, reply = taken({"client_reply_id": "r-1", "text": "Card", "in_reply_to": "1"})
    ticket = view("t", [post("1", "hello")], flags=["reply_failed"])
    ticket["replies"] = [reply | {"state": "failed"}]
    stub.put(ticket)
    stub.answers["retry"] = lambda body: (202, reply) if body["confirm"] == ["card:1"] else refusal
    page = stub.open(context, "/t/t")
    page.get_by_role("button", name="Send again").click()
    expect(page.locator(".send-warnings")).to_contain_text("… 1111")
    with page.expect_response("**/retry"):
        page.locator(".send-warnings .button-risk").click()
    assert [body["confirm"] for body in stub.sent("retry")] == [[], ["card:1"]]


@IN_BOTH
def test_R8_a_missing_space_is_mended_by_one_tap(
    stub: StubDesk, context: BrowserContext, size: Size, language: str
) -> None:
    page = opened(stub, context, language)
    writing = page.locator(".composer-field")
    writing.fill("We are Sorry.It will be fine.")
    hint = page.locator(".hint")
    expect(hint).to_contain_text("sorry.it")
    expect(hint).to_contain_text("0.20")
    hint.get_by_role("button").click()
    expect(writing).to_have_value("We are Sorry. It will be fine.")
    expect(hint).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_R8_a_missing_space_is_mended_where_it_stops_the_answer_too(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context, "en")
    writing = page.locator(".composer-field")
    writing.fill("We are Sorry.It will be fine.")
    expect(page.locator(".hint")).to_contain_text("sorry.it")
    page.locator(".composer .send").click()
    page.locator(".send-warnings .apply-fix").click()
    expect(writing).to_have_value("We are Sorry. It will be fine.")
    assert stub.sent("replies") == []


def test_R4_a_message_over_its_limit_says_so_and_is_not_sent(stub: StubDesk, context: BrowserContext) -> None:
    with_writing(stub, allowed=False, reason_code="too_long")
    stub.put(view("t", [post("1", "hello", channel="direct")]))
    page = stub.open(context, "/t/t")
    field(page).fill("x" * 10_005)
    expect(page.locator(".composer-count")).to_have_text(re.compile(r"10,00\d/10,000"))
    expect(page.locator(".composer-count")).to_have_attribute("data-over", "true")
    expect(page.locator(".composer .send")).to_be_disabled()


def test_R6_an_account_that_was_refused_may_still_be_tried(stub: StubDesk, context: BrowserContext) -> None:
    """Only a send that is taken shows that it is well again."""
    stub.answers["replies"] = taken
    page = opened(stub, context, allowed=False, reason_code="account_refused")
    field(page).fill("Hello")
    expect(page.locator(".forbidden")).to_be_visible()
    page.locator(".composer .send").click()
    expect(field(page)).to_have_value("")


def test_R6_a_disconnected_account_sends_nothing(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context, allowed=False, reason_code="disconnected")
    field(page).fill("Hello")
    expect(page.locator(".forbidden")).to_contain_text("not connected")
    expect(page.locator(".composer .send")).to_be_disabled()


def test_N6_whom_the_answer_spares_is_said_while_it_is_written(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context, names={"named": ["customer"], "left_out": ["angry_one"]})
    expect(page.locator(".hint")).to_have_count(0)
    field(page).fill("We are on it.")
    expect(page.locator(".hint")).to_have_text("Neither named nor notified: @angry_one")
