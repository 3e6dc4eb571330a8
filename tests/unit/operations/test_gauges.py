"""What the dashboard shows, and that nothing of it is published without one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.reconcile_desk import handler
from shared import wiring
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.operations.gauges import gauges
from tests.builders import CUSTOMER, sighted
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
