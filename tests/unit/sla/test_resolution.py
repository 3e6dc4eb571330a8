"""C5: how long it took until a ticket was done, round the clock and in the calendar's time, and done by silence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import UnavailableError
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Via
from shared.domain.posts.post import Post
from shared.domain.reporting.metrics import Row
from shared.domain.sla.calendar_document import calendar_from
from shared.domain.sla.clock import Ref
from shared.domain.tickets.action import Action, ActionKind, DoneReason
from shared.domain.tickets.fold import Status
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_state import fold_ticket, quiet_since
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.reporting.measure_response_times import measure
from shared.usecases.settings_changes.change_settings import change_settings
from shared.usecases.tickets.auto_close import AutoClose
from shared.usecases.tickets.ticket_actions import claim_ticket, finish_ticket, reopen_ticket
from tests.builders import PlainPromises, answered, asked, at, did, done, minutes, sighted, sighted_answer, ticket
from tests.fake_desk import FakeDesk

OFFICE: dict[str, Any] = {
    "zone": "Asia/Tokyo",
    "weekly": {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": {"country": "JP"},
}
IN_OFFICE = (Document("calendar", "office", 1, OFFICE), Document("policy", "default", 1, {"calendar": "office"}))

FRIDAY_FIVE = datetime(2026, 9, 18, 17, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
"""Before a weekend and three holidays: what was asked then and done on Thursday at ten took two hours (design §4)."""

WEEK = timedelta(days=7)


def tokyo(day: int, hour: int, minute: int = 0) -> float:
    """Minutes after the builders' noon, of an instant of September 2026 in Tokyo."""
    return (datetime(2026, 9, day, hour, minute, tzinfo=ZoneInfo("Asia/Tokyo")) - at(0)) / minutes(1)


def in_office(*posts: Post, actions: tuple[Action, ...] = ()) -> Ticket:
    calendar = calendar_from(OFFICE, id="office", version=1)
    told = replace(ticket(*posts, actions=actions), clocks=(), resolution=None)
    return fold_ticket(told, PlainPromises(calendar=calendar))


def test_C5_resolution_is_measured_in_the_calendars_time() -> None:
    told = in_office(asked(tokyo(18, 17)), actions=(done(tokyo(24, 10)),)).resolution
    assert told is not None
    assert told.business == timedelta(hours=2)
    assert told.elapsed == timedelta(days=5, hours=17)


def test_C5_the_calendars_time_too_leaves_out_what_was_answered() -> None:
    told = in_office(
        asked(tokyo(14, 9)),
        answered(tokyo(14, 10)),
        asked(tokyo(15, 17)),
        answered(tokyo(16, 9, 30)),
        actions=(done(tokyo(17, 12), DoneReason.RESOLVED),),
    ).resolution
    assert told is not None
    assert told.business == timedelta(hours=1 + 1 + 0.5)


def test_C5_reopening_resumes_it_without_the_time_in_which_it_was_done() -> None:
    reopened = (done(5), did(ActionKind.REOPEN, 30))
    told = ticket(asked(0), answered(40), actions=(*reopened, done(50, DoneReason.RESOLVED))).resolution
    assert told is not None
    assert (told.elapsed, told.business) == (minutes(5 + 10), minutes(5 + 10))
    assert (told.first_resolved_at, told.resolved_at) == (at(5), at(50))


def test_C5_the_first_resolution_stays_on_record_while_the_ticket_is_open_again() -> None:
    told = ticket(asked(0), answered(10), asked(90), actions=(done(20, DoneReason.RESOLVED),)).resolution
    assert told is not None
    assert (told.resumed, told.first_resolved_at, told.elapsed) == (True, at(20), minutes(10))


def test_C5_spam_is_no_resolution_also_when_it_was_none() -> None:
    spam, taken_back = done(5, DoneReason.SPAM), did(ActionKind.REOPEN, 8)
    told = ticket(asked(0), answered(20), actions=(spam, taken_back, done(30, DoneReason.RESOLVED))).resolution
    assert told is not None
    assert (told.first_resolved_at, told.elapsed) == (at(30), minutes(5 + 12))


def test_C5_what_its_author_took_back_waits_no_more() -> None:
    taken_back = asked(30).without_words(at(34))
    told = ticket(asked(0), answered(10), taken_back, actions=(done(99, DoneReason.RESOLVED),)).resolution
    assert told is not None
    assert told.elapsed == minutes(10 + 4)


def resolved(desk: FakeDesk, reason: str = "resolved") -> Ticket:
    return finish_ticket(desk.only_ticket().id, reason, by=desk.kt, desk=desk)


def test_C5_a_resolution_keeps_the_version_of_the_calendar_that_its_ticket_opened_under() -> None:
    desk = FakeDesk(*IN_OFFICE, now=FRIDAY_FIVE)
    start = tokyo(18, 17)
    ingest_post(sighted(start), desk=desk)
    ingest_post(sighted_answer(tokyo(18, 17, 30), sighted(start).id), desk=desk)
    desk.clock.forward(timedelta(hours=1))
    longer = OFFICE | {"weekly": {**OFFICE["weekly"], "sat": ["00:00-24:00"]}}
    change_settings((Document("calendar", "office", 1, longer),), by=None, desk=desk, within=None)
    ingest_post(sighted(tokyo(18, 18), id=sighted(tokyo(18, 18)).id), desk=desk)
    desk.clock.forward(timedelta(days=5, hours=16))
    told = resolved(desk, "nothing_to_say").resolution
    assert told is not None
    assert (told.calendar, told.business) == (Ref("office", 1), timedelta(minutes=30 + 60))
    assert told.elapsed == timedelta(minutes=30) + timedelta(days=5, hours=16)


def test_C5_a_finished_resolution_is_not_counted_again() -> None:
    class Moved(PlainPromises):
        def open_time(self, spans: object, calendar: Ref) -> timedelta:
            raise AssertionError("it was counted when the ticket was done")

    told = ticket(asked(0), answered(10), actions=(done(20, DoneReason.RESOLVED),))
    noted = fold_ticket(told.with_action(did(ActionKind.NOTE, 30)), Moved())
    assert noted.resolution == told.resolution


def test_C6_a_resolution_on_record_keeps_its_calendar_when_the_first_clock_runs_again_under_another() -> None:
    desk = FakeDesk(*IN_OFFICE, now=FRIDAY_FIVE)
    ingest_post(sighted(tokyo(18, 17)), desk=desk)
    desk.clock.forward(minutes(30))
    on_record = resolved(desk, "nothing_to_say").resolution
    assert on_record is not None
    reopen_ticket(desk.only_ticket().id, by=desk.kt, desk=desk)
    longer = OFFICE | {"weekly": {**OFFICE["weekly"], "sat": ["00:00-24:00"]}}
    change_settings((Document("calendar", "office", 1, longer),), by=None, desk=desk, within=None)
    ingest_post(sighted(tokyo(18, 17, 31)), desk=desk)
    assert desk.only_ticket().clocks[0].calendar == Ref("office", 2)
    assert desk.only_ticket().resolution == replace(on_record, resumed=True)


def test_C5_metrics_have_resolutions_in_both_times() -> None:
    desk = FakeDesk(*IN_OFFICE, now=FRIDAY_FIVE)
    ingest_post(sighted(tokyo(18, 17)), desk=desk)
    desk.clock.forward(timedelta(days=5, hours=17))
    resolved(desk, "thanks_only")
    [row] = measure(at(0), at(tokyo(30, 0)), desk=desk)
    assert row.figures["resolution"].mean_s == timedelta(days=5, hours=17).total_seconds()
    assert (row.business["resolution"].count, row.business["resolution"].mean_s) == (1, 7200)
    assert row.figures["resolution"].within_target is None


def answered_desk(*documents: Document) -> FakeDesk:
    desk = FakeDesk(*documents)
    ingest_post(sighted(0), desk=desk)
    ingest_post(sighted_answer(10, sighted(0).id), desk=desk)
    return desk


def after(desk: FakeDesk, span: timedelta) -> dict[str, int]:
    """A second after the span since the answer, since the list of the silent ends before its instant."""
    desk.clock.forward(at(10) + span + timedelta(seconds=1) - desk.clock.now())
    return find_overdue(desk=desk).figures()


def test_C5_a_ticket_answered_for_seven_silent_days_is_done_dated_to_the_last_answer() -> None:
    desk = answered_desk()
    assert "done_by_itself" not in after(desk, WEEK - timedelta(seconds=2))
    assert desk.only_ticket().status is Status.ANSWERED
    assert after(desk, WEEK)["done_by_itself"] == 1
    told = desk.only_ticket()
    assert told.status is Status.DONE
    assert [(a.kind, a.at, a.by, a.reason) for a in told.actions] == [(ActionKind.DONE, at(10), None, "silent")]
    assert told.resolution is not None
    assert (told.resolution.resolved_at, told.resolution.elapsed) == (at(10), minutes(10))


def test_C5_done_by_silence_once_is_done_once() -> None:
    desk = answered_desk()
    after(desk, WEEK)
    before = desk.only_ticket()
    assert "done_by_itself" not in after(desk, 2 * WEEK)
    assert desk.only_ticket() == before


@pytest.mark.parametrize(("days", "lasts"), [(0, timedelta(days=4000)), (2.5, timedelta(days=2))])
def test_C5_how_many_days_is_a_setting_and_none_means_never(days: float, lasts: timedelta) -> None:
    desk = answered_desk(Document("desk", "desk", 1, {"done_after_days": days}))
    after(desk, lasts)
    assert desk.only_ticket().status is Status.ANSWERED
    after(desk, lasts + timedelta(hours=13))
    assert desk.only_ticket().status is (Status.DONE if days else Status.ANSWERED)


def test_C5_a_ticket_that_is_held_or_being_answered_is_left_open() -> None:
    desk = answered_desk()
    desk.clock.forward(WEEK + minutes(5))
    claim_ticket(desk.only_ticket().id, by=desk.kt, desk=desk)
    assert after(desk, WEEK + minutes(1))["left_open"] == 1
    desk.clock.forward(minutes(20))
    newest = desk.only_ticket().last_post.id
    command = ReplyToTicket(desk.only_ticket().id, "reply-0001", sighted(0).id, newest, "One more thing. ^KT")
    reply_to_ticket(command, by=desk.kt, desk=desk)
    assert after(desk, WEEK + minutes(40))["left_open"] == 1
    assert desk.only_ticket().status is Status.ANSWERED


def test_C5_what_somebody_opened_again_has_seven_days_from_then() -> None:
    desk = answered_desk()
    after(desk, WEEK)
    reopened = desk.clock.now()
    reopen_ticket(desk.only_ticket().id, by=desk.kt, desk=desk)
    assert after(desk, 2 * WEEK - minutes(1))["left_open"] == 1
    assert after(desk, 2 * WEEK + minutes(1))["done_by_itself"] == 1
    assert [action.at for action in desk.only_ticket().actions] == [at(10), reopened, reopened]


def test_C5_a_customer_who_writes_after_it_opens_the_same_ticket_again() -> None:
    desk = answered_desk()
    after(desk, WEEK)
    later = 10 + WEEK / minutes(1) + 60
    answer = sighted(0).id
    ingest_post(sighted(later, id="2000000000000000001", in_reply_to=answer, conversation_id=answer), desk=desk)
    told = desk.only_ticket()
    assert told.status is Status.OPEN
    assert told.running is not None
    assert told.running.started_at == at(later)


def test_C5_a_post_that_comes_meanwhile_comes_first() -> None:
    """The reconciler has read the list when the customer writes: it reads again, and leaves the ticket open."""
    desk = answered_desk()
    desk.clock.forward(WEEK + minutes(30))
    store: Any = desk.tickets
    load = store.load
    first = sighted(0).id
    late = replace(sighted(WEEK / minutes(1) + 20), in_reply_to=first, conversation_id=first)

    def load_then_post(ticket_id: str) -> Ticket:
        read: Ticket = load(ticket_id)
        store.load = load
        ingest_post(late, desk=desk)
        return read

    store.load = load_then_post
    assert find_overdue(desk=desk).silent.outcomes[AutoClose.LEFT_OPEN] == 1
    assert desk.only_ticket().status is Status.OPEN
    assert desk.only_ticket().actions == ()


def test_C5_a_post_from_within_the_silence_says_that_there_was_none() -> None:
    """However late it came in: the ticket is what it would be if the post had come in time."""
    desk = answered_desk()
    after(desk, WEEK)
    ingest_post(sighted_answer(2000, sighted(0).id), desk=desk)
    assert desk.only_ticket().status is Status.ANSWERED
    desk.clock.forward(minutes(2000))
    find_overdue(desk=desk)
    told = desk.only_ticket()
    assert told.resolution is not None
    assert (told.status, told.resolution.resolved_at) == (Status.DONE, at(2000))


def test_C5_a_deleted_post_after_the_answer_does_not_keep_a_ticket_open_for_ever() -> None:
    desk = answered_desk()
    told = desk.only_ticket()
    taken_back = asked(20).without_words(at(30))
    desk.tickets.save(told, fold_ticket(told.with_post(taken_back), PlainPromises()))
    desk.clock.forward(WEEK + minutes(40))
    assert find_overdue(desk=desk).silent.outcomes[AutoClose.CLOSED] == 1
    assert [action.at for action in desk.only_ticket().actions] == [at(30)]


def test_C5_silence_ends_no_clock() -> None:
    """An answer from the desk did not cover a post that came in late: it waits, whatever was done by silence."""
    first, late = asked(0), asked(5, seen=20_000)
    silence = Action("s", ActionKind.DONE, at(10), None, reason="silent", through=at(10) + WEEK)
    told = ticket(first, late, answered(10, via=Via.DESK, seen_through=first.id), actions=(silence,))
    assert told.running is not None
    assert (told.status, told.running.started_at) == (Status.OPEN, at(5))


def test_C5_of_many_silent_tickets_each_is_done_and_one_that_fails_keeps_no_other() -> None:
    desk = FakeDesk()
    for number in range(130):
        asks = sighted(number, author=Author(str(2000 + number), "c", "C"))
        ingest_post(asks, desk=desk)
        ingest_post(sighted_answer(number + 0.5, asks.id), desk=desk)
    desk.clock.forward(WEEK + minutes(200))
    store: Any = desk.tickets
    load, broken = store.load, min(desk.tickets.tickets)

    def refuse(ticket_id: str) -> Ticket:
        if ticket_id == broken:
            raise UnavailableError("throttled")
        ticket: Ticket = load(ticket_id)
        return ticket

    store.load = refuse
    found = find_overdue(desk=desk)
    assert (found.silent.outcomes[AutoClose.CLOSED], found.silent.outcomes[AutoClose.FAILED]) == (129, 1)
    store.load = load
    assert find_overdue(desk=desk).silent.outcomes[AutoClose.CLOSED] == 1


def test_C5_what_one_run_has_no_time_for_has_the_next() -> None:
    desk = FakeDesk()
    for number in range(5):
        asks = sighted(number, author=Author(str(2000 + number), "c", "C"))
        ingest_post(asks, desk=desk)
        ingest_post(sighted_answer(number + 0.5, asks.id), desk=desk)
    desk.clock.forward(WEEK + minutes(20))
    store: Any = desk.tickets
    load = store.load

    def slow(ticket_id: str) -> Ticket:
        desk.clock.forward(timedelta(seconds=6))
        ticket: Ticket = load(ticket_id)
        return ticket

    store.load = slow
    assert find_overdue(desk=desk).silent.outcomes[AutoClose.CLOSED] == 2
    assert find_overdue(desk=desk).silent.outcomes[AutoClose.CLOSED] == 2
    assert find_overdue(desk=desk).silent.outcomes[AutoClose.CLOSED] == 1


OLD = -1_500_000
"""Minutes: some three years before noon."""


def old_conversations() -> list[tuple[float, bool, int]]:
    """When, whether by the customer, and which of three customers."""
    return [
        (OLD + minute, inbound, who)
        for who in range(3)
        for minute, inbound in ((who, True), (30 + who, False), (1440 + who, True), (1500 + 7 * who, False))
    ]


def replayed(order: list[tuple[float, bool, int]], *, reconcile: Callable[[FakeDesk], object]) -> list[Row]:
    desk = FakeDesk()
    asks: dict[int, str] = {}
    for minute, inbound, who in order:
        author = Author(str(2000 + who), "c", "C")
        if inbound:
            asked_now = sighted(minute, author=author)
            asks.setdefault(who, asked_now.id)
            ingest_post(replace(asked_now, conversation_id=f"c{who}"), desk=desk)
        else:
            ingest_post(sighted_answer(minute, asks[who], conversation_id=f"c{who}"), desk=desk)
        reconcile(desk)
    return measure(at(OLD - 10), at(OLD + 10_000), by="account", desk=desk)


def test_C5_metrics_of_old_conversations_stay_when_the_reconciler_ends_them() -> None:
    """Replies and what is unanswered are the same to the last digit; resolutions are there from then on, and they are
    the same whether the reconciler ran after every post or once."""
    order = sorted(old_conversations())
    plain = replayed(order, reconcile=lambda desk: None)
    always = replayed(order, reconcile=lambda desk: find_overdue(desk=desk))

    def replies(rows: list[Row]) -> list[Row]:
        kept = ("first_reply", "next_reply")
        return [
            replace(
                row,
                figures={kind: row.figures[kind] for kind in kept},
                business={kind: row.business[kind] for kind in kept},
            )
            for row in rows
        ]

    assert replies(always) == replies(plain)
    assert [row.figures["resolution"].count for row in plain] == [0, 0]
    [total, account] = always
    assert total.figures == account.figures
    resolution = total.figures["resolution"]
    assert (resolution.count, resolution.median_s) == (3, minutes(30 + 66).total_seconds())


@given(st.randoms())
def test_C5_it_does_not_matter_when_the_reconciler_ran_among_posts_in_any_order(random: Random) -> None:
    posts = [asked(OLD), answered(OLD + 30), asked(OLD + 1440), answered(OLD + 1500), answered(OLD + 9000)]
    random.shuffle(posts)
    grown = ticket(posts[0])
    for number, post in enumerate(posts):
        grown = fold_ticket(grown.with_post(post), PlainPromises())
        quiet = quiet_since(grown, PlainPromises())
        if grown.status is Status.ANSWERED and quiet is not None and random.random() < 0.7:
            silence = Action(f"s{number}", ActionKind.DONE, quiet, None, reason="silent", through=quiet + WEEK)
            grown = fold_ticket(grown.with_action(silence), PlainPromises())
    quiet = at(OLD + 9000)
    last = Action("last", ActionKind.DONE, quiet, None, reason="silent", through=quiet + WEEK)
    told = fold_ticket(grown.with_action(last), PlainPromises())
    assert told.status is Status.DONE
    assert told.resolution == ticket(*posts, actions=(last,)).resolution
