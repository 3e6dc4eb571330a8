"""What brings a desk up on this machine: processes, ports, the demo's settings."""

import os
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from infra.local import demo_settings, processes, run
from infra.local.emulator import start_emulator
from infra.local.networks import start_stand_ins
from infra.local.place import LocalDesk
from infra.local.processes import LocalError
from infra.local.users import TEAM, LetIn

SLEEPS = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]


@pytest.fixture
def place(tmp_path: Path) -> LocalDesk:
    return LocalDesk(state=tmp_path / "desk", port=1, x_port=2)


def test_a_process_is_found_again_by_what_was_written_down_and_stopped(place: LocalDesk) -> None:
    pid = processes.start(place, "sleeper", SLEEPS, env=os.environ)
    assert processes.running(place, "sleeper") == pid
    assert processes.stop(place, "sleeper") is True
    assert processes.running(place, "sleeper") is None
    assert processes.stop(place, "sleeper") is False


def test_a_stand_in_that_has_left_the_list_is_stopped_with_the_rest(place: LocalDesk) -> None:
    for name in ("emulator", "old-network", "customers"):
        processes.start(place, name, SLEEPS, env=os.environ)
    assert run.down(place) == ["customers", "old-network", "emulator"]
    assert run.down(place) == []


def test_another_process_with_the_same_number_is_left_alone(place: LocalDesk) -> None:
    with subprocess.Popen(SLEEPS, stdout=subprocess.DEVNULL) as stranger:
        (place.log("sleeper").parent.parent / "sleeper.process.json").write_text(
            f'{{"pid": {stranger.pid}, "born": "1"}}'
        )
        assert processes.running(place, "sleeper") is None
        assert processes.stop(place, "sleeper") is False
        assert stranger.poll() is None
        stranger.kill()


def test_a_process_that_ends_at_once_says_why(place: LocalDesk) -> None:
    processes.start(place, "broken", [sys.executable, "-c", "raise SystemExit('no such thing')"], env=os.environ)
    with pytest.raises(LocalError, match="no such thing"):
        processes.wait_until_ready(place, "broken", lambda: False, seconds=20)


def test_a_process_that_never_answers_is_not_waited_for_without_end(place: LocalDesk) -> None:
    processes.start(place, "sleeper", SLEEPS, env=os.environ)
    with pytest.raises(LocalError, match="did not answer within 1 seconds"):
        processes.wait_until_ready(place, "sleeper", lambda: False, seconds=1)
    processes.stop(place, "sleeper")


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(LocalError, match=f"port {port} is taken by .*: make run DESK_PORT=…"):
            processes.claim_port(port, variable="DESK_PORT", command="make run")


@pytest.mark.parametrize(("begin", "variable"), [(start_emulator, "DESK_PORT"), (start_stand_ins, "X_PORT")])
def test_the_way_out_is_the_command_that_was_given(
    tmp_path: Path, begin: Callable[[LocalDesk], None], variable: str
) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(LocalError, match=f"port {port} is taken by .*: make run {variable}=…"):
            begin(LocalDesk(state=tmp_path, port=port, x_port=port, command="make run"))


def test_a_desk_that_has_written_something_down_comes_up_on_its_own_ports_alone(tmp_path: Path) -> None:
    """They are part of its queues' addresses: on others it would take nothing in, and say nothing of it."""
    (tmp_path / "ports").write_text("4566 and 4567")
    moved = LocalDesk(state=tmp_path, port=1, x_port=2, command="make run")
    (tmp_path / "outputs.json").write_text("{}")
    with pytest.raises(LocalError, match=r"make run DESK_PORT=4566 X_PORT=4567\. Or .* begin anew: make fresh"):
        run._keep_ports(moved)
    assert (tmp_path / "ports").read_text() == "4566 and 4567"
    (tmp_path / "outputs.json").unlink()
    run._keep_ports(moved)
    assert (tmp_path / "ports").read_text() == "1 and 2"


@pytest.mark.parametrize("minutes", [demo_settings.DEMO_MINUTES, demo_settings.USUAL_MINUTES])
def test_the_demos_settings_are_a_settings_file(minutes: int) -> None:
    people = {f"sub-{p.sign_off}": LetIn(**asdict(p), groups=(p.group,), disabled=p.sign_off == "JP") for p in TEAM}
    read = tomllib.loads(demo_settings.settings(people, minutes=minutes))
    assert [account["id"] for account in read["accounts"]] == [
        "acme_help",
        "acme_jp",
        "acme_line",
        "acme_bsky",
        "acme_mastodon",
        "acme_fb",
        "acme_ms",
        "acme_ig",
    ]
    assert read["accounts"][1]["name"] == "アクメ サポート"
    assert [person["groups"] for person in read["people"]] == [["agents"], ["agents"], ["managers"], ["admins"]]
    assert [person.get("disabled", False) for person in read["people"]] == [False, True, False, False]
    assert read["calendars"][0]["weekly"]["sun"] == ["00:00-24:00"]
    assert read["policies"][0]["first_reply_minutes"] == minutes
    promised = {tag for policy in read["policies"] for tag in policy.get("tags", [])}
    assert promised == {rule["id"] for rule in read.get("keyword_rules", [])}
    assert bool(read.get("keyword_rules")) is (minutes == demo_settings.DEMO_MINUTES)
    assert [step["step"] for step in read["policies"][0]["ladder"]] == ["warn", "due", "escalate"]
