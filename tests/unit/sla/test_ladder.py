"""Which step fires, and when to look again (L1-L4, I7)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from shared.domain.sla.clock import ClockState, SlaClock
from shared.domain.sla.ladder import ceil_second, missed, next_step_at, next_wake, step_to_fire
from tests.builders import ALWAYS_OPEN, asked, at, ticket


def clock(**more: Any) -> SlaClock:
    running = ticket(asked(0)).running
    assert running is not None
    return replace(running, **more)


def fired(what: SlaClock, *names: str) -> SlaClock:
    return replace(what, fired=dict.fromkeys(names, what.due_at))


def test_L1_steps_fall_on_their_share_of_the_target() -> None:
    assert [(step.name, step.at) for step in clock().steps] == [("warn", at(48)), ("due", at(60))]


def test_L1_nothing_fires_before_its_instant() -> None:
    assert step_to_fire(clock(), at(48) - timedelta(microseconds=1)) is None


def test_L1_a_step_fires_at_its_instant() -> None:
    step = step_to_fire(clock(), at(48))
    assert step is not None
    assert step.name == "warn"


def test_L3_each_step_fires_once_for_a_deadline() -> None:
    assert step_to_fire(fired(clock(), "warn"), at(50)) is None


def test_L3_a_step_fires_again_for_another_deadline() -> None:
    moved = replace(fired(clock(), "due"), due_at=at(90))
    assert step_to_fire(moved, at(60)) is not None


def test_L3_of_several_instants_that_passed_at_once_only_the_highest_fires() -> None:
    step = step_to_fire(clock(), at(500))
    assert step is not None
    assert step.name == "due"
    assert step_to_fire(fired(clock(), "due"), at(500)) is None


def test_L3_nothing_fires_once_it_is_answered() -> None:
    assert step_to_fire(clock(state=ClockState.ANSWERED), at(500)) is None


def test_L4_acknowledging_a_warning_silences_warnings_never_due() -> None:
    acknowledged = clock(acknowledged_at=at(10))
    assert step_to_fire(acknowledged, at(50)) is None
    due = step_to_fire(acknowledged, at(60))
    assert due is not None
    assert due.name == "due"


def test_I7_steps_that_had_passed_before_a_late_post_came_in_raise_no_alert() -> None:
    late = clock(late=True, seen_at=at(50))
    assert step_to_fire(late, at(55)) is None
    due = step_to_fire(late, at(60))
    assert due is not None
    assert due.name == "due"


def test_I7_a_post_that_came_in_after_its_deadline_raises_none_and_needs_no_timer() -> None:
    late = clock(late=True, seen_at=at(5000))
    assert step_to_fire(late, at(6000)) is None
    assert next_wake(late, at(6000), ALWAYS_OPEN) is None
    assert next_step_at(late) is None


def test_I7_the_highest_step_that_had_passed_is_summed_up_until_it_is_told() -> None:
    late = clock(late=True, seen_at=at(50))
    step = missed(late)
    assert step is not None
    assert step.name == "warn"
    told = fired(late, "warn")
    assert missed(told) is None
    assert missed(replace(told, due_at=at(70))) is None
    assert missed(clock(seen_at=at(50))) is None


def test_the_timer_wakes_for_the_next_step_and_then_no_more() -> None:
    assert next_wake(clock(), at(0), ALWAYS_OPEN) == at(48)
    assert next_wake(fired(clock(), "warn"), at(48), ALWAYS_OPEN) == at(60)
    assert next_wake(fired(clock(), "due"), at(60), ALWAYS_OPEN) is None


def test_the_timer_never_wakes_early_since_wait_cuts_milliseconds_off() -> None:
    assert ceil_second(at(1) + timedelta(milliseconds=1)) == at(1) + timedelta(seconds=1)
    assert ceil_second(at(1)) == at(1)


def test_the_reconciler_sees_the_first_step_that_has_not_fired() -> None:
    assert next_step_at(clock()) == at(48)
    assert next_step_at(fired(clock(), "warn")) == at(60)
    assert next_step_at(fired(clock(), "due")) is None
    assert next_step_at(clock(acknowledged_at=at(1))) == at(60)
