"""Requests to the emulator: start every function, write all state."""

import httpx

from infra.local.place import LocalDesk
from infra.local.processes import LocalError


def warm_up(place: LocalDesk) -> None:
    """Have the emulator start a process for every function, so that the first post is not the slow one. Raises
    LocalError with the reason if one does not start.
    """
    answer = httpx.post(f"http://127.0.0.1:{place.port}/_desk/warm", timeout=120)
    if not answer.is_success:
        raise LocalError(f"a function does not start:\n{answer.text}")


def write_down(place: LocalDesk) -> None:
    """Have the emulator write its state, as it otherwise does only on a clean shutdown."""
    httpx.post(f"http://127.0.0.1:{place.port}/_desk/save", timeout=120).raise_for_status()
