"""The running desk, as its users and the network see it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.client import DeskClient


@pytest.fixture(scope="session")
def client(desk: dict[str, Any]) -> Iterator[DeskClient]:
    with DeskClient(desk) as client:
        yield client
