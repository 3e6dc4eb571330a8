"""The ledger on a table: what only its adapter can meet."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from shared.adapters.dynamodb.item import connection
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


def test_AWS1_an_id_costs_one_write_however_many_were_counted_before(table: "DynamoDBClient") -> None:
    """Up to 1 kB an item is one write unit: each id is an item of its own, and none grows."""
    ledger = DynamoLedger(TABLE, region=REGION)
    ids = [f"event:{n}-{'x' * 400}" for n in range(130)]
    assert ledger.unseen("acme", "post", ids, DAY) == set(ids)
    items = table.scan(TableName=TABLE)["Items"]
    assert len(items) == len(ids) == len({item["pk"]["S"] for item in items})
    assert max(len(str(item)) for item in items) < 1_000
    assert all("expires_at" in item for item in items)


def test_AWS1_ids_that_were_counted_are_read_and_not_written_again(table: "DynamoDBClient") -> None:
    """A page that is polled again costs half a read unit an id; a write that its condition refuses costs a whole one."""
    ledger = DynamoLedger(TABLE, region=REGION)
    ledger.unseen("acme", "post", ["1", "2"], DAY)
    asked: list[str] = []

    def note(*, model: Any, **_: Any) -> None:
        asked.append(model.name)

    events = connection().client.meta.events
    events.register("before-call.dynamodb", note)
    assert ledger.unseen("acme", "post", ["1", "2", "3"], DAY) == {"3"}
    assert ledger.unseen("acme", "post", ["3", "2", "1"], DAY) == set()
    events.unregister("before-call.dynamodb", note)
    assert asked == ["BatchGetItem", "PutItem", "BatchGetItem"]


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
