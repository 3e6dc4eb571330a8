"""One night in which everything happens at once, on the desk of an older release: a backup, answers and an alert after it, the way back to
before them, and an upgrade while timers run, messages are in flight and pages are open.

What was seen is recorded, and judged by the tests beside this module. They share the minutes of three deployments.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

import httpx

from infra.configuration.config import DEFAULTS
from infra.local.place import ROOT
from tests.desk_fixture import free_ports
from tests.e2e.client import DeskClient, desk_command, push, until

RESTORED: Final = "Desk-restored"

SETTINGS: Final = """
[desk]
undo_seconds = 20

[[keyword_rules]]
id = "soon"
words = ["quagga"]
tags = ["soon"]

[[keyword_rules]]
id = "later"
words = ["zebra"]
tags = ["later"]

[[policies]]
id = "soon"
tags = ["soon"]
first_reply_minutes = 0.5
ladder = [{ step = "due", whom = ["managers"], how = ["mail"] }]

[[policies]]
id = "later"
tags = ["later"]
first_reply_minutes = 3
ladder = [{ step = "due", whom = ["managers"], how = ["mail"] }]
"""

DEPLOY: Final = """
import sys
from pathlib import Path
from infra.local.deploy import deploy
from infra.local.place import LocalDesk
from infra.local.warm import warm_up
place = LocalDesk(state=Path(sys.argv[1]), port=int(sys.argv[2]), x_port=int(sys.argv[3]))
deploy(place)
warm_up(place)
"""

CUSTOMERS: Final = ("answered", "vanished", "warned", "upgraded")
EVERY_S: Final = 1.0
"""How often somebody writes during the upgrade."""


@dataclass
class Seen:
    """What the drill leaves behind."""

    restored_table: Mapping[str, Any] = field(default_factory=dict)
    said_of_restore: str = ""
    names_before: frozenset[str] = frozenset()
    names_after: frozenset[str] = frozenset()
    old_page: Mapping[str, int] = field(default_factory=dict)
    new_page: frozenset[str] = frozenset()
    refused_meanwhile: Sequence[int] = ()
    wrote_meanwhile: Sequence[str] = ()
    tickets: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Drill:
    """A desk in a folder, deployed from one tree or another."""

    state: Path
    port: int

    @property
    def _where(self) -> list[str]:
        return [str(self.state), str(self.port), str(self.port + 1)]

    def up(self, tree: Path) -> None:
        state, port, x_port = self._where
        words = ["up", "--state", state, "--port", port, "--x-port", x_port, "--demo", "0"]
        _run([sys.executable, "-m", "infra.local.desk", *words], tree)

    def down(self) -> None:
        state, port, x_port = self._where
        _run(
            [sys.executable, "-m", "infra.local.desk", "down", "--state", state, "--port", port, "--x-port", x_port],
            ROOT,
        )

    def deploy(self, tree: Path, **choices: str) -> None:
        """Deploy what stands in `tree`, with choices that stay for the next deployment."""
        if choices:
            (self.state / "choices.json").write_text(json.dumps(choices), "utf-8")
        _run([sys.executable, "-c", DEPLOY, *self._where], tree)

    @property
    def outputs(self) -> dict[str, Any]:
        outputs: dict[str, Any] = json.loads((self.state / "outputs.json").read_text("utf-8"))
        return outputs


def _run(command: Sequence[str], tree: Path) -> None:
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


@contextmanager
def drilled(folder: Path, older: Path) -> Iterator[tuple[DeskClient, Seen]]:
    """Let the night go by, and yield the desk as it stands in the morning."""
    drill = Drill(folder, free_ports())
    try:
        drill.up(older)
        with DeskClient(drill.outputs) as client:
            seen = Seen()
            _before_the_backup(client, seen)
            backup = _backup(client)
            _after_the_backup(client, seen)
            _way_back(client, drill, older, backup, seen)
            _upgrade(client, drill, seen)
            _morning(client, seen)
            yield client, seen
    finally:
        drill.down()


def _before_the_backup(client: DeskClient, seen: Seen) -> None:
    """Customers write; two of them are answered by people who can still take it back."""
    pushed = push(client, SETTINGS)
    assert pushed.returncode == 0, pushed.stderr
    client.forget("DeskApi")
    for name in CUSTOMERS:
        animal = "quagga" if name == "warned" else "zebra"
        client.write(name, f"@acme_help my {animal} is late, says {name}")
    seen.tickets = {name: client.ticket_of(name)["id"] for name in CUSTOMERS}
    for name in ("answered", "vanished"):
        assert client.reply(seen.tickets[name], f"Here it is, {name}.", f"reply-{name}").status_code == 202
    client.call("POST", f"/api/tickets/{seen.tickets['upgraded']}/claim", {}).raise_for_status()


def _backup(client: DeskClient) -> str:
    made = desk_command(client, "backup", "make", "before-the-night")
    assert made.returncode == 0, made.stderr
    return made.stdout.split()[-1]


def _after_the_backup(client: DeskClient, seen: Seen) -> None:
    """The answers leave, and a deadline passes. One answer is deleted on X by somebody, so that nothing tells that it was there."""
    for name in ("answered", "vanished"):
        until(partial(_is_sent, client, seen.tickets[name], f"reply-{name}"))
    until(lambda: alerts(client, seen.tickets["warned"]))
    [gone] = client.on_x(newest(client, seen.tickets["vanished"]))
    client.x.delete(f"/_control/posts/{gone['id']}").raise_for_status()
    seen.names_before = executions(client)


def _way_back(client: DeskClient, drill: Drill, tree: Path, backup: str, seen: Seen) -> None:
    restored = desk_command(client, "backup", "restore", "--to", RESTORED, "--backup", backup)
    assert restored.returncode == 0, restored.stdout + restored.stderr
    seen.said_of_restore = restored.stdout
    tables = client.aws("dynamodb")
    seen.restored_table = {
        **tables.describe_table(TableName=RESTORED)["Table"],
        **tables.describe_time_to_live(TableName=RESTORED)["TimeToLiveDescription"],
        **tables.describe_continuous_backups(TableName=RESTORED)["ContinuousBackupsDescription"],
    }
    choices = {"table_name": RESTORED}
    if "table_stream_arn" in DEFAULTS:
        choices["table_stream_arn"] = seen.restored_table["LatestStreamArn"]
    drill.deploy(tree, **choices)
    for look_for in ("unsent", "overdue"):
        client.invoke("ReconcileDesk", look_for=look_for)


def _upgrade(client: DeskClient, drill: Drill, seen: Seen) -> None:
    """Deploy this release while a page is open, and somebody writes every second."""
    open_page = chunks(client)
    over = Event()
    refused: list[int] = []
    wrote: list[str] = []

    def write() -> None:
        while not over.wait(EVERY_S):
            name = f"night_{len(wrote)}"
            try:
                client.write(name, "@acme_help are you there?")
            except httpx.HTTPError:
                continue
            wrote.append(name)

    def look() -> None:
        while not over.wait(EVERY_S):
            # What gets no answer while a function is replaced is asked again, as a page does; the emulator lets it hang.
            with suppress(httpx.HTTPError):
                refused.append(httpx.get(url, headers=signed_in, timeout=5).status_code)

    url = f"{client.outputs['api_url']}/api/queue"
    signed_in = {"authorization": f"Bearer {client.token('agents')}"}
    threads = [Thread(target=write), Thread(target=look)]
    for thread in threads:
        thread.start()
    try:
        drill.deploy(ROOT)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    seen.wrote_meanwhile, seen.refused_meanwhile = wrote, [status for status in refused if status != 200]
    seen.old_page = {path: until(partial(_status, client, path)) for path in open_page}
    seen.new_page = frozenset(chunks(client))


def _is_sent(client: DeskClient, ticket: str, reply: str) -> bool:
    return bool(client.reply_state(ticket, reply)["state"] == "sent")


def _status(client: DeskClient, path: str) -> int:
    """How a file of the page is answered; 0 for no answer, as the emulator gives none while it replaces a function."""
    with suppress(httpx.HTTPError):
        return client.http.get(client.outputs["desk_url"] + path).status_code
    return 0


def _morning(client: DeskClient, seen: Seen) -> None:
    """Wait until everything has come to its end: the looking for an answer takes two looks, a minute apart."""
    client.invoke("ReconcileDesk", look_for="overdue")
    for _ in range(2):
        ticket = seen.tickets["upgraded"]
        client.reply(ticket, "We are here.", "reply-upgraded")
    until(lambda: client.reply_state(seen.tickets["upgraded"], "reply-upgraded")["state"] == "sent")
    until(lambda: client.reply_state(seen.tickets["vanished"], "reply-vanished")["state"] == "unknown")
    until(lambda: alerts(client, seen.tickets["vanished"]))
    until(lambda: alerts(client, seen.tickets["warned"]))
    for name in seen.wrote_meanwhile:
        client.ticket_of(name)
    seen.names_after = executions(client)


def alerts(client: DeskClient, ticket: str) -> list[dict[str, Any]]:
    """The alerts of a ticket that reached somebody."""
    found = client.full(ticket)["alerts"]
    return [alert for alert in found if any(sending["state"] == "sent" for sending in alert["sent"])]


def newest(client: DeskClient, ticket: str) -> str:
    """The id of the customer's newest post."""
    posts = [post for post in client.full(ticket)["posts"] if post["direction"] == "inbound"]
    return str(posts[-1]["id"])


def executions(client: DeskClient) -> frozenset[str]:
    """The names of every timer that ever ran."""
    steps = client.aws("stepfunctions")
    found = steps.list_executions(stateMachineArn=client.outputs["internal"]["timer_arn"])["executions"]
    return frozenset(each["name"] for each in found)


def chunks(client: DeskClient) -> list[str]:
    """The addresses of the page's own files, as a browser finds them in the page."""
    page = client.http.get(client.outputs["desk_url"] + "/").text
    return sorted(set(re.findall(r'(?:src|href)="(/[^"]+\.(?:js|css))"', page)))
