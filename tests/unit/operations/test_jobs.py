"""What ends one job of a run keeps none of the others from its turn, and is seen."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from functions.reconcile_desk import handler
from shared import wiring
from shared.domain.accounts.faults import Fault
from shared.domain.accounts.incident import DESK
from shared.domain.errors import UnavailableError
from shared.domain.operations.checkpoint import Checkpoint, SweepName
from shared.domain.privacy.erasure_request import ErasureRequest
from shared.domain.reporting.sealed_day import SealingProgress
from shared.ports.settings import Document
from shared.usecases.accounts.watch_accounts import watch_accounts
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.operations.due_steps import Overdue
from shared.usecases.operations.reconcile import RECONCILER, find_overdue
from shared.usecases.operations.sealing_lag import sealing_lag
from tests.builders import BRAND, minutes, sighted
from tests.fake_desk import TWO_STEPS, FakeDesk


def fails(where: object, name: str, when: Callable[..., bool] = lambda *_: True, error: Any = UnavailableError) -> None:
    """Has the method raise for the calls that `when` picks."""
    works = getattr(where, name)

    def sometimes(*values: Any, **named: Any) -> Any:
        if when(*values):
            raise error("the table (Query): slow down")
        return works(*values, **named)

    setattr(where, name, sometimes)


def desk_with_something_for_every_job() -> FakeDesk:
    """A lost step, a silent ticket, an account that is disconnected, and a dead letter."""
    desk = FakeDesk(TWO_STEPS)
    ingest_post(sighted(0), desk=desk)
    desk.timers.running.clear()
    desk.clock.forward(minutes(70))
    desk.heartbeats.fail("acme", Fault.ACCOUNT_DISCONNECTED, "Unauthorized", desk.clock.now())
    desk.depths.dead["ingest"] = 2
    return desk


def run(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, look_for: str = "overdue") -> dict[str, int]:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Sokuto")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "reconcile_desk")
    monkeypatch.setattr(wiring, "desk", lambda: desk)
    return handler({"look_for": look_for}, None)


def found_by(caplog: pytest.LogCaptureFixture) -> dict[str, int]:
    """What the run's log says that it has found."""
    [record] = [each for each in caplog.records if each.message == "reconciled"]
    return dict(vars(record)["found"])


def metrics(printed: str) -> dict[str, Any]:
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith('{"_aws"')]
    return {key: value for line in lines for key, value in line.items()}


SWEEPS = (
    SweepName.PROMISES,
    SweepName.STEPS,
    SweepName.STEPS_AGAIN,
    SweepName.TIMERS,
    SweepName.PROMISES_IN_PASSING,
    SweepName.SEND_QUEUES,
    SweepName.AUTO_CLOSE,
)


@pytest.mark.parametrize("error", [UnavailableError, KeyError])
@pytest.mark.parametrize("sweep", SWEEPS)
def test_AWS6_a_sweep_whose_places_cannot_be_read_keeps_no_other_from_its_turn_and_is_seen(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    sweep: SweepName,
    error: type[Exception],
) -> None:
    desk = desk_with_something_for_every_job()
    fails(desk.checkpoints, "of", lambda name: name == sweep, error)
    with pytest.raises(error):
        run(desk, monkeypatch)
    found, published = found_by(caplog), metrics(capsys.readouterr().out)
    assert found["jobs_failed"] == 1
    assert found.get(Overdue.CHASED, 0) == (0 if sweep is SweepName.STEPS else 1)
    assert (published["AccountsAtFault"], published["DeadLetters"]) == ([1.0], [2.0])
    assert desk.heartbeats.of(RECONCILER).last


JOBS: dict[str, tuple[Callable[[FakeDesk], object], str]] = {
    "what has changed cannot be read": (lambda desk: desk.settings, "current"),
    "the sign of life cannot be stored": (lambda desk: desk.heartbeats, "beat"),
    "the incidents cannot be read": (lambda desk: desk.incidents, "all"),
    "the queues do not answer": (lambda desk: desk.depths, "read"),
}


@pytest.mark.parametrize("part", JOBS)
def test_AWS6_a_job_that_fails_as_a_whole_takes_no_result_from_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, part: str
) -> None:
    desk = desk_with_something_for_every_job()
    of, name = JOBS[part]
    fails(of(desk), name)
    with pytest.raises(UnavailableError):
        run(desk, monkeypatch)
    assert "a job failed" in caplog.messages
    found, published = found_by(caplog), metrics(capsys.readouterr().out)
    settings_are_read = name != "current"
    assert found["jobs_failed"] >= 1
    assert found.get(Overdue.CHASED, 0) == int(settings_are_read)
    assert ("AccountsAtFault" in published) == (settings_are_read and name != "all")
    assert ("DeadLetters" in published) == (name != "read")


@pytest.mark.parametrize("look_for", ["unsent", "expired"])
def test_AWS6_the_second_job_of_a_run_has_its_turn_when_the_first_has_failed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, look_for: str
) -> None:
    desk = FakeDesk(Document("desk", "desk", 1, {"retention_days": 30}))
    ran: list[str] = []
    works = desk.checkpoints.of

    def noted(sweep: str) -> dict[str, Checkpoint]:
        ran.append(sweep)
        return works(sweep)

    monkeypatch.setattr(desk.checkpoints, "of", noted)
    fails(desk.tickets, "outbox_part", error=KeyError)
    fails(desk.files, "oldest", lambda *_: True, KeyError)
    with pytest.raises(KeyError):
        run(desk, monkeypatch, look_for)
    assert {"unsent": SweepName.PROMISES, "expired": SweepName.RETENTION}[look_for] in ran
    assert "a job failed" in caplog.messages


def test_AWS6_a_run_in_which_nothing_fails_raises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "jobs_failed" not in run(desk_with_something_for_every_job(), monkeypatch)


def test_a_place_that_cannot_be_stored_keeps_no_other_list_from_its_turn() -> None:
    other = Document("account", "zulu", 1, {"network": "x", "network_id": "300", "username": "zulu", "name": "Z"})
    desk = FakeDesk(TWO_STEPS, other)
    for number, account in ((1, BRAND.id), (2, "300")):
        ingest_post(sighted(number, received_for=account, mentions=()), desk=desk)
    desk.clock.forward(minutes(70))
    fails(desk.checkpoints, "keep", lambda _, part, __: part == "acme", KeyError)
    look = find_overdue(desk=desk)
    assert look.waiting[Overdue.CHASED] == 2
    assert isinstance(look.steps.unexpected, KeyError)


def test_I8_a_fault_of_the_desks_own_that_cannot_be_looked_at_is_not_over() -> None:
    desk = FakeDesk()
    request = ErasureRequest("code", "line", "main", "U1", desk.clock.now())
    desk.erasures.save(request.left_to_people("who is this?"))
    watch_accounts(desk=desk)
    known = {(each.account, each.fault): each for each in desk.incidents.all()}
    fails(desk.erasures, "open")
    desk.clock.forward(timedelta(minutes=5))
    assert watch_accounts(desk=desk).failed == 1
    after = {(each.account, each.fault): each for each in desk.incidents.all()}
    assert after[DESK, Fault.ERASURE_WAITS] == known[DESK, Fault.ERASURE_WAITS]


def test_I8_an_account_whose_health_nobody_can_tell_hides_no_other_and_its_error_is_raised(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Document("account", "zulu", 1, {"network": "x", "network_id": "300", "username": "zulu", "name": "Z"})
    desk = FakeDesk(other)
    desk.heartbeats.fail("zulu", Fault.ACCOUNT_DISCONNECTED, "Unauthorized", desk.clock.now())
    fails(desk.heartbeats, "of", lambda account: account == "acme", KeyError)
    with pytest.raises(KeyError):
        run(desk, monkeypatch)
    assert metrics(capsys.readouterr().out)["AccountsAtFault"] == [1.0]
    assert [each.account for each in desk.incidents.all()] == ["zulu"]


def test_I8_an_incident_that_cannot_be_stored_keeps_no_notice_of_another_back() -> None:
    desk = FakeDesk()
    desk.heartbeats.fail("acme", Fault.ACCOUNT_DISCONNECTED, "Unauthorized", desk.clock.now())
    request = ErasureRequest("code", "line", "main", "U1", desk.clock.now())
    desk.erasures.save(request.left_to_people("who is this?"))
    fails(desk.incidents, "save", lambda incident: incident.fault is Fault.ACCOUNT_DISCONNECTED)
    desk.clock.forward(timedelta(hours=1))
    watched = watch_accounts(desk=desk)
    assert watched.failed == 1
    assert [each.fault for each in desk.incidents.all()] == [Fault.ERASURE_WAITS]


@pytest.mark.parametrize(("hours", "published"), [(1, None), (3.9, None), (7, 7 * 3600)])
def test_M4_an_account_whose_days_are_not_sealed_is_behind_as_a_sweep_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hours: float, published: int | None
) -> None:
    desk = FakeDesk()
    now = desk.clock.now()
    desk.sealed_days.note_progress("acme", SealingProgress(now.date(), now - timedelta(hours=hours), now))
    run(desk, monkeypatch)
    lag = metrics(capsys.readouterr().out).get("SweepLag")
    assert lag == (None if published is None else [published])


def test_AWS13_a_desk_that_has_never_sealed_a_day_is_not_behind(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(FakeDesk(), monkeypatch)
    assert "SweepLag" not in capsys.readouterr().out


def test_M4_an_account_whose_sealing_cannot_be_looked_at_hides_no_other() -> None:
    desk = FakeDesk()
    now = desk.clock.now()
    desk.sealed_days.note_progress("late", SealingProgress(now.date(), now - timedelta(hours=9), now))
    fails(desk.sealed_days, "progress", lambda account: account == "acme")
    assert sealing_lag(["acme", "late"], desk=desk) == timedelta(hours=9)
    with pytest.raises(UnavailableError):
        sealing_lag(["acme"], desk=desk)
