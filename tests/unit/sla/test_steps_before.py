"""A step of the ladder can be written as minutes before the deadline, in the calendar's time (L1)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import InvalidError
from shared.domain.sla.calendar import open_time
from shared.domain.sla.policy import Step
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings.file import documents_in, file_of
from shared.usecases.settings_changes.change_settings import change_settings, preview_settings
from shared.usecases.sla.chase_deadline import chase_deadline
from tests.builders import at, minutes, sighted
from tests.fake_desk import FakeDesk

OFFICE = {"zone": "UTC", "weekly": {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}}
WARN = {"step": "warn", "before_minutes": 10}
DUE = {"step": "due"}


def policy(target: float, *ladder: dict[str, Any], **more: Any) -> Document:
    body = {"first_reply_minutes": target, "next_reply_minutes": target, "ladder": list(ladder)}
    return Document("policy", "default", 0, body | more)


def save(desk: FakeDesk, *documents: Document) -> None:
    change_settings(documents, by=None, desk=desk, within=None)


def refused(document: Document) -> tuple[str, str]:
    with pytest.raises(InvalidError) as told:
        save(FakeDesk(), document)
    return told.value.path, told.value.sentence


def test_L1_a_step_fires_so_many_minutes_before_the_deadline() -> None:
    desk = FakeDesk()
    save(desk, policy(60, WARN, DUE))
    ingest_post(sighted(0), desk=desk)
    clock = desk.only_ticket().clocks[0]
    assert [(step.name, step.at) for step in clock.steps] == [("warn", at(50)), ("due", at(60))]
    desk.clock.instant = at(49.9)
    assert chase_deadline(desk.only_ticket().id, clock.id, None, desk=desk).fired is None
    desk.clock.instant = at(50)
    assert chase_deadline(desk.only_ticket().id, clock.id, None, desk=desk).fired == "warn"


def test_L1_before_is_counted_in_the_calendars_time_like_the_shares() -> None:
    """Due at 09:05 on Wednesday: ten minutes before lie at five to six on Tuesday, while somebody is there."""
    desk = FakeDesk(Document("calendar", "office", 1, OFFICE))
    save(desk, policy(365, WARN, DUE, calendar="office"))
    ingest_post(sighted(0), desk=desk)
    clock = desk.only_ticket().clocks[0]
    assert (clock.due_at, clock.steps[0].at) == (at(21 * 60 + 5), at(355))
    office = desk_settings(desk).calendar("office")
    assert open_time(clock.steps[0].at, clock.due_at, office) == minutes(10)


@given(st.integers(1, 10_000), st.integers(0, 10_000))
def test_L1_a_step_before_never_lies_before_the_post_nor_after_the_deadline(target: int, before: int) -> None:
    offset = Step("warn", before=minutes(before)).offset(minutes(target))
    assert minutes(0) <= offset <= minutes(target)
    assert offset == minutes(max(target - before, 0))


def test_L1_more_than_the_shortest_target_is_refused_with_a_sentence() -> None:
    path, sentence = refused(policy(60, {"step": "warn", "before_minutes": 45}, DUE, next_reply_minutes=30))
    assert path == "policies[default].ladder[0].before_minutes"
    assert sentence == (
        "45 minutes before the deadline lie before the post itself: the shortest target of this policy is 30 minutes"
    )
    save(FakeDesk(), policy(60, {"step": "warn", "before_minutes": 60}, DUE))


def test_L1_a_target_that_is_cut_below_its_steps_is_refused_too() -> None:
    desk = FakeDesk()
    save(desk, policy(60, WARN, DUE))
    with pytest.raises(InvalidError, match="lie before the post itself"):
        save(desk, Document("policy", "default", 1, dict(policy(5, WARN, DUE).body)))


@pytest.mark.parametrize(
    ("other", "field"), [({"at_percent": 50}, "at_percent"), ({"after_minutes": 5}, "after_minutes")]
)
def test_L1_a_step_is_at_one_instant(other: dict[str, Any], field: str) -> None:
    path, sentence = refused(policy(60, WARN | other, DUE))
    assert path == "policies[default].ladder[0].before_minutes"
    assert f"leave {field} out" in sentence


def test_L1_a_step_before_is_a_step_at_or_before_the_deadline() -> None:
    save(FakeDesk(), policy(60, WARN))


@pytest.mark.parametrize("wrong", [-1, "10", 1e9])
def test_L1_what_is_no_number_of_minutes_is_refused(wrong: Any) -> None:
    assert refused(policy(60, {"step": "warn", "before_minutes": wrong}, DUE))[0].endswith(".before_minutes")


def test_L1_the_file_keeps_minutes_before_as_they_were_written() -> None:
    told = documents_in(file_of([policy(60, WARN, DUE)]))
    assert told[0].body["ladder"][0] == WARN


def test_C6_a_dry_run_says_that_no_deadline_moves_and_the_steps_of_who_waits_follow() -> None:
    desk = FakeDesk()
    save(desk, policy(60, DUE))
    ingest_post(sighted(0), desk=desk)
    edited = Document("policy", "default", 1, dict(policy(60, WARN, DUE).body))
    moves = preview_settings([edited], by=None, desk=desk, within=minutes(1)).moves
    assert (moves.clocks, moves.earlier, moves.later) == (1, 0, 0)
    save(desk, edited)
    assert [step.at for step in desk.only_ticket().clocks[0].steps] == [at(50), at(60)]
    assert max(generation for _, _, generation in desk.timers.running) == 2
