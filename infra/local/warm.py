"""Starts every function once, so that the first post of the day is not the slow one."""

import httpx

from infra.local.place import Place
from infra.local.processes import LocalError


def warm_up(place: Place) -> None:
    """Have the emulator start a process for every function. Raises LocalError with the reason if one does not start."""
    answer = httpx.post(f"http://127.0.0.1:{place.port}/_desk/warm", timeout=120)
    if not answer.is_success:
        raise LocalError(f"a function does not start:\n{answer.text}")
