"""AWS6: what the reconciler reads of the table in one run, exactly, however many tickets wait."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.adapters.dynamodb.checkpoints import DynamoCheckpoints
from shared.adapters.dynamodb.item import Item, connection
from shared.adapters.dynamodb.tickets.aggregate import items_of
from shared.adapters.dynamodb.tickets.models import TicketItem
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.domain.operations.checkpoint import SliceBudget
from shared.domain.posts.author import Author
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import ticket_id
from shared.ports.settings import Document
from shared.usecases.operations.due_steps import Overdue
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.operations.send_unsent import send_unsent
from shared.usecases.settings.current import refolded
from shared.usecases.sla import reapply_to_waiting
from tests.builders import asked, snowflake
from tests.fake_desk import FakeDesk
from tests.integration.desk_table import REGION, TABLE, desk_table

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
TARGET = timedelta(days=7)
"""Long, so that no step comes while the test runs."""


class Reads:
    """The requests since it was last asked, and the items that they went over."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.items = 0

    def note(self, model: Any, parsed: dict[str, Any], **_: Any) -> None:
        self.requests.append(model.name)
        self.items += parsed.get("ScannedCount", 0)

    def take(self) -> tuple[list[str], int]:
        taken = self.requests, self.items
        self.requests, self.items = [], 0
        return taken


def wrote(n: int, posted: datetime, desk: Any) -> Ticket:
    author = Author(str(1000 + n), f"user{n:04}", "U")
    post = asked(0, id=snowflake(posted, n), posted_at=posted, seen_at=posted, author=author)
    ticket = Ticket(ticket_id("acme", author.id, post.id), "acme", "x", author)
    return refolded(ticket.with_post(post), desk)


def plant(tickets: Iterable[Ticket], *, whole: bool) -> None:
    """Put the tickets' heads, or all of their items, without the transactions that would have written them."""
    with Item.batch_write() as batch:
        for ticket in tickets:
            for item in items_of(ticket):
                if whole or isinstance(item, TicketItem):
                    batch.save(item)


def test_AWS6_a_run_reads_the_same_with_twice_as_many_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reapply_to_waiting, "IN_PASSING", SliceBudget(rows=30, time=SECOND))
    costs = []
    for size in (100, 200):
        with desk_table():
            desk: Any = FakeDesk(Document("policy", "default", 1, {"first_reply_minutes": TARGET / MINUTE}))
            desk.tickets = DynamoTicketStore(TABLE, region=REGION)
            desk.checkpoints = DynamoCheckpoints(TABLE, region=REGION)
            plant((wrote(n, desk.clock.now() - n * SECOND, desk) for n in range(size)), whole=False)
            find_overdue(desk=desk)
            reads, events = Reads(), connection().client.meta.events
            events.register("after-call.dynamodb", reads.note)
            find_overdue(desk=desk)
            quiet = reads.take()
            send_unsent(desk=desk)
            every_minute = reads.take()
            late = wrote(size, desk.clock.now() - TARGET / 2 - 2 * MINUTE, desk)
            plant([late], whole=True)
            reads.take()
            chased = find_overdue(desk=desk).waiting[Overdue.CHASED]
            events.unregister("after-call.dynamodb", reads.note)
            costs.append((quiet, every_minute, chased, reads.take()))
    assert costs[0] == costs[1]
    (_, read), (_, swept), chased, _ = costs[0]
    assert (read, swept, chased) == (33, 0, 1), "thirty promises in passing, and three places; nothing is due"
