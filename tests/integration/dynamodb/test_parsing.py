"""What the connection reads without botocore's model is what botocore would have read with it."""

from typing import TYPE_CHECKING, Any

import pytest

from shared.adapters.dynamodb import translating
from shared.adapters.dynamodb.item import Item, connection, open_table
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from tests.contracts.build import answer, opened, question, ticket_of
from tests.integration.desk_table import REGION, TABLE
from tests.integration.table_faults import answering, fault

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

STORED: dict[str, Any] = {
    "pk": {"S": "a"},
    "sk": {"S": "b"},
    "text": {"S": "電気ケトル \u2028 “quoted”"},
    "number": {"N": "12345678901234567890.5"},
    "flag": {"BOOL": False},
    "nothing": {"NULL": True},
    "list": {"L": [{"S": "x"}, {"M": {"deep": {"L": []}}}]},
}


def test_an_item_of_every_kind_is_read_as_botocore_reads_it(table: "DynamoDBClient") -> None:
    open_table(TABLE, region=REGION)
    table.put_item(TableName=TABLE, Item=STORED)
    theirs = table.get_item(TableName=TABLE, Key={"pk": {"S": "a"}, "sk": {"S": "b"}})
    ours = Item._get_connection().get_item("a", "b")
    assert ours["Item"] == theirs["Item"] == STORED
    assert ours["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_botocore_has_nothing_left_to_parse(table: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch) -> None:
    """The hook is botocore's own; if a release took it away, reading would be slow again and nothing else would tell."""
    left: list[bytes] = []
    plain = translating.parse_as_json

    def noting(**arguments: Any) -> None:
        plain(**arguments)
        left.append(arguments["response_dict"]["body"])

    monkeypatch.setattr(translating, "parse_as_json", noting)
    store = DynamoTicketStore(TABLE, region=REGION)
    connection()._client = None
    opened(store, ticket_of(question("1", 0), answer("2", 5)))
    assert set(left) == {b"{}"}


def test_an_error_keeps_its_code(table: "DynamoDBClient") -> None:
    open_table(TABLE, region=REGION)
    with answering("GetItem", 400, fault("AccessDeniedException")), pytest.raises(Exception, match="AccessDenied"):
        Item.get("a", "b")
