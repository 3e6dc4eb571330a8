"""Where the desk does not see what is answered in the network's own app, a person says so (N5)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import wiring
from shared.domain.errors import (
    AnswerUnderWayError,
    ClaimHeldError,
    ConflictError,
    InvalidError,
    NotFoundError,
    StaleDraftError,
)
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.sla.clock import ClockState, SlaClock
from shared.domain.tickets.action import Action, ActionKind, DoneReason
from shared.domain.tickets.fold import Status
from shared.domain.tickets.ticket import Ticket
from shared.networks.x.rules import XRules
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.reporting.measure_response_times import measure
from shared.usecases.sla.chase_deadline import chase_deadline
from shared.usecases.tickets.auto_close import auto_close
from shared.usecases.tickets.report_answer import ReportAnswer, report_answer, withdraw_report
from shared.usecases.tickets.ticket_actions import claim_ticket, finish_ticket
from tests.builders import answered, asked, at, minutes, sighted, sighted_answer, ticket
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import call
from tests.unit.replies.test_replies import put_out


@pytest.fixture(autouse=True)
def unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The network keeps to itself what its own app answers."""
    monkeypatch.setattr(XRules, "shows_native_answers", False)


def asked_desk(*posts: float, now: float = 30) -> FakeDesk:
    desk = FakeDesk()
    for minute in posts or (0,):
        desk.clock.instant = at(minute)
        ingest_post(sighted(minute), desk=desk)
    desk.clock.instant = at(now)
    return desk


def reported(desk: FakeDesk, minute: float | None = None, **more: Any) -> Ticket:
    ticket = desk.only_ticket()
    told = ReportAnswer(
        ticket.id,
        **{
            "seen_through": ticket.last_post.id,
            "seen_version": ticket.version,
            "at": at(minute) if minute is not None else None,
            **more,
        },
    )
    return report_answer(told, by=desk.kt, desk=desk)


def report_in(ticket: Ticket) -> str:
    [report] = [action for action in ticket.actions if action.kind is ActionKind.ANSWER_REPORTED]
    return report.id


def clocks(ticket: Ticket) -> list[tuple[str, ClockState, datetime | None, bool]]:
    return [(clock.kind.value, clock.state, clock.stopped_at, clock.told_by_hand) for clock in ticket.clocks]


# The time that the person gives


def test_N5_it_stops_the_clock_at_the_time_that_the_person_gives_and_is_marked_as_told_by_hand() -> None:
    desk = asked_desk()
    ticket = reported(desk, 20)
    assert ticket.status is Status.ANSWERED
    assert clocks(ticket) == [("first_reply", ClockState.ANSWERED, at(20), True)]
    [report] = ticket.actions
    assert (report.kind, report.by, report.at, report.answered_at) == ("answer_reported", "kt", at(30), at(20))
    assert (desk.timers.running, ticket.posts) == ({}, desk.only_ticket().posts)


def test_N5_without_a_time_it_was_just_now() -> None:
    assert clocks(reported(asked_desk())) == [("first_reply", ClockState.ANSWERED, at(30), True)]


@pytest.mark.parametrize(
    ("minute", "sentence"),
    [(30.01, "lies in the future"), (9_999, "lies in the future"), (-1, "lies before the post"), (-900, "lies before")],
)
def test_N5_the_time_is_neither_in_the_future_nor_before_the_post(minute: float, sentence: str) -> None:
    desk = asked_desk()
    with pytest.raises(InvalidError, match=sentence) as refused:
        reported(desk, minute)
    assert (refused.value.path, desk.only_ticket().actions) == ("at", ())
    assert desk.only_ticket().running is not None


def test_N5_a_time_given_to_the_minute_is_not_before_a_post_within_that_minute() -> None:
    assert clocks(reported(asked_desk(0.5), 0)) == [("first_reply", ClockState.ANSWERED, at(0.5), True)]


def test_N5_a_network_whose_clock_is_ahead_does_not_make_now_too_early() -> None:
    desk = asked_desk(now=-0.2)
    assert clocks(reported(desk)) == [("first_reply", ClockState.ANSWERED, at(0), True)]


def test_N5_an_answer_after_the_deadline_was_late_and_one_before_it_in_time() -> None:
    for told, kept in ((59, 1), (60, 1), (61, 0)):
        desk = asked_desk(now=90)
        reported(desk, told)
        [row] = measure(at(-60), at(600), desk=desk)
        assert (row.sla_counts["first_reply"].in_time, row.sla_counts["first_reply"].missed) == (kept, 1 - kept)
        assert (row.told_by_hand, row.unanswered) == (1, 0)


def test_M1_a_told_answer_is_nobodys_of_the_desk_but_counts() -> None:
    desk = asked_desk()
    reported(desk, 20)
    ingest_post(sighted(25), desk=desk)
    ingest_post(sighted_answer(28, desk.only_ticket().last_post.id), desk=desk)
    rows = {row.key: row for row in measure(at(-60), at(600), by="agent", desk=desk)}
    assert list(rows) == ["*", "-"]
    assert (rows["-"].told_by_hand, rows["-"].figures["first_reply"].mean_s) == (1, 1200.0)
    assert rows["-"].figures["next_reply"].mean_s == 180.0


# What it covers


def test_C2_it_answers_what_was_written_before_it_and_what_came_after_waits_from_its_own_start() -> None:
    desk = asked_desk(0, 10, 25)
    ticket = reported(desk, 20)
    assert ticket.status is Status.OPEN
    assert ticket.running is not None
    assert (ticket.running.kind, ticket.running.started_at) == ("next_reply", at(25))
    assert ticket.waiting == (sighted(25).id,)


def test_C2_a_post_that_turns_up_late_and_predates_it_counts_as_answered_and_is_flagged() -> None:
    desk = asked_desk()
    reported(desk, 20)
    desk.clock.forward(minutes(1))
    ingest_post(sighted(15), desk=desk)
    ticket = desk.only_ticket()
    assert (ticket.status, ticket.to_look_at) == (Status.ANSWERED, frozenset({sighted(15).id}))
    ingest_post(sighted(21), desk=desk)
    assert desk.only_ticket().status is Status.OPEN


def test_C5_a_ticket_that_was_answered_by_hand_is_done_after_its_silence() -> None:
    desk = asked_desk()
    reported(desk, 20)
    desk.clock.instant = at(20) + timedelta(days=7, minutes=1)
    auto_close(desk=desk)
    assert desk.only_ticket().status is Status.DONE


def test_L3_no_warning_goes_out_for_a_clock_that_it_stopped() -> None:
    desk = asked_desk()
    clock = desk.only_ticket().running
    assert clock is not None
    reported(desk, 20)
    desk.clock.instant = at(90)
    chase_deadline(desk.only_ticket().id, clock.id, clock.timer_generation, desk=desk)
    assert desk.alerts.messages == []


# Repeated, stale, another agent


def test_N5_a_second_tap_changes_nothing_and_another_time_is_refused() -> None:
    desk = asked_desk()
    first = reported(desk, 20)
    assert reported(desk, 20) == first
    assert reported(desk) == first
    with pytest.raises(ConflictError, match="Nothing in this ticket waits"):
        reported(desk, 21)


def test_N5_where_nothing_waits_there_is_nothing_to_report() -> None:
    desk = asked_desk()
    ingest_post(sighted_answer(5, sighted(0).id), desk=desk)
    with pytest.raises(ConflictError, match="Nothing in this ticket waits"):
        reported(desk)


def test_R2_who_has_not_seen_the_newest_post_is_shown_it_first() -> None:
    desk = asked_desk(0)
    before = desk.only_ticket()
    ingest_post(sighted(10), desk=desk)
    with pytest.raises(StaleDraftError) as stale:
        reported(desk, seen_through=before.last_post.id, seen_version=before.version)
    assert stale.value.newer == (sighted(10).id,)
    assert desk.only_ticket().actions == ()


def test_R2_another_agents_claim_holds_it_back_and_ones_own_ends_with_it() -> None:
    desk = asked_desk()
    claim_ticket(desk.only_ticket().id, by=desk.boss, desk=desk)
    with pytest.raises(ClaimHeldError):
        reported(desk)
    claim_ticket(desk.only_ticket().id, by=desk.boss, take_over=True, desk=desk)
    desk.clock.forward(minutes(11))
    claim_ticket(desk.only_ticket().id, by=desk.kt, desk=desk)
    assert reported(desk).claim is None


def test_R1_not_while_an_answer_of_the_desk_is_on_its_way() -> None:
    desk = asked_desk()
    put_out(desk)
    with pytest.raises(AnswerUnderWayError):
        reported(desk)


def test_N5_a_network_that_shows_native_answers_needs_no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(XRules, "shows_native_answers", True)
    with pytest.raises(InvalidError, match="X shows the desk what is answered in its own app"):
        reported(asked_desk())


# Taken back


def test_N5_a_withdrawn_report_answers_nothing_from_the_beginning() -> None:
    desk = asked_desk()
    before = desk.only_ticket()
    report = report_in(reported(desk, 20))
    ticket = withdraw_report(before.id, report, by=desk.boss, desk=desk)
    assert (ticket.status, ticket.waiting) == (Status.NEW, before.waiting)
    [clock] = ticket.clocks
    assert (clock.running, clock.started_at, clock.due_at, clock.told_by_hand) == (True, at(0), at(60), False)
    assert [(a.kind, a.by) for a in ticket.actions] == [("answer_reported", "kt"), ("report_withdrawn", "boss")]
    assert len(desk.timers.running) == 1
    assert withdraw_report(before.id, report, by=desk.kt, desk=desk) == ticket
    [row] = measure(at(-60), at(600), desk=desk)
    assert (row.told_by_hand, row.unanswered) == (0, 1)
    assert clocks(reported(desk, 25)) == [("first_reply", ClockState.ANSWERED, at(25), True)]


def test_C9_a_report_withdrawn_after_the_ladder_has_passed_still_wakes_somebody() -> None:
    desk = asked_desk(now=30)
    report = report_in(reported(desk, 20))
    desk.clock.instant = at(600)
    ticket = withdraw_report(desk.only_ticket().id, report, by=desk.kt, desk=desk)
    assert ticket.running is not None
    assert ticket.running.steps[-1].at == at(600)


def test_C9_resolved_by_an_answer_that_is_withdrawn_is_not_resolved() -> None:
    desk = asked_desk()
    report = report_in(reported(desk, 20))
    finish_ticket(desk.only_ticket().id, DoneReason.RESOLVED, by=desk.kt, desk=desk)
    ticket = withdraw_report(desk.only_ticket().id, report, by=desk.kt, desk=desk)
    assert (ticket.status, ticket.running is not None) == (Status.NEW, True)


@pytest.mark.parametrize("ident", ["nobody", "", "id-0001"])
def test_N5_what_is_no_report_cannot_be_withdrawn(ident: str) -> None:
    desk = asked_desk()
    claim_ticket(desk.only_ticket().id, by=desk.kt, desk=desk)
    with pytest.raises(NotFoundError):
        withdraw_report(desk.only_ticket().id, ident, by=desk.kt, desk=desk)


def test_N5_another_answer_that_covers_the_post_goes_on_covering_it() -> None:
    desk = asked_desk()
    report = report_in(reported(desk, 20))
    ingest_post(sighted_answer(26, sighted(0).id), desk=desk)
    ticket = withdraw_report(desk.only_ticket().id, report, by=desk.kt, desk=desk)
    assert clocks(ticket) == [("first_reply", ClockState.ANSWERED, at(26), False)]


@given(st.permutations([0, 5, 20, 28]))
def test_C1_the_order_in_which_posts_come_in_does_not_change_what_a_report_answers(order: Sequence[float]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(XRules, "shows_native_answers", False)
        desk = asked_desk(0)
        reported(desk, 20)
        for minute in order:
            ingest_post(_post(minute), desk=desk)
        ticket = desk.only_ticket()
        assert ticket.waiting == (_post(28).id,)
        assert [_told(clock) for clock in ticket.clocks] == [(at(0), at(20), True), (at(28), None, False)]


def _post(minute: float) -> IncomingPost:
    return sighted(minute)


def _told(clock: SlaClock) -> tuple[datetime, datetime | None, bool]:
    return clock.started_at, clock.stopped_at, clock.told_by_hand


MINUTES = st.lists(st.integers(0, 40), min_size=1, max_size=4, unique=True)


@given(MINUTES, st.lists(st.integers(0, 40), max_size=2, unique=True), st.integers(0, 40))
def test_C2_a_report_stops_what_a_native_answer_of_that_time_would_and_a_withdrawn_one_nothing(
    written: list[int], answers: list[int], told: int
) -> None:
    posts = [asked(n) for n in written] + [answered(n, seq=2) for n in answers]
    report = Action("report", ActionKind.ANSWER_REPORTED, at(90), "kt", answered_at=at(told))
    back = Action("back", ActionKind.REPORT_WITHDRAWN, at(91), "kt", reason="report")
    native = ticket(*posts, answered(told, seq=3))
    assert _standing(ticket(*posts, actions=(report,))) == _standing(native)
    assert _standing(ticket(*posts, actions=(report, back))) == _standing(ticket(*posts))


def _standing(ticket: Ticket) -> tuple[Any, ...]:
    clocks = [(c.kind, c.post, c.state, c.started_at, c.stopped_at, c.due_at) for c in ticket.clocks]
    return ticket.status, ticket.waiting, clocks


# The API


def test_N5_the_api_takes_reports_and_shows_them_in_the_history(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = asked_desk()
    monkeypatch.setattr(wiring, "_desk", desk)
    ticket = desk.only_ticket()
    body = {"seen_through": ticket.last_post.id, "seen_version": ticket.version, "at": "2026-09-15T21:20:00+09:00"}
    status, told = call("POST", f"/api/tickets/{ticket.id}/answered", body)
    assert (status, told["status"]) == (200, "answered")
    shown = call("GET", f"/api/tickets/{ticket.id}")[1]
    [entry] = shown["history"]
    assert (entry["kind"], entry["answered_at"], entry["withdrawn"]) == (
        "answer_reported",
        "2026-09-15T12:20:00.000Z",
        False,
    )
    assert (shown["clocks"][0]["reason"], shown["blocked_since"]) == ("told_by_hand", None)
    back = call("POST", f"/api/tickets/{ticket.id}/answered/{entry['id']}/withdraw", {})
    assert (back[0], back[1]["status"]) == (200, "new")
    history = call("GET", f"/api/tickets/{ticket.id}")[1]["history"]
    assert [(each["kind"], each["withdrawn"], each["reason"]) for each in history] == [
        ("answer_reported", True, None),
        ("report_withdrawn", False, None),
    ]


@pytest.mark.parametrize("given", ["yesterday", "2026-09-15T12:20:00", 5, "9999-12-31T23:59:59-12:00", "x" * 9_000])
def test_N5_the_api_says_which_time_it_cannot_read(given: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = asked_desk()
    monkeypatch.setattr(wiring, "_desk", desk)
    body = {"seen_through": desk.only_ticket().last_post.id, "at": given}
    status, told = call("POST", f"/api/tickets/{desk.only_ticket().id}/answered", body)
    assert (status, told["path"]) == (400, "at")
    assert "must be an instant such as" in told["detail"]


def test_R2_the_api_shows_what_came_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = asked_desk(0)
    monkeypatch.setattr(wiring, "_desk", desk)
    before = desk.only_ticket()
    ingest_post(sighted(10), desk=desk)
    body = {"seen_through": before.last_post.id, "seen_version": before.version}
    status, told = call("POST", f"/api/tickets/{before.id}/answered", body)
    assert (status, told["code"], [post["id"] for post in told["newer"]]) == (409, "stale_draft", [sighted(10).id])
    assert (
        call("POST", f"/api/tickets/{before.id}/answered", {k: told[k] for k in ("seen_through", "seen_version")})[0]
        == 200
    )
