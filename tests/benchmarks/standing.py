"""What a desk costs in a month in which nothing happens: counted from its template, and from what its schedules do in a run.

`make bench ONLY=standing` prints it for each region; free tiers and taxes are not counted.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.benchmarks.aws import aws, environment
from tests.benchmarks.cold_start import deployed_desk
from tests.benchmarks.prices import MILLION, PRICES, Prices
from tests.infra.synth import Synthesised, synthesise

Row = tuple[str, str]
Usd = dict[str, float]

MONTH_S: Final = 730 * 3600
"""A month of AWS's calculator."""

POLLERS: Final = 5
LONG_POLL_S: Final = 20
"""Lambda asks a quiet queue by five pollers, each for up to twenty seconds. It may go down to two, but not for a queue with a
maximum concurrency: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html"""

MESSAGE_REQUESTS: Final = 3
"""A message is sent, received and deleted."""

BILLED_S: Final = {"poll": 0.5}
ELSE_BILLED_S: Final = 0.15
"""Durations of a warm run by assumption: a few calls of AWS at some ten milliseconds; a poll waits for its network besides."""

LOG_LINE: Final = 26
"""Bytes that CloudWatch adds to each event: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html"""

UNITS: Final = {"minute": 60, "hour": 3600}

POLL_A_MINUTE: Final = "accounts"
"""What the schedule that queues a message for each account looks for."""

STAGES: Final[Mapping[str, dict[str, Any]]] = {
    "one": {},
    "two": {"apps": {"x": ["main"], "mastodon": ["main"]}},
    "alarms": {"alarms": "all"},
    "traces": {"traces": True},
}

COUNTED = """
import io, json, sys
from importlib import import_module
from botocore.httpsession import URLLib3Session
module, told, said = sys.argv[1], json.load(sys.stdin), sys.stdout
calls, send = [], URLLib3Session.send
def counted(self, request):
    body = request.body.decode() if isinstance(request.body, bytes) else request.body
    target = request.headers.get("X-Amz-Target", b"")
    calls.append([target.decode() if isinstance(target, bytes) else target, body or ""])
    return send(self, request)
URLLib3Session.send = counted
log = sys.stdout = io.StringIO()
handler = import_module(f"functions.{module}").handler
from shared import wiring
from shared.ports.memory import ProcessMemory
from types import SimpleNamespace
context = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)
for _ in range(3):
    calls.clear()
    log.seek(0), log.truncate()
    wiring.desk().memory = ProcessMemory()
    vars(wiring.desk()).pop("settings", None)
    handler(told, context)
print(json.dumps({"calls": calls, "logged": log.getvalue()}), file=said, flush=True)
"""
"""Runs a handler until it is warm, and tells what its last run asked of AWS. What it remembers is forgotten between the runs: the
next comes in a minute, when nothing that it holds is fresh enough."""


@dataclass(frozen=True, slots=True)
class Used:
    """What one run uses: of the table, in units; requests to queues; bytes of log."""

    reads: float = 0
    writes: float = 0
    messages: int = 0
    logged: int = 0


@dataclass(frozen=True, slots=True)
class Schedule:
    module: str
    look_for: str
    a_month: float

    @property
    def event(self) -> dict[str, Any]:
        return {"look_for": self.look_for}


def schedules(template: Synthesised) -> Iterator[Schedule]:
    """What the rules of a template start, and how often."""
    functions = template.of_type("AWS::Lambda::Function")
    for rule in template.of_type("AWS::Events::Rule").values():
        every = re.fullmatch(r"rate\((\d+) (\w+?)s?\)", rule["ScheduleExpression"])
        assert every is not None
        seconds = int(every[1]) * UNITS[every[2]]
        for target in rule["Targets"]:
            module = functions[target["Arn"]["Fn::GetAtt"][0]]["Handler"].split(".")[1]
            yield Schedule(module, json.loads(target["Input"])["look_for"], MONTH_S / seconds)


def used_by(template: Synthesised) -> dict[str, Used]:
    """Run everything that a template's schedules start, on a desk with one account that is polled; `poll` is a message for it."""
    poll = {"account": "acme", "at": datetime.now(UTC).isoformat()}
    record = {"messageId": "1", "receiptHandle": "1", "body": json.dumps(poll)}
    message = {"Records": [record | {"attributes": {"ApproximateReceiveCount": "1"}}]}
    with aws() as url, deployed_desk(url):
        runs = {each.look_for: (each.module, each.event) for each in schedules(template)}
        runs["poll"] = ("poll_accounts", message)
        return {name: _run(url, module, event) for name, (module, event) in runs.items()}


def _run(url: str, module: str, event: Mapping[str, Any]) -> Used:
    program = [sys.executable, "-c", COUNTED, module]
    done = subprocess.run(
        program, env=environment(url), input=json.dumps(event), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    calls = [(target.partition("_")[0], target.rpartition(".")[2], body) for target, body in told["calls"]]
    table = [(operation, json.loads(body)) for service, operation, body in calls if service == "DynamoDB"]
    return Used(
        reads=sum(_reads(operation, asked) for operation, asked in table),
        writes=sum(_writes(operation, asked) for operation, asked in table),
        messages=sum(service.startswith("AmazonSQS") for service, _, _ in calls),
        logged=sum(len(line.encode()) + LOG_LINE for line in told["logged"].splitlines()),
    )


def _reads(operation: str, asked: Mapping[str, Any]) -> float:
    """Units of a read in an idle table: what it finds is smaller than a unit."""
    if operation == "BatchGetItem":
        return sum(
            len(keys["Keys"]) * (1 if keys.get("ConsistentRead") else 0.5) for keys in asked["RequestItems"].values()
        )
    if operation in {"GetItem", "Query"}:
        return 1 if asked.get("ConsistentRead") else 0.5
    return 0


def _writes(operation: str, asked: Mapping[str, Any]) -> float:
    """Units of a write of small items, which no index lists."""
    if operation == "TransactWriteItems":
        return 2 * len(asked["TransactItems"])
    if operation == "BatchWriteItem":
        return sum(len(items) for items in asked["RequestItems"].values())
    return operation in {"PutItem", "UpdateItem", "DeleteItem"}


def standing(template: Synthesised, used: Mapping[str, Used], prices: Prices, *, polled: int = 1) -> Usd:
    """Return what a month costs, by what is charged, with so many accounts that are `polled` every minute."""
    kinds = {kind: template.of_type(f"AWS::{kind}").values() for kind in KINDS}
    runs = [
        (used[each.look_for], each.a_month, _memory(template, each.module), ELSE_BILLED_S)
        for each in schedules(template)
    ]
    polls = polled * sum(each.a_month for each in schedules(template) if each.look_for == POLL_A_MINUTE)
    runs.append((used["poll"], polls, _memory(template, "poll_accounts"), BILLED_S["poll"]))
    queues = [each for each in kinds["Lambda::EventSourceMapping"] if "StartingPosition" not in each]
    asks = len(queues) * POLLERS * MONTH_S / LONG_POLL_S
    calls = sum(n for _, n, _, _ in runs)
    return {
        "alarms": prices.alarm * sum(_metrics(alarm) for alarm in kinds["CloudWatch::Alarm"]),
        "dashboards": prices.dashboard * len(kinds["CloudWatch::Dashboard"]),
        "secrets": prices.secret * len(kinds["SecretsManager::Secret"]),
        "empty polls of queues": prices.messages * asks / MILLION,
        "polls of accounts and other messages": prices.messages
        * (sum(run.messages * n for run, n, _, _ in runs) + (MESSAGE_REQUESTS - 1) * polls)
        / MILLION,
        "schedules": prices.schedules * sum(each.a_month for each in schedules(template)) / MILLION,
        "functions": (prices.calls * calls + prices.gb_seconds * sum(n * gb * seconds for _, n, gb, seconds in runs))
        / MILLION,
        "logs": prices.logs * sum(run.logged * n for run, n, _, _ in runs) / 1024**3,
        "table": (
            prices.reads * sum(run.reads * n for run, n, _, _ in runs)
            + prices.writes * sum(run.writes * n for run, n, _, _ in runs)
        )
        / MILLION,
        "traces": prices.traces * calls / MILLION if _traced(template) else 0.0,
    }


KINDS: Final = ("CloudWatch::Alarm", "CloudWatch::Dashboard", "SecretsManager::Secret", "Lambda::EventSourceMapping")


def _metrics(alarm: Mapping[str, Any]) -> int:
    """An alarm on an expression is charged for each metric in it."""
    return sum("MetricStat" in each for each in alarm["Metrics"]) if "Metrics" in alarm else 1


def _memory(template: Synthesised, module: str) -> float:
    """The memory of a function, in GB."""
    [memory] = [
        f["MemorySize"]
        for f in template.of_type("AWS::Lambda::Function").values()
        if f["Handler"].split(".")[1] == module
    ]
    return float(memory) / 1024


def _traced(template: Synthesised) -> bool:
    functions = template.of_type("AWS::Lambda::Function").values()
    return any(f.get("TracingConfig", {}).get("Mode") == "Active" for f in functions)


def rows() -> Iterator[Row]:
    """The table of the figures: one network, and what each further one and each choice adds."""
    with TemporaryDirectory() as folder:
        stages = {name: synthesise(Path(folder, name), **choices) for name, choices in STAGES.items()}
    used = used_by(stages["one"])
    for region, prices in PRICES.items():
        one = standing(stages["one"], used, prices)
        parts = " · ".join(f"{what} {usd:.2f}" for what, usd in one.items() if usd)
        total = sum(one.values())
        yield f"idle desk with one network, a month, {region}", f"{total:.2f} USD ({parts})"
        two = sum(standing(stages["two"], used, prices, polled=2).values())
        yield f"each further network with an app and an account that is polled, {region}", f"{two - total:.2f} USD"
        for choice, said in (("alarms", 'alarms = "all"'), ("traces", "traces = true")):
            more = sum(standing(stages[choice], used, prices).values())
            yield f"{said}, {region}", f"{more - total:.2f} USD"
