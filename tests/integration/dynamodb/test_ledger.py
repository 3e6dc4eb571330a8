"""The ledger on a table: what only its adapter can meet."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.adapters.dynamodb.ledger import DynamoLedger
from shared.domain.errors import UnavailableError
from shared.networks.x.pricing.prices import XCharge
from tests.integration.desk_table import REGION, TABLE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

DAY = date(2026, 9, 18)


def test_a_kind_that_a_later_release_has_entered_is_counted_by_its_name(table: "DynamoDBClient") -> None:
    ledger = DynamoLedger(TABLE, region=REGION)
    ledger.enter("acme", XCharge.POST_READ, 1, Decimal("0.005"), DAY)
    [item] = table.scan(TableName=TABLE)["Items"]
    later = {**item, "sk": {"S": "2026-09-18#acme#space_read"}, "charge": {"S": "space_read"}}
    table.put_item(TableName=TABLE, Item=later)
    assert [entry.charge for entry in ledger.entries(DAY, DAY)] == [XCharge.POST_READ, "space_read"]


def test_a_set_that_takes_no_more_counts_anew_rather_than_nothing(table: "DynamoDBClient") -> None:
    ledger = DynamoLedger(TABLE, region=REGION)
    ledger.unseen("acme", "post", ["1"], DAY)
    [item] = table.scan(TableName=TABLE)["Items"]
    table.put_item(TableName=TABLE, Item={**item, "ids": {"S": "no set any more"}})
    assert ledger.unseen("acme", "post", ["1"], DAY) == {"1"}


def test_whatever_is_wrong_is_one_kind_of_error(table: "DynamoDBClient") -> None:
    ledger = DynamoLedger(TABLE, region=REGION)
    table.delete_table(TableName=TABLE)
    for ask in (
        lambda: ledger.unseen("acme", "post", ["1"], DAY),
        lambda: ledger.enter("acme", XCharge.POST, 1, Decimal(1), DAY),
        lambda: ledger.entries(DAY, DAY),
    ):
        with pytest.raises(UnavailableError):
            ask()
