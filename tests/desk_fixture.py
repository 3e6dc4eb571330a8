"""A desk of the tests' own: brought up by the command that a developer uses, on ports and in a folder apart."""

import json
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from infra.local.stand_ins import MODULES

UP_WITHIN_S = 900
"""A loaded machine with two cores takes a few minutes; a desk that is not up by then does not come up."""

TRIES = 50

LOWEST_PORT = 10_000
PORTS_OF_THE_SYSTEM = Path("/proc/sys/net/ipv4/ip_local_port_range")
"""Linux takes ports for outgoing connections from this range, also one that a test has just found free: a desk's are below it."""


@contextmanager
def running_desk(state: Path) -> Iterator[dict[str, Any]]:
    """Brings a desk up without the demo's customers, yields its outputs.json, and takes it down."""
    port = free_ports()
    where = ["--state", str(state), "--port", str(port), "--x-port", str(port + 1)]
    try:
        _desk("up", *where, "--demo", "0", within=UP_WITHIN_S)
        yield json.loads((state / "outputs.json").read_text("utf-8"))
    finally:
        _desk("down", *where, within=60)


def _desk(*words: str, within: float) -> None:
    command = [sys.executable, "-m", "infra.local.desk", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=within, check=False)
    assert done.returncode == 0, f"desk {words[0]}: {done.stdout}{done.stderr}"


def free_ports(count: int = 1 + len(MODULES)) -> int:
    """The first of so many ports in a row that nobody listens on: those of a desk."""
    below = int(PORTS_OF_THE_SYSTEM.read_text("ascii").split()[0])
    for first in random.sample(range(min(LOWEST_PORT, below // 2), below - count), TRIES):
        with ExitStack() as probes:
            if all(_taken(probes, first + n) for n in range(count)):
                return first
    raise AssertionError(f"no {count} ports in a row are free")


def _taken(probes: ExitStack, port: int) -> bool:
    """Whether the port is ours now, until the probes are closed, and not somebody else's."""
    probe = probes.enter_context(socket.socket())
    try:
        probe.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True
