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

    def cost(self, status: int, ask: Callable[[], dict[str, Any]], before: Callable[[], object] = lambda: None) -> Cost:
        """The median of several requests, without what stands before each."""
        spent = []
        for _ in range(TIMES):
            before()
            self.meter.take()
            began = time.process_time()
            answer = ask()
            spent.append(time.process_time() - began)
            if answer["statusCode"] != status:
                raise SystemExit(f"{answer['statusCode']}: {answer['body']}")
        return Cost(median(spent) * 1000, *self.meter.take())


def queue_growth(sizes: Sequence[int] = SIZES, accounts: Sequence[int] = ACCOUNTS) -> Iterator[Row]:
    for many in accounts:
        for size in sizes:
            with desk_with(many, size) as desk:
                yield from _rows(desk, size)


def _rows(desk: Desk, size: int) -> Iterator[Row]:
    """The floor's requests stand between those for the first page, so that both have the same machine."""
    ask_floor, floors = _floor(), []
    said = f"queue, {size:,} waiting, {len(desk.accounts)} account{'s' if len(desk.accounts) > 1 else ''}"
    first = desk.cost(200, desk.ask, lambda: floors.append(ask_floor()))
    floor = median(floors)
    etag = str(desk.ask()["headers"]["etag"])
    unchanged = desk.cost(304, lambda: desk.ask(etag))
    changed = desk.cost(304, lambda: desk.ask(etag), desk.change)
    mine = desk.cost(200, lambda: desk.ask(assignee="me"))
    further = desk.cost(200, lambda: desk.ask(counts="false", limit="200"))
    page = f"first page {first} · {first.cpu_ms / floor:.2f} × the floor of {floor:.1f} ms"
    yield f"{said}: CPU / read units / requests", f"{page} · unchanged {unchanged} · every mark moved {changed}"
    yield f"{said}, others", f"mine {mine} · further page of 200 {further}"


def _floor() -> Callable[[], float]:
    """Makes the floor's request, with a client of boto3 as it is; returns its CPU in milliseconds."""
    client = boto3.client("dynamodb", region_name=REGION)
    query: dict[str, Any] = {
        "TableName": TABLE,
        "IndexName": "due",
        "KeyConditionExpression": "due_pk = :due_pk",
        "ExpressionAttributeValues": {":due_pk": {"S": FLOOR}},
        "Limit": 50,
    }

    def ask() -> float:
        began = time.process_time()
        if len(client.query(**query)["Items"]) != 50:
            raise SystemExit("the floor's heads are missing")
        return (time.process_time() - began) * 1000

    return ask


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
