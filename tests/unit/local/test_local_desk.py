"""The desk on this machine leaves nothing running behind, however it is ended."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local import desk, run, show
from infra.local.place import LocalDesk
from infra.local.processes import LocalError

TOLD = (signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    before = {told: signal.getsignal(told) for told in TOLD}
    yield
    for told, handler in before.items():
        signal.signal(told, handler)


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.name)
def test_a_desk_that_is_ended_from_outside_is_taken_down(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: signal.Signals
) -> None:
    def coming_up(*_: Any, **__: Any) -> dict[str, object]:
        signal.raise_signal(told)
        raise AssertionError("it went on")

    signal.signal(told, signal.SIG_DFL)
    taken_down: list[Path] = []
    monkeypatch.setattr(desk, "bring_up", coming_up)
    monkeypatch.setattr(desk, "bring_down", lambda place: taken_down.append(place.state))
    desk.run(state=tmp_path)
    assert taken_down == [tmp_path]


def test_a_desk_that_was_started_so_as_not_to_mind_a_closed_terminal_stays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    shown: list[int] = []
    monkeypatch.setattr(desk, "_up", lambda *_, **__: os.kill(os.getpid(), signal.SIGHUP))
    monkeypatch.setattr(desk, "show_what_goes_out", lambda *_, **__: shown.append(1))
    monkeypatch.setattr(desk, "bring_down", lambda _: ())
    desk.run(state=tmp_path)
    assert shown == [1]


OUTPUTS: dict[str, Any] = {
    "desk_url": "http://localhost:1",
    "users": [],
    "networks": {"x": {"webhook_url": "http://localhost:1/webhooks/x/main", "stand_in_url": "http://127.0.0.1:2"}},
    "mails_url": "http://localhost:1/mails",
    "sms_url": "http://localhost:1/sms",
}


@pytest.mark.parametrize("ended", ["emulator", "fake-x", "customers"])
def test_a_part_of_the_desk_that_was_killed_is_told_in_the_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], ended: str
) -> None:
    place = LocalDesk(state=tmp_path, port=1, x_port=2, command="make run")
    place.log(ended).write_text("its last words\n", encoding="utf-8")
    taken_down: list[Path] = []
    monkeypatch.setattr(desk, "bring_up", lambda *_, **__: OUTPUTS)
    monkeypatch.setattr(desk, "bring_down", lambda place: taken_down.append(place.state))
    monkeypatch.setattr(run, "running", lambda _, name: None if name == ended else 7)
    monkeypatch.setattr(show, "LOOK_EVERY_SECONDS", 0)
    monkeypatch.setattr(show, "_sent", lambda _: iter(()))
    with pytest.raises(LocalError, match=f"{ended} has ended(?s:.*)its last words(?s:.*)make run"):
        desk.run(state=tmp_path)
    assert taken_down == [tmp_path]


def test_without_the_demo_nobody_misses_its_customers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(run, "running", lambda _, name: None if name == "customers" else 7)
    run.check_running(LocalDesk(state=tmp_path, port=1, x_port=2), demo=False)


@pytest.mark.parametrize("demo", [True, False])
def test_who_begins_is_told_what_comes_when_and_where_mails_stand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], demo: bool
) -> None:
    monkeypatch.setattr(desk, "bring_up", lambda *_, **__: OUTPUTS)
    desk.up(state=tmp_path, demo=int(demo))
    said = capsys.readouterr().out
    assert ("a minute and a half" in said.replace("\n", " ")) == demo
    assert OUTPUTS["mails_url"] in said
    assert OUTPUTS["sms_url"] in said
    assert re.search(r"x +@acme_help, @acme_jp +http://127.0.0.1:2", said)
    assert "make fresh" not in said


def test_who_begins_without_the_demo_after_one_is_told_how_to_begin_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(desk, "bring_up", lambda *_, **__: OUTPUTS)
    (tmp_path / "demo").touch()
    desk.up(state=tmp_path, demo=0)
    assert "make fresh, then make up DEMO=0" in capsys.readouterr().out.replace("\n", " ")


def test_a_desk_that_is_forgotten_leaves_what_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("aws/cloudformation.json", "s3/x", "fake_x/x", "logs/x", "emulator/bin/python", "dependencies/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for name in ("outputs.json", "settings.toml", "api-id", "demo", "ports", "python.done"):
        (tmp_path / name).touch()
    desk.fresh(state=tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"emulator", "dependencies", "python.done", "lock"}
    desk.fresh(state=tmp_path)
