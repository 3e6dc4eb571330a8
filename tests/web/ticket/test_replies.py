"""Replies on the page: what they answer, and what is done about those that did not go out."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.web.browser import PHONE
from tests.web.stub_desk import Answer, Json, StubDesk, field, post, taken, view


def test_a_reply_answers_only_what_has_been_on_the_screen(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post(f"{n}", "A long story. " * 40, minutes=60 - n) for n in range(1, 6)]))
    newer = post("9", "one more thing", minutes=0)
    stub.answers["replies"] = lambda body: (409, {"newer": [newer]}) if body["seen_through"] != "9" else taken(body)
    page = stub.open(context, "/t/t")
    conversation = page.get_by_role("region", name="Conversation")
    expect(conversation.locator(".post")).to_have_count(5)
    conversation.evaluate("(box) => box.scrollTo(0, 0)")
    stub.tickets["t"]["posts"].append(newer)
    expect(page.get_by_role("button", name="New post")).to_be_visible()
    assert conversation.evaluate("(box) => box.scrollTop") == 0
    field(page).fill("Our answer")
    field(page).press("Control+Enter")
    expect(conversation.get_by_text("one more thing")).to_be_in_viewport()
    expect(page.get_by_role("button", name="New post")).to_have_count(0)
    expect(page.get_by_role("button", name="Reply as")).to_be_enabled()
    field(page).press("Control+Enter")
    expect(field(page)).to_have_value("")
    assert [body["seen_through"] for body in stub.sent("replies")] == ["5", "9"]


def test_a_reply_of_unknown_outcome_is_settled_by_a_person(stub: StubDesk, context: BrowserContext) -> None:
    ticket = view("t", [post("1", "hello")], flags=["reply_unknown"])
    _, reply = taken({"client_reply_id": "r-1", "text": "Our answer", "in_reply_to": "1"})
    ticket["replies"] = [reply | {"state": "unknown"}]
    stub.put(ticket)
    stub.answers["settle"] = lambda body: (200, reply | {"state": "sent"})
    page = stub.open(context, "/t/t")
    expect(page.get_by_text("Not known whether it was sent.")).to_be_visible()
    assert page.get_by_role("button", name="Send again").count() == 0
    page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    page.get_by_role("textbox", name="Address of the post on X").fill("https://x.com/acme_help/status/99")
    there = page.get_by_role("button", name="It is there")
    inside = (
        "(button) => button.getBoundingClientRect().right <= button.closest('li').getBoundingClientRect().right - 8"
    )
    assert there.evaluate(inside), "the button stays within the reply on a phone"
    with page.expect_response("**/settle"):
        there.click()
    assert stub.sent("settle") == [{"outcome": "sent", "post": "https://x.com/acme_help/status/99"}]


def test_R1_where_posts_have_no_address_a_persons_word_is_enough(stub: StubDesk, context: BrowserContext) -> None:
    stub.accounts[0]["finds_own"] = False
    ticket = view("t", [post("1", "hello")], flags=["reply_unknown"])
    _, reply = taken({"client_reply_id": "r-1", "text": "Our answer", "in_reply_to": "1"})
    ticket["replies"] = [reply | {"state": "unknown"}]
    stub.put(ticket)
    stub.answers["settle"] = lambda body: (200, reply | {"state": "sent"})
    page = stub.open(context, "/t/t")
    expect(page.get_by_text("Not known whether it was sent.")).to_be_visible()
    assert page.get_by_role("textbox", name="Address of the post on X").count() == 0
    with page.expect_response("**/settle"):
        page.get_by_role("button", name="It is there").click()
    assert stub.sent("settle") == [{"outcome": "sent"}]


def test_a_refused_reply_says_the_networks_words_and_can_be_sent_again(stub: StubDesk, context: BrowserContext) -> None:
    ticket = view("t", [post("1", "hello")], flags=["reply_failed"])
    _, reply = taken({"client_reply_id": "r-1", "text": "Our answer", "in_reply_to": "1"})
    ticket["replies"] = [reply | {"state": "failed", "reason": "You are not permitted to perform this action."}]
    stub.put(ticket)
    stub.answers["retry"] = lambda body: (202, reply)
    page = stub.open(context, "/t/t")
    expect(page.get_by_text("You are not permitted to perform this action.")).to_be_visible()
    with page.expect_response("**/retry"):
        page.get_by_role("button", name="Send again").click()
    assert len(stub.sent("retry")) == 1


@pytest.mark.parametrize(
    ("why", "language", "shown", "quoted"),
    [
        ("stale", "ja", "送信前に新しい投稿がありました。", False),
        ("stale", "en", "Something new came in before it was sent.", False),
        ("refused", "ja", "投稿先に受け付けられませんでした。", True),
        ("some_later_one", "ja", "理由:", True),
    ],
)
def test_R1_why_a_reply_is_not_out_is_said_in_the_readers_language(
    stub: StubDesk, context: BrowserContext, why: str, language: str, shown: str, quoted: bool
) -> None:
    ticket = view("t", [post("1", "hello")], flags=["reply_failed"])
    _, reply = taken({"client_reply_id": "r-1", "text": "Our answer", "in_reply_to": "1"})
    ticket["replies"] = [reply | {"state": "failed", "reason": "The words of the network", "why": why}]
    stub.put(ticket)
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    page = stub.open(context, "/t/t")
    expect(page.locator(".reply-state")).to_contain_text(shown)
    expect(page.locator(".reply-state bdi")).to_have_count(1 if quoted else 0)


@pytest.mark.parametrize(
    ("reason", "language", "shown"),
    [
        ("Its author lets only certain people answer the post.", "ja", "投稿者が返信できる人を限定しています。"),
        ("Its author lets only certain people answer the post.", "en", "Its author lets only certain people answer"),
        ("The words of the network", "ja", "The words of the network"),
    ],
)
def test_R6_the_desks_own_reason_is_said_in_the_readers_language_and_the_networks_as_it_is(
    stub: StubDesk, context: BrowserContext, reason: str, language: str, shown: str
) -> None:
    ticket = view("t", [post("1", "hello")], flags=["reply_failed"])
    _, reply = taken({"client_reply_id": "r-1", "text": "Our answer", "in_reply_to": "1"})
    ticket["replies"] = [reply | {"state": "failed", "reason": reason, "why": "not_answerable"}]
    stub.put(ticket)
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    page = stub.open(context, "/t/t")
    expect(page.locator(".reply-state bdi")).to_have_text(re.compile(f"^{re.escape(shown)}"))


def test_R2_sending_again_shows_first_what_came_since(stub: StubDesk, context: BrowserContext) -> None:
    ticket = view("t", [post("1", "hello")], flags=["reply_failed"])
    _, reply = taken({"client_reply_id": "r-1", "text": "Our answer", "in_reply_to": "1"})
    ticket["replies"] = [reply | {"state": "failed", "reason": "Forbidden"}]
    stub.put(ticket)
    newer = post("9", "forget it", minutes=2)

    def again(body: Json) -> Answer:
        if body["seen_through"] == "9":
            return 202, reply
        stub.tickets["t"]["posts"].append(newer)
        return 409, {"newer": [newer]}

    stub.answers["retry"] = again
    page = stub.open(context, "/t/t")
    expect(page.get_by_text("Forbidden")).to_be_visible()
    with page.expect_response("**/retry"):
        page.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("forget it")).to_be_in_viewport()
    expect(page.locator("[data-reply=failed]").get_by_role("alert")).to_be_visible()
    with page.expect_response("**/retry"):
        page.get_by_role("button", name="Send again").click()
    assert [body["seen_through"] for body in stub.sent("retry")] == ["1", "9"]


def troubled(stub: StubDesk, **more: object) -> None:
    ticket = view("t", [post("1", "hello", answer_id="1")], flags=["reply_failed"])
    _, reply = taken({"client_reply_id": "r-1", "text": "Our answer", "in_reply_to": "1"})
    ticket["replies"] = [reply | {"state": "failed", "why": "refused", "reason": "Forbidden"} | more]
    stub.put(ticket)

    def cancel(_: Json) -> Answer:
        ticket["replies"][0]["state"] = "cancelled"
        return 200, ticket["replies"][0]

    stub.answers["cancel"] = cancel


def test_R1_what_did_not_go_out_is_edited_and_written_anew(stub: StubDesk, context: BrowserContext) -> None:
    troubled(stub)
    stub.answers["replies"] = taken
    page = stub.open(context, "/t/t")
    field(page).fill("And sorry.")
    stub.answers["cancel"], cancel = lambda _: (500, {}), stub.answers["cancel"]
    page.get_by_role("button", name="Edit").click()
    expect(page.locator("[data-reply=failed] .trouble")).to_be_visible()
    stub.answers["cancel"] = cancel
    page.get_by_role("button", name="Edit").click()
    expect(field(page)).to_have_value("Our answer\nAnd sorry.")
    expect(page.locator("[data-reply]")).to_have_count(0)
    field(page).press("Control+Enter")
    expect(field(page)).to_have_value("")
    [body] = stub.sent("replies")
    assert body["client_reply_id"] != "r-1"
    assert (body["in_reply_to"], body["text"]) == ("1", "Our answer\nAnd sorry. ^KT")


def test_R1_what_did_not_go_out_is_let_go_of(stub: StubDesk, context: BrowserContext) -> None:
    troubled(stub)
    page = stub.open(context, "/t/t")
    page.get_by_role("button", name="Do not send").click()
    expect(page.locator("[data-reply]")).to_have_count(0)
    expect(field(page)).to_have_value("")


def test_R1_of_what_went_out_in_part_the_rest_is_left(stub: StubDesk, context: BrowserContext) -> None:
    parts = [{"text": "One", "state": "sent", "post_id": "8"}, {"text": "Two", "state": "waiting", "post_id": None}]
    troubled(stub, state="partly_sent", parts=parts)
    page = stub.open(context, "/t/t")
    expect(page.get_by_role("button", name="Send the rest")).to_be_visible()
    expect(page.get_by_role("button", name="Edit")).to_have_count(0)
    page.get_by_role("button", name="Leave it at that").click()
    expect(page.locator("[data-reply]")).to_have_count(0)
    assert len(stub.sent("cancel")) == 1
