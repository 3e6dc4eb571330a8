"""From which account, on which channel, and until when it can be taken back (R1, R3, R6); trying it out before (R4-R6)."""

from datetime import timedelta
from typing import Any

import pytest

from functions.desk_api import app as _app
from shared import wiring
from shared.domain.answering.checks import region_of
from shared.domain.errors import AnswerUnderWayError, ForbiddenError, InvalidError, NotFoundError
from shared.domain.posts.incoming_post import Mention
from shared.domain.posts.kinds import Channel, Via
from shared.domain.replies.reply import ReplyState
from shared.domain.tickets.fold import Status
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.cancel_reply import cancel_reply
from shared.usecases.replies.preview_reply import Draft, ReplyPreview, preview_reply
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from tests.builders import BRAND, sighted
from tests.fake_desk import ACCOUNT, AT_ONCE, FakeDesk
from tests.unit.api.test_api import call

OTHER = Document("account", "acme_us", 1, {**ACCOUNT, "network_id": "101", "username": "acme_us"})
BOTH = (Mention(BRAND.id, BRAND.username, leading=False), Mention("101", "acme_us", leading=False))
DIRECT: dict[str, Any] = {"channel": Channel.DIRECT, "recipient_id": BRAND.id, "mentions": (), "told_as_mention": False}


def asked_desk(*documents: Document, **more: Any) -> FakeDesk:
    desk = FakeDesk(*documents)
    ingest_post(sighted(0, **more), desk=desk)
    desk.clock.forward(timedelta(minutes=5))
    return desk


def answer(desk: FakeDesk, text: str = "We are on it. ^KT", **more: Any) -> Any:
    ticket = desk.only_ticket()
    values = {"client_reply_id": "reply-0001", "in_reply_to": ticket.posts[0].id, "seen_through": ticket.last_post.id}
    return reply_to_ticket(ReplyToTicket(ticket=ticket.id, text=text, **(values | more)), by=desk.kt, desk=desk)


def previewed(desk: FakeDesk, text: str, **more: Any) -> ReplyPreview:
    values = {"account": "acme", "ticket": desk.only_ticket().id}
    return preview_reply(Draft(text=text, **(values | more)), desk=desk)


@pytest.mark.parametrize("typed", ["acme_us", "@Acme_US", " ＠acme_us "])
def test_R3_another_account_that_is_named_too_answers_once_its_handle_is_typed(typed: str) -> None:
    desk = asked_desk(OTHER, AT_ONCE, mentions=BOTH)
    assert answer(desk, account="acme_us", confirm_handle=typed).account == "acme_us"
    assert send_reply(desk.only_ticket().id, "reply-0001", desk=desk) is ReplyState.SENT
    assert desk.x.sends[0][0] == "acme_us"
    assert desk.only_ticket().status is Status.ANSWERED


@pytest.mark.parametrize("typed", [None, "", "@acme_help", "acme"])
def test_R3_without_its_handle_another_account_sends_nothing(typed: str | None) -> None:
    desk = asked_desk(OTHER, mentions=BOTH)
    with pytest.raises(InvalidError) as refused:
        answer(desk, account="acme_us", confirm_handle=typed)
    assert refused.value.path == "confirm_handle"
    assert desk.only_ticket().replies == ()


def test_R6_another_account_that_nobody_named_is_refused_with_the_reason() -> None:
    desk = asked_desk(OTHER)
    with pytest.raises(InvalidError, match="names") as refused:
        answer(desk, account="acme_us", confirm_handle="@acme_us")
    assert refused.value.path == "account"


def test_R3_an_account_that_is_not_there_is_said() -> None:
    with pytest.raises(NotFoundError):
        answer(asked_desk(), account="gone")


def test_R3_from_private_to_public_needs_a_confirmation() -> None:
    desk = asked_desk()
    ingest_post(sighted(1, text="my order number is 12", **DIRECT), desk=desk)
    with pytest.raises(InvalidError) as refused:
        answer(desk)
    assert refused.value.path == "confirm_public"
    assert [each.kind.value for each in previewed(desk, "hi", in_reply_to=desk.only_ticket().posts[0].id).cautions] == [
        "to_public"
    ]
    assert answer(desk, confirm_public=True).channel is Channel.PUBLIC


def test_R3_in_private_no_confirmation_is_asked_for() -> None:
    desk = asked_desk()
    ingest_post(sighted(1, text="my order number is 12", **DIRECT), desk=desk)
    assert answer(desk, in_reply_to=desk.only_ticket().last_post.id).channel is Channel.DIRECT


def test_R3_a_private_message_has_no_public_answer() -> None:
    desk = asked_desk(**DIRECT)
    with pytest.raises(InvalidError) as refused:
        answer(desk, channel=Channel.PUBLIC, confirm_public=True)
    assert refused.value.path == "in_reply_to"


def test_R3_a_public_post_can_be_answered_in_private_and_that_stops_the_clock() -> None:
    desk = asked_desk(AT_ONCE)
    answer(desk, "long " * 200, channel=Channel.DIRECT)
    assert send_reply(desk.only_ticket().id, "reply-0001", desk=desk) is ReplyState.SENT
    ticket = desk.only_ticket()
    assert (len(desk.x.sends), ticket.last_post.channel, ticket.status) == (1, Channel.DIRECT, Status.ANSWERED)
    echo = sighted(5, id=ticket.last_post.id, text="long " * 200, author=BRAND, **(DIRECT | {"recipient_id": "900"}))
    ingest_post(echo, desk=desk)
    assert [post.via for post in desk.only_ticket().posts if not post.inbound] == [Via.DESK]


def test_R1_an_undone_reply_is_cancelled_and_nothing_goes_out() -> None:
    desk = asked_desk()
    reply = answer(desk)
    assert reply.due_at - desk.clock.now() == timedelta(seconds=5)
    ticket = desk.only_ticket().id
    for _ in range(2):
        assert cancel_reply(ticket, reply.id, by=desk.kt, desk=desk).state is ReplyState.CANCELLED
    desk.clock.forward(timedelta(seconds=6))
    assert send_reply(ticket, reply.id, desk=desk) is ReplyState.CANCELLED
    assert desk.x.sends == []
    assert desk.only_ticket().running is not None
    assert answer(desk, client_reply_id="reply-0002").state is ReplyState.HELD


def test_R1_what_is_on_its_way_cannot_be_undone() -> None:
    desk = asked_desk(AT_ONCE)
    reply = answer(desk)
    send_reply(desk.only_ticket().id, reply.id, desk=desk)
    with pytest.raises(AnswerUnderWayError):
        cancel_reply(desk.only_ticket().id, reply.id, by=desk.kt, desk=desk)


def test_R1_a_colleague_s_reply_is_taken_back_by_a_manager_alone() -> None:
    desk = asked_desk()
    answer(desk)
    ticket = desk.only_ticket().id
    reply_to = cancel_reply
    with pytest.raises(ForbiddenError):
        reply_to(ticket, "reply-0001", by=_somebody(), desk=desk)
    assert reply_to(ticket, "reply-0001", by=desk.boss, desk=desk).state is ReplyState.CANCELLED
    with pytest.raises(NotFoundError):
        reply_to(ticket, "reply-0009", by=desk.kt, desk=desk)


def _somebody() -> Any:
    from shared.domain.settings.desk import Person

    return Person("ren", "Ren", "ren@example.com")


def test_R4_the_preview_is_what_goes_out() -> None:
    desk = asked_desk(AT_ONCE)
    text = "ご連絡ありがとうございます。確認いたします。" * 20
    parts = previewed(desk, text).parts
    assert len(parts) > 1
    assert all(part.length <= 280 for part in parts)
    answer(desk, text)
    send_reply(desk.only_ticket().id, "reply-0001", desk=desk)
    assert [sent for _, _, sent in desk.x.sends] == [part.text for part in parts]


def test_R4_the_customer_s_handle_in_front_does_not_count() -> None:
    [part] = previewed(asked_desk(), "@mitsuki hello").parts
    assert part.length == 5


def test_R6_the_preview_says_what_is_allowed_and_what_it_costs() -> None:
    desk = asked_desk()
    found = previewed(desk, "See https://example.com/help")
    assert (found.may.allowed, str(found.cost)) == (True, "0.200")
    assert [(each.kind.value, each.said, each.stops) for each in found.cautions] == [("link_cost", "0.200", False)]
    assert found.message_link == "https://x.com/messages/compose?recipient_id=100"
    nothing_yet = previewed(desk, "  ")
    assert (len(nothing_yet.parts), nothing_yet.may.allowed, str(nothing_yet.cost)) == (0, True, "0")


def test_R5_in_private_the_customer_s_own_data_may_be_said_but_no_card() -> None:
    text = "0312345678 a@example.com 4111111111111111 [[blank]]"
    kinds = [each.kind.value for each in previewed(asked_desk(), text, channel=Channel.DIRECT).cautions]
    assert kinds == ["blank", "card"]


def test_R5_words_to_avoid_and_the_desk_s_own_number_come_from_its_settings() -> None:
    line = Document("template", "line", 1, {"name": "Line", "language": "ja", "text": "お電話は03-1234-5678まで"})
    desk = asked_desk(Document("desk", "desk", 1, {"avoid_words": ["返金不可"], "zone": "Asia/Tokyo"}), line)
    text = "返金不可です。03-1234-5678か03-1234-9999へお電話ください"
    found = [(each.kind.value, each.said) for each in previewed(desk, text).cautions]
    assert found == [("avoid", "返金不可"), ("phone", "03-1234-9999")]


def test_R6_another_account_is_pointed_out_before_it_is_refused() -> None:
    found = previewed(asked_desk(OTHER), "hello", account="acme_us")
    assert [each.said for each in found.cautions] == ["@acme_us"]
    assert not found.may.allowed


@pytest.mark.parametrize(
    ("zone", "region"), [("Asia/Tokyo", "JP"), ("Europe/London", "GB"), ("UTC", None), ("x", None)]
)
def test_R5_a_desk_s_zone_says_whose_numbers_need_no_country(zone: str, region: str | None) -> None:
    assert region_of(zone) == region


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    assert _app
    fake = asked_desk()
    monkeypatch.setattr(wiring, "_desk", fake)
    return fake


def test_the_preview_has_the_shape_of_the_contract(desk: FakeDesk) -> None:
    body = {"account": "acme", "ticket": desk.only_ticket().id, "text": "こんにちは example.com"}
    assert call("POST", "/api/preview/reply", body) == (
        200,
        {
            "channel": "public",
            "parts": [{"text": "こんにちは example.com", "weighted_length": 34, "bytes": 27}],
            "opening": "",
            "allowed": True,
            "reason": "The customer named the account.",
            "reason_code": "summoned",
            "ways": [],
            "cost_usd": 0.2,
            "limit": 280,
            "bytes_limit": None,
            "quota": None,
            "names": {"named": ["mitsuki"], "left_out": []},
            "warnings": [
                {
                    "id": "link_cost:e3e0f536c9bc70eb8326",
                    "kind": "link_cost",
                    "said": "0.200",
                    "stops": False,
                    "at": None,
                    "mend": None,
                }
            ],
            "message": {
                "allowed": True,
                "reason_code": "private",
                "ways": [],
                "cost_usd": 0.015,
                "link": "https://x.com/messages/compose?recipient_id=100",
                "link_cost_usd": 0.2,
                "once": False,
                "until": None,
                "used_at": None,
                "network_name": None,
            },
        },
    )
    assert call("POST", "/api/preview/reply", {"account": "acme", "text": "hi"})[1]["reason_code"] == "assumed"


@pytest.mark.parametrize(
    ("more", "status", "path"),
    [
        ({"text": None}, 400, "text"),
        ({"text": "x" * 25_001}, 400, "text"),
        ({"channel": "carrier pigeon"}, 400, "channel"),
        ({"in_reply_to": "5"}, 400, "in_reply_to"),
        ({"account": "gone"}, 404, None),
        ({"ticket": "acme.1.1"}, 404, None),
        ({"ticket": "nonsense"}, 404, None),
    ],
)
def test_a_preview_of_what_cannot_be_says_so(
    desk: FakeDesk, more: dict[str, Any], status: int, path: str | None
) -> None:
    body = {"account": "acme", "ticket": desk.only_ticket().id, "text": "hi"} | more
    answered, problem = call("POST", "/api/preview/reply", body)
    assert (answered, problem.get("path")) == (status, path)


def test_R1_undo_over_the_api(desk: FakeDesk) -> None:
    ticket = desk.only_ticket()
    body = {"client_reply_id": "reply-0001", "in_reply_to": ticket.posts[0].id, "seen_through": ticket.posts[0].id}
    reply = call("POST", f"/api/tickets/{ticket.id}/replies", body | {"text": "hi"})[1]
    assert (reply["account"], reply["channel"], reply["held_until"]) == ("acme", "public", "2026-09-15T12:05:05.000Z")
    second = call("POST", f"/api/tickets/{ticket.id}/replies", body | {"text": "hi", "client_reply_id": "reply-0002"})
    assert (second[0], second[1]["code"]) == (409, "answer_under_way")
    status, taken = call("POST", f"/api/tickets/{ticket.id}/replies/reply-0001/cancel")
    assert (status, taken["state"], taken["held_until"]) == (200, "cancelled", None)


def test_of_many_earlier_tickets_the_newest_are_read_first_and_then_those_before_them(desk: FakeDesk) -> None:
    for n in range(1, 45):
        call("POST", f"/api/tickets/{newest(desk)}/done", {"reason": "thanks_only"})
        ingest_post(sighted(60 * 24 * 30 * n, text=f"@acme_help again {n}"), desk=desk)
    _, tickets = desk.tickets.of_customer("acme", "900")
    path = f"/api/tickets/{newest(desk)}/earlier"
    pages = [call("GET", path)[1]]
    while pages[0]["more"] and len(pages) < 9:
        pages.insert(0, call("GET", path, before=pages[0]["tickets"][0]["ticket"]["id"])[1])
    assert [len(page["tickets"]) for page in pages] == [4, 20, 20]
    assert [each["ticket"]["id"] for page in pages for each in page["tickets"]] == [each.id for each in tickets[:-1]]
    status, problem = call("GET", path, before="nonsense")
    assert (status, problem["path"]) == (400, "before")


def newest(desk: FakeDesk) -> str:
    return desk.tickets.of_customer("acme", "900")[1][-1].id


def test_earlier_tickets_of_the_customer_are_read_when_they_are_asked_for(desk: FakeDesk) -> None:
    first = desk.only_ticket().id
    call("POST", f"/api/tickets/{first}/done", {"reason": "thanks_only"})
    ingest_post(sighted(60 * 24 * 30, text="@acme_help again"), desk=desk)
    _, (_, second) = desk.tickets.of_customer("acme", "900")
    full = call("GET", f"/api/tickets/{second.id}")[1]
    assert (full["earlier"], full["posts"][0]["text"], full["posts"][0]["edited"]) == (1, "@acme_help again", False)
    told = call("GET", f"/api/tickets/{second.id}/earlier")[1]
    assert [each["ticket"]["id"] for each in told["tickets"]] == [first]
    assert told["tickets"][0]["posts"][0]["text"] == "@acme_help where is my order?"
    assert told["more"] is False
    assert call("GET", "/api/tickets/acme.900.1/earlier")[0] == 404
    assert call("GET", "/api/tickets/nonsense/earlier")[0] == 404
    assert [step["step"] for step in full["clocks"][0]["steps"]][-1].startswith("late")
