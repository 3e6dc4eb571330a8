"""What more than one kind of test needs."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from tests.desk_fixture import running_desk
from tests.e2e.client import DeskClient

settings.register_profile("desk", deadline=None)
settings.load_profile("desk")
"""How long an example takes says how busy the machine is, and nothing of the code."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process brings the running desk up and takes all of its tests, which mostly wait; another takes the rest."""
    for item in items:
        if item.path.parent.name == "e2e" or item.path.name.startswith("test_journey"):
            item.add_marker(pytest.mark.xdist_group("desk"))


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The running desk of this test run: what its outputs.json says. Brought up once, for whoever asks first."""
    with running_desk(tmp_path_factory.mktemp("desk")) as outputs:
        yield outputs


@pytest.fixture(scope="session")
def client(desk: dict[str, Any]) -> Iterator[DeskClient]:
    """That desk, as its users and the network see it."""
    with DeskClient(desk) as client:
        yield client
