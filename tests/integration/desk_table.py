"""The desk's table on moto, with the keys and indexes that `infra` deploys."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import boto3
from moto import mock_aws
from pynamodb.connection import TableConnection

from infra.indexes import INDEXES
from shared.adapters.dynamodb.item import Item, close_table, open_table
from shared.adapters.dynamodb.tickets.aggregate import items_of
from shared.domain.tickets.ticket import Ticket
from tests.integration.fast_moto import plain_answers, prepared_once

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import GlobalSecondaryIndexTypeDef, KeySchemaElementTypeDef

REGION = "eu-west-1"
TABLE = "desk"


@cache
def _clients() -> tuple["DynamoDBClient", TableConnection]:
    """Made once: botocore reads its models anew for every session, which takes longer than most tests."""
    open_table(TABLE, region=REGION)
    return boto3.client("dynamodb", region_name=REGION), Item._get_connection()


@contextmanager
def desk_table() -> Iterator["DynamoDBClient"]:
    """An empty table for as long as it is open, to be opened in REGION; yields a client to look at it by."""
    close_table()
    with mock_aws(), plain_answers(), prepared_once():
        client, connection = _clients()
        open_table(TABLE, region=REGION)
        Item._connection = connection
        create_table(client)
        yield client
    close_table()


def empty_table(client: "DynamoDBClient") -> None:
    """moto copies the whole table for every transaction, so tests that write much begin with an empty one."""
    client.delete_table(TableName=TABLE)
    create_table(client)


def create_table(client: "DynamoDBClient") -> None:
    """Create the table with the keys and indexes that `infra` deploys (infra/indexes.py)."""
    names = {"pk", "sk", *(name for keys, _ in INDEXES.values() for name in keys)}
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in sorted(names)],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[_index(name) for name in INDEXES],
    )


def _index(name: str) -> "GlobalSecondaryIndexTypeDef":
    (partition_key, *sort_key), beside = INDEXES[name]
    keys: list[KeySchemaElementTypeDef] = [{"AttributeName": partition_key, "KeyType": "HASH"}]
    keys += [{"AttributeName": key, "KeyType": "RANGE"} for key in sort_key]
    return {
        "IndexName": name,
        "KeySchema": keys,
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(beside)},
    }


def plant_items(ticket: Ticket) -> None:
    """The ticket's records, without the transactions that would have written them."""
    with Item.batch_write() as batch:
        for item in items_of(ticket):
            batch.save(item)
