"""Each list is looked at by itself, in its own index and up to its own instant."""

from typing import TYPE_CHECKING

import pytest

from shared.adapters.dynamodb.keys import index_keys, timed_keys
from shared.adapters.dynamodb.tickets.due_lists import DynamoDueLists
from tests.contracts.build import at
from tests.integration.desk_table import REGION, TABLE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

NOW, STEPS, NOTES = at(30), at(20), at(10)
UNTIL = {
    ("clocks", index_keys.steps("acme")): STEPS,
    ("clocks", index_keys.steps("other")): STEPS,
    ("due", index_keys.DUE_REPLIES): NOW,
    ("due", index_keys.DUE_RETURNED): NOW,
    ("due", index_keys.DUE_NOTES): NOW,
    ("recent", index_keys.DUE_TICKETS): NOW,
    ("due", index_keys.DUE_TICKETS): NOW,
    ("due", index_keys.DUE_WORDS): NOTES,
    ("due", index_keys.DUE_ATTACHMENTS): NOW,
    ("due", index_keys.DUE_DIGESTS): NOW,
}


def is_due(lists: DynamoDueLists) -> bool:
    return lists.is_anything_due(["acme", "other"], NOW, steps_before=STEPS, notes_before=NOTES)


def put(table: "DynamoDBClient", index: str, partition: str, place: str) -> None:
    keys = {"pk": "C#acme#1", "sk": "a place", f"{index}_pk": partition, f"{index}_sk": place}
    table.put_item(TableName=TABLE, Item={name: {"S": value} for name, value in keys.items()})


@pytest.mark.parametrize(("index", "partition"), UNTIL)
def test_R1_L3_one_place_that_is_due_in_one_list_is_enough(table: "DynamoDBClient", index: str, partition: str) -> None:
    lists = DynamoDueLists(TABLE, region=REGION)
    assert not is_due(lists)
    until = UNTIL[index, partition]
    put(table, index, partition, timed_keys.place(until + (at(1) - at(0)), "t1"))
    assert not is_due(lists), "a minute later"
    put(table, index, partition, timed_keys.place(until - (at(1) - at(0)), "t1"))
    assert is_due(lists)


def test_an_unfinished_save_is_due_at_once(table: "DynamoDBClient") -> None:
    put(table, "due", index_keys.DUE_CLOCKS, timed_keys.place(at(9_000), "t1"))
    assert is_due(DynamoDueLists(TABLE, region=REGION))
