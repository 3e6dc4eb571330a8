"""N3: before the network stops taking an answer, a step notifies people, in open hours if any are left."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.domain.notifications.alert_text import alert_message
from shared.domain.posts.kinds import Channel
from shared.domain.sla.calendar import Calendar
from shared.domain.sla.calendar_document import calendar_from
from shared.domain.sla.clock import ClockKind
from shared.domain.sla.ladder import (
    LAST_CALL,
    WINDOW_STEP,
    is_window_step,
    next_step_at,
    step_to_fire,
    with_last_call,
)
from shared.domain.sla.promise import promise, with_window_step
from shared.domain.sla.stamping import promised
from shared.domain.templates.messages import Texts
from shared.domain.tickets.lists.rows import TicketRow
from shared.domain.tickets.lists.urgency import due_soon
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.notifications.send_alert import send_alert
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.settings.current import desk_settings, refolded
from shared.usecases.settings_changes.change_settings import change_settings
from shared.usecases.sla.chase_deadline import chase_deadline
from tests.builders import ALWAYS_OPEN, DEFAULT, NOON, asked, at, minutes, sighted, ticket
from tests.fake_desk import FakeDesk

OFFICE = calendar_from(
    {"zone": "UTC", "weekly": {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}},
    id="office",
    version=1,
)


def window_step(hours: float, calendar: Calendar | None = ALWAYS_OPEN) -> datetime:
    given = promise(ClockKind.FIRST_REPLY, NOON, DEFAULT, ALWAYS_OPEN)
    told = with_window_step(given, NOON, at(60 * hours), calendar)
    [step] = [step for step in told.steps if step.name == WINDOW_STEP]
    assert list(told.steps) == sorted(told.steps, key=lambda each: each.at)
    assert (step.whom, step.how) == (given.steps[-1].whom, given.steps[-1].how)
    return step.at


@pytest.mark.parametrize(
    ("hours", "calendar", "expected"),
    [
        (24, ALWAYS_OPEN, at(23 * 60)),
        (1, ALWAYS_OPEN, at(30)),
        (24, None, at(23 * 60)),
        (4, OFFICE, at(3 * 60)),
        (24, OFFICE, at(23 * 60)),
        (20, OFFICE, datetime(2026, 9, 15, 18, 0, tzinfo=UTC)),
    ],
)
def test_N3_the_step_comes_an_hour_before_the_end_and_in_open_hours(
    hours: float, calendar: Calendar | None, expected: datetime
) -> None:
    assert window_step(hours, calendar) == expected


def test_N3_without_an_open_hour_left_it_comes_all_the_same() -> None:
    closed = calendar_from({"zone": "UTC", "weekly": {"sun": ["09:00-18:00"]}}, id="sunday", version=1)
    assert window_step(24, closed) == at(23 * 60)


def test_N3_a_window_that_closes_before_the_next_opening_is_told_of_at_night() -> None:
    desk = FakeDesk()
    office = Document("calendar", "office", 0, {"zone": "UTC", "weekly": {"sun": ["09:00-18:00"]}})
    policy = Document("policy", "default", 0, {"calendar": "office"})
    change_settings([office, policy], by=None, desk=desk, within=None)
    ingest_post(sighted(0, answer_by=at(24 * 60)), desk=desk)
    told = desk.only_ticket()
    assert told.running is not None
    desk.clock.instant = at(23 * 60)
    assert chase_deadline(told.id, told.running.id, None, desk=desk).fired == WINDOW_STEP
    [alert] = desk.only_ticket().alerts
    send_alert(told.id, *alert.key, desk=desk)
    assert desk.mailer.mails


def test_N3_a_post_that_can_always_be_answered_has_no_such_step() -> None:
    given = promise(ClockKind.FIRST_REPLY, NOON, DEFAULT, ALWAYS_OPEN)
    assert with_window_step(given, NOON, None, ALWAYS_OPEN) is given
    assert with_window_step(given, NOON, at(-1), ALWAYS_OPEN) is given


def test_N3_an_acknowledgement_silences_warnings_but_not_this_one() -> None:
    given = promise(ClockKind.FIRST_REPLY, NOON, DEFAULT, ALWAYS_OPEN)
    clock = promised(ClockKind.FIRST_REPLY, asked(0), with_window_step(given, NOON, at(110), ALWAYS_OPEN))
    held = replace(clock, acknowledged_at=at(1))
    assert next_step_at(held) == at(55)
    assert step_to_fire(held, at(49)) is None
    fired = step_to_fire(held, at(55))
    assert fired is not None
    assert fired.name == WINDOW_STEP


def test_C9_a_last_call_comes_although_the_window_is_still_open() -> None:
    given = promise(ClockKind.FIRST_REPLY, NOON, DEFAULT, ALWAYS_OPEN)
    clock = promised(ClockKind.FIRST_REPLY, asked(0), with_window_step(given, NOON, at(24 * 60), ALWAYS_OPEN))
    called = with_last_call(clock, at(90))
    assert [step.name for step in called.steps] == ["warn", "due", LAST_CALL, WINDOW_STEP]
    assert with_last_call(called, at(90)) == called


def test_N3_people_hear_of_a_window_that_closes_also_after_the_settings_have_changed() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0, answer_by=at(24 * 60)), desk=desk)
    policy = Document("policy", "default", 0, {"first_reply_minutes": 30})
    change_settings([policy], by=None, desk=desk, within=None)
    find_overdue(desk=desk)
    told = desk.only_ticket()
    assert told.running is not None
    assert told.running.due_at == at(30)
    assert [step.at for step in told.running.steps if step.name == WINDOW_STEP] == [at(23 * 60)]
    desk.clock.instant = at(23 * 60) + minutes(1)
    assert chase_deadline(told.id, told.running.id, None, desk=desk).fired == WINDOW_STEP


DIRECT: dict[str, Any] = {"channel": Channel.DIRECT, "recipient_id": "100", "conversation_id": "900-100"}
DAY = 24 * 60


def steps_of(desk: FakeDesk) -> list[tuple[str, datetime]]:
    clock = desk.only_ticket().running
    assert clock is not None
    return [(step.name, step.at) for step in clock.steps if is_window_step(step.name)]


def chased(desk: FakeDesk, minute: float) -> str | None:
    desk.clock.instant = at(minute)
    told = desk.only_ticket()
    assert told.running is not None
    return chase_deadline(told.id, told.running.id, None, desk=desk).fired


def test_N3_a_newer_message_moves_the_step_to_the_end_of_its_window() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0, answer_by=at(DAY), **DIRECT), desk=desk)
    ingest_post(sighted(60, answer_by=at(DAY + 60), **DIRECT), desk=desk)
    [(name, instant)] = steps_of(desk)
    assert (name != WINDOW_STEP, instant) == (True, at(DAY))
    assert chased(desk, DAY - 60) == "late120"
    assert chased(desk, DAY - 1) is None
    assert chased(desk, DAY) == name


def test_N3_a_step_that_has_fired_fires_again_for_the_window_that_a_newer_message_opened() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0, answer_by=at(DAY), **DIRECT), desk=desk)
    assert chased(desk, DAY - 60) == WINDOW_STEP
    ingest_post(sighted(DAY - 30, answer_by=at(2 * DAY - 30), **DIRECT), desk=desk)
    [_, (name, instant)] = steps_of(desk)
    assert instant == at(2 * DAY - 90)
    assert chased(desk, DAY) is None
    assert chased(desk, 2 * DAY - 90) == name


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_N3_the_step_is_the_same_in_whatever_order_the_messages_come(order: tuple[int, int]) -> None:
    desk = FakeDesk()
    desk.clock.instant = at(2)
    for n in order:
        ingest_post(sighted(n, answer_by=at(DAY + n), **DIRECT), desk=desk)
    assert [instant for _, instant in steps_of(desk)] == [at(DAY + 1 - 60)]


def test_N3_a_private_message_after_a_public_post_brings_a_step_and_an_earlier_wake() -> None:
    desk = FakeDesk()
    slow = Document("policy", "default", 0, {"first_reply_minutes": 6 * DAY})
    change_settings([slow], by=None, desk=desk, within=None)
    ingest_post(sighted(0), desk=desk)
    assert steps_of(desk) == []
    ingest_post(sighted(5, answer_by=at(DAY), **DIRECT), desk=desk)
    [(name, instant)] = steps_of(desk)
    told = desk.only_ticket()
    assert told.running is not None
    key = (told.id, told.running.id, told.running.timer_generation)
    assert (told.running.timer_generation, desk.timers.running[key]) == (2, instant)
    assert chased(desk, DAY - 60) == name


def test_N3_a_window_that_the_network_closed_has_no_step_left() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0, answer_by=at(DAY), **DIRECT), desk=desk)
    told = desk.only_ticket()
    closed = replace(told.posts[0], closed_at=at(3))
    desk.tickets.save(told, refolded(told.with_post(closed), desk))
    assert steps_of(desk) == []
    assert desk.only_ticket().answer_by == at(3)


def test_N3_C6_changed_settings_keep_the_step_of_the_newer_message() -> None:
    desk = FakeDesk()
    for n in (0, 60):
        ingest_post(sighted(n, answer_by=at(DAY + n), **DIRECT), desk=desk)
    policy = Document("policy", "default", 0, {"first_reply_minutes": 30})
    change_settings([policy], by=None, desk=desk, within=None)
    find_overdue(desk=desk)
    assert [instant for _, instant in steps_of(desk)] == [at(DAY)]


@pytest.mark.parametrize(("language", "said"), [("en", "Answer by "), ("ja", "【返信できるのは")])
def test_N3_L7_the_step_is_told_in_words_of_its_own(language: str, said: str) -> None:
    desk = FakeDesk()
    ingest_post(sighted(0, answer_by=at(DAY)), desk=desk)
    chased(desk, DAY - 60)
    told = desk.only_ticket()
    [alert] = [each for each in told.alerts if each.step == WINDOW_STEP]
    message = alert_message(
        told,
        told.clocks[-1],
        account=desk_settings(desk).account("acme"),
        reader=replace(desk.kt, language=language),
        now=at(DAY - 60),
        url="https://desk.example/t/1",
        words=None,
        texts=Texts(),
        network="X",
        until=told.answer_by,
    )
    assert message.subject.startswith(said)
    assert "X" in message.text
    send_alert(told.id, *alert.key, desk=desk)
    assert any(subject.startswith(("Answer by ", "【返信できるのは")) for _, subject, _ in desk.mailer.mails)


@pytest.mark.parametrize(
    ("answer_by", "minute", "soon"),
    [
        (None, 30, False),
        (None, 50, True),
        (40, 33, True),
        (40, 20, False),
        (40, 41, False),
        (40, 55, True),
        (40, 60, False),
    ],
)
def test_N3_what_the_network_closes_soon_is_due_soon(answer_by: float | None, minute: float, soon: bool) -> None:
    row = TicketRow.of(ticket(asked(0, answer_by=at(answer_by) if answer_by is not None else None)))
    assert due_soon(row, at(minute)) is soon
