"""What runs an event loop of its own, and may find another one running."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def loops_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each loop in a thread: a process that has opened a browser keeps the browser's loop running in this one."""
    run = asyncio.run

    def apart(coroutine: Coroutine[Any, Any, Any]) -> Any:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(run, coroutine).result()

    monkeypatch.setattr(asyncio, "run", apart)
