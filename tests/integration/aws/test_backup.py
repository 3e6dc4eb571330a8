"""`desk backup`: the way back from a backup ends with a table that is as the stack makes it, and an outbox that sends nothing twice."""

import os
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from infra.ops import backup
from shared import wiring
from tests.desk_command import Run, runs
from tests.integration.desk_table import REGION, TABLE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

RESTORED = "desk-restored"


@pytest.fixture
def run(table: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("DESK_TABLE", TABLE)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setattr(wiring, "desk", lambda: "the desk")
    table.update_continuous_backups(
        TableName=TABLE, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    return runs("backup", monkeypatch, capsys)


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables whose outbox was marked."""
    tables: list[str] = []

    def mark(*, desk: Any) -> int:
        assert desk == "the desk"
        tables.append(os.environ["DESK_TABLE"])
        return 2

    monkeypatch.setattr(backup, "distrust_outbox", mark)
    return tables


def state(table: "DynamoDBClient", name: str) -> dict[str, Any]:
    described: Any = table.describe_table(TableName=name)["Table"]
    ttl = table.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    recovery: Any = table.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    return {
        "ttl": (ttl["TimeToLiveStatus"], ttl.get("AttributeName")),
        "stream": described.get("StreamSpecification", {}).get("StreamViewType"),
        "recovery": recovery["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"],
        "protected": described.get("DeletionProtectionEnabled"),
        "indexes": sorted(index["IndexName"] for index in described.get("GlobalSecondaryIndexes", ())),
    }


AS_THE_STACK_MAKES_IT = {
    "ttl": ("ENABLED", "expires_at"),
    "stream": "NEW_AND_OLD_IMAGES",
    "recovery": "ENABLED",
    "protected": True,
}


def test_AWS10_a_backup_is_made_shown_and_restored_as_the_stack_makes_a_table(
    run: Run, table: "DynamoDBClient", marked: list[str]
) -> None:
    table.put_item(TableName=TABLE, Item={"pk": {"S": "a"}, "sk": {"S": "b"}})
    code, said = run("make", "before-the-upgrade")
    assert code == 0
    assert "before-the-upgrade" in said
    arn = said.split()[1]
    assert arn in run("list")[1]
    table.put_item(TableName=TABLE, Item={"pk": {"S": "later"}, "sk": {"S": "b"}})
    code, said = run("restore", "--to", RESTORED, "--backup", arn)
    assert code == 0, said
    assert [item["pk"]["S"] for item in table.scan(TableName=RESTORED)["Items"]] == ["a"]
    assert state(table, RESTORED).items() >= AS_THE_STACK_MAKES_IT.items()
    assert "2 answers that were under way are looked for" in said
    assert f'table_name = "{RESTORED}"' in said
    assert f"table/{RESTORED}/stream/" in said
    assert marked == [RESTORED]


def test_AWS10_a_restore_that_was_interrupted_goes_on_where_it_was(
    run: Run, table: "DynamoDBClient", marked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("restore", "--to", RESTORED)[0] == 0
    monkeypatch.setenv("DESK_TABLE", TABLE)
    table.update_continuous_backups(
        TableName=RESTORED, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
    )
    code, said = run("restore", "--to", RESTORED)
    assert code == 0
    assert "is being restored" not in said
    assert [line for line in said.splitlines() if line.endswith("is on.")] == ["Point-in-time recovery is on."]
    assert marked == [RESTORED, RESTORED]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--to", TABLE], "is the table in use"),
        (["--to", RESTORED, "--at", "2026-11-30T09:00:00Z", "--backup", "arn"], "either --at or --backup"),
        (["--to", RESTORED, "--at", "yesterday"], "'yesterday' is no instant"),
        (["--to", RESTORED, "--backup", "arn:aws:dynamodb:us-east-1:1:table/x/backup/y"], "AWS refused the restore"),
    ],
)
def test_a_restore_that_cannot_be_is_a_sentence_and_touches_no_outbox(
    run: Run, marked: list[str], words: list[str], says: str
) -> None:
    code, said = run("restore", *words)
    assert code == 1
    assert says in said
    assert marked == []
    assert boto3.client("dynamodb").list_tables()["TableNames"] == [TABLE]


def test_a_table_that_is_still_made_is_waited_for() -> None:
    class Slow:
        class exceptions:  # noqa: N801  # as botocore names it
            ResourceNotFoundException = KeyError

        def __init__(self) -> None:
            self.looks = 0

        def describe_table(self, **_: Any) -> Any:
            self.looks += 1
            index = {"IndexStatus": "ACTIVE" if self.looks > 3 else "CREATING"}
            return {
                "Table": {"TableStatus": "CREATING" if self.looks < 3 else "ACTIVE", "GlobalSecondaryIndexes": [index]}
            }

    waits: list[float] = []
    backup._active(Slow(), RESTORED, waits.append)
    assert waits == [backup.LOOK_EVERY_S] * 3
