"""`desk backup`: backups of the table, and the way back from one.

The table is all that cannot be made again; accounts' keys and the sign-in's people are not in it. A restore makes a new table
beside the one in use, without the settings that a table has here, and with an outbox that knows nothing of what left since.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import boto3
import typer
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from infra.ops.refused import CommandRefusedError
from shared import settings, wiring
from shared.domain.errors import UnavailableError
from shared.domain.text.rfc3339 import parse
from shared.usecases.operations.after_restore import distrust_outbox

app = typer.Typer(no_args_is_help=True, help="Backups of the table, and the way back from one.")
console = Console(highlight=False, soft_wrap=True, markup=False)

TTL: Final = "expires_at"
STREAM: Final = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
LOOK_EVERY_S: Final = 15

To = Annotated[str, typer.Option("--to", help="The name of the new table.")]
At = Annotated[str, typer.Option("--at", help="An instant of the last 35 days, such as 2026-11-30T09:00:00Z.")]
Backup = Annotated[str, typer.Option("--backup", help="The ARN of a backup, as `backup list` shows it.")]


@app.command("make")
def make(name: Annotated[str, typer.Argument(help="The backup's name.")] = "") -> None:
    """Make a backup of the table that is kept until somebody deletes it."""
    named = name or f"desk-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    with asking("the backup"):
        made = _client().create_backup(TableName=settings.table(), BackupName=named)["BackupDetails"]
    console.print(f"{made['BackupName']}  {made['BackupArn']}")


@app.command("list")
def show() -> None:
    """Show the table's backups, and the time to which it can be taken back without one."""
    client, table = _client(), settings.table()
    with asking("the backups"):
        for backup in client.list_backups(TableName=table).get("BackupSummaries", ()):
            console.print(
                f"{backup['BackupCreationDateTime']:%Y-%m-%d %H:%M:%SZ}  {backup['BackupName']}  {backup['BackupArn']}"
            )
        point = client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"].get(
            "PointInTimeRecoveryDescription", {}
        )
    if "EarliestRestorableDateTime" in point:
        first, last = point["EarliestRestorableDateTime"], point["LatestRestorableDateTime"]
        console.print(f"Any second from {first:%Y-%m-%d %H:%M:%SZ} to {last:%Y-%m-%d %H:%M:%SZ}.")
    else:
        console.print("Point-in-time recovery is off: only the backups above are there.")


@app.command("restore")
def restore(to: To, at: At = "", backup: Backup = "") -> None:
    """Restore into a new table, and make it ready for the desk. The table in use is left as it is.

    It can be run again with the same words: what is done already is left. Exit codes: 0 ready, 1 refused or failed.
    """
    source = settings.table()
    if to == source:
        raise CommandRefusedError(f"{to} is the table in use: name another.")
    if at and backup:
        raise CommandRefusedError("Say either --at or --backup.")
    client = _client()
    if _table(client, to) is None:
        with asking("the restore"):
            _begin(client, source, to, at=at, backup=backup)
        console.print(f"{to} is being restored; a large table takes hours.")
    stream = make_ready(client, to, tell=console.print)
    os.environ["DESK_TABLE"] = to
    marked = distrust_outbox(desk=wiring.desk())
    console.print(f"{marked} answers that were under way are looked for before anything is sent.")
    console.print(
        f'Now write table_name = "{to}" and table_stream_arn = "{stream}" into the stage\'s file and run make deploy. Timers are armed again by themselves within '
        "minutes; what customers wrote since is brought by polling, as far back as each network lets it."
    )


def make_ready(
    client: Any, table: str, *, tell: Callable[[str], None], wait: Callable[[float], None] = time.sleep
) -> str:
    """Wait until the table is there, and give it what no restore gives: its TTL, its stream, its own recovery, and its
    protection. Return the stream's ARN. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.Tutorial.html"""
    with asking(f"the table {table}"):
        made = _active(client, table, wait)
        ttl = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]["TimeToLiveStatus"]
        if ttl not in {"ENABLED", "ENABLING"}:
            client.update_time_to_live(TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": TTL})
            tell("TTL is on.")
        if not made.get("StreamSpecification", {}).get("StreamEnabled"):
            client.update_table(TableName=table, StreamSpecification=STREAM)
            made = _active(client, table, wait)
            tell("The stream is on.")
        recovery = client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
        if recovery.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") != "ENABLED":
            client.update_continuous_backups(
                TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
            )
            tell("Point-in-time recovery is on.")
        if not made.get("DeletionProtectionEnabled"):
            client.update_table(TableName=table, DeletionProtectionEnabled=True)
            made = _active(client, table, wait)
            tell("Protection from deletion is on.")
        return str(made["LatestStreamArn"])


def _begin(client: Any, source: str, to: str, *, at: str, backup: str) -> None:
    if backup:
        client.restore_table_from_backup(TargetTableName=to, BackupArn=backup)
        return
    when: dict[str, Any] = {"UseLatestRestorableTime": True}
    if at:
        try:
            when = {"RestoreDateTime": parse(at)}
        except ValueError as e:
            raise CommandRefusedError(f"{at!r} is no instant; say it as 2026-11-30T09:00:00Z.") from e
    client.restore_table_to_point_in_time(SourceTableName=source, TargetTableName=to, **when)


def _active(client: Any, table: str, wait: Callable[[float], None]) -> Mapping[str, Any]:
    """Return the table once it and its indexes are active. Raises CommandRefusedError if it does not exist."""
    while True:
        found = _table(client, table)
        if found is None:
            raise CommandRefusedError(f"There is no table {table}.")
        parts = [found, *({"TableStatus": index["IndexStatus"]} for index in found.get("GlobalSecondaryIndexes", ()))]
        if all(part["TableStatus"] == "ACTIVE" for part in parts):
            return found
        wait(LOOK_EVERY_S)


def _table(client: Any, name: str) -> Mapping[str, Any] | None:
    try:
        found: Mapping[str, Any] = client.describe_table(TableName=name)["Table"]
    except client.exceptions.ResourceNotFoundException:
        return None
    return found


def _client() -> Any:
    return boto3.client("dynamodb")


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Translate AWS's refusals into one sentence. Raises UnavailableError."""
    try:
        yield
    except (ClientError, BotoCoreError) as e:
        raise UnavailableError(f"AWS refused {what}: {e}") from e
