"""Each contract is run on the fake that unit tests use and on the adapter that is deployed."""

from collections.abc import Callable, Iterator
from typing import cast

import pytest

from shared.adapters.dynamodb.heartbeats import DynamoHeartbeats
from shared.adapters.dynamodb.settings import DynamoSettingsStore
from shared.adapters.dynamodb.tickets import DynamoTicketStore
from shared.ports import Heartbeats, SettingsStore, TicketStore
from tests.contracts.build import NOON
from tests.fakes import FakeClock, FakeHeartbeats, FakeSettingsStore, FakeTicketStore
from tests.integration.desk_table import REGION, desk_table


@pytest.fixture(params=["fake", "dynamodb"])
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    name = cast("str", request.param)
    if name == "fake":
        yield name
    else:
        with desk_table() as table:
            yield table


@pytest.fixture
def store(kind: str) -> TicketStore:
    return FakeTicketStore() if kind == "fake" else DynamoTicketStore(kind, region=REGION)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def processes(kind: str, clock: FakeClock) -> Callable[[], SettingsStore]:
    """Makes the settings store of one more process on the same table."""
    fake = FakeSettingsStore(clock)
    return fake.beside if kind == "fake" else lambda: DynamoSettingsStore(kind, clock, region=REGION)


@pytest.fixture
def heartbeats(kind: str) -> Heartbeats:
    return FakeHeartbeats() if kind == "fake" else DynamoHeartbeats(kind, region=REGION)
