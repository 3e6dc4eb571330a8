"""Our answer that was deleted on the network answers no more, whatever came in first (C9)."""

import itertools
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.desk_api.views.full_ticket import FullTicket
from functions.desk_api.views.links import Links
from functions.desk_api.views.people import people_of
from functions.desk_api.views.recipients import recipients_of
from functions.desk_api.views.shown_media import ShownMedia
from shared.domain.posts.incoming_post import Deletion, IncomingPost
from shared.domain.posts.kinds import Via
from shared.domain.posts.post import EXPIRED, Post
from shared.domain.replies.reply import ReplyState
from shared.domain.sla.clock import ClockKind, ClockState
from shared.domain.sla.ladder import LAST_CALL, is_last_call
from shared.domain.sla.stamping import clock_id
from shared.domain.tickets.action import DoneReason
from shared.domain.tickets.fold import Status
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_state import fold_ticket
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from shared.usecases.reporting.measure_response_times import measure
from shared.usecases.settings.current import desk_settings
from shared.usecases.sla.chase_deadline import chase_deadline
from shared.usecases.sla.reapply_sla import SlaMatcher, with_sla_reapplied
from shared.usecases.tickets.auto_close import AutoClose, auto_close
from shared.usecases.tickets.ticket_actions import finish_ticket, reopen_ticket
from tests.builders import PlainPromises, answered, asked, at, done, minutes, sighted, sighted_answer, ticket
from tests.fake_desk import AT_ONCE, LADDER, TWO_STEPS, FakeDesk

HOUR = Document("policy", "default", 1, {"ladder": LADDER, "first_reply_minutes": 60, "next_reply_minutes": 60})


def gone(post: Post, n: float = 100) -> Post:
    return post.without_words(at(n))


def told(desk: FakeDesk, *events: IncomingPost | Deletion) -> None:
    ingest_delivery(events, source="webhook", desk=desk)


def deletion(post_id: str, n: float) -> Deletion:
    return Deletion("x", post_id, at(n))


def test_C9_what_our_deleted_answer_had_answered_waits_again_from_its_own_start() -> None:
    after = ticket(asked(0), asked(5), gone(answered(20)))
    [clock] = after.clocks
    assert (clock.running, clock.started_at, clock.due_at) == (True, at(0), at(60))
    assert (clock.stopped_at, clock.stopped_by, clock.business) == (None, None, None)
    assert after.status is Status.NEW
    assert len(after.waiting) == 2


def test_C9_another_human_answer_covers_what_the_deleted_one_had_answered() -> None:
    after = ticket(asked(0), gone(answered(20)), answered(30))
    [clock] = after.clocks
    assert (clock.state, clock.elapsed) == (ClockState.ANSWERED, minutes(30))
    assert after.status is Status.ANSWERED


def test_C9_an_answer_whose_writer_had_seen_less_covers_only_that() -> None:
    first, second = asked(0), asked(9)
    desk_answer = answered(10, via=Via.DESK, seen_through=first.id)
    after = ticket(first, second, desk_answer, gone(answered(20)))
    assert [(c.kind, c.state) for c in after.clocks] == [
        (ClockKind.FIRST_REPLY, ClockState.ANSWERED),
        (ClockKind.NEXT_REPLY, ClockState.RUNNING),
    ]
    assert after.status is Status.OPEN


def test_C9_a_reply_of_several_parts_of_which_one_stands_is_still_an_answer() -> None:
    parts = answered(20, reply_id="r"), answered(21, seq=2, reply_id="r")
    first_gone = ticket(asked(0), gone(parts[0]), parts[1])
    last_gone = ticket(asked(0), parts[0], gone(parts[1]))
    assert (first_gone.clocks[0].elapsed, last_gone.clocks[0].elapsed) == (minutes(21), minutes(20))
    assert ticket(asked(0), *map(gone, parts)).status is Status.NEW


def test_C9_one_answer_that_had_answered_two_clocks_posts_leaves_each_its_own_answer() -> None:
    after = ticket(asked(0), gone(answered(10)), asked(20), answered(25))
    [clock] = after.clocks
    assert (clock.kind, clock.elapsed) == (ClockKind.FIRST_REPLY, minutes(25))


def test_C9_what_was_said_to_be_resolved_by_the_deleted_answer_waits_again() -> None:
    after = ticket(asked(0), gone(answered(20)), actions=(done(30, DoneReason.RESOLVED),))
    assert (after.status, after.resolution) == (Status.NEW, None)
    assert after.running is not None


def test_C9_what_a_person_said_needs_no_answer_still_needs_none() -> None:
    after = ticket(asked(0), gone(answered(20)), actions=(done(30, DoneReason.NOT_OURS),))
    assert after.status is Status.DONE
    assert after.clocks[0].state is ClockState.NO_REPLY_NEEDED


def test_C9_words_that_merely_expired_or_are_withheld_with_our_account_are_still_an_answer() -> None:
    for because in (EXPIRED, "withheld"):
        assert ticket(asked(0), answered(20).without_words(at(99), because)).status is Status.ANSWERED


def test_C9_a_deleted_answer_stays_deleted_when_its_ticket_expires() -> None:
    assert ticket(asked(0), gone(answered(20)).without_words(at(999), EXPIRED)).status is Status.NEW


def test_C9_a_deletion_makes_no_post_that_came_in_late_look_answered_by_it() -> None:
    late = asked(5, seen=30)
    assert ticket(asked(0), gone(answered(10)), late).to_look_at == frozenset()


@given(st.integers(1, 5), st.data())
def test_C9_a_ticket_with_deleted_answers_is_the_ticket_without_them(number: int, data: st.DataObject) -> None:
    kept: list[Post] = [asked(0)]
    taken_back: list[Post] = []
    for n in range(1, number + 1):
        post = data.draw(st.sampled_from([asked(n * 10), answered(n * 10, seq=n)]))
        is_gone = not post.inbound and data.draw(st.booleans())
        (taken_back if is_gone else kept).append(gone(post, data.draw(st.integers(n * 10, 999))) if is_gone else post)
    with_them, without = ticket(*kept, *taken_back), ticket(*kept)
    assert [_plain(with_them, c) for c in with_them.clocks] == [_plain(without, c) for c in without.clocks]
    assert (with_them.status, with_them.waiting) == (without.status, without.waiting)


def _plain(of: Ticket, clock: Any) -> Any:
    return replace(clock, steps=tuple(step for step in clock.steps if not is_last_call(step.name)))


FIRST = sighted(0)
ANSWER = sighted_answer(20, FIRST.id, conversation_id=FIRST.id)
EVENTS: tuple[IncomingPost | Deletion, ...] = (FIRST, ANSWER, deletion(ANSWER.id, 30), deletion(ANSWER.id, 31))


def outcome(events: Iterable[IncomingPost | Deletion]) -> Any:
    desk = FakeDesk(TWO_STEPS, now=at(40))
    for event in events:
        told(desk, event)
    after = desk.only_ticket()
    rows = measure(at(0), at(60), desk=desk)
    clocks = [replace(clock, timer_generation=0, seen_at=at(0), steps=(), late=False) for clock in after.clocks]
    assert len(desk.timers.running) == 1
    return after.status, after.waiting, clocks, [replace(row, late=0) for row in rows]


def test_C9_the_order_in_which_post_answer_and_deletions_come_in_makes_no_difference() -> None:
    expected = outcome(EVENTS)
    assert expected[0] is Status.NEW
    for order in itertools.permutations(EVENTS):
        assert outcome(order) == expected


def test_C9_the_clock_gets_a_timer_of_a_new_generation_and_fires_what_is_due() -> None:
    desk = FakeDesk(TWO_STEPS, now=at(21))
    told(desk, FIRST, ANSWER)
    assert desk.timers.running == {}
    desk.clock.instant = at(59)
    told(desk, deletion(ANSWER.id, 59))
    [(key, wake_at)] = desk.timers.running.items()
    clock = desk.only_ticket().running
    assert clock is not None
    assert (key[2], clock.timer_generation, wake_at) == (2, 2, at(59))
    desk.clock.instant = at(61)
    assert chase_deadline(desk.only_ticket().id, clock.id, clock.timer_generation, desk=desk).fired == "due"


def test_C9_after_the_last_step_of_the_ladder_people_hear_once_that_the_customer_waits_again() -> None:
    desk = FakeDesk(TWO_STEPS)
    told(desk, FIRST)
    ident = desk.only_ticket().id
    desk.clock.instant = at(61)
    chase_deadline(ident, clock_id(FIRST.id), None, desk=desk)
    told(desk, sighted_answer(70, FIRST.id, id=ANSWER.id, conversation_id=FIRST.id))
    desk.clock.instant = at(90)
    told(desk, deletion(ANSWER.id, 90))
    assert chase_deadline(ident, clock_id(FIRST.id), None, desk=desk).fired == LAST_CALL
    assert chase_deadline(ident, clock_id(FIRST.id), None, desk=desk).fired is None
    told(desk, deletion(ANSWER.id, 91))
    assert [alert.step for alert in desk.only_ticket().alerts] == ["due", LAST_CALL]


def test_C9_people_hear_again_when_the_next_answer_is_taken_back_too() -> None:
    """Staff correct a typo twice, and forget the third: the customer waited in silence from then on."""
    desk = FakeDesk(TWO_STEPS)
    told(desk, FIRST)
    ident = desk.only_ticket().id
    fired = []
    for version, n in ((2, 70), (3, 80)):
        answer = sighted_answer(n, FIRST.id, conversation_id=FIRST.id)
        desk.clock.instant = at(n + 2)
        told(desk, answer, deletion(answer.id, n + 2))
        desk.settings.put([replace(TWO_STEPS, version=version)])
        desk.tickets.save(
            before := desk.only_ticket(), with_sla_reapplied(before, SlaMatcher(desk_settings(desk)), desk=desk)
        )
        fired += [chase_deadline(ident, clock_id(FIRST.id), None, desk=desk).fired for _ in range(2)]
    assert fired == [LAST_CALL, None, f"{LAST_CALL}-2", None]
    after = desk.only_ticket()
    people, whom = people_of(desk_settings(desk)), recipients_of(desk_settings(desk), None)
    shown = FullTicket.of(
        after,
        traces={},
        now=at(90),
        people=people,
        links=Links(desk_settings(desk), desk.rules),
        whom=whom,
        shown=ShownMedia(),
        earlier=0,
    )
    assert [step.step for step in shown.clocks[0].steps] == ["warn", "due", LAST_CALL]
    assert [alert.step for alert in shown.alerts] == [LAST_CALL, LAST_CALL]


def test_C9_a_clock_that_is_stamped_anew_keeps_the_step_that_tells_of_the_deletion() -> None:
    desk = FakeDesk(TWO_STEPS, now=at(90))
    told(desk, FIRST, ANSWER, deletion(ANSWER.id, 80))
    desk.settings.put([replace(TWO_STEPS, version=2)])
    after = with_sla_reapplied(desk.only_ticket(), SlaMatcher(desk_settings(desk)), desk=desk)
    assert [step.name for step in after.clocks[0].steps] == ["warn", "due", LAST_CALL]


def test_C9_the_numbers_lose_the_answer_and_its_resolution() -> None:
    desk = FakeDesk(HOUR, now=at(25))
    told(desk, FIRST, ANSWER)
    finish_ticket(desk.only_ticket().id, DoneReason.RESOLVED, by=desk.kt, desk=desk)
    [before] = measure(at(0), at(60), desk=desk)
    assert (before.figures["first_reply"].count, before.figures["resolution"].count) == (1, 1)
    told(desk, deletion(ANSWER.id, 30))
    [after] = measure(at(0), at(60), desk=desk)
    assert (after.figures["first_reply"].count, after.figures["resolution"].count, after.unanswered) == (0, 0, 1)


def test_C9_a_ticket_done_by_its_silence_waits_again() -> None:
    desk = FakeDesk(now=at(25))
    told(desk, FIRST, ANSWER)
    desk.clock.forward(timedelta(days=8))
    assert auto_close(desk=desk).outcomes[AutoClose.CLOSED] == 1
    told(desk, deletion(ANSWER.id, 60 * 24 * 8))
    assert desk.only_ticket().status is Status.NEW


def test_C9_a_person_can_say_again_that_it_is_done_and_take_it_back() -> None:
    desk = FakeDesk(now=at(25))
    told(desk, FIRST, ANSWER)
    ident = desk.only_ticket().id
    finish_ticket(ident, DoneReason.RESOLVED, by=desk.kt, desk=desk)
    told(desk, deletion(ANSWER.id, 30))
    desk.clock.instant = at(40)
    assert finish_ticket(ident, DoneReason.ANSWERED_ELSEWHERE, by=desk.kt, desk=desk).status is Status.DONE
    desk.clock.instant = at(50)
    assert reopen_ticket(ident, by=desk.kt, desk=desk).running is not None


def answered_at_the_desk(text: str = "It is 30 cm.") -> FakeDesk:
    desk = FakeDesk(AT_ONCE, TWO_STEPS, now=at(5))
    told(desk, FIRST)
    ident = desk.only_ticket().id
    command = ReplyToTicket(ident, "reply-0001", FIRST.id, FIRST.id, text)
    reply_to_ticket(command, by=desk.kt, desk=desk)
    return desk


def test_C9_an_answer_of_the_desk_that_was_deleted_on_the_network_answers_no_more() -> None:
    desk = answered_at_the_desk()
    ident = desk.only_ticket().id
    assert send_reply(ident, "reply-0001", desk=desk) is ReplyState.SENT
    assert desk.only_ticket().status is Status.ANSWERED
    told(desk, deletion(desk.x.stands[0].post_id, 9))
    after = desk.only_ticket()
    assert after.status is Status.NEW
    assert after.running is not None
    again = ReplyToTicket(
        ident, "reply-0002", FIRST.id, after.last_words.id, "It is 31 cm.", seen_version=after.version
    )
    reply_to_ticket(again, by=desk.kt, desk=desk)
    assert send_reply(ident, "reply-0002", desk=desk) is ReplyState.SENT
    assert desk.only_ticket().status is Status.ANSWERED


def test_C9_an_answer_that_is_deleted_before_the_worker_has_written_it_down_answers_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = answered_at_the_desk()
    send = desk.x.send

    def deleted_at_once(*args: Any, **more: Any) -> Any:
        [sent] = send(*args, **more)
        told(desk, deletion(sent.post_id, 6))
        return [sent]

    monkeypatch.setattr(desk.x, "send", deleted_at_once)
    assert send_reply(desk.only_ticket().id, "reply-0001", desk=desk) is ReplyState.SENT
    after = desk.only_ticket()
    assert (after.status, len(after.posts)) == (Status.NEW, 1)
    assert "30 cm" not in repr(after)
    assert len(desk.timers.running) == 1


def test_C9_the_history_of_the_ticket_tells_of_the_deletion_in_its_place_in_time() -> None:
    desk = FakeDesk(now=at(25))
    told(desk, FIRST, ANSWER)
    finish_ticket(desk.only_ticket().id, DoneReason.RESOLVED, by=desk.kt, desk=desk)
    told(desk, deletion(ANSWER.id, 30))
    settings = desk_settings(desk)
    people, whom = people_of(settings), recipients_of(settings, None)
    view = FullTicket.of(
        desk.only_ticket(),
        traces={},
        now=at(31),
        people=people,
        links=Links(desk_settings(desk), desk.rules),
        whom=whom,
        shown=ShownMedia(),
        earlier=0,
    )
    history = json.loads(view.model_dump_json(by_alias=True))["history"]
    assert [(each["kind"], each["by"]) for each in history][1:] == [("taken_back", None)]
    assert history[1]["at"] == "2026-09-15T12:30:00.000Z"


def test_C9_what_is_folded_again_comes_out_the_same() -> None:
    first = ticket(asked(0), gone(answered(20)), gone(answered(70)))
    assert fold_ticket(first, PlainPromises()) == first
