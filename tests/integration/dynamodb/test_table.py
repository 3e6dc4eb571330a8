"""One process, one table, one connection."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from shared.adapters.dynamodb.heartbeats import DynamoHeartbeats
from shared.adapters.dynamodb.item import Item, close_table, connection, open_table
from shared.adapters.dynamodb.models import accounts, notifications, work
from shared.adapters.dynamodb.settings import DynamoSettingsStore
from shared.adapters.dynamodb.tickets import models as ticket_models
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from tests.contracts.build import NOON
from tests.fakes import FakeClock
from tests.integration.desk_table import REGION, TABLE


@pytest.fixture(autouse=True)
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": REGION}.items():
        monkeypatch.setenv(name, value)
    close_table()
    yield
    close_table()


def test_all_models_and_stores_share_one_client() -> None:
    DynamoTicketStore(TABLE)
    DynamoSettingsStore(TABLE, FakeClock(NOON))
    DynamoHeartbeats(TABLE)
    rooms = (accounts, notifications, work, ticket_models)
    known = [each for room in rooms for each in vars(room).values()]
    kinds = [kind for kind in known if isinstance(kind, type) and issubclass(kind, Item)]
    assert len(kinds) > 20
    assert {id(kind._get_connection().connection.client) for kind in kinds} == {id(connection().client)}


def test_opening_a_table_connects_to_nothing() -> None:
    open_table(TABLE)
    assert connection()._client is None


def test_importing_the_adapters_opens_nothing() -> None:
    """In a process of its own, where nothing has been opened yet."""
    script = (
        "import shared.adapters.dynamodb.tickets.store, shared.adapters.dynamodb.settings, shared.adapters.dynamodb.heartbeats\n"
        "from shared.adapters.dynamodb.item import Item\n"
        "assert Item._connection is None\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, timeout=60)


def test_a_request_gives_up_before_its_function_does() -> None:
    open_table(TABLE)
    config: Any = connection().client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (2, 5)
    assert config.retries["total_max_attempts"] == 3


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB"])
def test_the_endpoint_and_the_region_come_from_where_aws_tools_look(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:4761")
    open_table(TABLE)
    meta = connection().client.meta
    assert (meta.endpoint_url, meta.region_name) == ("http://127.0.0.1:4761", REGION)


def test_a_host_and_a_region_can_be_told() -> None:
    open_table(TABLE, region="ap-northeast-1", host="http://127.0.0.1:4762")
    meta = connection().client.meta
    assert (meta.endpoint_url, meta.region_name) == ("http://127.0.0.1:4762", "ap-northeast-1")


def test_a_process_works_on_one_table_at_a_time() -> None:
    open_table(TABLE)
    first = connection()
    open_table(TABLE)
    assert connection() is first
    with pytest.raises(RuntimeError, match="'desk' already"):
        open_table("other")
    close_table()
    open_table("other")
    assert connection() is not first
