"""What the worker does next with a reply is decided from the ticket alone."""

from dataclasses import replace
from typing import Any

from shared.domain.answering.attempt import Attempt
from shared.domain.answering.next_step import (
    POST_GONE,
    STALE,
    UNCONFIRMED,
    ComeBack,
    FindPart,
    NextStep,
    NotDue,
    NothingToDo,
    SendPart,
    next_step,
    tried,
)
from shared.domain.replies.reply import LEASE, Part, PartState, Reply, ReplyState, Why
from shared.domain.settings.desk import Account
from shared.networks.x.rules import RULES
from tests.builders import BRAND, answered, asked, at, ticket

QUESTION = asked(0)
HELP = Account("acme", "x", BRAND.id, BRAND.username, BRAND.name)
PARTS = (Part("It is 30 cm."), Part("And blue."))


def reply(**more: Any) -> Reply:
    values: dict[str, Any] = {"channel": QUESTION.channel, "parts": PARTS, "text": "It is 30 cm. And blue."} | more
    return Reply("r1", "acme", in_reply_to=QUESTION.id, seen_through=QUESTION.id, by="kt", created_at=at(5), **values)


def step(given: Reply, *newer: Any, confirmed: bool = True, n: float = 6) -> NextStep:
    before = replace(ticket(QUESTION, *newer), replies=(given,))
    return next_step(before, "r1", rules=lambda _: RULES, now=at(n), needs_confirmation=lambda _: not confirmed)


def test_a_reply_that_is_sent_or_not_there_needs_nothing() -> None:
    sent = reply(state=ReplyState.SENT)
    assert step(sent) == NothingToDo(sent)
    assert next_step(
        ticket(QUESTION), "r1", rules=lambda _: RULES, now=at(6), needs_confirmation=lambda _: False
    ) == NothingToDo(None)


def test_R1_a_reply_that_can_still_be_undone_waits() -> None:
    held = reply(due_at=at(7))
    assert step(held) == NotDue(held, at(7))
    assert step(held, n=7) == SendPart(held, 0)


def test_R1_a_reply_that_is_called_in_its_turn_goes_before_its_time() -> None:
    called = reply(due_at=at(7), in_line=True)
    assert step(called) == SendPart(called, 0)


def test_R1_another_workers_lease_is_left_alone_until_it_ends() -> None:
    first = replace(PARTS[0], state=PartState.TRIED, tried_at=at(6))
    leased = reply(state=ReplyState.SENDING, parts=(first, PARTS[1]), due_at=at(6) + LEASE)
    assert step(leased) == NotDue(leased, at(6) + LEASE)


def test_R1_the_next_part_follows_the_one_that_has_just_been_sent() -> None:
    first = replace(PARTS[0], state=PartState.SENT, post_id="77", tried_at=at(6))
    going = reply(state=ReplyState.SENDING, parts=(first, PARTS[1]), due_at=at(6) + LEASE)
    assert step(going) == SendPart(going, 1)


def test_R1_a_part_that_was_tried_is_looked_for_and_never_sent_again_blindly() -> None:
    first = replace(PARTS[0], state=PartState.TRIED, tried_at=at(1))
    found = step(reply(state=ReplyState.SENDING, parts=(first, PARTS[1]), due_at=at(3)))
    assert isinstance(found, FindPart)
    assert (found.index, found.reply.due_at) == (0, at(6) + LEASE)


def test_R2_a_stale_draft_comes_back_to_its_writer() -> None:
    back = step(reply(), asked(5.5, text="Never mind."))
    assert isinstance(back, ComeBack)
    assert (back.reply.state, back.reply.why, back.reply.reason) == (ReplyState.FAILED, Why.STALE, STALE)


def test_I6_an_answer_to_a_post_that_was_deleted_says_so_and_not_that_something_new_came() -> None:
    deleted = QUESTION.without_words(at(5.5))
    back = next_step(
        replace(ticket(deleted), replies=(reply(),)),
        "r1",
        rules=lambda _: RULES,
        now=at(6),
        needs_confirmation=lambda _: False,
    )
    assert isinstance(back, ComeBack)
    assert (back.reply.state, back.reply.why, back.reply.reason) == (ReplyState.FAILED, Why.POST_GONE, POST_GONE)


def test_R2_the_rest_of_a_reply_goes_out_although_the_customer_writes_meanwhile() -> None:
    first = replace(PARTS[0], state=PartState.SENT, post_id="77", tried_at=at(6))
    going = reply(state=ReplyState.SENDING, parts=(first, PARTS[1]), due_at=at(6) + LEASE)
    assert step(going, answered(6, id="77"), asked(6.1)) == SendPart(going, 1)


def test_R8_a_finding_that_nobody_has_confirmed_stops_the_send() -> None:
    back = step(reply(), confirmed=False)
    assert isinstance(back, ComeBack)
    assert (back.reply.why, back.reply.reason) == (Why.UNCONFIRMED, UNCONFIRMED)


def test_R1_a_part_is_marked_as_tried_with_the_workers_lease() -> None:
    marked = tried(Attempt(ticket(QUESTION), reply(in_line=True), 0, HELP), now=at(6))
    assert (marked.parts[0].state, marked.parts[0].tried_at) == (PartState.TRIED, at(6))
    assert (marked.state, marked.due_at, marked.in_line) == (ReplyState.SENDING, at(6) + LEASE, False)
