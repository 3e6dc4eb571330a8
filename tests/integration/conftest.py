"""What many integration tests begin with: the stand-in for X, the end of its webhook, and an empty table."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from infra.local.fake_x.client import FakeX
from infra.local.fake_x.serve import running
from tests.integration.desk_table import desk_table
from tests.integration.fake_x_receiver import Receiver, receiving

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the stand-in for X listens for the tests of a module."""
    with running(tmp_path_factory.mktemp("x")) as url:
        yield url


@pytest.fixture
def fake(address: str) -> Iterator[FakeX]:
    """The stand-in for X as it is at first."""
    with FakeX(address) as client:
        client.reset(everything=True)
        yield client


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    """Takes what the stand-in for X delivers to a webhook."""
    with receiving("local-consumer-secret") as made:
        yield made


@pytest.fixture
def table() -> Iterator["DynamoDBClient"]:
    with desk_table() as client:
        yield client
