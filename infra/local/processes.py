"""Background processes, found again by their recorded ids and never by name."""

import json
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from infra.local.place import ROOT, LocalDesk

STOP_SECONDS: Final = 30
"""The time that a process has to write its state before it is killed."""

CARD: Final = ".process.json"

_children: Final[dict[int, subprocess.Popen[bytes]]] = {}
"""Processes started by this one: each stays a zombie after its end until its parent has polled it."""


class LocalError(Exception):
    """The desk cannot run here; the message names the reason and the remedy."""


def start(place: LocalDesk, name: str, command: Sequence[str], *, env: Mapping[str, str]) -> int:
    """Start a process that outlives this one, with its output in the place's log; its id is recorded."""
    with place.log(name).open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(env), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    _children[process.pid] = process
    _card(place, name).write_text(json.dumps({"pid": process.pid, "born": _born(process.pid)}), encoding="utf-8")
    return process.pid


def running(place: LocalDesk, name: str) -> int | None:
    """Return the id of the process that was started here under this name, if it is still that process."""
    try:
        card = json.loads(_card(place, name).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    born = _born(card["pid"])
    return int(card["pid"]) if born is not None and born == card["born"] else None


def started(place: LocalDesk) -> list[str]:
    """Return the names of the processes that were started here, whether they still run or not."""
    return sorted(card.name.removesuffix(CARD) for card in place.state.glob(f"*{CARD}"))


def stop(place: LocalDesk, name: str) -> bool:
    """Ask a process to end, and kill it if it does not within STOP_SECONDS; return whether there was one."""
    pid = running(place, name)
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
        if not until(lambda: running(place, name) is None, seconds=STOP_SECONDS):
            os.killpg(pid, signal.SIGKILL)  # with what it has started: it is the head of its own group
    _card(place, name).unlink(missing_ok=True)
    return pid is not None


def until(holds: Callable[[], bool], *, seconds: float) -> bool:
    """Wait until `holds` returns true, for at most `seconds`; return whether it did."""
    end = time.monotonic() + seconds
    while not (done := holds()) and time.monotonic() < end:
        time.sleep(0.1)
    return done


def wait_until_ready(place: LocalDesk, name: str, answers: Callable[[], bool], *, seconds: float) -> None:
    """Wait for a process that was started. Raises LocalError with the end of its log, if it ended or does not answer."""
    until(lambda: answers() or running(place, name) is None, seconds=seconds)
    if running(place, name) is None:
        raise LocalError(f"{name} ended at once. Its last words:\n{last_words(place, name)}")
    if not answers():
        raise LocalError(f"{name} did not answer within {seconds:.0f} seconds; see {place.log(name)}")


def last_words(place: LocalDesk, name: str, lines: int = 15) -> str:
    """Return the end of a process's log."""
    return "\n".join(place.log(name).read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def claim_port(port: int, *, variable: str, command: str) -> None:
    """Check that `port` is free. Raises LocalError that names the process that listens on it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as e:
            raise LocalError(
                f"port {port} is taken by {_listener(port)}. Stop it, or choose another port: {command} {variable}=…"
            ) from e


def _card(place: LocalDesk, name: str) -> Path:
    place.state.mkdir(parents=True, exist_ok=True)
    return place.state / f"{name}{CARD}"


def _born(pid: int) -> str | None:
    """Return when a process began, so that another process with a reused id is not taken for it; nothing if it has
    ended.
    """
    if pid in _children and _children[pid].poll() is not None:
        del _children[pid]
        return None
    stat = Path(f"/proc/{pid}/stat")
    if stat.parent.parent.joinpath("self").exists():
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if fields[0] == "Z" else fields[19]
    shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout.strip() or None


def _listener(port: int) -> str:
    """Return the process that listens on a port, as far as this machine tells."""
    for command, pattern in (
        (["lsof", "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-Fpc"], r"p(?P<pid>\d+)\nc(?P<name>.+)"),
        (["ss", "-ltnpH", f"sport = :{port}"], r'"(?P<name>[^"]+)",pid=(?P<pid>\d+)'),
    ):
        try:
            said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=5).stdout
        except (FileNotFoundError, subprocess.TimeoutExpired):
            continue
        if found := re.search(pattern, said):
            return f"{found['name']} (process {found['pid']})"
    return "another process"
