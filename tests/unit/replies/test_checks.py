"""What stops an answer on the page stops it at the API, at a retry and in the worker too, until its writer confirms that
very finding (R8)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared import wiring
from shared.domain.accounts.faults import Fault
from shared.domain.errors import NeedsConfirmationError, RefusedError
from shared.domain.posts.kinds import Channel
from shared.domain.replies.cautions import Kind
from shared.domain.replies.reply import ReplyState, Why
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.resolve_reply import send_again
from shared.usecases.replies.send_reply import send_reply
from tests.builders import BRAND, minutes, sighted, sighted_answer
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import call

VISA, OTHER_VISA = "4111 1111 1111 1111", "4000 3111 1111 1111"
SETTINGS = Document("desk", "desk", 1, {"undo_seconds": 0, "avoid_words": ["no refund", "返金不可"]})


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    desk = FakeDesk(SETTINGS)
    ingest_post(sighted(0), desk=desk)
    desk.clock.forward(minutes(5))
    monkeypatch.setattr(wiring, "_desk", desk)
    return desk


def body(desk: FakeDesk, text: str, ident: str = "reply-0001", **more: Any) -> dict[str, Any]:
    ticket = desk.only_ticket()
    post, last = ticket.posts[0].id, ticket.last_post.id
    return {"client_reply_id": ident, "in_reply_to": post, "seen_through": last, "text": text, **more}


def posted(desk: FakeDesk, text: str, **more: Any) -> tuple[int, Any]:
    return call("POST", f"/api/tickets/{desk.only_ticket().id}/replies", body(desk, text, **more))


def previewed(desk: FakeDesk, text: str) -> list[dict[str, Any]]:
    asked = {"account": "acme", "ticket": desk.only_ticket().id, "text": text}
    warnings: list[dict[str, Any]] = call("POST", "/api/preview/reply", asked)[1]["warnings"]
    return warnings


def work(desk: FakeDesk) -> ReplyState | None:
    return send_reply(desk.only_ticket().id, "reply-0001", desk=desk)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"Your card {VISA} is charged.", "card"),
        ("Call 03-1234-5678 for help.", "phone"),
        ("Write to jo.park@mail.example.com please.", "mail"),
        ("We give NO REFUND.", "avoid"),
        ("この商品は返金不可です。", "avoid"),
        ("Order [[order]] is on its way.", "blank"),
        ("Dear {customer}, thanks.", "blank"),
        ("We are Sorry.It will be fine.", "accidental_link"),
    ],
)
def test_R8_what_stops_a_send_on_the_page_stops_it_at_the_api(desk: FakeDesk, text: str, kind: str) -> None:
    ask = {"zone": "Asia/Tokyo"}
    desk.settings.put([Document("desk", "desk", 2, {**SETTINGS.body, **ask})])
    status, problem = posted(desk, text)
    assert (status, problem["code"], problem["status"]) == (422, "needs_confirmation", 422)
    assert [each["kind"] for each in problem["findings"]] == [kind]
    assert problem["findings"] == [each for each in previewed(desk, text) if each["stops"]]
    assert (desk.only_ticket().replies, desk.replies.messages) == ((), [])
    status, reply = posted(desk, text, confirm=[each["id"] for each in problem["findings"]])
    assert (status, reply["text"]) == (202, text)
    assert work(desk) is ReplyState.SENT


def test_R8_a_confirmation_of_one_card_number_confirms_no_other(desk: FakeDesk) -> None:
    """Though both end in the same four digits."""
    [first] = posted(desk, f"Card {VISA}")[1]["findings"]
    [other] = posted(desk, f"Card {OTHER_VISA}")[1]["findings"]
    assert (first["said"], other["said"]) == ("… 1111", "… 1111")
    assert VISA.replace(" ", "") not in str(first)
    status, problem = posted(desk, f"Cards {VISA} and {OTHER_VISA}", confirm=[first["id"]])
    assert (status, problem["findings"]) == (422, [other])
    assert posted(desk, f"Cards {VISA} and {OTHER_VISA}", confirm=[first["id"], other["id"]])[0] == 202


def test_R8_neither_a_kind_nor_anything_else_confirms_what_it_does_not_name(desk: FakeDesk) -> None:
    for said in (["card"], ["personal_data"], ["… 1111"], ["*"], [""]):
        assert posted(desk, f"Card {VISA}", confirm=said)[0] == 422
    for bad in ("card", [["card"]], [{"kind": "card"}], ["x" * 101], ["x"] * 201):
        assert posted(desk, f"Card {VISA}", confirm=bad)[0] == 400


def test_R8_in_private_the_customers_own_data_may_be_said_but_no_card(desk: FakeDesk) -> None:
    text = "We call you at +81 3-1234-5678."
    assert posted(desk, f"{text} Card {VISA}", channel="direct")[0] == 422
    assert posted(desk, text, channel="direct")[0] == 202


def failed(desk: FakeDesk, text: str = "We look at it: no Refund?") -> None:
    """A reply whose writer confirmed what it holds, and that the network refused."""
    [finding] = posted(desk, text)[1]["findings"]
    desk.x.answers = [RefusedError("No")]
    posted(desk, text, confirm=[finding["id"]])
    assert work(desk) is ReplyState.FAILED


def test_R8_what_was_confirmed_once_is_confirmed_for_a_retry(desk: FakeDesk) -> None:
    failed(desk)
    assert call("POST", f"/api/tickets/{desk.only_ticket().id}/replies/reply-0001/retry", {})[0] == 202
    assert work(desk) is ReplyState.SENT


def test_R8_a_retry_is_stopped_by_what_nobody_has_confirmed_yet(desk: FakeDesk) -> None:
    failed(desk)
    desk.settings.put([Document("desk", "desk", 2, {**SETTINGS.body, "avoid_words": ["no refund", "look"]})])
    path = f"/api/tickets/{desk.only_ticket().id}/replies/reply-0001/retry"
    status, problem = call("POST", path, {})
    assert (status, [each["said"] for each in problem["findings"]]) == (422, ["look"])
    assert desk.only_ticket().replies[0].state is ReplyState.FAILED
    assert call("POST", path, {"confirm": [problem["findings"][0]["id"]]})[0] == 202
    assert work(desk) is ReplyState.SENT


def test_R8_the_worker_holds_back_what_nobody_has_confirmed(desk: FakeDesk) -> None:
    """A reply that an older version took, or a word that became one to avoid while the reply was held."""
    assert posted(desk, "We look at it.")[0] == 202
    desk.settings.put([Document("desk", "desk", 2, {**SETTINGS.body, "avoid_words": ["look"]})])
    assert work(desk) is ReplyState.FAILED
    reply = desk.only_ticket().replies[0]
    assert (reply.why, desk.x.sends) == (Why.UNCONFIRMED, [])


def test_R8_a_retry_through_the_use_case_raises_what_the_api_tells(desk: FakeDesk) -> None:
    failed(desk)
    ticket = desk.only_ticket()
    desk.tickets.save(ticket, ticket.with_reply(replace(ticket.replies[0], confirmed=())))
    with pytest.raises(NeedsConfirmationError) as stopped:
        send_again(ticket.id, "reply-0001", by=desk.kt, desk=desk)
    assert [each.kind for each in stopped.value.findings] == [Kind.AVOID]


def said_before(desk: FakeDesk, text: str = "We are looking into it.") -> None:
    ticket = desk.only_ticket()
    ingest_post(sighted_answer(5, ticket.posts[0].id, text=f"@mitsuki {text}"), desk=desk)
    desk.clock.forward(minutes(5))


def test_R8_the_same_words_twice_in_one_ticket_are_named_with_when(desk: FakeDesk) -> None:
    said_before(desk)
    [warning] = previewed(desk, "We are  looking into it.")
    assert (warning["kind"], warning["stops"]) == ("repeated", True)
    assert "We are looking into it." in warning["said"]
    assert warning["at"].startswith("2026-09-15T12:05:00")
    status, problem = posted(desk, "We are looking into it.")
    assert (status, problem["findings"]) == (422, [warning | {"id": problem["findings"][0]["id"]}])
    assert posted(desk, "We are looking into it again.")[0] == 202


def test_R8_the_same_words_may_be_said_in_private_and_after_the_first_were_deleted(desk: FakeDesk) -> None:
    said_before(desk)
    assert posted(desk, "We are looking into it.", channel="direct")[0] == 202
    ticket = desk.only_ticket()
    post = ticket.last_post
    desk.tickets.save(ticket, ticket.with_post(post.without_words(desk.clock.now())))
    assert previewed(desk, "We are looking into it.") == []


def test_R8_the_rest_of_a_thread_does_not_repeat_its_own_parts(desk: FakeDesk) -> None:
    ticket = desk.only_ticket()
    post = ticket.posts[0].id
    long = " ".join(f"Sentence number {n} of a long answer that says a good deal." for n in range(8))
    reply_to_ticket(ReplyToTicket(ticket.id, "reply-0001", post, post, long), by=desk.kt, desk=desk)
    desk.x.answers = [None, RefusedError("not today")]
    assert work(desk) is ReplyState.PARTLY_SENT
    send_again(ticket.id, "reply-0001", by=desk.kt, desk=desk)
    assert work(desk) is ReplyState.SENT


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.ACCOUNT_DISCONNECTED, "disconnected"),
        (Fault.NOT_CONNECTED, "disconnected"),
        (Fault.OUT_OF_CREDIT, "out_of_credit"),
        (Fault.REPLIES_REFUSED, "account_refused"),
    ],
)
def test_R6_the_preview_does_not_allow_what_the_worker_could_not_send(
    desk: FakeDesk, fault: Fault, reason: str
) -> None:
    asked = {"account": "acme", "ticket": desk.only_ticket().id, "text": "Hello"}
    desk.heartbeats.fail("acme", fault, "X says no", desk.clock.now())
    told = call("POST", "/api/preview/reply", asked)[1]
    assert (told["allowed"], told["reason_code"]) == (False, reason)
    assert call("POST", "/api/preview/reply", {**asked, "ticket": None})[1]["allowed"] is False
    desk.heartbeats.clear("acme", fault)
    assert call("POST", "/api/preview/reply", asked)[1]["allowed"] is True


def test_R6_a_refusal_of_public_answers_says_nothing_of_messages(desk: FakeDesk) -> None:
    desk.heartbeats.fail("acme", Fault.REPLIES_REFUSED, "X says no", desk.clock.now())
    asked = {"account": "acme", "ticket": desk.only_ticket().id, "text": "Hello", "channel": "direct"}
    told = call("POST", "/api/preview/reply", asked)[1]
    assert (told["allowed"], told["message"]["allowed"]) == (True, True)


def test_R4_a_message_over_its_limit_is_measured_and_not_allowed(desk: FakeDesk) -> None:
    asked = {"account": "acme", "ticket": desk.only_ticket().id, "text": "あ" * 10_005, "channel": "direct"}
    told = call("POST", "/api/preview/reply", asked)[1]
    assert (told["limit"], [part["weighted_length"] for part in told["parts"]]) == (10_000, [10_005])
    assert (told["allowed"], told["reason_code"]) == (False, "too_long")
    assert posted(desk, "あ" * 10_005, channel="direct")[0] == 400
    assert posted(desk, "あ" * 10_000, channel="direct")[0] == 202
    assert call("POST", "/api/preview/reply", {**asked, "channel": "public"})[1]["limit"] == 280


def test_R8_a_held_reply_of_private_words_is_checked_by_its_own_channel(desk: FakeDesk) -> None:
    direct: dict[str, Any] = {
        "channel": Channel.DIRECT,
        "recipient_id": BRAND.id,
        "mentions": (),
        "told_as_mention": False,
    }
    ingest_post(sighted(6, **direct), desk=desk)
    desk.clock.forward(timedelta(minutes=5))
    ticket = desk.only_ticket()
    ask = body(desk, "Call +81 3-1234-5678", in_reply_to=ticket.posts[0].id)
    status, problem = call("POST", f"/api/tickets/{ticket.id}/replies", ask | {"confirm_public": True})
    assert (status, [each["kind"] for each in problem["findings"]]) == (422, ["phone"])
