"""One ticket's life through the real functions and use cases: a Japanese post by X's webhook, a warning by mail at half of the
time, opened in the page, claimed, one preview, an answer, sent, our own post back, done. With what it costs in the table, and what
it asks of the timers and queues."""

import json
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from shared import wiring
from shared.adapters.dynamodb.addresses import DynamoAddresses
from shared.adapters.dynamodb.attachments import DynamoAttachments
from shared.adapters.dynamodb.budgets import DynamoBudgets
from shared.adapters.dynamodb.deliveries import DynamoDeliveries
from shared.adapters.dynamodb.digests import DynamoDigests
from shared.adapters.dynamodb.heartbeats import DynamoHeartbeats
from shared.adapters.dynamodb.ledger import DynamoLedger
from shared.adapters.dynamodb.looks import DynamoLooks
from shared.adapters.dynamodb.search.store import DynamoTicketSearch
from shared.adapters.dynamodb.send_queue import DynamoSendQueue
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.adapters.ids import UlidIds
from shared.domain.posts.author import Author
from shared.networks.x.api.limits import allowances
from shared.ports.settings import Document
from tests.builders import at
from tests.fake_desk import AT_ONCE
from tests.faults.cloud import FakeExecutions
from tests.faults.deployed import XSide
from tests.faults.world import World
from tests.faults.x_side import mention
from tests.integration.desk_table import REGION, TABLE, desk_table
from tests.table_units import READ, TableUnits

POST = "届いた電気ケトルの電源が入りません。昨日も試しましたが変わりません。交換は可能でしょうか？"
ANSWER = "ご不便をおかけして申し訳ございません。担当の者が確認し、本日中に折り返しご連絡いたします。^KT"

ONE_WARNING = Document(
    "policy",
    "default",
    1,
    {
        "first_reply_minutes": 60,
        "next_reply_minutes": 60,
        "ladder": [
            {"step": "half", "at_percent": 50, "how": ["mail"]},
            {"step": "warn", "at_percent": 80, "how": ["mail"]},
            {"step": "due", "how": ["mail", "sms"]},
            {"step": "late30", "after_minutes": 30, "how": ["mail", "sms"]},
            {"step": "late120", "after_minutes": 120, "how": ["mail", "sms"]},
        ],
    },
)
"""The ladder that a desk begins with (L1)."""

STEPS = ("post in", "warning", "opened", "claimed", "preview", "reply stored", "reply sent", "own post back", "done")


class CountedExecutions(FakeExecutions):
    """Counts what Step Functions is asked, and the states that executions enter."""

    asked: Counter[str]
    entered: Counter[str]

    def ensure(self, ticket: str, clock: str, timer_generation: int, wake_at: datetime) -> bool:
        known = (ticket, clock, timer_generation) in {*self.running, *self.closed}
        self.asked["StartExecution"] += 1
        self.asked["DescribeExecution"] += known
        self.entered["Wait"] += not known
        return super().ensure(ticket, clock, timer_generation, wake_at)

    def stop(self, ticket: str, clock: str, timer_generation: int) -> None:
        self.asked["StopExecution"] += 1
        super().stop(ticket, clock, timer_generation)


class XAtItsLimits(XSide):
    """Takes a call from the account's budget before it sends, as X's own sender does."""

    budgets: Any

    def prepare_send(self, account: Any, **more: Any) -> Any:
        for allowance in allowances("POST", "/2/tweets"):
            assert self.budgets.take(account.id, allowance, self.clock.now()) is None
        return super().prepare_send(account, **more)


class LifeWorld(World):
    """A desk on the table, with nothing beside the one ticket: what runs by the clock is no part of its life."""

    def __init__(self, now: datetime, units: TableUnits, install: Callable[[object], None]) -> None:
        super().__init__(ONE_WARNING, AT_ONCE, now=now, install=install)
        desk: Any = self.desk
        self.units = units
        for name, adapter in {
            "tickets": DynamoTicketStore,
            "search": DynamoTicketSearch,
            "heartbeats": DynamoHeartbeats,
            "budgets": DynamoBudgets,
            "ledger": DynamoLedger,
            "send_queue": DynamoSendQueue,
            "looks": DynamoLooks,
            "digests": DynamoDigests,
            "deliveries": DynamoDeliveries,
            "addresses": DynamoAddresses,
            "attachments": DynamoAttachments,
        }.items():
            setattr(desk, name, adapter(TABLE, region=REGION))
        sender = desk.plug.sender = XAtItsLimits(desk.clock)
        sender.budgets = desk.budgets
        executions = desk.executions = desk.timers = CountedExecutions(desk.clock)
        executions.asked, executions.entered = Counter(), Counter()
        desk.ids = UlidIds(desk.clock)
        self.lambdas: Counter[str] = Counter()

    def schedule(self, minutes: int, second: int, function: str, event: dict[str, str]) -> None:
        """Leave the schedules out."""

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        self.lambdas[function] += 1
        answer = super().invoke(function, event)
        if function == "chase_deadline":
            timers: Any = self.desk.executions
            timers.entered["Chase"] += 1
            timers.entered["Wait"] += (event["ticket"], event["clock"], event["generation"]) in timers.running
        return answer

    def _network_echoes(self) -> None:
        """Keep the posts that the desk has sent: the life says when X reports them."""

    def _people_look(self) -> None:
        """Nobody has to settle anything."""

    def page(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": "",
            "headers": {"content-type": "application/json"},
            "requestContext": {
                "http": {"method": method, "path": path},
                "stage": "$default",
                "authorizer": {
                    "jwt": {"claims": {"sub": "kt", "cognito:groups": "[agents]", "username": "kt"}, "scopes": None}
                },
            },
            "body": json.dumps(body) if body is not None else None,
            "isBase64Encoded": False,
        }
        answer = self.invoke("desk_api.app", event)
        assert answer["statusCode"] < 300, answer
        told: dict[str, Any] = json.loads(answer["body"])
        return told


@dataclass
class Life:
    """What a life took: units by step, executions' states, calls of Step Functions, functions and messages."""

    units: TableUnits
    transitions: Counter[str] = field(default_factory=Counter)
    timers_asked: Counter[str] = field(default_factory=Counter)
    lambdas: Counter[str] = field(default_factory=Counter)
    messages: int = 0
    requests: int = 0
    head_saves: int = 0

    @property
    def written(self) -> float:
        return sum(self.units.written(step) for step in STEPS)

    @property
    def read(self) -> float:
        return sum(self.units.read(step) for step in STEPS)


@contextmanager
def _desk(world: object) -> Iterator[None]:
    """Make it the desk of this process, and let its functions' logs go nowhere."""
    before = wiring._desk
    wiring._desk = world  # type: ignore[assignment]
    logging.disable(logging.CRITICAL)
    try:
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
            yield
    finally:
        logging.disable(logging.NOTSET)
        wiring._desk = before


def live() -> Life:
    """Live the life on a table of its own, and return what it took."""
    with desk_table() as client:
        units = TableUnits(client, TABLE)
        installed: list[object] = []
        world = LifeWorld(at(-1), units, installed.append)
        with _desk(installed[0]):
            _at_work(world)
            timers: Any = world.desk.executions
            for counted in (timers.asked, timers.entered, world.lambdas):
                counted.clear()
            world.desk.sqs.sent = 0
            with units.watching():
                _live(world)
        told = Life(units, timers.entered, timers.asked, world.lambdas)
        told.messages = world.desk.sqs.sent
        told.requests = world.lambdas["desk_api.app"] + world.lambdas["receive_webhook"]
        saves = {(step, call) for step, call, _ in units.calls if call.startswith("base:") and " ticket#" in call}
        told.head_saves = len(saves)
        return told


def _at_work(world: LifeWorld) -> None:
    """Let the desk have what every ticket after the first finds there: a month of the search, and an open window of calls."""
    world.x_has(mention(at(-0.5), "Hello?", seq=1, author=Author("901", "emi", "Emi")))
    world.run_until(at(-0.2))
    _, (theirs,) = world.desk.tickets.of_customer("acme", "901")
    world.page("POST", f"/api/tickets/{theirs.id}/done", {"reason": "nothing_to_say"})
    for allowance in allowances("POST", "/2/tweets"):
        world.desk.budgets.take("acme", allowance, world.now)


def _live(world: LifeWorld) -> None:
    units = world.units
    units.step("post in")
    world.x_has(mention(at(0), POST), tells_after=1)
    world.run_until(at(29))
    units.step("warning")
    world.run_until(at(31))
    units.step("aside")
    ticket = _only_ticket(world)
    units.step("opened")
    full = world.page("GET", f"/api/tickets/{ticket}")
    assert [sending["state"] for alert in full["alerts"] for sending in alert["sent"]] == ["sent"]
    units.step("claimed")
    world.page("POST", f"/api/tickets/{ticket}/claim", {})
    units.step("preview")
    world.page("POST", "/api/preview/reply", {"account": "acme", "ticket": ticket, "text": ANSWER})
    units.step("reply stored")
    newest = full["posts"][-1]
    reply = {
        "client_reply_id": "3f2b8f0e-5d0e-4c1c-9d62-0f7c6a1f4a11",
        "in_reply_to": newest["id"],
        "seen_through": newest["id"],
        "text": ANSWER,
    }
    world.page("POST", f"/api/tickets/{ticket}/replies", reply)
    units.step("reply sent")
    world.run_until(at(31) + timedelta(seconds=20))
    units.step("own post back")
    (post,) = world.desk.x.echoes
    world.x_has(post, tells_after=1)
    world.run_until(at(33))
    units.step("done")
    done = world.page("POST", f"/api/tickets/{ticket}/done", {"reason": "resolved"})
    assert done["status"] == "done"
    units.step("afterwards")


def _only_ticket(world: LifeWorld) -> str:
    _, tickets = world.desk.tickets.of_customer("acme", "900")
    [ticket] = tickets
    return ticket.id


__all__ = ["READ", "STEPS", "Life", "live"]
