"""The sweep of every minute leaves its jobs out only where they would do nothing."""

from dataclasses import replace
from typing import Any

import pytest

from functions import reconcile_desk
from shared import wiring
from shared.domain.errors import UnavailableError
from shared.domain.operations.checkpoint import Checkpoint, SweepName
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.operations.idle import SWEEPS, is_idle
from shared.usecases.operations.send_unsent import send_unsent
from shared.usecases.settings.laps import MOVES_CLOCKS
from shared.usecases.settings.policy_order import ORDER, POLICIES
from shared.usecases.sla.reapply_to_waiting import reapply_everywhere
from tests.builders import minutes, sighted
from tests.fake_desk import FakeDesk


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    """A desk whose first run is over: its accounts have had their lap."""
    desk = FakeDesk()
    monkeypatch.setattr(wiring, "_desk", desk)
    assert not is_idle(desk=desk), "no account has had its lap"
    reconcile_desk.handler({"look_for": "unsent"}, None)
    assert is_idle(desk=desk)
    return desk


def test_an_idle_run_imports_and_calls_no_job(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.usecases.operations.send_unsent.send_unsent", None)
    monkeypatch.setattr("shared.usecases.sla.reapply_to_waiting.reapply_everywhere", None)
    assert reconcile_desk.handler({"look_for": "unsent"}, None) == {}


def test_C6_every_change_that_moves_clocks_is_due_to_reach_what_waits(desk: FakeDesk) -> None:
    assert {ORDER, POLICIES} <= set(MOVES_CLOCKS)
    desk.settings.put([Document("policy", "default", 1, {"first_reply_minutes": 30})])
    desk.clock.forward(minutes(1))
    assert not is_idle(desk=desk)
    reapply_everywhere(desk=desk)
    assert is_idle(desk=desk)


def test_C6_a_new_account_has_its_lap(desk: FakeDesk) -> None:
    body = {"network": "x", "network_id": "300", "username": "acme_jp", "name": "Acme"}
    desk.settings.put([Document("account", "acme_jp", 1, body)])
    desk.clock.forward(minutes(1))
    assert not is_idle(desk=desk)


@pytest.mark.parametrize("sweep", SWEEPS)
@pytest.mark.parametrize(
    "place", [Checkpoint(after="a", since=FakeDesk().clock.now()), Checkpoint(failures=1), Checkpoint(unclean=True)]
)
def test_AWS6_a_sweep_on_its_way_goes_on(desk: FakeDesk, sweep: SweepName, place: Checkpoint) -> None:
    before = desk.checkpoints.of(sweep).get("acme", Checkpoint())
    desk.checkpoints.keep(
        sweep, "acme", replace(place, lap=before.lap, finished=before.finished, version=before.version)
    )
    desk.checkpoints.begin_run()
    assert not is_idle(desk=desk)


def test_L3_an_alert_that_is_lost_is_no_idle_minute(desk: FakeDesk) -> None:
    ingest_post(sighted(0), desk=desk)
    assert is_idle(desk=desk), "its steps are in time"
    desk.clock.forward(minutes(120))
    assert not is_idle(desk=desk)


@pytest.mark.parametrize("port", ["settings", "checkpoints", "due_lists"])
def test_what_cannot_be_read_is_for_the_jobs_to_meet(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, port: str
) -> None:
    class Failing:
        def __getattr__(self, name: str) -> Any:
            raise UnavailableError("the table")

    failing: Any = type("Desk", (), {})()
    for name in ("settings", "checkpoints", "due_lists", "clock"):
        setattr(failing, name, Failing() if name == port else getattr(desk, name))
    assert not is_idle(desk=failing)


def test_a_run_with_nothing_due_does_nothing(desk: FakeDesk) -> None:
    """What an idle minute leaves out: had it run, nothing would have come of it."""
    kept = dict(desk.checkpoints.kept)
    assert not send_unsent(desk=desk).total()
    assert not reapply_everywhere(desk=desk).outcomes.total()
    assert desk.checkpoints.kept == kept
