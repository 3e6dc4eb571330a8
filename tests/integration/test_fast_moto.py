"""What is quicker in tests behaves as moto does by itself."""

from copy import deepcopy
from typing import Any

import pytest
from moto.dynamodb.models.dynamo_type import DynamoType, Item

from tests.integration.desk_table import TABLE, desk_table

KEY: dict[str, Any] = {"pk": {"S": "a"}, "sk": {"S": "b"}}
HELD: dict[str, Any] = {
    "text": {"S": "words"},
    "number": {"N": "1"},
    "bytes": {"B": b"\x00\xff"},
    "tags": {"SS": ["one", "two"]},
    "lists": {"L": [{"M": {"leaf": {"S": "x"}}}]},
    "map": {"M": {"deep": {"L": [{"N": "1"}]}}},
}
CHANGES = (
    "SET #text = :text",
    "ADD #number :number",
    "ADD tags :tags",
    "DELETE tags :tags",
    "SET #map.deep[0] = :text",
    "SET lists[0].leaf = :text",
    "REMOVE #map.deep, #bytes",
)
NAMES = {"#text": "text", "#number": "number", "#map": "map", "#bytes": "bytes"}
VALUES = {":text": {"S": "other"}, ":number": {"N": "5"}, ":tags": {"SS": ["two", "three"]}}


@pytest.mark.parametrize("change", CHANGES)
def test_a_transaction_that_fails_leaves_every_value_as_it_was(change: str) -> None:
    names = {name: word for name, word in NAMES.items() if name in change}
    values = {name: value for name, value in VALUES.items() if name in change}
    update: dict[str, Any] = {"TableName": TABLE, "Key": KEY, "UpdateExpression": change}
    update |= {"ExpressionAttributeNames": names} if names else {}
    update |= {"ExpressionAttributeValues": values} if values else {}
    other = {"TableName": TABLE, "Key": {**KEY, "sk": {"S": "c"}}, "ConditionExpression": "attribute_exists(pk)"}
    with desk_table() as made:
        client: Any = made
        client.put_item(TableName=TABLE, Item={**KEY, **HELD})
        before = client.get_item(TableName=TABLE, Key=KEY)["Item"]
        with pytest.raises(client.exceptions.TransactionCanceledException):
            client.transact_write_items(TransactItems=[{"Update": update}, {"ConditionCheck": other}])
        assert client.get_item(TableName=TABLE, Key=KEY)["Item"] == before
        client.transact_write_items(TransactItems=[{"Update": update}])
        assert client.get_item(TableName=TABLE, Key=KEY)["Item"] != before


def test_a_copy_of_an_item_shares_nothing_that_an_update_changes() -> None:
    with desk_table():
        item = Item(DynamoType({"S": "a"}), DynamoType({"S": "b"}), {**KEY, **HELD})
        copied = deepcopy(item)
    assert copied == item
    for name in ("tags", "lists", "map"):
        assert copied.attrs[name] is not item.attrs[name]
        assert copied.attrs[name].value is not item.attrs[name].value
