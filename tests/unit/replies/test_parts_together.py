"""Parts that one call carries leave together or not at all, under one key, and are recorded as one (R1, R4, N4)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.answering.decide_outcome import LOOK_AFTER, MOST_TRIES, RETRY_AFTER
from shared.domain.errors import (
    InvalidError,
    NotAnswerableError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
)
from shared.domain.networks.idempotency import IdempotencyKeys
from shared.domain.networks.measure import LetterCount, Measure
from shared.domain.networks.rules import OwnAccount
from shared.domain.posts.kinds import Channel
from shared.domain.replies.reply import LEASE, PartState, Reply, ReplyState, Why
from shared.networks.x.rules import XRules
from shared.ports.network_sending import Sent
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.cancel_reply import cancel_reply
from shared.usecases.replies.preview_reply import Draft, preview_reply
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.resolve_reply import resolve_reply, send_again
from shared.usecases.replies.send_reply import send_reply
from tests.builders import BRAND, minutes, sighted
from tests.fake_desk import FakeDesk

SEVEN = " ".join(f"This is part number {n}, and it is all there is in it." for n in range(1, 8))
DAY = timedelta(hours=23)
MINUTE = minutes(1)


class TogetherRules(XRules):
    """A network that takes five messages a call, and keys; it shows nobody what an account has sent."""

    finds_own = False
    idempotency = IdempotencyKeys(trusted_for=DAY)

    def measure(self, channel: Channel, account: OwnAccount | None = None) -> Measure:
        return Measure("utf16", 55, LetterCount(), numbered=False, together=5)


def answered_desk(text: str = SEVEN, *, public: bool = False) -> FakeDesk:
    """A desk with one reply in the outbox, on a network that takes five parts a call."""
    desk = FakeDesk()
    desk.plug.rules = TogetherRules()
    desk.rules["x"] = desk.plug.rules
    desk.x.takes_key = True
    more: dict[str, Any] = {} if public else {"channel": Channel.DIRECT, "recipient_id": BRAND.id}
    ingest_post(sighted(0, **more), desk=desk)
    ticket = desk.only_ticket()
    post = ticket.posts[0].id
    reply_to_ticket(ReplyToTicket(ticket.id, "reply-0001", post, post, text), by=desk.kt, desk=desk)
    return desk


def stored(desk: FakeDesk) -> Reply:
    [reply] = desk.only_ticket().replies
    return reply


def worked(desk: FakeDesk, after: timedelta = MINUTE) -> ReplyState | None:
    desk.clock.forward(after)
    return send_reply(desk.only_ticket().id, "reply-0001", desk=desk)


def states(desk: FakeDesk) -> list[PartState]:
    return [part.state for part in stored(desk).parts]


def said(desk: FakeDesk) -> list[str]:
    return [post.text for post in desk.only_ticket().posts if not post.inbound]


def test_R4_seven_parts_are_two_calls_with_a_key_each() -> None:
    desk = answered_desk()
    assert worked(desk) is ReplyState.SENT
    texts = [part.text for part in stored(desk).parts]
    first, second = desk.x.calls
    assert (len(texts), first[1], second[1]) == (7, tuple(texts[:5]), tuple(texts[5:]))
    keys = [part.key for part in stored(desk).parts]
    assert keys == [first[0]] * 5 + [second[0]] * 2
    assert len(set(keys)) == 2
    assert said(desk) == texts
    assert len({part.post_id for part in stored(desk).parts}) == 7


def test_R1_parts_of_one_instant_stand_in_their_order() -> None:
    """The network says when it took the call, and its ids say nothing of an order."""
    desk = answered_desk()

    def at_once(*_: Any, texts: Sequence[str], **__: Any) -> list[Sent]:
        desk.clock.forward(timedelta(seconds=1))
        return [Sent(f"{9 - n}{len(texts)}", desk.clock.now(), text) for n, text in enumerate(texts)]

    desk.x.send = at_once  # type: ignore[method-assign]
    assert worked(desk) is ReplyState.SENT
    assert said(desk) == [part.text for part in stored(desk).parts]


def test_R6_a_call_is_charged_for_once() -> None:
    desk = answered_desk(public=True)
    ticket = desk.only_ticket()
    one, two = (preview_reply(Draft("acme", text, ticket.id), desk=desk).cost for text in (SEVEN[:40], SEVEN))
    assert one < two <= one * 3
    assert worked(desk) is ReplyState.SENT
    today = desk.clock.now().date()
    charged = desk.ledger.entries(today, today)
    assert (sum(entry.number for entry in charged), sum(entry.usd for entry in charged)) == (2, two)


def test_N4_an_unknown_outcome_is_settled_by_the_same_call_and_recorded_whole() -> None:
    desk = answered_desk()
    desk.x.answers, desk.x.takes_before_failing = [OutcomeUnknownError("timed out")], True
    assert worked(desk) is ReplyState.SENDING
    assert states(desk) == [PartState.TRIED] * 5 + [PartState.WAITING] * 2
    assert worked(desk) is ReplyState.SENT
    assert desk.x.calls[0] == desk.x.calls[1]
    assert len(desk.x.calls) == 3
    assert [sent.text for sent in desk.x.stands] == said(desk) == [part.text for part in stored(desk).parts]


def test_R1_a_worker_that_dies_in_the_call_leaves_it_to_be_repeated_whole() -> None:
    desk = answered_desk()
    desk.x.answers, desk.x.takes_before_failing = [KeyboardInterrupt()], True
    with pytest.raises(KeyboardInterrupt):
        worked(desk)
    assert states(desk)[:5] == [PartState.TRIED] * 5
    assert worked(desk, LEASE) is ReplyState.SENT
    assert [sent.text for sent in desk.x.stands] == said(desk)
    assert len(said(desk)) == 7


def test_R1_a_call_that_is_refused_has_posted_none_of_its_parts() -> None:
    desk = answered_desk()
    desk.x.answers = [RefusedError("One of these words.")]
    assert worked(desk) is ReplyState.FAILED
    assert (states(desk), stored(desk).why, said(desk)) == ([PartState.WAITING] * 7, Why.REFUSED, [])


def test_R1_the_rest_is_sent_again_by_itself_where_the_first_call_went_through() -> None:
    desk = answered_desk()
    desk.x.answers = [None, RefusedError("One of these words.")]
    assert worked(desk) is ReplyState.PARTLY_SENT
    assert states(desk) == [PartState.SENT] * 5 + [PartState.WAITING] * 2
    ticket = desk.only_ticket()
    send_again(
        ticket.id,
        "reply-0001",
        by=desk.kt,
        desk=desk,
        seen_through=ticket.last_words.current_version,
        seen_version=ticket.version,
    )
    assert worked(desk) is ReplyState.SENT
    assert [len(texts) for _, texts in desk.x.calls] == [5, 2, 2]
    assert len(said(desk)) == 7


def test_R1_while_nothing_is_tried_the_whole_reply_can_be_taken_back() -> None:
    desk = answered_desk()
    taken = cancel_reply(desk.only_ticket().id, "reply-0001", by=desk.kt, desk=desk)
    assert taken.state is ReplyState.CANCELLED
    worked(desk)
    assert desk.x.calls == []


def test_R1_a_call_put_back_waits_whole() -> None:
    desk = answered_desk()
    desk.x.answers = [RateLimitedError("Too many.", desk.clock.now() + minutes(9))]
    assert worked(desk) is ReplyState.HELD
    assert states(desk) == [PartState.WAITING] * 7
    assert worked(desk, minutes(9)) is ReplyState.SENT


def test_R1_an_answer_that_does_not_name_every_part_leaves_the_outcome_open() -> None:
    desk = answered_desk()
    send = desk.x.send
    desk.x.send = lambda *args, **more: send(*args, **more)[:-1]  # type: ignore[method-assign]
    assert worked(desk) is ReplyState.SENDING
    assert (states(desk)[0], stored(desk).why) == (PartState.TRIED, Why.NOT_SAID)
    desk.x.send = send  # type: ignore[method-assign]
    assert worked(desk) is ReplyState.SENT
    assert len(desk.x.stands) == 7


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 2, 0, 1, 3)])
def test_R1_events_of_the_parts_in_any_order_are_the_parts(order: tuple[int, ...]) -> None:
    """The network echoes what it took before it answers, or instead."""
    desk = answered_desk()
    desk.x.answers, desk.x.takes_before_failing = [OutcomeUnknownError("timed out")], True
    worked(desk)
    for n in order:
        sent = desk.x.stands[n]
        echo = sighted(
            1,
            id=sent.post_id,
            author=BRAND,
            text=sent.text,
            posted_at=sent.posted_at,
            channel=Channel.DIRECT,
            recipient_id=desk.only_ticket().customer.id,
        )
        ingest_post(echo, desk=desk)
    assert states(desk) == [PartState.SENT] * 5 + [PartState.WAITING] * 2
    assert [part.post_id for part in stored(desk).parts[:5]] == [sent.post_id for sent in desk.x.stands]
    assert worked(desk) is ReplyState.SENT
    assert len(desk.x.stands) == len(said(desk)) == 7


def test_R1_a_part_that_came_back_says_that_the_call_was_taken() -> None:
    desk = answered_desk()
    desk.x.answers, desk.x.takes_before_failing = [OutcomeUnknownError("timed out")], True
    worked(desk)
    sent = desk.x.stands[2]
    echo = sighted(
        1,
        id=sent.post_id,
        author=BRAND,
        text=sent.text,
        posted_at=sent.posted_at,
        channel=Channel.DIRECT,
        recipient_id=desk.only_ticket().customer.id,
    )
    ingest_post(echo, desk=desk)
    desk.x.answers, desk.x.takes_before_failing = [RefusedError("no")], False
    assert worked(desk) is ReplyState.SENDING
    assert states(desk)[:5] == [PartState.TRIED, PartState.TRIED, PartState.SENT, PartState.TRIED, PartState.TRIED]
    assert worked(desk) is ReplyState.SENT
    assert len(desk.x.stands) == 7


def test_N4_the_call_is_repeated_for_minutes_while_the_network_does_not_answer() -> None:
    desk = answered_desk()
    desk.x.answers = [OutcomeUnknownError("HTTP 500")] * 8
    assert [worked(desk) for _ in range(8)] == [ReplyState.SENDING] * 8
    assert worked(desk) is ReplyState.SENT
    assert set(desk.x.calls[:9]) == {desk.x.calls[0]}


def test_N4_after_that_a_person_decides() -> None:
    desk = answered_desk()
    desk.x.answers = [OutcomeUnknownError("HTTP 500")] * 20
    found = [worked(desk, max(*LOOK_AFTER, RETRY_AFTER)) for _ in range(MOST_TRIES + 1)]
    assert found == [*[ReplyState.SENDING] * MOST_TRIES, ReplyState.UNKNOWN]


def test_N4_what_says_nothing_of_the_first_call_is_not_asked_for_minutes() -> None:
    desk = answered_desk()
    desk.x.answers = [OutcomeUnknownError("HTTP 500"), *[NotAnswerableError("gone")] * 20]
    assert [worked(desk) for _ in range(3)] == [ReplyState.SENDING, ReplyState.SENDING, ReplyState.UNKNOWN]


def test_N4_a_key_that_the_network_may_have_forgotten_is_not_used_again() -> None:
    desk = answered_desk()
    desk.x.answers = [OutcomeUnknownError("HTTP 500")]
    worked(desk)
    assert [worked(desk, DAY), worked(desk)] == [ReplyState.SENDING, ReplyState.UNKNOWN]
    assert len(desk.x.calls) == 1


def unknown_desk(text: str = SEVEN) -> FakeDesk:
    """A desk with a reply of which nobody knows whether its first call went through."""
    desk = answered_desk(text)
    desk.x.answers = [OutcomeUnknownError("HTTP 500"), *[NotAnswerableError("gone")] * 2]
    assert [worked(desk) for _ in range(3)][-1] is ReplyState.UNKNOWN
    return desk


def told(desk: FakeDesk) -> Reply:
    return resolve_reply(desk.only_ticket().id, "reply-0001", post=None, stands=True, by=desk.kt, desk=desk)


def test_R1_what_the_network_shows_nobody_stands_on_a_persons_word() -> None:
    desk = unknown_desk(SEVEN[:110])
    tried_at = stored(desk).parts[0].tried_at
    reply = told(desk)
    assert (reply.state, states(desk)) == (ReplyState.SENT, [PartState.SENT] * len(reply.parts))
    answers = [post for post in desk.only_ticket().posts if not post.inbound]
    assert [post.text for post in answers] == [part.text for part in reply.parts]
    assert tried_at is not None
    assert all(post.posted_at - tried_at < timedelta(seconds=1) for post in answers)
    assert desk.only_ticket().status == "answered"
    assert told(desk) == reply


def test_R1_a_persons_word_is_of_the_whole_call_and_of_no_other() -> None:
    desk = unknown_desk()
    reply = told(desk)
    assert (reply.state, reply.why) == (ReplyState.PARTLY_SENT, Why.REST_NOT_SENT)
    assert states(desk) == [PartState.SENT] * 5 + [PartState.WAITING] * 2
    assert told(desk) == reply
    ticket, desk.x.answers = desk.only_ticket(), []
    newest = ticket.last_words.current_version
    send_again(ticket.id, reply.id, by=desk.kt, desk=desk, seen_through=newest, seen_version=ticket.version)
    assert worked(desk) is ReplyState.SENT
    assert [len(texts) for _, texts in desk.x.calls] == [5, 5, 5, 2]


def test_R1_where_the_network_shows_posts_an_address_is_asked_for() -> None:
    desk = unknown_desk()
    desk.rules["x"] = XRules()
    with pytest.raises(InvalidError, match="paste the address"):
        told(desk)
