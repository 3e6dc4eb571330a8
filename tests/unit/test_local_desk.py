"""The desk on this machine leaves nothing running behind, however it is ended."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local import desk

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
    monkeypatch.setattr(desk, "show_what_goes_out", lambda *_: shown.append(1))
    monkeypatch.setattr(desk, "bring_down", lambda _: ())
    desk.run(state=tmp_path)
    assert shown == [1]
