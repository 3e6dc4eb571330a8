"""A table on dynalite (npm, Apache-2.0): DynamoDB's calls over LevelDB, with true indexes, pages of a megabyte, and units by the
published rule. It has no transactions."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3

from infra.node import command, path_with_node
from shared.adapters.dynamodb.item import close_table, connection
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from tests.integration.desk_table import REGION, TABLE, create_table

DYNALITE = "dynalite@4.0.0"
UP_WITHIN_S = 90


@dataclass
class Meter:
    """Units of all calls since it was last read."""

    units: float = 0.0
    puts: list[float] = field(default_factory=list)

    def note(self, parsed: dict[str, Any], **_: Any) -> None:
        told = parsed.get("ConsumedCapacity") or []
        units = [float(each["CapacityUnits"]) for each in (told if isinstance(told, list) else [told])]
        self.units += sum(units)
        self.puts += units

    def take(self) -> tuple[float, list[float]]:
        taken, self.units, self.puts = (self.units, self.puts), 0.0, []
        return taken


@contextmanager
def table_at(host: str) -> Iterator[None]:
    """Let this process's table be the one there, for as long as it is open."""
    held = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_ENDPOINT_URL_DYNAMODB": host}
    before = {name: os.environ.get(name) for name in held}
    os.environ.update(held)
    close_table()
    try:
        yield
    finally:
        close_table()
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


@contextmanager
def metered() -> Iterator[Meter]:
    """A meter of what this process asks of its table."""
    DynamoTicketStore(TABLE, region=REGION)
    meter, events = Meter(), connection().client.meta.events
    events.register("after-call.dynamodb", meter.note)
    yield meter
    events.unregister("after-call.dynamodb", meter.note)


@contextmanager
def dynalite_table() -> Iterator[Meter]:
    """A table on dynalite, in a folder of its own, and a meter of what is asked of it."""
    port = 4_681
    host = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder, table_at(host):
        run = [*command("npm"), "exec", "--yes", f"--package={DYNALITE}", "--", "dynalite"]
        arguments = ["--port", str(port), "--path", str(Path(folder) / "data"), "--createTableMs", "0"]
        server = subprocess.Popen(
            [*run, *arguments], env=os.environ | {"PATH": path_with_node()}, start_new_session=True
        )
        try:
            client = boto3.client("dynamodb", region_name=REGION, endpoint_url=host)
            _when_up(client)
            create_table(client)
            client.get_waiter("table_exists").wait(TableName=TABLE)
            with metered() as meter:
                yield meter
        finally:
            os.killpg(server.pid, 15)
            server.wait(10)


def _when_up(client: Any) -> None:
    until = time.monotonic() + UP_WITHIN_S
    while True:
        try:
            client.list_tables()
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
        else:
            return
