"""One ticket as it grows, and its customer's past: CPU of the function and read units of the view, a claim, a reply, done, and one
more post of the customer.

The function is called as the HTTP API calls it, in this process; the table is another one (`aws`). Units are those of
DynamoDB's published rule, by the size of what each call returned. Posts are ingested one after the other, as they would
come: four of the customer, then one of ours, or, where nothing is answered, the customer's alone.
"""

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from statistics import median
from typing import Any
from unittest.mock import patch

from shared import wiring
from shared.adapters.dynamodb.translating import TranslatingConnection
from shared.usecases.inbound.ingest_post import ingest_post
from tests.benchmarks.aws import aws
from tests.benchmarks.cold_start import deployed_desk
from tests.benchmarks.ingest import quiet
from tests.benchmarks.large_table import UNIT, size_of
from tests.builders import CUSTOMER, sighted, sighted_answer, snowflake
from tests.fakes import FakeClock
from tests.unit.api.test_api import call

Row = tuple[str, str]

POSTS = (1, 10, 100, 1_000)
EARLIER = (1, 20, 200)
TIMES = 9
ANSWERED_EVERY = 5
BEGAN = datetime.fromisoformat("2026-11-02T00:00:00Z")


@dataclass
class Cost:
    cpu_ms: list[float] = field(default_factory=list)
    units: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{median(self.cpu_ms):.1f} ms / {median(self.units):g}"


@dataclass
class Life:
    """One customer on the desk, and the time there."""

    desk: Any
    customer: str
    posts: int = 0
    units: float = 0.0
    root: str = ""

    def write(self, *, ours: bool = False) -> str:
        """Ingest one post more, of the customer or an answer of ours in the network's own app; return its ticket."""
        self.posts += 1
        self.desk.clock.instant += timedelta(minutes=7)
        now = self.desk.clock.instant
        ident, author = snowflake(now, int(self.customer) % 1_000), replace(CUSTOMER, id=self.customer)
        self.root = ident if self.posts == 1 else self.root
        told: dict[str, Any] = {"id": ident, "posted_at": now, "conversation_id": self.root}
        if self.posts > 1:
            told |= {"in_reply_to": self.root}
        if ours:
            told["in_reply_to_user"] = self.customer
            post = sighted_answer(0, self.root, **told)
        else:
            text = f"@acme_help 荷物はまだ届きませんか。注文番号は A-{self.posts} です。"
            post = sighted(0, text=text, author=author, **told)
        found = ingest_post(post, desk=self.desk)
        if found.ticket is None:
            raise SystemExit(f"no ticket took the post: {found}")
        return found.ticket

    def count(self, name: str, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        rate = 1.0 if asked.get("ConsistentRead") else 0.5
        if name == "Query":
            self.units += rate * max(1, math.ceil(sum(map(size_of, answer["Items"])) / UNIT))
        elif name == "GetItem":
            self.units += rate * max(1, math.ceil(size_of(answer.get("Item") or {}) / UNIT))
        elif name == "BatchGetItem":
            for table, found in answer["Responses"].items():
                rate = 1.0 if asked["RequestItems"][table].get("ConsistentRead") else 0.5
                missing = len(asked["RequestItems"][table]["Keys"]) - len(found)
                self.units += rate * (missing + sum(max(1, math.ceil(size_of(item) / UNIT)) for item in found))

    def measured(self, cost: Cost, act: Callable[[], object]) -> object:
        self.units = 0.0
        with quiet():
            began = time.process_time()
            result = act()
            cost.cpu_ms.append((time.process_time() - began) * 1000)
        cost.units.append(self.units)
        return result


class NoTimers:
    """Step Functions without its work: the port's answers."""

    def ensure(self, *_: object) -> bool:
        return True

    def stop(self, *_: object) -> None: ...


def ticket_growth(posts: tuple[int, ...] = POSTS, earlier: tuple[int, ...] = EARLIER) -> Iterator[Row]:
    with aws() as url, deployed_desk(url) as desk:
        made: Any = desk
        made.clock, made.timers = FakeClock(BEGAN), NoTimers()
        wiring._desk = made
        try:
            for n, many in enumerate(posts):
                yield from _of_length(Life(made, str(9_000 + n)), many, answered=True)
            yield from _of_length(Life(made, "9100"), posts[-1], answered=False)
            for n, many in enumerate(earlier):
                yield from _of_customer(Life(made, str(9_200 + n)), many)
        finally:
            wiring._desk = None


def _of_length(life: Life, many: int, *, answered: bool) -> Iterator[Row]:
    ticket = ""
    with quiet():
        for n in range(many):
            ticket = life.write(ours=answered and n % ANSWERED_EVERY == ANSWERED_EVERY - 1)
        ticket = life.write() if many > 1 else ticket
    kind = "" if answered else ", none answered"
    yield f"ticket of {many:,} post{'s' if many > 1 else ''}{kind}: {SAID}", _acts(life, ticket)


def _of_customer(life: Life, many: int) -> Iterator[Row]:
    with quiet():
        for _ in range(many):
            ticket = life.write()
            life.write(ours=True)
            life.desk.clock.instant += timedelta(hours=1)
            call("POST", f"/api/tickets/{ticket}/done", {"reason": "resolved"})
            life.desk.clock.instant += timedelta(days=9)
            life.posts = 0
        ticket = life.write()
    yield f"customer with {many} earlier ticket{'s' if many > 1 else ''}: {SAID}", _acts(life, ticket)


SAID = "view · claim · reply · done · a further post, CPU / read units"


def _acts(life: Life, ticket: str) -> str:
    costs = {name: Cost() for name in ("view", "claim", "reply", "done", "post")}
    with _counted(life):
        for n in range(TIMES):
            view: Any = life.measured(costs["view"], lambda: _ask("GET", f"/api/tickets/{ticket}"))
            life.measured(costs["claim"], lambda: _ask("POST", f"/api/tickets/{ticket}/claim", {}))
            newest = [post for post in view["posts"] if post["direction"] == "inbound"][-1]["id"]
            body = {"client_reply_id": f"{ticket}-{n}", "in_reply_to": newest, "text": f"本日中にお返事いたします。{n}"}
            body |= {"seen_through": view["posts"][-1]["id"], "seen_version": view["version"], "confirm": []}
            path = f"/api/tickets/{ticket}/replies"
            life.measured(costs["reply"], partial(_ask, "POST", path, body))
            with quiet():
                _ask("POST", f"{path}/{ticket}-{n}/cancel", {})
                _ask("POST", f"/api/tickets/{ticket}/release", {})
            done = {"reason": "nothing_to_say"}
            life.measured(costs["done"], partial(_ask, "POST", f"/api/tickets/{ticket}/done", done))
            if life.measured(costs["post"], life.write) != ticket:
                raise SystemExit("the post went into another ticket")
    return " · ".join(map(str, costs.values()))


def _ask(method: str, path: str, body: Any = None) -> Any:
    status, answer = call(method, path, body)
    if status >= 300:
        raise SystemExit(f"{method} {path}: {status} {answer}")
    return answer


@contextmanager
def _counted(life: Life) -> Iterator[None]:
    make = TranslatingConnection._make_api_call

    def counted(self: TranslatingConnection, name: str, asked: dict[str, Any]) -> dict[str, Any]:
        answer = make(self, name, asked)
        life.count(name, asked, answer)
        return answer

    with patch.object(TranslatingConnection, "_make_api_call", counted):
        yield
