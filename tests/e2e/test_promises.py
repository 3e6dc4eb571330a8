"""Promises on the deployed desk: settings that move what runs, timers that are repaired, and somebody who is told."""

import json
import random
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from tests.e2e.client import DeskClient, push, until

SOON, LATER = "quagga", "zebra"
TOML = """
[[teams]]
id = "night"
name = "Night shift"
members = ["%s"]
"""
PROMISE = """
[[keyword_rules]]
id = "{tag}"
words = ["{tag}"]
tags = ["{tag}"]

[[policies]]
id = "{tag}"
tags = ["{tag}"]
first_reply_minutes = {minutes}
team = "night"
ladder = [{{ step = "due", whom = ["assignee"], how = ["mail"] }}]
"""


@pytest.fixture(scope="module")
def promised(client: DeskClient) -> dict[str, dict[str, Any]]:
    """Two tickets that nobody is assigned to, due in five minutes and in four hours, whose policies name a team."""
    [jo] = [user for user in client.outputs["users"] if user["email"] == "jo@example.com"]
    toml = TOML % jo["sub"] + PROMISE.format(tag=SOON, minutes=5) + PROMISE.format(tag=LATER, minutes=240)
    pushed = push(client, toml)
    assert pushed.returncode == 0, pushed.stderr
    return {tag: until(partial(_stamped, client, tag)) for tag in (LATER, SOON)}


def _stamped(client: DeskClient, tag: str) -> dict[str, Any]:
    """The first ticket under the new policy tells that it is in force."""
    name = f"stripes_{random.randrange(10**9)}"  # noqa: S311 - a name, no secret
    client.write(name, f"@acme_help my {tag} is late")
    ticket = client.ticket_of(name)
    return ticket if ticket["clock"]["policy"] == tag else {}


def reconcile(client: DeskClient) -> dict[str, int]:
    """What the schedule does every five minutes."""
    found: dict[str, int] = client.invoke("ReconcileDesk", look_for="overdue")
    return found


def timers_of(client: DeskClient, ticket: str) -> list[str]:
    """The executions that run for the ticket."""
    steps, machine = client.aws("stepfunctions"), client.outputs["internal"]["timer_arn"]
    running = steps.list_executions(stateMachineArn=machine, statusFilter="RUNNING")["executions"]
    arns = [execution["executionArn"] for execution in running]
    return [arn for arn in arns if json.loads(steps.describe_execution(executionArn=arn)["input"])["ticket"] == ticket]


def test_C6_a_policy_is_tried_out_then_moves_the_deadline_and_L2_the_team_is_told(
    client: DeskClient, promised: dict[str, dict[str, Any]]
) -> None:
    before = promised[LATER]
    read = client.call("GET", "/api/settings", group="managers", kind="policy").json()["documents"]["policy"]
    [policy] = [document for document in read if document["id"] == LATER]
    wanted = {"documents": [{"kind": "policy", **policy, "body": {**policy["body"], "first_reply_minutes": 0.2}}]}
    tried = client.call("PUT", "/api/settings", wanted, group="managers", dry_run="true").json()
    assert [(tried[count] >= 1) for count in ("clocks", "earlier")] == [True, True]
    assert before["id"] in [example["ticket"] for example in tried["examples"]]
    assert client.full(before["id"])["ticket"]["clock"]["due_at"] == before["clock"]["due_at"]

    changed = client.call("PUT", "/api/settings", wanted, group="managers").json()
    assert changed["earlier"] == tried["earlier"]
    assert client.call("PUT", "/api/settings", wanted, group="managers").status_code == 200, "their own, once more"
    assert client.call("PUT", "/api/settings", wanted, group="admins").status_code == 409
    moved = client.full(before["id"])["ticket"]["clock"]
    started, due = datetime.fromisoformat(moved["started_at"]), datetime.fromisoformat(moved["due_at"])
    assert (due - started).total_seconds() == 12
    [mail] = until(lambda: _due_mails(client, before["id"]))
    assert "jo@example.com" in mail


def _due_mails(client: DeskClient, ticket: str) -> list[str]:
    """What was sent of that step, in time or later; a digest names all tickets that wait."""
    subjects = ('"Subject": "Due now', '"Subject": "Overdue by')
    return [mail for mail in client.sent("mails_url", f"/t/{ticket}") if any(each in mail for each in subjects)]


def test_a_timer_that_somebody_deleted_is_started_again(
    client: DeskClient, promised: dict[str, dict[str, Any]]
) -> None:
    ticket = promised[SOON]["id"]

    def started_again() -> bool:
        """False if the schedule of every five minutes came between."""
        [arn] = until(lambda: timers_of(client, ticket))
        client.aws("stepfunctions").stop_execution(executionArn=arn)
        return timers_of(client, ticket) == [] and reconcile(client).get("timer_started") == 1

    until(started_again)
    assert len(timers_of(client, ticket)) == 1
