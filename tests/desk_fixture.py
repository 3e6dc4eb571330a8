"""A desk of the tests' own: brought up by the command that a developer uses, on ports and in a folder apart."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

UP_WITHIN_S = 900
"""A loaded machine with two cores takes a few minutes; a desk that is not up by then does not come up."""


@contextmanager
def running_desk(state: Path) -> Iterator[dict[str, Any]]:
    """Brings a desk up without the demo's customers, yields its outputs.json, and takes it down."""
    port, x_port = _free_ports(2)
    where = ["--state", str(state), "--port", str(port), "--x-port", str(x_port)]
    try:
        _desk("up", *where, "--demo", "0", within=UP_WITHIN_S)
        yield json.loads((state / "outputs.json").read_text("utf-8"))
    finally:
        _desk("down", *where, within=60)


def _desk(*words: str, within: float) -> None:
    command = [sys.executable, "-m", "infra.local.desk", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=within, check=False)
    assert done.returncode == 0, f"desk {words[0]}: {done.stdout}{done.stderr}"


def _free_ports(count: int) -> list[int]:
    """Ports that nobody listens on; all taken at once, so that no number comes twice."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
