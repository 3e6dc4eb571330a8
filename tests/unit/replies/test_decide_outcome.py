"""What the outcome of an attempt makes of a reply is decided without a desk: its state, and what follows from it."""

from dataclasses import replace
from typing import Any

import pytest

from shared.domain.answering.attempt import (
    AccountRetired,
    Attempt,
    AttemptOutcome,
    HandedBack,
    NotPosted,
    Posted,
    Unclear,
)
from shared.domain.answering.decide_outcome import DESK_UNAVAILABLE, LOOK_AFTER, MOST_TRIES, RETRY_AFTER, decide_outcome
from shared.domain.answering.decision import (
    CheckAnsweredPost,
    CheckReplyIndex,
    LeaveSendQueue,
    OutcomeDecision,
    QueueReply,
    ReportNotSent,
    ReportSent,
)
from shared.domain.errors import (
    NotAnswerableError,
    PostGoneError,
    RateLimitedError,
    RefusedError,
    UnavailableError,
    UnreachableError,
)
from shared.domain.posts.kinds import Channel, Via
from shared.domain.replies.reply import Part, PartState, Reply, ReplyState, Why
from shared.domain.settings.desk import Account
from shared.domain.tickets.claim import Claim
from shared.domain.tickets.context import DecisionContext
from shared.domain.tickets.fold import Status
from shared.domain.tickets.follow_ups import Charge, StopTimer, UpdateIndex
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_state import fold_ticket
from shared.usecases.settings.documents import settings_from
from tests.builders import BRAND, PlainPromises, answered, asked, at, ticket

HELP = Account("acme", "x", BRAND.id, BRAND.username, BRAND.name)
QUESTION = asked(0)
ANSWER = answered(6, id="77", text="It is 30 cm.", in_reply_to=QUESTION.id, via=Via.DESK)
TRIED = Part("It is 30 cm.", PartState.TRIED, tried_at=at(6))


def attempt_of(*parts: Part, index: int = 0, sending: bool = True, **more: Any) -> Attempt:
    """A worker's attempt, with the ticket as it stood when the part was marked as tried."""
    values: dict[str, Any] = {"channel": QUESTION.channel, "state": ReplyState.SENDING, "text": "It is 30 cm."} | more
    reply = Reply(
        "r1",
        "acme",
        in_reply_to=QUESTION.id,
        seen_through=QUESTION.id,
        by="kt",
        created_at=at(5),
        parts=parts,
        **values,
    )
    before = fold_ticket(replace(ticket(QUESTION), replies=(reply,)), PlainPromises())
    return Attempt(before, reply, index, HELP, sending=sending)


def decide(attempt: Attempt, outcome: AttemptOutcome, now: Ticket | None = None) -> OutcomeDecision:
    context = DecisionContext(settings_from(()), PlainPromises(), at(6.1))
    return decide_outcome(attempt, outcome, now or attempt.ticket, context)


def test_R1_a_posted_part_joins_the_ticket_stops_the_clock_and_is_charged() -> None:
    attempt = attempt_of(TRIED)
    told = decide(attempt, Posted((ANSWER,)))
    assert (told.reply.state, told.after.status) == (ReplyState.SENT, Status.ANSWERED)
    assert told.follow_ups == (
        LeaveSendQueue(told.reply),
        StopTimer(attempt.ticket.clocks[0]),
        UpdateIndex(attempt.ticket),
        Charge(told.reply, 0),
        ReportSent(told.reply),
    )


def test_R2_a_sent_reply_frees_its_writers_claim_and_nobody_elses() -> None:
    attempt = attempt_of(TRIED)
    for holder, left in (("kt", None), ("ren", "ren")):
        told = decide(attempt, Posted((ANSWER,)), replace(attempt.ticket, claim=Claim(holder, at(16))))
        assert (told.after.claim.by if told.after.claim else None) == left


def test_R1_an_event_that_came_first_brought_the_same_post() -> None:
    attempt = attempt_of(TRIED)
    first = decide(attempt, Posted((ANSWER,))).after
    told = decide(attempt, Posted((replace(ANSWER, text="not what the event said"),)), first)
    assert [post.text for post in told.after.posts] == [QUESTION.text, ANSWER.text]
    assert CheckReplyIndex("r1") in told.follow_ups


def test_C9_a_part_that_was_deleted_before_it_was_written_down_answers_nothing() -> None:
    told = decide(attempt_of(TRIED), Posted((ANSWER,), deleted=frozenset({ANSWER.id})))
    assert (told.reply.state, told.reply.text, told.after.status) == (ReplyState.SENT, "", Status.NEW)


def test_R1_a_part_that_is_found_says_nothing_of_the_accounts_right_to_send() -> None:
    told = decide(attempt_of(TRIED, sending=False), Posted((ANSWER,)))
    assert not any(isinstance(each, ReportSent) for each in told.follow_ups)


def test_R1_a_rate_limit_puts_the_part_back_until_it_ends() -> None:
    error = RateLimitedError("wait", until=at(20))
    told = decide(attempt_of(TRIED), NotPosted(error))
    assert (told.reply.state, told.reply.parts[0].state, told.reply.due_at) == (
        ReplyState.HELD,
        PartState.WAITING,
        at(20),
    )
    assert told.follow_ups == (QueueReply("r1", at(20)), ReportNotSent(attempt_of(TRIED).reply, error))


@pytest.mark.parametrize("error", [UnreachableError("no answer"), UnavailableError("dynamodb")])
def test_R1_what_time_mends_is_tried_ten_times_and_then_told(error: Any) -> None:
    again = decide(attempt_of(TRIED), NotPosted(error))
    assert (again.reply.state, again.reply.looks, again.reply.due_at) == (ReplyState.HELD, 1, at(6.1) + RETRY_AFTER)
    last = decide(attempt_of(TRIED, looks=MOST_TRIES - 1), NotPosted(error))
    assert (last.reply.state, last.reply.returned is not None) == (ReplyState.FAILED, True)


def test_R1_a_service_of_the_desk_says_nothing_of_the_account() -> None:
    told = decide(attempt_of(TRIED), NotPosted(UnavailableError("dynamodb")))
    assert told.reply.reason == DESK_UNAVAILABLE
    assert not any(isinstance(each, ReportNotSent) for each in told.follow_ups)


def test_R6_a_refusal_of_the_post_is_kept_with_the_post_and_of_another_channel_is_not() -> None:
    refused = decide(attempt_of(TRIED), NotPosted(NotAnswerableError("not allowed")))
    assert (refused.reply.state, refused.after.posts[0].refused) == (ReplyState.FAILED, "not allowed")
    private = decide(attempt_of(TRIED, channel=Channel.DIRECT), NotPosted(NotAnswerableError("not allowed")))
    assert private.after.posts[0].refused is None


def test_I6_a_post_that_the_network_calls_gone_is_looked_up() -> None:
    assert decide(attempt_of(TRIED), NotPosted(PostGoneError("gone"))).follow_ups[-1] == CheckAnsweredPost(QUESTION.id)


def test_R1_a_thread_whose_second_part_is_refused_is_partly_sent() -> None:
    first = replace(TRIED, state=PartState.SENT, post_id="77")
    told = decide(attempt_of(first, TRIED, index=1), NotPosted(RefusedError("no")))
    assert (told.reply.state, told.follow_ups[0]) == (ReplyState.PARTLY_SENT, LeaveSendQueue(told.reply))


def test_R1_a_retired_account_sends_nothing() -> None:
    assert decide(attempt_of(TRIED), AccountRetired()).reply.why is Why.RETIRED


def test_R1_a_send_of_unknown_outcome_is_looked_for_twice_then_a_person_decides() -> None:
    first = decide(attempt_of(TRIED), Unclear("no answer"))
    assert (first.reply.state, first.reply.looks, first.reply.due_at) == (
        ReplyState.SENDING,
        0,
        at(6.1) + LOOK_AFTER[0],
    )
    second = decide(attempt_of(TRIED, sending=False), Unclear("not there"))
    assert second.follow_ups[-1] == QueueReply("r1", at(6.1) + LOOK_AFTER[1])
    last = decide(attempt_of(TRIED, sending=False, looks=1), Unclear("not there"))
    assert (last.reply.state, last.reply.due_at) == (ReplyState.UNKNOWN, None)
    assert last.follow_ups == (LeaveSendQueue(attempt_of(TRIED, sending=False, looks=1).reply),)


def test_R1_a_part_that_another_worker_has_tried_since_is_left_to_it() -> None:
    attempt = attempt_of(Part("It is 30 cm."))
    theirs = attempt.ticket.with_reply(attempt.reply.with_part(0, replace(TRIED, tried_at=at(6.05))))
    told = decide(attempt, NotPosted(RateLimitedError("wait", until=at(20))), theirs)
    assert (told.after, told.reply.parts[0].state) == (theirs, PartState.TRIED)


def test_R1_a_person_decides_about_the_rest_once_the_found_part_is_written_down() -> None:
    attempt = attempt_of(TRIED, Part("And blue."), sending=False)
    rest = HandedBack(ReplyState.FAILED, "The rest was not sent.", Why.REST_NOT_SENT, after_sent=True)
    assert decide(attempt, rest).after == attempt.ticket
    sent = decide(attempt, Posted((ANSWER,))).after
    assert decide(attempt, rest, sent).reply.state is ReplyState.PARTLY_SENT
