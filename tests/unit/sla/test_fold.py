"""The state of a ticket is a fold of its posts and actions (design §4, clocks)."""

import itertools
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.posts.kinds import Via
from shared.domain.posts.post import Post
from shared.domain.replies.reply import Part, PartState, Reply, ReplyState
from shared.domain.sla.clock import ClockKind, ClockState
from shared.domain.tickets.action import ActionKind, DoneReason
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.excerpt import excerpt_of
from shared.domain.tickets.lists.flags import flags_of
from shared.domain.tickets.ticket_state import fold_ticket
from tests.builders import PlainPromises, answered, asked, at, did, done, minutes, ticket


def test_C1_a_clock_starts_at_the_oldest_unanswered_post_and_more_posts_do_not_move_it() -> None:
    told = ticket(asked(0), asked(5), asked(9))
    assert told.status is Status.NEW
    assert len(told.clocks) == 1
    assert told.running is not None
    assert told.running.started_at == at(0)
    assert told.running.due_at == at(60)


def test_C2_the_first_answer_stops_the_clock_at_its_own_time() -> None:
    told = ticket(asked(0), asked(5), answered(20), answered(25))
    assert told.status is Status.ANSWERED
    [clock] = told.clocks
    assert (clock.state, clock.elapsed) == (ClockState.ANSWERED, minutes(20))


def test_C2_an_answer_from_the_desk_answers_what_its_writer_had_seen() -> None:
    seen, unseen = asked(0), asked(9)
    told = ticket(seen, unseen, answered(10, via=Via.DESK, seen_through=seen.id))
    first, second = told.clocks
    assert (first.state, first.elapsed) == (ClockState.ANSWERED, minutes(10))
    assert (second.kind, second.started_at, second.running) == (ClockKind.NEXT_REPLY, at(9), True)
    assert told.status is Status.OPEN


def test_C2_an_answer_whose_writer_had_seen_nothing_that_waits_answers_nothing() -> None:
    old, new = asked(0), asked(30)
    told = ticket(old, answered(5), new, answered(31, via=Via.DESK, seen_through=old.id))
    assert told.running is not None
    assert told.running.started_at == at(30)


def test_C2_a_late_post_that_predates_a_native_answer_counts_as_answered_and_is_flagged() -> None:
    late = asked(5, seen=30)
    told = ticket(asked(0), answered(10), late)
    assert told.status is Status.ANSWERED
    assert told.to_look_at == {late.id}
    assert "look" in flags_of(told)


def test_C2_a_post_that_came_in_before_its_answer_is_not_flagged() -> None:
    assert ticket(asked(0), answered(10, seen=10)).to_look_at == frozenset()


def test_C3_the_first_clock_is_first_reply_and_later_ones_next_reply() -> None:
    told = ticket(asked(0), answered(10), asked(20), answered(25), asked(40))
    assert [clock.kind for clock in told.clocks] == [
        ClockKind.FIRST_REPLY,
        ClockKind.NEXT_REPLY,
        ClockKind.NEXT_REPLY,
    ]
    assert told.status is Status.OPEN


def test_C4_done_with_nothing_answered_ends_the_clock_as_no_reply_needed_with_its_reason() -> None:
    told = ticket(asked(0), actions=(done(3, DoneReason.THANKS_ONLY),))
    [clock] = told.clocks
    assert (clock.state, clock.reason) == (ClockState.NO_REPLY_NEEDED, DoneReason.THANKS_ONLY)
    assert told.status is Status.DONE


def test_C4_spam_leaves_the_metrics_altogether() -> None:
    told = ticket(asked(0), actions=(done(3, DoneReason.SPAM),))
    assert told.spam
    assert told.clocks[0].state is ClockState.SPAM
    assert told.resolution is None


def test_C4_done_does_not_swallow_a_post_that_came_in_after_the_click() -> None:
    unseen = asked(2, seen=5)
    told = ticket(asked(0), unseen, actions=(done(3),))
    assert told.running is not None
    assert told.running.started_at == at(2)
    assert told.status is Status.NEW


def test_C4_a_clock_whose_own_post_came_in_after_the_click_runs_on() -> None:
    unseen = asked(0, seen=20)
    told = ticket(unseen, asked(5), actions=(done(10),))
    [clock] = told.clocks
    assert (clock.post, clock.running) == (unseen.id, True)
    assert told.waiting == (unseen.id,)


def test_C4_on_a_reopened_ticket_done_restores_the_earlier_done() -> None:
    told = ticket(
        asked(0), answered(10), asked(30), actions=(done(20, DoneReason.RESOLVED), done(35, DoneReason.THANKS_ONLY))
    )
    assert told.status is Status.DONE
    assert told.resolution is not None
    assert told.resolution.resolved_at == at(20)


def test_C4_reopening_takes_done_back_and_the_clock_runs_from_its_own_start() -> None:
    told = ticket(asked(0), actions=(done(3), did(ActionKind.REOPEN, 4)))
    assert told.running is not None
    assert told.running.started_at == at(0)
    assert told.status is Status.NEW


def test_C5_resolution_is_measured_without_the_time_answered_and_the_first_stays_on_record() -> None:
    told = ticket(
        asked(0),
        answered(10),
        asked(30),
        answered(35),
        actions=(done(15, DoneReason.RESOLVED), done(50, DoneReason.RESOLVED)),
    )
    assert told.resolution is not None
    assert told.resolution.first_resolved_at == at(15)
    assert told.resolution.resolved_at == at(50)
    assert told.resolution.elapsed == minutes(10 + 5)


def test_I6_a_deleted_post_that_was_the_only_thing_waiting_cancels_its_clock() -> None:
    told = ticket(asked(0).without_words(at(4)))
    [clock] = told.clocks
    assert (clock.state, clock.stopped_at) == (ClockState.CANCELLED, at(4))
    assert excerpt_of(told) == ""
    assert "deleted" in flags_of(told)


def test_I6_a_deleted_post_among_others_leaves_the_clock_running() -> None:
    told = ticket(asked(0).without_words(at(4)), asked(2))
    assert told.running is not None


def test_I6_an_answer_given_before_the_deletion_stands() -> None:
    told = ticket(asked(0).without_words(at(9)), answered(5))
    assert told.clocks[0].state is ClockState.ANSWERED


def test_R1_a_ticket_with_a_reply_partly_sent_stays_in_the_queue() -> None:
    question = asked(0)
    parts = (Part("one", PartState.SENT, answered(5).id), Part("two"))
    reply = Reply("r", "acme", question.channel, question.id, question.id, "one two", "kt", at(5), parts)
    sent = answered(5, via=Via.DESK, reply_id="r", seen_through=question.id)
    waiting = ticket(question, sent, replies=(replace(reply, state=ReplyState.PARTLY_SENT),))
    assert waiting.running is not None
    whole = reply.part_sent(1, "77")
    told = fold_ticket(replace(waiting, replies=(whole,)), PlainPromises())
    assert told.clocks[0].elapsed == minutes(5)


POSTS = st.lists(
    st.tuples(st.integers(0, 600), st.booleans()), min_size=1, max_size=12, unique_by=lambda pair: pair[0]
).map(lambda pairs: [asked(n) if inbound else answered(n) for n, inbound in pairs])


@given(POSTS, st.randoms())
def test_the_order_of_arrival_never_matters_within_a_ticket(posts: list[Post], random: Random) -> None:
    shuffled = list(posts)
    random.shuffle(shuffled)
    grown = ticket(shuffled[0])
    for post in shuffled[1:]:
        grown = fold_ticket(grown.with_post(post), PlainPromises())
    at_once = ticket(*posts)
    assert (grown.status, grown.clocks, grown.waiting) == (at_once.status, at_once.clocks, at_once.waiting)


@given(POSTS)
def test_clocks_never_overlap_and_at_most_the_last_one_runs(posts: list[Post]) -> None:
    clocks = ticket(*posts).clocks
    for before, after in itertools.pairwise(clocks):
        assert before.stopped_at is not None
        assert before.stopped_at <= after.started_at


@given(POSTS, st.lists(st.integers(0, 600), max_size=3, unique=True), st.integers(0, 600))
def test_no_two_clocks_of_a_ticket_start_on_the_same_post(posts: list[Post], dones: list[int], lag: int) -> None:
    seen_late = [replace(post, seen_at=post.posted_at + minutes(lag)) for post in posts]
    ids = [clock.id for clock in ticket(*seen_late, actions=tuple(done(n) for n in dones)).clocks]
    assert len(ids) == len(set(ids))


@given(POSTS)
def test_settling_twice_is_settling_once(posts: list[Post]) -> None:
    once = ticket(*posts)
    assert fold_ticket(once, PlainPromises()) == once
