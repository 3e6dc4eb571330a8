"""What a query reads is what its reader asked for."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from pynamodb.connection import Connection, TableConnection

from shared.adapters.dynamodb.item import Item, open_table
from shared.adapters.dynamodb.models.work import WatchedThreadItem
from shared.adapters.dynamodb.page_archive import DynamoPageArchive
from shared.adapters.dynamodb.plain_query import query_plainly
from tests.integration.desk_table import REGION, TABLE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


def test_a_page_that_ends_at_a_megabyte_is_followed_by_what_is_missing_and_no_more(
    table: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    open_table(TABLE, region=REGION)
    for n in range(130):
        item = {
            "pk": "watched",
            "sk": f"{n:04}",
            "type": "watched_thread",
            "thread": "x" * 10_000,
            "at": "2026-09-18T10:00:00Z",
        }
        stored = {name: {"S": value} for name, value in item.items()} | {"expires_at": {"N": "1900000000"}}
        table.put_item(TableName=TABLE, Item=stored)
    asked: list[int | None] = []
    plain = TableConnection.query

    def counting(self: TableConnection, *args: Any, **kwargs: Any) -> Any:
        asked.append(kwargs.get("limit"))
        return plain(self, *args, **kwargs)

    monkeypatch.setattr(TableConnection, "query", counting)
    assert len(list(WatchedThreadItem.query("watched", limit=120))) == 120
    first, second = asked
    assert first == 120
    assert second is not None
    assert 0 < second < 60, "what the first page did not hold"
    asked.clear()
    assert len(list(WatchedThreadItem.query("watched"))) == 130
    assert set(asked) == {None}


def test_a_plain_query_reads_on_behind_a_megabyte_what_is_missing_and_no_more(
    table: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    open_table(TABLE, region=REGION)
    for n in range(130):
        item = {"pk": f"{n}", "sk": "head", "due_pk": "waiting#acme", "due_sk": f"{n:04}", "row": "x" * 10_000}
        table.put_item(TableName=TABLE, Item={name: {"S": value} for name, value in item.items()})
    asked: list[int | None] = []
    plain = Connection.dispatch

    def counting(self: Connection, operation: str, asking: dict[str, Any]) -> Any:
        asked.append(asking.get("Limit"))
        return plain(self, operation, asking)

    monkeypatch.setattr(Connection, "dispatch", counting)
    found = list(query_plainly("due", "waiting#acme", None, attributes=("due_sk",), limit=120))
    assert found == [{"due_sk": {"S": f"{n:04}"}} for n in range(120)]
    assert asked[0] == 120
    assert [limit is not None and 0 < limit < 60 for limit in asked[1:]] == [True]
    behind = list(query_plainly("due", "waiting#acme", Item.due_sk > "0127", attributes=("due_sk",), limit=9))
    assert [each["due_sk"]["S"] for each in behind] == ["0128", "0129"]


def test_what_no_model_reads_is_left_out_of_any_page_and_of_the_limit(
    table: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer release's items, and one that has no type at all; the table is not asked to leave them out."""
    open_table(TABLE, region=REGION)
    for n, kind in enumerate(
        ["newer", "", "watched_thread", "newer", "newer", "watched_thread", "newer", "watched_thread"]
    ):
        item = {"pk": "watched", "sk": f"{n}", "thread": "t", "at": "2026-09-18T10:00:00Z"} | (
            {"type": kind} if kind else {}
        )
        stored: Any = {name: {"S": value} for name, value in item.items()} | {"expires_at": {"N": "1900000000"}}
        table.put_item(TableName=TABLE, Item=stored)
    asked: list[dict[str, Any]] = []
    plain = Connection.dispatch

    def noting(self: Connection, operation: str, asking: dict[str, Any]) -> Any:
        asked.append(asking)
        return plain(self, operation, asking)

    monkeypatch.setattr(Connection, "dispatch", noting)
    assert [item.sk for item in Item.query("watched", limit=2)] == ["2", "5"]
    assert [item.sk for item in Item.query("watched", Item.sk > "2", consistent_read=True)] == ["5", "7"]
    assert [item.sk for item in Item.query("watched", scan_index_forward=False, limit=1)] == ["7"]
    assert not any("FilterExpression" in each for each in asked)
    assert [item.sk for item in WatchedThreadItem.query("watched", limit=2)] == ["2", "5"]


def test_a_chunk_that_was_kept_a_moment_ago_is_found_by_a_read_that_is_consistent(
    table: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = DynamoPageArchive(TABLE, region=REGION)
    archive.keep("one", {"a/app.js": b"new"}, datetime(2027, 1, 1, tzinfo=UTC))
    asked: list[bool] = []
    plain = TableConnection.get_item

    def behind(self: TableConnection, *args: Any, **kwargs: Any) -> Any:
        asked.append(kwargs["consistent_read"])
        return plain(self, *args, **kwargs) if asked[-1] or not is_behind else {}

    monkeypatch.setattr(TableConnection, "get_item", behind)
    is_behind = True
    assert archive.find("a/app.js") == b"new"
    assert archive.kept_until("one") == datetime(2027, 1, 1, tzinfo=UTC)
    assert asked == [False, True, False, True]
    is_behind = False
    assert archive.find("a/app.js") == b"new"
    assert asked[4:] == [False], "as a rule one read is enough"
