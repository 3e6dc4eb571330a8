"""Fixtures that every run of the sweep needs."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from shared import wiring

Install = Callable[[object], None]
Record = Callable[[str, object], None]
"""pytest's `record_property`."""


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a desk as the one of this process. The functions' logs are silenced, since there are thousands of runs."""
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Sokuto")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "sweep")
    logging.disable(logging.CRITICAL)
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        yield lambda desk: monkeypatch.setattr(wiring, "_desk", desk)
    logging.disable(logging.NOTSET)
