"""A step goes out while somebody is there to act on it: in open hours and shortly after, else at the opening (L1)."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.sla.calendar import Calendar
from shared.domain.sla.calendar_document import calendar_from
from shared.domain.sla.clock import ClockKind
from shared.domain.sla.ladder import sendable_at
from shared.domain.sla.policy import Policy
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.operations.due_steps import Overdue
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.sla.chase_deadline import Chased, chase_deadline
from tests.builders import asked, at, minutes, sighted, start_clock
from tests.fake_desk import TWO_STEPS, FakeDesk

HOURS = {"zone": "UTC", "weekly": {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}}
OFFICE: Calendar = calendar_from(HOURS, id="office", version=1)
OPENING = datetime(2026, 9, 16, 9, 0, tzinfo=UTC)
"""Of the day after the one whose noon the builders count from."""

CLOSING = 6 * 60
"""Minutes after noon."""


def desk_that_closes(asked_at: float) -> FakeDesk:
    policy = Document("policy", "default", 1, dict(TWO_STEPS.body) | {"calendar": "office"})
    desk = FakeDesk(Document("calendar", "office", 1, HOURS), policy, now=at(asked_at))
    ingest_post(sighted(asked_at), desk=desk)
    return desk


def chase(desk: FakeDesk, instant: datetime) -> Chased:
    desk.clock.forward(instant - desk.clock.now())
    ticket = desk.only_ticket()
    return chase_deadline(ticket.id, ticket.clocks[-1].id, 1, desk=desk)


def test_L1_a_policy_without_a_ladder_has_half_warn_due_and_two_after_it() -> None:
    clock = start_clock(ClockKind.FIRST_REPLY, asked(0), Policy("default", 1, "office"), OFFICE)
    assert [(step.name, step.at, step.how) for step in clock.steps] == [
        ("half", at(30), ("mail",)),
        ("warn", at(48), ("mail",)),
        ("due", at(60), ("mail", "sms")),
        ("late30", at(90), ("mail", "sms")),
        ("late120", at(180), ("mail", "sms")),
    ]


def test_L1_a_steps_instant_lies_in_the_calendars_time_closing_included() -> None:
    clock = start_clock(ClockKind.FIRST_REPLY, asked(CLOSING - 60), Policy("default", 1, "office"), OFFICE)
    assert [(step.name, step.at) for step in clock.steps[2:]] == [
        ("due", at(CLOSING)),
        ("late30", OPENING + minutes(30)),
        ("late120", OPENING + minutes(120)),
    ]


@pytest.mark.parametrize(
    ("minute", "goes_out"),
    [
        (0, at(0)),
        (CLOSING, at(CLOSING)),
        (CLOSING + 15, at(CLOSING + 15)),
        (CLOSING + 15.1, OPENING),
        (15 * 60 - 0.1, OPENING),
        (21 * 60, OPENING),
    ],
)
def test_L1_it_may_go_out_until_fifteen_minutes_after_closing_else_at_the_next_opening(
    minute: float, goes_out: datetime
) -> None:
    assert sendable_at(at(minute), OFFICE) == goes_out


def test_L1_a_step_at_closing_goes_out_though_its_timer_is_minutes_late() -> None:
    desk = desk_that_closes(CLOSING - 60)
    assert chase(desk, at(CLOSING + 14)).fired == "due"


def test_L1_a_step_that_missed_the_hours_is_held_and_the_timer_wakes_at_the_opening() -> None:
    desk = desk_that_closes(CLOSING - 60)
    assert chase(desk, at(CLOSING + 16)) == Chased(OPENING)
    assert desk.alerts.messages == []
    assert chase(desk, OPENING) == Chased(None, "due")


def test_L1_of_several_that_are_held_only_the_highest_goes_out() -> None:
    desk = desk_that_closes(CLOSING - 60)
    chase(desk, at(CLOSING + 30))
    chase(desk, OPENING)
    assert [alert.step for _, alert in desk.alerts.messages] == ["due"]


def test_L1_the_reconciler_neither_sends_what_is_held_nor_forgets_it() -> None:
    desk = desk_that_closes(CLOSING - 60)
    desk.clock.forward(at(CLOSING + 60) - desk.clock.now())
    assert find_overdue(desk=desk).waiting[Overdue.FINE] == 1
    desk.timers.closed, desk.timers.running = set(desk.timers.running), {}
    desk.clock.forward(OPENING - minutes(5) - desk.clock.now())
    assert find_overdue(desk=desk).waiting[Overdue.TIMER_STARTED] == 1
    assert list(desk.timers.running.values()) == [OPENING]
    desk.clock.forward(minutes(7))
    assert find_overdue(desk=desk).waiting[Overdue.CHASED] == 1
    assert [alert.step for _, alert in desk.alerts.messages] == ["due"]


def test_L1_a_calendar_that_has_come_to_its_end_holds_nothing_back() -> None:
    once = calendar_from(
        {"zone": "UTC", "weekly": {}, "special_days": [{"date": "2026-09-15", "hours": ["09:00-18:00"]}]},
        id="fair",
        version=1,
    )
    night = at(CLOSING + 60) + timedelta(days=2)
    assert sendable_at(night, once) == night
