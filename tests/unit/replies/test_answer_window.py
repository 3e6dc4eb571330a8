"""Until when a post can be answered, who may see the answer, and the key that makes it one (N3, N4, N6)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.domain.accounts.faults import Fault
from shared.domain.errors import (
    IdReusedError,
    InvalidError,
    NotPermittedError,
    OutcomeUnknownError,
    PostGoneError,
    QuotaUsedUpError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    TooVisibleError,
)
from shared.domain.networks.idempotency import IdempotencyKeys
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.visibility import Audience, Visibility
from shared.domain.replies.reply import PartState, ReplyState, Why
from shared.domain.tickets.lists.rows import TicketRow
from shared.usecases.accounts.watch_accounts import watch_accounts
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.resolve_reply import send_again
from shared.usecases.replies.send_reply import send_reply
from tests.builders import asked, at, minutes, sighted, ticket
from tests.fake_desk import FakeDesk
from tests.fake_plug import KeyedRules

UNDO = minutes(1)
FOLLOWERS = Visibility("private", Audience.FOLLOWERS)


def heard(**more: Any) -> FakeDesk:
    desk = FakeDesk()
    ingest_post(sighted(0, **more), desk=desk)
    return desk


def answer(desk: FakeDesk, text: str = "It left today.", **more: Any) -> ReplyToTicket:
    told = desk.only_ticket()
    return ReplyToTicket(told.id, "reply-0001", told.posts[0].id, told.last_post.id, text, **more)


def test_N3_the_window_comes_with_the_post_and_the_ticket_shows_it() -> None:
    desk = heard(answer_by=at(20))
    assert desk.only_ticket().posts[0].answer_by == at(20)
    row = TicketRow.of(desk.only_ticket())
    assert row.clock is not None
    assert (row.answer_by, row.answer_before, row.clock.due_at > at(20)) == (at(20), at(20), True)


def test_N3_the_deadline_counts_where_it_is_earlier() -> None:
    row = TicketRow.of(ticket(asked(0, answer_by=at(24 * 60))))
    assert row.clock is not None
    assert row.answer_before == row.clock.due_at


@pytest.mark.parametrize(
    ("posts", "ends"),
    [
        ([asked(0, answer_by=at(10)), asked(1, answer_by=at(11))], at(11)),
        ([asked(0, answer_by=at(10)), asked(1)], None),
        (
            [asked(0, answer_by=at(10)), asked(1, answer_by=at(5), channel=Channel.DIRECT, kind=PostKind.DIRECT)],
            at(5),
        ),
        ([asked(0), asked(1, answer_by=at(5), channel=Channel.DIRECT, kind=PostKind.DIRECT)], at(5)),
    ],
)
def test_N3_a_ticket_can_be_answered_until_the_last_window_of_a_channel(posts: Any, ends: datetime | None) -> None:
    assert ticket(*posts).answer_by == ends


def test_N3_the_queue_is_ordered_by_deadline_or_window_whichever_comes_first() -> None:
    desk = heard()
    later = sighted(1, author=replace(sighted(0).author, id="901", username="jo"), answer_by=at(5))
    ingest_post(later, desk=desk)
    rows = [row for _, row in desk.tickets.waiting("acme", limit=9)]
    assert [row.customer.id for row in rows] == ["901", "900"]


def test_N3_after_the_window_the_answer_is_refused_with_the_reason() -> None:
    desk = heard(answer_by=at(20))
    desk.clock.instant = at(20)
    with pytest.raises(InvalidError, match="takes no answer to this post any more"):
        reply_to_ticket(answer(desk), by=desk.kt, desk=desk)
    desk.clock.instant = at(19)
    assert reply_to_ticket(answer(desk), by=desk.kt, desk=desk).under_way


def test_N6_an_answer_is_seen_by_those_who_see_the_post() -> None:
    desk = heard(visibility=FOLLOWERS)
    reply_to_ticket(answer(desk), by=desk.kt, desk=desk)
    desk.clock.forward(UNDO)
    send_reply(desk.only_ticket().id, "reply-0001", desk=desk)
    assert desk.x.audiences == [Audience.FOLLOWERS]


@pytest.mark.parametrize("audience", [Audience.UNLISTED, Audience.PUBLIC])
def test_N6_more_people_than_see_the_post_see_an_answer_only_if_that_is_confirmed(audience: Audience) -> None:
    desk = heard(visibility=FOLLOWERS)
    with pytest.raises(InvalidError, match="more people would see the answer") as refused:
        reply_to_ticket(answer(desk, audience=audience), by=desk.kt, desk=desk)
    assert refused.value.path == "confirm_public"
    reply = reply_to_ticket(answer(desk, audience=audience, confirm_public=True), by=desk.kt, desk=desk)
    desk.clock.forward(UNDO)
    send_reply(desk.only_ticket().id, "reply-0001", desk=desk)
    assert (reply.audience, desk.x.audiences) == (audience, [audience])


@pytest.mark.parametrize("audience", [Audience.DIRECT, Audience.FOLLOWERS, None])
def test_N6_fewer_people_may_see_the_answer(audience: Audience | None) -> None:
    desk = heard(visibility=FOLLOWERS)
    assert reply_to_ticket(answer(desk, audience=audience), by=desk.kt, desk=desk).audience is audience


def test_N6_an_answer_on_another_channel_is_seen_by_those_whom_that_reaches() -> None:
    desk = heard(visibility=FOLLOWERS)
    reply_to_ticket(answer(desk, channel=Channel.DIRECT), by=desk.kt, desk=desk)
    desk.clock.forward(UNDO)
    send_reply(desk.only_ticket().id, "reply-0001", desk=desk)
    assert desk.x.audiences == [Audience.DIRECT]


def sent_to(desk: FakeDesk, *seen_by: Audience) -> ReplyState | None:
    """Send the answer, as far as it goes; the network says that it is seen by those people."""
    reply_to_ticket(answer(desk), by=desk.kt, desk=desk)
    desk.clock.forward(UNDO)
    [desk.x.seen_by] = seen_by
    return send_reply(desk.only_ticket().id, "reply-0001", desk=desk)


def alarmed(desk: FakeDesk) -> list[Fault]:
    watch_accounts(desk=desk)
    return desk.alerts.faults


@pytest.mark.parametrize("seen_by", [Audience.FOLLOWERS, Audience.DIRECT])
def test_N6_an_answer_that_as_many_see_as_were_to_alarms_nobody(seen_by: Audience) -> None:
    desk = heard(visibility=FOLLOWERS)
    assert sent_to(desk, seen_by) is ReplyState.SENT
    assert alarmed(desk) == []
    assert desk.only_ticket().last_post.audience is seen_by


def test_N6_an_answer_that_more_people_see_and_that_stands_is_recorded_and_managers_are_told() -> None:
    desk = heard(visibility=FOLLOWERS)
    assert sent_to(desk, Audience.PUBLIC) is ReplyState.SENT
    assert desk.only_ticket().last_post.visibility == Visibility("public", Audience.PUBLIC)
    assert alarmed(desk) == [Fault.TOO_VISIBLE]


def test_N6_an_answer_that_was_deleted_for_its_readers_failed_and_managers_are_told() -> None:
    """The network has used up its key: the next send has another one, so that it does not get the deleted post back."""
    desk = heard(visibility=FOLLOWERS)
    desk.x.answers = [TooVisibleError("It was posted for everybody, and is deleted again.")]
    assert sent_to(desk, Audience.FOLLOWERS) is ReplyState.FAILED
    [reply] = desk.only_ticket().replies
    assert (reply.why, reply.parts[0].state) == (Why.TOO_VISIBLE, PartState.WAITING)
    assert alarmed(desk) == [Fault.TOO_VISIBLE]
    send_again(desk.only_ticket().id, reply.id, by=desk.kt, desk=desk)
    assert send_reply(desk.only_ticket().id, reply.id, desk=desk) is ReplyState.SENT
    assert len(set(desk.x.keys)) == 2


def test_N3_a_reply_that_waited_beyond_its_window_is_not_sent() -> None:
    """A network may take such an answer, and deliver it to nobody."""
    desk = heard(answer_by=at(20))
    desk.x.answers = [RateLimitedError("full", at(25))]
    reply_to_ticket(answer(desk), by=desk.kt, desk=desk)
    for minute, state in ((10, ReplyState.HELD), (26, ReplyState.FAILED)):
        desk.clock.instant = at(minute)
        assert send_reply(desk.only_ticket().id, "reply-0001", desk=desk) is state
    [reply] = desk.only_ticket().replies
    assert (reply.why, len(desk.x.sends)) == (Why.WINDOW_CLOSED, 1)


def test_N3_the_sender_knows_the_answered_post_and_when_its_author_last_wrote_in_private() -> None:
    """What a network lets us say, and how, may depend on that: on Messenger an answer after a day is another call."""
    desk = heard()
    ingest_post(sighted(1, channel=Channel.DIRECT), desk=desk)
    ingest_post(sighted(2), desk=desk)
    told = desk.only_ticket()
    reply_to_ticket(answer(desk, "It left today. " * 30), by=desk.kt, desk=desk)
    desk.clock.forward(UNDO)
    send_reply(told.id, "reply-0001", desk=desk)
    assert len(desk.x.answered) > 1
    assert {(each.post.id, each.wrote_at) for each in desk.x.answered if each} == {(told.posts[0].id, at(1))}


def test_N3_nobody_wrote_in_private_where_all_is_public() -> None:
    desk = heard()
    reply_to_ticket(answer(desk), by=desk.kt, desk=desk)
    desk.clock.forward(UNDO)
    send_reply(desk.only_ticket().id, "reply-0001", desk=desk)
    assert [each.wrote_at for each in desk.x.answered if each] == [None]


def test_N4_a_parts_key_stands_before_the_first_call_and_stays_the_same() -> None:
    desk = heard()
    reply = reply_to_ticket(answer(desk, "It left today. " * 30), by=desk.kt, desk=desk)
    keys = [part.key for part in reply.parts]
    assert len(set(keys)) == len(keys) > 1
    desk.clock.forward(UNDO)
    desk.x.answers = [RateLimitedError("full", desk.clock.now() + minutes(1)), OutcomeUnknownError("timed out")]
    for _ in range(2):
        send_reply(desk.only_ticket().id, reply.id, desk=desk)
        desk.clock.forward(minutes(2))
    assert desk.x.keys[:2] == [keys[0]] * 2
    assert [part.key for part in desk.only_ticket().replies[0].parts] == keys


def unclear(error: SocialNetworkError | None = None) -> FakeDesk:
    """A desk of whose answer nobody knows whether it is out, on a network that takes keys; `error` is said from then on."""
    desk = heard()
    reply_to_ticket(answer(desk), by=desk.kt, desk=desk)
    desk.clock.forward(UNDO)
    desk.plug.rules = KeyedRules()
    desk.x.answers = [OutcomeUnknownError("timed out"), *([error] * 2 if error is not None else [])]
    return desk


def worked(desk: FakeDesk, *, after: timedelta, times: int = 1) -> ReplyState:
    for _ in range(times):
        send_reply(desk.only_ticket().id, "reply-0001", desk=desk)
        desk.clock.forward(after)
    return desk.only_ticket().replies[0].state


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (PostGoneError("deleted"), ReplyState.UNKNOWN),
        (NotPermittedError("no such right"), ReplyState.UNKNOWN),
        (QuotaUsedUpError("no more this month"), ReplyState.UNKNOWN),
        (RefusedError("too long"), ReplyState.FAILED),
    ],
)
def test_R1_N4_what_came_after_the_first_call_says_nothing_of_it(said: SocialNetworkError, state: ReplyState) -> None:
    desk = unclear(said)
    assert worked(desk, after=minutes(2), times=3) is state


def test_N4_a_repeated_send_carries_the_instant_that_was_stored_before_the_first() -> None:
    desk = unclear()
    worked(desk, after=minutes(2))
    stored = desk.only_ticket().replies[0].parts[0].tried_at
    assert stored is not None
    assert worked(desk, after=minutes(0)) is ReplyState.SENT
    assert desk.x.tried == [stored, stored]


def test_R1_N4_on_a_channel_without_keys_nothing_is_sent_again() -> None:
    desk = unclear()
    rules = KeyedRules()
    rules.idempotency = replace(rules.idempotency, channels=frozenset({Channel.DIRECT}))
    desk.plug.rules = rules
    desk.x.takes_before_failing = True
    worked(desk, after=minutes(2))
    assert worked(desk, after=minutes(0)) is ReplyState.SENT
    assert len(desk.x.sends) == 1


def test_R1_N4_a_key_that_the_network_may_have_forgotten_sends_nothing_again() -> None:
    desk = unclear()
    desk.x.takes_before_failing = True
    worked(desk, after=timedelta(hours=1))
    assert worked(desk, after=minutes(0)) is ReplyState.SENT
    assert len(desk.x.sends) == 1


class LooksFirstRules(KeyedRules):
    """A network that may answer the second call with an error although the first one is posted."""

    idempotency = IdempotencyKeys(trusted_for=timedelta(minutes=30), look_first=True)


@pytest.mark.parametrize(("taken", "calls"), [(True, 1), (False, 2)])
def test_N4_the_network_is_looked_through_before_a_call_is_repeated(taken: bool, calls: int) -> None:
    desk = unclear()
    desk.plug.rules = LooksFirstRules()
    desk.x.takes_before_failing = taken
    assert worked(desk, after=minutes(2), times=2) is ReplyState.SENT
    assert (len(desk.x.calls), len(desk.x.stands)) == (calls, 1)


def test_N4_an_error_on_the_second_call_leaves_it_open_and_is_looked_for_again() -> None:
    desk = unclear(OutcomeUnknownError("HTTP 500"))
    desk.plug.rules = LooksFirstRules()
    desk.x.takes_before_failing = desk.x.unlisted = True
    assert worked(desk, after=minutes(2), times=2) is ReplyState.SENDING
    desk.x.unlisted = False
    assert worked(desk, after=minutes(2)) is ReplyState.SENT
    assert len(desk.x.calls) == 2


def test_an_answer_carries_the_content_warning_of_the_post_on() -> None:
    desk = heard(content_warning="Spoilers")
    assert sent_to(desk, Audience.PUBLIC) is ReplyState.SENT
    assert desk.x.warnings == ["Spoilers"]


def test_R7_N6_an_id_names_one_reply_for_one_audience() -> None:
    """Otherwise a second request would be told that its words go to few, while they go to many."""
    desk = heard(visibility=FOLLOWERS)
    wide = answer(desk, audience=Audience.PUBLIC, confirm_public=True)
    stored = reply_to_ticket(wide, by=desk.kt, desk=desk)
    assert reply_to_ticket(wide, by=desk.kt, desk=desk) == stored
    for audience in (None, Audience.DIRECT):
        with pytest.raises(IdReusedError):
            reply_to_ticket(answer(desk, audience=audience), by=desk.kt, desk=desk)


@pytest.mark.parametrize(("messages", "quotes"), [((0,), [""]), ((0, 1), ["of 0"])])
def test_an_answer_quotes_its_post_where_several_wait(messages: tuple[int, ...], quotes: list[str]) -> None:
    desk = FakeDesk()
    for n in messages:
        ingest_post(sighted(n, quote_token=f"of {n}"), desk=desk)
    assert sent_to(desk, Audience.PUBLIC) is ReplyState.SENT
    assert desk.x.quotes == quotes


def test_I6_what_is_deleted_can_be_quoted_no_more() -> None:
    post = heard(quote_token="token").only_ticket().posts[0]
    assert (post.quote_token, post.without_words(at(1)).quote_token) == ("token", "")


def test_N6_what_is_found_for_too_many_readers_is_left_to_the_sender_which_deletes_it() -> None:
    desk = unclear(TooVisibleError("It was posted for everybody, and is deleted again."))
    desk.plug.rules = LooksFirstRules()
    desk.x.takes_before_failing, desk.x.seen_by = True, Audience.PUBLIC
    [post] = desk.only_ticket().posts
    desk.tickets.save(desk.only_ticket(), desk.only_ticket().with_post(replace(post, visibility=FOLLOWERS)))
    assert worked(desk, after=minutes(2), times=2) is ReplyState.FAILED
    assert desk.only_ticket().replies[0].why is Why.TOO_VISIBLE
    assert alarmed(desk) == [Fault.TOO_VISIBLE]
