"""The desk that the file is replayed to: its address, its accounts, and whether it has processed everything."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Final

import boto3
import msgspec

ANYBODY: Final = "test"
LOOKS: Final = 3
LOOK_EVERY: Final = 1.0
COUNTED: Final = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
Filled = Annotated[str, msgspec.Meta(min_length=1)]


class Internal(msgspec.Struct, frozen=True):
    """Details of the deployment that only this machine's own tools need; `environment` is the `desk` command's."""

    endpoint_url: Filled
    ingest_queue_url: Filled
    ingest_dlq_url: Filled
    region: str = "us-east-1"
    table: str = ""
    environment: dict[str, str] = {}

    def for_the_desk_command(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ACCESS_KEY_ID": ANYBODY,
            "AWS_SECRET_ACCESS_KEY": ANYBODY,
            **({"DESK_TABLE": self.table} if self.table else {}),
            **self.environment,
        }


class Outputs(msgspec.Struct, frozen=True):
    webhook_url: Filled
    x_consumer_secret: Filled
    internal: Internal


class ReplayError(Exception):
    """The file cannot be replayed to the desk; the message gives the reason."""


def read_outputs(path: Path) -> Outputs:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Outputs)
    except FileNotFoundError as e:
        raise ReplayError(f"there is no {path}: is the desk running (make up)?") from e
    except msgspec.MsgspecError as e:
        raise ReplayError(f"{path} does not describe a running desk: {e}") from e


def account_documents(accounts: Mapping[str, str]) -> str:
    """Return settings in TOML: one account for each username, with its id on X."""
    return "\n".join(
        f'[[accounts]]\nid = {_toml(account)}\nnetwork = "x"\nnetwork_id = {_toml(network_id)}\n'
        f'username = {_toml(account)}\nname = {_toml(account)}\napp = "main"\ncolour = {_toml(_colour(network_id))}\n'
        for account, network_id in sorted(accounts.items())
    )


def push_accounts(accounts: Mapping[str, str], internal: Internal) -> None:
    """Add the accounts by the same command, and with the same checks, as everybody else. Raises DeskError."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "accounts.toml"
        file.write_text(account_documents(accounts), encoding="utf-8")
        command = [sys.executable, "-m", "infra.ops.desk", "settings", "push", str(file)]
        environment = os.environ | internal.for_the_desk_command()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ReplayError(f"the accounts could not be added:\n{done.stdout}{done.stderr}".rstrip())


class Queues:
    """The desk's ingest queue and its dead-letter queue."""

    def __init__(self, internal: Internal) -> None:
        self._internal = internal
        self._sqs = boto3.client(
            "sqs",
            endpoint_url=internal.endpoint_url,
            region_name=internal.region,
            aws_access_key_id=ANYBODY,
            aws_secret_access_key=ANYBODY,
        )

    def waiting(self) -> int:
        return self._count(self._internal.ingest_queue_url)

    def dead(self) -> int:
        return self._count(self._internal.ingest_dlq_url)

    def drain(self, seconds: float, look: Callable[[int], None]) -> bool:
        """Wait until both queues are drained, seen several times in a row since the counts are approximate."""
        deadline = time.monotonic() + seconds
        empty = 0
        while empty < LOOKS:
            waiting = self.waiting()
            look(waiting)
            empty = empty + 1 if waiting == 0 else 0
            if time.monotonic() > deadline:
                return False
            if empty < LOOKS:
                time.sleep(LOOK_EVERY)
        return True

    def _count(self, queue_url: str) -> int:
        asked = self._sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=list(COUNTED))
        return sum(int(value) for value in asked["Attributes"].values())


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _colour(network_id: str) -> str:
    """Return a colour that stays with the account, dark enough for white letters."""
    red, green, blue = (40 + int(network_id) // step % 100 for step in (1, 100, 10_000))
    return f"#{red:02x}{green:02x}{blue:02x}"
