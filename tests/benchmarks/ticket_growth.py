"""One ticket as it grows, and its customer's past: what the view, a claim, a reply, done and one more post take, in the ticket's own
conversation and in a new one: CPU of the function, requests of the table, units read and written.

The function is called as the HTTP API calls it, in this process; the table is another one (`aws`). Units are those of
DynamoDB's published rule (`table_units`), of the first act of each kind; CPU is the median of three more. A ticket is lived on fakes and planted as it
stands (`growth`): four posts of the customer, then one of ours, or, where nothing is answered, the customer's alone.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from statistics import median
from typing import Any
from unittest.mock import patch

import boto3

from shared import wiring
from shared.adapters.dynamodb.item import Item
from shared.adapters.ids import UlidIds
from shared.ports.memory import ProcessMemory
from tests.benchmarks.aws import REGION, TABLE, aws
from tests.benchmarks.cold_start import DOCUMENTS, deployed_desk
from tests.benchmarks.ingest import quiet
from tests.fake_desk import FakeDesk
from tests.fakes import FakeClock, FakeSettingsStore
from tests.growth import ACTS, Customer, act, plant
from tests.integration.desk_table import empty_table
from tests.table_units import TableUnits

Row = tuple[str, str]

POSTS = (1, 10, 50, 100, 400, 1_000)
EARLIER = (1, 20, 60, 200)
TIMES = 3
PATIENCE_S = 60
"""A stand-in takes long to find the newest of a thousand posts; that is in nobody's figures."""

BEGAN = datetime.fromisoformat("2026-11-02T00:00:00Z")

SAID = f"{' · '.join(ACTS)}: CPU ms / requests / units read + written"


class NoTimers:
    """Step Functions without its work: the port's answers."""

    def ensure(self, *_: object) -> bool:
        return True

    def stop(self, *_: object) -> None: ...


def ticket_growth(posts: tuple[int, ...] = POSTS, earlier: tuple[int, ...] = EARLIER) -> Iterator[Row]:
    with aws() as url, patch.object(Item.Meta, "read_timeout_seconds", PATIENCE_S), deployed_desk(url) as desk:
        made: Any = desk
        made.clock, made.timers = FakeClock(BEGAN), NoTimers()
        client = boto3.client("dynamodb", region_name=REGION, endpoint_url=url)
        wiring._desk = made
        try:
            yield from _rows(made, client, posts, earlier)
        finally:
            wiring._desk = None


def _rows(desk: Any, client: Any, posts: tuple[int, ...], earlier: tuple[int, ...]) -> Iterator[Row]:
    growing = Customer(_fakes())
    for many in posts:
        ticket = growing.write_on(many)
        yield f"ticket of {_number(many, 'post')}: {SAID}", _costs(desk, client, growing, ticket)
    alone = Customer(_fakes())
    ticket = alone.write_on(posts[-1], answered=False)
    yield f"ticket of {_number(posts[-1], 'post')}, none answered: the same", _costs(desk, client, alone, ticket)
    old = Customer(_fakes())
    closed = 0
    for many in earlier:
        for _ in range(many - closed):
            old.close(old.open())
        ticket, closed = old.open(), many + 1
        yield f"customer with {_number(many, 'earlier ticket')}: the same", _costs(desk, client, old, ticket)
        old.close(ticket)


def _fakes() -> FakeDesk:
    desk: Any = FakeDesk(now=BEGAN)
    desk.settings = FakeSettingsStore(desk.clock, DOCUMENTS)
    desk.ids = UlidIds(desk.clock)
    made: FakeDesk = desk
    return made


def _number(many: int, what: str) -> str:
    return f"{many:,} {what}{'s' if many > 1 else ''}"


def _costs(desk: Any, client: Any, customer: Customer, ticket: str) -> str:
    """Return what each act costs in a table with nothing but the customer."""
    empty_table(client)
    desk.settings.put(DOCUMENTS)
    desk.clock.instant, desk.memory = customer.desk.clock.instant, ProcessMemory()
    plant(customer)
    here = replace(customer, desk=desk)
    units = TableUnits(client, TABLE)
    taken: dict[str, list[float]] = {name: [] for name in ACTS}

    def counted(name: str, do: Callable[[], Any]) -> Any:
        units.step(name)
        answer = do()
        units.step("between")
        return answer

    def timed(name: str, do: Callable[[], Any]) -> Any:
        began = time.process_time()
        answer = do()
        taken[name].append((time.process_time() - began) * 1000)
        return answer

    with quiet():
        with units.watching():
            act(here, ticket, counted)
        for number in range(1, TIMES + 1):
            act(here, ticket, timed, number)
    return " · ".join(
        f"{median(taken[name]):.1f} / {units.requests[name]} / {units.read(name):g} + {units.written(name):g}"
        for name in ACTS
    )
