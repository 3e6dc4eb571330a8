"""Answers go out once, from the right account, and their outcome is known (R1-R3, C2)."""

from datetime import timedelta
from typing import Any

import pytest

from shared.domain.errors import (
    AccountRefusedError,
    AnswerUnderWayError,
    ClaimHeldError,
    ConflictError,
    DisconnectedError,
    InvalidError,
    NotAnswerableError,
    OutcomeUnknownError,
    OutOfCreditError,
    PostGoneError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    StaleDraftError,
    UnreachableError,
)
from shared.domain.posts.kinds import Via
from shared.domain.replies.reply import LEASE, PartState, Reply, ReplyState, Why
from shared.domain.sla.clock import ClockState
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.flags import flags_of
from shared.ports.settings import Document
from shared.usecases.accounts.account_health import account_health
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.operations.send_unsent import Unsent, send_unsent
from shared.usecases.replies.cancel_reply import cancel_reply
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.resolve_reply import resolve_reply, send_again
from shared.usecases.replies.send_reply import send_reply
from shared.usecases.tickets.ticket_actions import claim_ticket
from tests.builders import at, sighted, sighted_answer
from tests.fake_desk import AT_ONCE, FakeDesk

LONG = " ".join(f"Sentence number {n} of a long answer that says a good deal." for n in range(12))


def asked_desk(*documents: Document) -> FakeDesk:
    desk = FakeDesk(AT_ONCE, *documents)
    ingest_post(sighted(0), desk=desk)
    desk.clock.forward(timedelta(minutes=5))
    return desk


def command(desk: FakeDesk, text: str = "We are on it. ^KT", **more: Any) -> ReplyToTicket:
    ticket = desk.only_ticket()
    values: dict[str, Any] = {
        "client_reply_id": "reply-0001",
        "in_reply_to": ticket.posts[0].id,
        "seen_through": ticket.last_post.id,
    }
    return ReplyToTicket(ticket=ticket.id, text=text, **(values | more))


def put_out(desk: FakeDesk, text: str = "We are on it. ^KT") -> Reply:
    return reply_to_ticket(command(desk, text), by=desk.kt, desk=desk)


def stored(desk: FakeDesk) -> Reply:
    [reply] = desk.only_ticket().replies
    return reply


def work(desk: FakeDesk) -> ReplyState | None:
    return send_reply(desk.only_ticket().id, "reply-0001", desk=desk)


def test_R1_a_reply_stands_in_the_outbox_before_the_network_hears_of_it() -> None:
    desk = asked_desk()
    reply = put_out(desk)
    assert reply.state is ReplyState.HELD
    assert desk.x.sends == []
    assert desk.replies.messages == [(desk.only_ticket().id, "reply-0001", timedelta(0))]


def test_R1_the_worker_sends_it_and_the_clock_stops() -> None:
    desk = asked_desk()
    put_out(desk)
    assert work(desk) is ReplyState.SENT
    ticket = desk.only_ticket()
    assert ticket.status is Status.ANSWERED
    assert ticket.clocks[0].state is ClockState.ANSWERED
    assert ticket.clocks[0].elapsed == timedelta(minutes=5, milliseconds=250)
    assert ticket.last_post.by == "kt"
    assert desk.timers.running == {}
    assert desk.x.sends == [("acme", ticket.posts[0].id, "We are on it. ^KT")]


def test_R1_a_double_tap_is_one_reply() -> None:
    desk = asked_desk()
    assert put_out(desk) == put_out(desk)
    work(desk)
    work(desk)
    assert put_out(desk).state is ReplyState.SENT
    assert len(desk.x.sends) == 1


def test_R1_a_long_answer_goes_out_in_parts_each_answering_the_one_before() -> None:
    desk = asked_desk()
    put_out(desk, LONG)
    assert work(desk) is ReplyState.SENT
    targets = [to for _, to, _ in desk.x.sends]
    posts = [post.id for post in desk.only_ticket().posts]
    assert len(targets) == len(stored(desk).parts) > 1
    assert targets == posts[:-1]


def test_R1_where_one_part_fails_the_ticket_stays_and_only_the_rest_is_sent_again() -> None:
    desk = asked_desk()
    put_out(desk, LONG)
    desk.x.answers = [None, RefusedError("Forbidden: not today")]
    assert work(desk) is ReplyState.PARTLY_SENT
    ticket = desk.only_ticket()
    assert ticket.running is not None
    assert "partly_sent" in flags_of(ticket)
    assert stored(desk).reason == "Forbidden: not today"
    send_again(ticket.id, "reply-0001", by=desk.kt, desk=desk)
    assert work(desk) is ReplyState.SENT
    texts = [text for _, _, text in desk.x.sends]
    assert len(texts) == len(stored(desk).parts) + 1
    assert texts.count(texts[0]) == 1
    assert desk.only_ticket().status is Status.ANSWERED


def refused_desk() -> FakeDesk:
    """A desk whose only reply was refused by the network."""
    desk = asked_desk()
    put_out(desk)
    desk.x.answers = [RefusedError("You are not permitted to perform this action.")]
    work(desk)
    return desk


def test_R1_a_refusal_fails_with_the_networks_words_and_can_be_sent_again() -> None:
    desk = asked_desk()
    put_out(desk)
    desk.x.answers = [RefusedError("You are not permitted to perform this action.")]
    assert work(desk) is ReplyState.FAILED
    assert (stored(desk).reason, stored(desk).why) == ("You are not permitted to perform this action.", Why.REFUSED)
    assert desk.only_ticket().running is not None
    send_again(desk.only_ticket().id, "reply-0001", by=desk.kt, desk=desk)
    assert work(desk) is ReplyState.SENT


def test_R2_what_failed_is_sent_again_only_to_who_has_seen_what_came_since() -> None:
    desk = refused_desk()
    ingest_post(sighted(6, text="@acme_help forget it, cancel the order"), desk=desk)
    ticket = desk.only_ticket()
    with pytest.raises(StaleDraftError) as refused:
        send_again(ticket.id, "reply-0001", by=desk.kt, desk=desk)
    assert list(refused.value.newer) == [ticket.last_post.id]
    with pytest.raises(InvalidError):
        send_again(ticket.id, "reply-0001", by=desk.kt, desk=desk, seen_through="404")
    assert stored(desk).state is ReplyState.FAILED
    send_again(ticket.id, "reply-0001", by=desk.kt, desk=desk, seen_through=ticket.last_post.id)
    assert work(desk) is ReplyState.SENT


def test_R2_what_failed_is_not_sent_again_while_another_answer_is_on_its_way() -> None:
    desk = refused_desk()
    reply_to_ticket(command(desk, client_reply_id="reply-0002"), by=desk.kt, desk=desk)
    with pytest.raises(AnswerUnderWayError):
        send_again(desk.only_ticket().id, "reply-0001", by=desk.kt, desk=desk)


def test_R1_a_failed_reply_needs_nobody_once_a_later_one_went_out() -> None:
    desk = refused_desk()
    assert "reply_failed" in flags_of(desk.only_ticket())
    desk.clock.forward(timedelta(seconds=30))
    reply_to_ticket(command(desk, client_reply_id="reply-0002"), by=desk.kt, desk=desk)
    send_reply(desk.only_ticket().id, "reply-0002", desk=desk)
    assert "reply_failed" not in flags_of(desk.only_ticket())


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (RefusedError("No"), Why.REFUSED),
        (NotAnswerableError("No"), Why.NOT_ANSWERABLE),
        (PostGoneError("No"), Why.POST_GONE),
        (DisconnectedError("No"), Why.DISCONNECTED),
        (AccountRefusedError("No"), Why.ACCOUNT_REFUSED),
        (OutOfCreditError("No"), Why.OUT_OF_CREDIT),
        (RateLimitedError("No", at(20)), Why.RATE_LIMITED),
        (UnreachableError("No"), Why.UNREACHABLE),
        (OutcomeUnknownError("No"), Why.NOT_SAID),
    ],
    ids=str,
)
def test_R1_a_reply_that_is_not_out_says_why_in_one_word(error: SocialNetworkError, why: Why) -> None:
    desk = asked_desk()
    put_out(desk)
    desk.x.answers = [error]
    work(desk)
    assert (stored(desk).why, stored(desk).reason) == (why, "No")


def test_R1_what_did_not_go_out_is_let_go_of_and_never_sent() -> None:
    desk = refused_desk()
    ident = desk.only_ticket().id
    for _ in range(2):
        assert cancel_reply(ident, "reply-0001", by=desk.boss, desk=desk).state is ReplyState.CANCELLED
    assert "reply_failed" not in flags_of(desk.only_ticket())
    with pytest.raises(ConflictError):
        send_again(ident, "reply-0001", by=desk.kt, desk=desk)
    assert work(desk) is ReplyState.CANCELLED
    assert (len(desk.x.sends), desk.only_ticket().status) == (1, Status.NEW)


def test_R2_what_failed_is_let_go_of_by_nobody_while_another_agent_writes() -> None:
    desk = refused_desk()
    claim_ticket(desk.only_ticket().id, by=desk.boss, desk=desk)
    with pytest.raises(ClaimHeldError):
        cancel_reply(desk.only_ticket().id, "reply-0001", by=desk.kt, desk=desk)


def test_R1_what_went_out_in_part_may_be_left_at_that_and_is_the_answer_then() -> None:
    desk = asked_desk()
    put_out(desk, LONG)
    desk.x.answers = [None, RefusedError("Forbidden: not today")]
    work(desk)
    assert desk.only_ticket().running is not None
    cancel_reply(desk.only_ticket().id, "reply-0001", by=desk.kt, desk=desk)
    ticket = desk.only_ticket()
    assert (ticket.status, ticket.running, flags_of(ticket)) == (Status.ANSWERED, None, ())
    assert ticket.clocks[0].stopped_at == ticket.last_post.posted_at
    assert desk.timers.running == {}


def test_R1_a_reply_of_unknown_outcome_is_not_let_go_of_before_somebody_has_looked() -> None:
    desk = asked_desk()
    put_out(desk)
    desk.x.answers = [OutcomeUnknownError("X gave no answer")]
    work(desk)
    with pytest.raises(AnswerUnderWayError):
        cancel_reply(desk.only_ticket().id, "reply-0001", by=desk.kt, desk=desk)


def test_R1_a_send_of_unknown_outcome_that_went_out_is_found_and_not_sent_again() -> None:
    desk = asked_desk()
    put_out(desk)
    desk.x.answers, desk.x.takes_before_failing = [OutcomeUnknownError("timed out")], True
    assert work(desk) is ReplyState.SENDING
    desk.clock.forward(timedelta(seconds=8))
    assert work(desk) is ReplyState.SENT
    assert len(desk.x.sends) == 1
    assert desk.only_ticket().status is Status.ANSWERED


def test_R1_a_send_of_unknown_outcome_is_looked_for_twice_then_a_person_decides() -> None:
    desk = asked_desk()
    put_out(desk)
    desk.x.answers = [OutcomeUnknownError("timed out")]
    work(desk)
    for seconds in (8, 25):
        desk.clock.forward(timedelta(seconds=seconds))
        state = work(desk)
    assert state is ReplyState.UNKNOWN
    assert "reply_unknown" in flags_of(desk.only_ticket())
    desk.clock.forward(timedelta(hours=1))
    assert work(desk) is ReplyState.UNKNOWN
    assert send_unsent(desk=desk)[Unsent.REPLIES] == 0
    assert len(desk.x.sends) == 1


def test_R1_a_person_says_where_it_stands_and_the_clock_stops_then() -> None:
    desk = asked_desk()
    put_out(desk)
    desk.x.answers, desk.x.takes_before_failing = [OutcomeUnknownError("timed out")], True
    work(desk)
    [there] = desk.x.stands
    desk.x.unlisted = True
    for seconds in (8, 25):
        desk.clock.forward(timedelta(seconds=seconds))
        work(desk)
    ticket = desk.only_ticket()
    address = f"https://x.com/acme_help/status/{there.post_id}?s=20"
    first = resolve_reply(ticket.id, "reply-0001", post=address, by=desk.kt, desk=desk)
    assert resolve_reply(ticket.id, "reply-0001", post=address, by=desk.kt, desk=desk) == first
    assert work(desk) is ReplyState.SENT
    assert desk.only_ticket().last_post.id == there.post_id
    assert desk.only_ticket().status is Status.ANSWERED


def test_R1_a_decision_to_send_again_whose_answer_was_lost_is_answered_and_sent_once() -> None:
    desk = refused_desk()
    ident = desk.only_ticket().id
    for _ in range(2):
        assert send_again(ident, "reply-0001", by=desk.kt, desk=desk).state is ReplyState.HELD
    work(desk)
    assert send_again(ident, "reply-0001", by=desk.kt, desk=desk).state is ReplyState.SENT
    assert len(desk.x.stands) == 1


def test_R1_a_person_says_that_it_is_not_there_and_it_can_be_sent_again() -> None:
    desk = asked_desk()
    put_out(desk)
    desk.x.answers = [OutcomeUnknownError("timed out")]
    work(desk)
    for seconds in (8, 25):
        desk.clock.forward(timedelta(seconds=seconds))
        work(desk)
    ticket = desk.only_ticket()
    for _ in range(2):
        assert resolve_reply(ticket.id, "reply-0001", post=None, by=desk.kt, desk=desk).state is ReplyState.FAILED
    send_again(ticket.id, "reply-0001", by=desk.kt, desk=desk)
    assert work(desk) is ReplyState.SENT


def test_R1_what_is_said_to_stand_there_must_be_younger_than_the_reply() -> None:
    desk = asked_desk()
    put_out(desk)
    desk.x.answers = [OutcomeUnknownError("timed out")]
    work(desk)
    for seconds in (8, 25):
        desk.clock.forward(timedelta(seconds=seconds))
        work(desk)
    with pytest.raises(InvalidError, match="written after this reply"):
        resolve_reply(desk.only_ticket().id, "reply-0001", post=sighted(0).id, by=desk.kt, desk=desk)


def test_R1_the_event_that_comes_back_is_the_same_post() -> None:
    desk = asked_desk()
    put_out(desk)
    work(desk)
    [sent] = desk.x.stands
    before = desk.only_ticket()
    event = sighted_answer(0, before.posts[0].id, id=sent.post_id, posted_at=sent.posted_at, text=sent.text)
    assert ingest_post(event, desk=desk).outcome == "known"
    assert desk.only_ticket() == before


def test_R1_the_event_may_come_before_the_worker_has_written_down_what_it_sent() -> None:
    desk = asked_desk()
    put_out(desk)
    desk.x.answers, desk.x.takes_before_failing = [OutcomeUnknownError("timed out")], True
    work(desk)
    [sent] = desk.x.stands
    event = sighted_answer(
        0, desk.only_ticket().posts[0].id, id=sent.post_id, posted_at=sent.posted_at, text="@mitsuki " + sent.text
    )
    ingest_post(event, desk=desk)
    assert stored(desk).state is ReplyState.SENT
    post = desk.only_ticket().last_post
    assert (post.via, post.by, post.reply_id) == (Via.DESK, "kt", "reply-0001")
    assert work(desk) is ReplyState.SENT
    assert len(desk.x.sends) == 1


def test_R1_a_worker_that_crashed_after_the_call_is_picked_up_and_settled_not_repeated() -> None:
    desk = asked_desk()
    put_out(desk)
    desk.x.answers, desk.x.takes_before_failing = [KeyboardInterrupt()], True
    with pytest.raises(KeyboardInterrupt):
        work(desk)
    assert stored(desk).parts[0].state is PartState.TRIED
    desk.replies.messages.clear()
    desk.clock.forward(LEASE + timedelta(seconds=1))
    assert send_unsent(desk=desk)[Unsent.REPLIES] == 1
    assert work(desk) is ReplyState.SENT
    assert len(desk.x.sends) == 1


def test_R1_a_second_worker_leaves_a_reply_alone_that_another_has_in_hand() -> None:
    desk = asked_desk()
    put_out(desk)
    desk.x.answers, desk.x.takes_before_failing = [KeyboardInterrupt()], True
    with pytest.raises(KeyboardInterrupt):
        work(desk)
    desk.clock.forward(timedelta(seconds=1))
    assert work(desk) is ReplyState.SENDING
    assert len(desk.x.sends) == 1


def test_R1_a_rate_limit_waits_until_the_network_says() -> None:
    desk = asked_desk()
    put_out(desk)
    desk.replies.messages.clear()
    desk.x.answers = [RateLimitedError("Too Many Requests", desk.clock.now() + timedelta(minutes=9))]
    assert work(desk) is ReplyState.HELD
    [(_, _, delay)] = desk.replies.messages
    assert delay == timedelta(minutes=9)
    desk.clock.forward(timedelta(minutes=9))
    assert work(desk) is ReplyState.SENT


def test_R1_a_network_that_cannot_be_reached_is_tried_again_and_then_the_agent_is_told() -> None:
    desk = asked_desk()
    put_out(desk)
    desk.x.answers = [UnreachableError("connection refused")] * 10
    for _ in range(10):
        state = work(desk)
        desk.clock.forward(timedelta(seconds=30))
    assert state is ReplyState.FAILED
    assert len(desk.x.sends) == 10


def test_I8_a_refused_token_fails_the_reply_and_shows_the_account_as_disconnected() -> None:
    desk = asked_desk()
    put_out(desk)
    desk.x.answers = [DisconnectedError("Unauthorized")]
    assert work(desk) is ReplyState.FAILED
    assert account_health(desk=desk)[0].state == "account_disconnected"


def test_R2_a_draft_is_stale_after_any_newer_post() -> None:
    desk = asked_desk()
    draft = command(desk)
    ingest_post(sighted(3), desk=desk)
    with pytest.raises(StaleDraftError) as stale:
        reply_to_ticket(draft, by=desk.kt, desk=desk)
    assert stale.value.newer == (sighted(3).id,)


def test_R2_a_colleagues_native_answer_makes_a_draft_stale_too() -> None:
    desk = asked_desk()
    draft = command(desk)
    ingest_post(sighted_answer(3, sighted(0).id), desk=desk)
    with pytest.raises(StaleDraftError):
        reply_to_ticket(draft, by=desk.kt, desk=desk)


def test_R2_the_worker_looks_again_just_before_sending() -> None:
    desk = asked_desk()
    put_out(desk)
    ingest_post(sighted(4), desk=desk)
    assert work(desk) is ReplyState.FAILED
    assert desk.x.sends == []
    assert stored(desk).why is Why.STALE


def test_R2_nobody_answers_what_another_agent_has_claimed() -> None:
    desk = asked_desk()
    claim_ticket(desk.only_ticket().id, by=desk.boss, desk=desk)
    with pytest.raises(ClaimHeldError) as held:
        put_out(desk)
    assert held.value.holder == "boss"


def test_R2_the_claim_is_given_back_once_the_answer_is_out() -> None:
    desk = asked_desk()
    claim_ticket(desk.only_ticket().id, by=desk.kt, desk=desk)
    put_out(desk)
    work(desk)
    assert desk.only_ticket().claim is None


def test_a_second_answer_waits_until_the_first_is_out() -> None:
    desk = asked_desk()
    put_out(desk)
    with pytest.raises(ConflictError, match="being sent"):
        reply_to_ticket(command(desk, client_reply_id="reply-0002"), by=desk.kt, desk=desk)


OTHER = Document("account", "acme_us", 1, {"network": "x", "network_id": "300", "username": "acme_us", "name": "US"})


def test_R3_another_account_needs_its_handle_typed() -> None:
    desk = asked_desk(OTHER)
    with pytest.raises(InvalidError) as refused:
        reply_to_ticket(command(desk, account="acme_us"), by=desk.kt, desk=desk)
    assert refused.value.path == "confirm_handle"


def test_R3_the_same_account_is_no_other_account() -> None:
    desk = asked_desk(OTHER)
    assert reply_to_ticket(command(desk, account="acme"), by=desk.kt, desk=desk).account == "acme"


@pytest.mark.parametrize(
    ("more", "path"),
    [({"in_reply_to": "5"}, "in_reply_to"), ({"seen_through": "5"}, "seen_through"), ({"text": "x" * 25_001}, "text")],
)
def test_a_reply_that_cannot_be_is_refused_with_the_field(more: dict[str, str], path: str) -> None:
    desk = asked_desk()
    text = more.pop("text", "We are on it.")
    with pytest.raises(InvalidError) as refused:
        reply_to_ticket(command(desk, text, **more), by=desk.kt, desk=desk)
    assert refused.value.path == path


@pytest.mark.parametrize("text", ["", "   \n"])
def test_a_reply_without_words_is_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        put_out(asked_desk(), text)


def test_C2_a_post_that_came_while_the_answer_was_typed_keeps_waiting() -> None:
    desk = asked_desk()
    put_out(desk)
    work(desk)
    ingest_post(sighted(4.9), desk=desk)
    ticket = desk.only_ticket()
    assert ticket.running is not None
    assert ticket.running.started_at == at(4.9)
    assert ticket.status is Status.OPEN


def test_R1_undo_holds_a_reply_back_for_as_long_as_the_desk_says() -> None:
    desk = asked_desk(Document("desk", "desk", 1, {"undo_seconds": 5}))
    put_out(desk)
    assert desk.replies.messages[0][2] == timedelta(seconds=5)
    assert work(desk) is ReplyState.HELD
    assert desk.x.sends == []
    desk.clock.forward(timedelta(seconds=5))
    assert work(desk) is ReplyState.SENT
