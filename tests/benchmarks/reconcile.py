"""The reconciler as the desk grows: CPU of a run and its units, with nothing due and with lost steps, for as many waiting tickets as are
given.

The heads are planted as the desk stores them, with their ladder passed but for its last step. The sweeps run on the desk's own
adapters over dynalite; timers and queues are those of the unit tests, whose work is next to nothing.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from shared.adapters.dynamodb.checkpoints import DynamoCheckpoints
from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.tickets.aggregate import items_of
from shared.adapters.dynamodb.tickets.models import TicketItem
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.domain.operations.checkpoint import Checkpoint, SweepName
from shared.domain.posts.author import Author
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import ticket_id
from shared.domain.tickets.ticket_state import fold_ticket
from shared.ports.settings import Document
from shared.usecases.operations.due_steps import Overdue
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.operations.send_unsent import send_unsent
from shared.usecases.settings.current import DeskSlaCalculator, desk_settings
from shared.usecases.sla.reapply_to_waiting import reapply_everywhere
from tests.benchmarks.dynalite import Meter, dynalite_table, metered, table_at
from tests.benchmarks.large_table import large_table
from tests.builders import NOON, asked, snowflake
from tests.fake_desk import FakeDesk
from tests.integration.desk_table import REGION, TABLE

Row = tuple[str, str]

SIZES = (1_000, 10_000, 100_000)
MOST_PLANTED = 100_000
LOST = 20
"""How many steps nobody has fired, in the run that finds some."""

RUNS = 5
APART = timedelta(milliseconds=10)
TARGET = timedelta(days=7)
"""Long, so that no step comes while the runs are measured."""

PROMISE = Document("policy", "default", 1, {"first_reply_minutes": TARGET / timedelta(minutes=1)})


def reconcile(sizes: Sequence[int] = SIZES) -> Iterator[Row]:
    """Yield the rows of each size, in rising order. Those that would take too long to plant are read from a table that makes its items
    when they are read, which finds nothing lost."""
    for size in (size for size in sizes if size > MOST_PLANTED):
        yield from _large(size)
    with dynalite_table() as meter:
        planted = 0
        for size in (size for size in sizes if size <= MOST_PLANTED):
            desk = _desk()
            _plant((_ticket(n, NOON - APART * n, desk) for n in range(planted, size)), whole=False)
            planted = size
            yield from _measured(size, desk, meter)


def _large(size: int) -> Iterator[Row]:
    with large_table({"acme": size}) as host, table_at(host), metered() as meter:
        desk = _on_table(FakeDesk())
        yield from _while_applied(size, desk, meter)
        desk.checkpoints.keep(SweepName.PROMISES, "acme", _finished(desk))
        yield _quiet(size, desk, meter)


def _while_applied(size: int, desk: Any, meter: Meter) -> Iterator[Row]:
    """A change of settings has just been saved: its lap is under way."""
    meter.take()
    began = time.process_time()
    looked_at = reapply_everywhere(desk=desk).outcomes.total()
    figure = f"{(time.process_time() - began) * 1000:.0f} ms CPU · {meter.take()[0]:.1f} units"
    yield f"reconciler, a slice of {looked_at:,} while a policy is applied, {size:,} waiting", figure


def _finished(desk: Any) -> Checkpoint:
    place: Checkpoint = desk.checkpoints.of(SweepName.PROMISES)["acme"]
    return place.at_end()


def _measured(size: int, desk: Any, meter: Meter) -> Iterator[Row]:
    while reapply_everywhere(desk=desk).outcomes:
        pass
    yield _quiet(size, desk, meter)
    yield from _losing(size, desk, meter)


def _quiet(size: int, desk: Any, meter: Meter) -> Row:
    for _ in range(2):
        _run(desk)
        desk.clock.forward(timedelta(minutes=5))
    cpu: list[float] = []
    units: list[float] = []
    for _ in range(RUNS):
        desk.clock.forward(timedelta(minutes=5))
        meter.take()
        began = time.process_time()
        _run(desk)
        cpu.append(time.process_time() - began)
        units.append(meter.take()[0])
    figure = f"{median(cpu) * 1000:.0f} ms CPU · {max(units):.1f} units at most"
    return f"reconciler, five minutes with nothing due, {size:,} waiting", figure


def _losing(size: int, desk: Any, meter: Meter) -> Iterator[Row]:
    overdue = desk.clock.now() - TARGET / 2 - timedelta(minutes=2)
    lost = [_ticket(10_000_000 + size + n, overdue + APART * n, desk) for n in range(LOST)]
    _plant(lost, whole=True)
    meter.take()
    began = time.process_time()
    chased = find_overdue(desk=desk).waiting[Overdue.CHASED]
    figure = f"{(time.process_time() - began) * 1000:.0f} ms CPU · {meter.take()[0]:.1f} units"
    yield f"reconciler, a run that finds {chased} lost steps, {size:,} waiting", figure
    for ticket in lost:
        desk.tickets.erase(ticket.account, ticket.customer.id, at=desk.clock.now())


def _run(desk: Any) -> None:
    """What looks for something due in five minutes: one check of what is overdue, and five sweeps of the outboxes."""
    find_overdue(desk=desk)
    for _ in range(5):
        send_unsent(desk=desk)


def _desk() -> Any:
    return _on_table(FakeDesk(PROMISE))


def _on_table(desk: Any) -> Any:
    desk.tickets = DynamoTicketStore(TABLE, region=REGION)
    desk.checkpoints = DynamoCheckpoints(TABLE, region=REGION)
    return desk


def _ticket(n: int, posted: datetime, desk: Any) -> Ticket:
    author = Author(str(1_000_000 + n), f"customer_{n}", f"山田 花子 {n}")
    post = asked(0, id=snowflake(posted, n), posted_at=posted, seen_at=posted, author=author)
    ticket = Ticket(ticket_id("acme", author.id, post.id), "acme", "x", author)
    promises = DeskSlaCalculator(desk_settings(desk), desk.settings)
    return replace(fold_ticket(ticket.with_post(post), promises), version=1)


def _plant(tickets: Iterable[Ticket], *, whole: bool) -> None:
    """Put the tickets' heads, or all of their items, without the transactions that would have written them."""
    with Item.batch_write() as batch:
        for ticket in tickets:
            for item in items_of(ticket):
                if whole or isinstance(item, TicketItem):
                    batch.save(item)
