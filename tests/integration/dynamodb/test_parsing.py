"""What the connection reads and writes without botocore's model is what botocore would have read and written with it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from shared.adapters.dynamodb import exchange_json
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
    plain = exchange_json.parse_as_json

    def noting(**arguments: Any) -> None:
        plain(**arguments)
        left.append(arguments["response_dict"]["body"])

    monkeypatch.setattr(exchange_json, "parse_as_json", noting)
    store = DynamoTicketStore(TABLE, region=REGION)
    connection()._client = None
    opened(store, ticket_of(question("1", 0), answer("2", 5)))
    assert set(left) == {b"{}"}


def test_an_error_keeps_its_code(table: "DynamoDBClient") -> None:
    open_table(TABLE, region=REGION)
    with answering("GetItem", 400, fault("AccessDeniedException")), pytest.raises(Exception, match="AccessDenied"):
        Item.get("a", "b")


ASKED: dict[str, dict[str, Any]] = {
    "put_item": {"TableName": TABLE, "Item": {**STORED, "bytes": {"B": b"\x00\xff"}}},
    "get_item": {"TableName": TABLE, "Key": {"pk": {"S": "a"}, "sk": {"S": "b"}}, "ConsistentRead": True},
    "batch_get_item": {"RequestItems": {TABLE: {"Keys": [{"pk": {"S": "a"}, "sk": {"S": "b"}}]}}},
    "transact_write_items": {
        "TransactItems": [{"Put": {"TableName": TABLE, "Item": {"pk": {"S": "a"}, "sk": {"S": "電"}}}}],
        "ClientRequestToken": "a token",
    },
}


@pytest.mark.parametrize("call", ASKED)
def test_a_request_is_written_as_botocore_writes_it(table: "DynamoDBClient", call: str) -> None:
    open_table(TABLE, region=REGION)
    with _bodies(table) as theirs, _bodies(connection().client) as ours:
        getattr(table, call)(**ASKED[call])
        getattr(connection().client, call)(**ASKED[call])
    assert ours == theirs
    assert len(ours) == 1


def test_I3_a_transaction_keeps_the_token_that_botocore_gives_it(table: "DynamoDBClient") -> None:
    """By it DynamoDB knows a transaction that is sent again after a lost response."""
    with _bodies(_opened_client()) as sent:
        opened(DynamoTicketStore(TABLE, region=REGION), ticket_of(question("1", 0)))
    [transaction] = [body for body in sent if "TransactItems" in body]
    assert len(transaction["ClientRequestToken"]) == 36


def test_what_was_asked_is_not_changed_for_its_caller(table: "DynamoDBClient") -> None:
    asked = dict(ASKED["get_item"])
    _opened_client().get_item(**asked)
    connection().client._make_api_call("GetItem", asked)
    assert asked == ASKED["get_item"]


def test_botocore_has_nothing_left_to_write(table: "DynamoDBClient") -> None:
    """As above: the hooks are botocore's."""
    left: list[bytes] = []
    client = _opened_client()
    client.meta.events.register_first(
        "before-call.dynamodb.PutItem", lambda params, **_: left.append(params["body"]), unique_id="left"
    )
    client.put_item(**ASKED["put_item"])
    client.meta.events.unregister("before-call.dynamodb.PutItem", unique_id="left")
    assert left == [b"{}"]


def _opened_client() -> Any:
    open_table(TABLE, region=REGION)
    return connection().client


@contextmanager
def _bodies(client: Any) -> Iterator[list[dict[str, Any]]]:
    """Note the bodies that a client sends."""
    sent: list[dict[str, Any]] = []

    def note(request: Any, **_: Any) -> None:
        sent.append(json.loads(request.body))

    client.meta.events.register("before-send.dynamodb", note)
    try:
        yield sent
    finally:
        client.meta.events.unregister("before-send.dynamodb", note)
