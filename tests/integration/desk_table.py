"""The desk's table on moto, with the keys and indexes that `infra` deploys."""

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from moto import mock_aws

from shared.adapters.dynamodb.item import close_table

REGION = "eu-west-1"
TABLE = "desk"


@contextmanager
def desk_table() -> Iterator[str]:
    """An empty table for as long as it is open; yields its name."""
    close_table()
    with mock_aws():
        create_table()
        yield TABLE
    close_table()


def create_table(endpoint: str | None = None) -> None:
    names = ("pk", "sk", "due_pk", "due_sk", "recent_pk", "recent_sk")
    client = boto3.client("dynamodb", region_name=REGION, endpoint_url=endpoint)
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": index,
                "KeySchema": [
                    {"AttributeName": f"{index}_pk", "KeyType": "HASH"},
                    {"AttributeName": f"{index}_sk", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
            for index in ("due", "recent")
        ],
    )
