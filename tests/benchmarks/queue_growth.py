"""The queue as it grows: CPU of the function and read units, for as many accounts and waiting tickets as are given.

The floor of the same run is what can hardly be less: boto3, one query of 50 full heads as they were stored on 2026-11-28, of one
account. The function is called as the HTTP API calls it, in this process; time stands still, so that nothing changes by itself.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import Any

import boto3

from functions.desk_api import app
from shared import wiring
from shared.adapters.dynamodb.item import close_table, connection
from shared.domain.accounts.status import Signal
from shared.ports.settings import Document
from tests.benchmarks.large_table import FLOOR, large_table
from tests.builders import NOON
from tests.fake_desk import KT
from tests.fakes import FakeClock
from tests.integration.desk_table import REGION, TABLE

Row = tuple[str, str]

SIZES = (1_000, 10_000, 100_000)
ACCOUNTS = (1, 3, 10)
TIMES = 40


@dataclass
class Meter:
    """Units and requests since it was last read."""

    units: float = 0.0
    requests: int = 0

    def note(self, parsed: dict[str, Any], **_: Any) -> None:
        told = parsed.get("ConsumedCapacity") or []
        self.units += sum(float(each["CapacityUnits"]) for each in (told if isinstance(told, list) else [told]))
        self.requests += 1

    def take(self) -> tuple[float, int]:
        taken, self.units, self.requests = (self.units, self.requests), 0.0, 0
        return taken


@dataclass
class Cost:
    """What one request costs: CPU in milliseconds, read units, requests of the table."""

    cpu_ms: float
    units: float
    requests: int

    def __str__(self) -> str:
        return f"{self.cpu_ms:.1f} ms / {self.units:g} / {self.requests}"


@dataclass
class Desk:
    """The deployed desk on such a table, with a person who looks at its queue."""

    accounts: Sequence[str]
    meter: Meter = field(default_factory=Meter)
    marked: int = 0

    def ask(self, etag: str = "", **query: str) -> dict[str, Any]:
        headers = {"accept-encoding": "gzip"} | ({"if-none-match": etag} if etag else {})
        claims = {"sub": "kt", "cognito:groups": "[agents]", "username": "kt"}
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": "/api/queue",
            "rawQueryString": "",
            "headers": headers,
            "queryStringParameters": query or None,
            "requestContext": {
                "http": {"method": "GET", "path": "/api/queue"},
                "stage": "$default",
                "authorizer": {"jwt": {"claims": claims, "scopes": None}},
            },
            "isBase64Encoded": False,
        }
        return app.handler(event, None)

    def change(self, accounts: Sequence[str] = ()) -> None:
        """Move the mark of these accounts, or of all."""
        self.marked += 2
        for account in accounts or self.accounts:
            wiring.desk().changes.mark(account, NOON - timedelta(hours=1) + timedelta(seconds=self.marked))

    def costs(self, *asked: "Asked") -> list[Cost]:
        """The medians of several rounds; what each request needs before it is not counted."""
        spent: list[list[float]] = [[] for _ in asked]
        read = [(0.0, 0)] * len(asked)
        for _ in range(TIMES):
            for n, each in enumerate(asked):
                each.before()
                self.meter.take()
                began = time.process_time()
                answer = each.ask()
                spent[n].append((time.process_time() - began) * 1000)
                if answer.get("statusCode") != each.status:
                    raise SystemExit(f"{answer['statusCode']}: {answer['body']}")
                read[n] = self.meter.take()
        return [Cost(median(took), *units) for took, units in zip(spent, read, strict=True)]


@dataclass(frozen=True)
class Asked:
    """A request, the status that it is answered with, and what is done before it."""

    ask: Callable[[], dict[str, Any]]
    status: int | None = 200
    before: Callable[[], object] = lambda: None


def queue_growth(sizes: Sequence[int] = SIZES, accounts: Sequence[int] = ACCOUNTS) -> Iterator[Row]:
    for many in accounts:
        for size in sizes:
            with desk_with(many, size) as desk:
                yield from _rows(desk, size)


def _rows(desk: Desk, size: int) -> Iterator[Row]:
    """Requests that are compared take turns, so that they have the same machine; the floor has the first."""
    etags = [""]

    def have() -> None:
        etags[0] = str(desk.ask()["headers"]["etag"])

    floor, first, unchanged, changed, mine, further = desk.costs(
        Asked(_floor(), status=None),
        Asked(desk.ask),
        Asked(lambda: desk.ask(etags[0]), status=304, before=have),
        Asked(lambda: desk.ask(etags[0]), status=304, before=desk.change),
        Asked(lambda: desk.ask(assignee="me")),
        Asked(lambda: desk.ask(counts="false", limit="200")),
    )
    said = f"queue, {size:,} waiting, {len(desk.accounts)} account{'s' if len(desk.accounts) > 1 else ''}"
    page = f"{first} · {first.cpu_ms / floor.cpu_ms:.2f} × the floor of {floor.cpu_ms:.1f} ms"
    yield f"{said}: first page, CPU / read units / requests", page
    yield f"{said}: unchanged · every mark moved", f"{unchanged} · {changed}"
    yield f"{said}: mine · further page of 200", f"{mine} · {further}"


def _floor() -> Callable[[], dict[str, Any]]:
    """The floor's request, by a client of boto3 as it is."""
    client: Any = boto3.client("dynamodb", region_name=REGION)
    query = {
        "TableName": TABLE,
        "IndexName": "due",
        "KeyConditionExpression": "due_pk = :due_pk",
        "ExpressionAttributeValues": {":due_pk": {"S": FLOOR}},
        "Limit": 50,
    }
    return lambda: {"items": client.query(**query)["Items"]}


@contextmanager
def desk_with(many: int, size: int) -> Iterator[Desk]:
    """Every account has its share of the waiting tickets, was polled a minute ago and marked an hour ago."""
    names = [f"acme_{n}" for n in range(many)]
    with large_table(dict.fromkeys(names, size // many)) as address, _environment(address):
        close_table()
        made: Any = wiring.AwsDesk()
        made.clock = FakeClock(NOON)
        wiring._desk = made
        desk = Desk(names)
        made.settings.put([Document("person", "kt", 1, KT)])
        made.settings.put([Document("account", name, 1, _account(name, n)) for n, name in enumerate(names)])
        for name in names:
            made.heartbeats.beat(name, Signal.POLL, NOON - timedelta(minutes=1))
        desk.change()
        events: Any = connection().client.meta.events
        events.register("after-call.dynamodb", desk.meter.note)
        try:
            yield desk
        finally:
            wiring._desk = None
            close_table()


def _account(name: str, n: int) -> dict[str, Any]:
    return {"network": "x", "network_id": str(200 + n), "username": name, "name": name}


@contextmanager
def _environment(address: str) -> Iterator[None]:
    held = {
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL_DYNAMODB": address,
        "DESK_TABLE": TABLE,
        "DESK_URL": "https://desk.example.com",
        "DESK_ATTACHMENTS_URL": "https://files.example.com",
    }
    before = {name: os.environ.get(name) for name in held}
    os.environ.update(held)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
