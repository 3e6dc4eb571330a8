"""What the dashboard shows, and that nothing of it is published without one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.reconcile_desk import handler
from shared import wiring
from shared.domain.errors import UnavailableError
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.operations.gauges import gauges
from tests.builders import CUSTOMER, NOON, minutes, sighted
from tests.fake_desk import FakeDesk


def test_a_quiet_desk_is_late_by_nothing() -> None:
    assert gauges(desk=FakeDesk()) == {"OldestOverdue": 0.0, "MonthUsd": 0.0, "BudgetUsed": 0.0}


def test_the_most_overdue_ticket_counts_and_one_that_has_time_left_does_not() -> None:
    desk = FakeDesk()
    for n in range(2):
        ingest_post(sighted(n, author=replace(CUSTOMER, id=str(9_000 + n))), desk=desk)
    assert gauges(desk=desk)["OldestOverdue"] == 0
    [due, *_] = sorted(row.clock.due_at for _, row in desk.tickets.waiting("acme", limit=9) if row.clock is not None)
    desk.clock.instant = due + timedelta(minutes=7)
    assert gauges(desk=desk)["OldestOverdue"] == 420


@pytest.mark.parametrize("dashboard", ["", "1"])
def test_they_are_published_only_where_there_is_a_dashboard(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], dashboard: str
) -> None:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Sokuto")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "reconcile_desk")
    monkeypatch.setenv("DESK_DASHBOARD", dashboard)
    monkeypatch.setattr(wiring, "desk", FakeDesk)
    handler({"look_for": "overdue"}, None)
    assert ("OldestOverdue" in capsys.readouterr().out) == bool(dashboard)


@pytest.mark.parametrize("before_it", [1, 60])
def test_N3_an_overdue_ticket_counts_behind_those_whose_answer_window_has_closed(before_it: int) -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    desk.clock.instant = NOON + minutes(90)
    for n in range(before_it):
        late = sighted(89, author=replace(CUSTOMER, id=str(9_000 + n)))
        ingest_post(replace(late, answer_by=NOON - minutes(5)), desk=desk)
    assert gauges(desk=desk)["OldestOverdue"] == 30 * 60


def test_AWS6_what_only_the_dashboard_shows_fails_no_run_and_hides_no_result(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unread(**_: object) -> None:
        raise UnavailableError("the table (Query): slow down")

    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Sokuto")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "reconcile_desk")
    monkeypatch.setenv("DESK_DASHBOARD", "1")
    monkeypatch.setattr(wiring, "desk", FakeDesk)
    monkeypatch.setattr("shared.usecases.operations.gauges.gauges", unread)
    assert handler({"look_for": "overdue"}, None)["failed"] == 0
    assert "OldestOverdue" not in capsys.readouterr().out
