"""A month of 100,000 tickets in the numbers: CPU of the function and units of the table, sealed and from the clocks.

The table is dynalite's, as for the search: DynamoDB's units by the published rule. Sealed days are made of clocks to the
millisecond (tests/integration/dynamodb/test_sealed_month.py says which); the day that is not sealed is of tickets as
they are saved. CPU is that of this process alone, with the client's own.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.reporting.changes import DynamoChanges
from shared.adapters.dynamodb.reporting.sealed_days import DynamoSealedDays
from shared.adapters.dynamodb.tickets.aggregate import items_of
from shared.adapters.dynamodb.tickets.models import ClockItem, ResolutionItem, TicketItem
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Direction, PostKind
from shared.domain.reporting.sealed_day import ONE_DAY, Amendment, Amendments, SealedDay, SealingProgress, begin_of
from shared.domain.tickets.action import ActionKind, DoneReason
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import ticket_id
from shared.domain.tickets.ticket_state import fold_ticket
from shared.usecases.reporting.measure_response_times import measure_by
from shared.usecases.reporting.seal_days import rebuild_days
from tests.benchmarks.dynalite import Meter, dynalite_table
from tests.builders import BRAND, PlainPromises, asked, did, snowflake
from tests.fake_desk import FakeDesk
from tests.integration.desk_table import REGION, TABLE
from tests.integration.dynamodb.test_sealed_month import A_DAY, DAYS, FIRST, NOW, Chance, busy_day

Row = tuple[str, str]

LATE = 280
"""Clocks of past days that change in an hour, at that many tickets a month: answers and ends of two hours at the busiest."""

MONTH = begin_of(FIRST), begin_of(FIRST) + DAYS * ONE_DAY
TODAY = FIRST + DAYS * ONE_DAY


def month() -> Iterator[Row]:
    with dynalite_table() as meter:
        desk: Any = FakeDesk(now=NOW)
        desk.tickets = DynamoTicketStore(TABLE, region=REGION)
        desk.sealed_days = DynamoSealedDays(TABLE, region=REGION)
        desk.changes = DynamoChanges(TABLE, desk.clock, region=REGION)
        clocks = _seal(desk)
        of_month = f"numbers of a month of {A_DAY * DAYS:,} tickets ({clocks:,} clocks), sealed"
        for by in ("day", "account", "agent", "hour"):
            yield f"{of_month}, by {by}", _measured(desk, meter, *MONTH, by=[by])
        yield (
            f"{of_month}, by these four at once",
            _measured(desk, meter, *MONTH, by=["day", "account", "agent", "hour"]),
        )
        _amend(desk)
        yield f"the same by day, {LATE} clocks changed since the last hour", _measured(desk, meter, *MONTH, by=["day"])
        with Item.batch_write() as batch:
            for item in _today():
                batch.save(item)
        begin = begin_of(TODAY)
        _measured(desk, meter, begin, begin + ONE_DAY, by=[])
        yield (
            f"numbers of a day of {A_DAY:,} tickets from its clocks",
            _measured(desk, meter, begin, begin + ONE_DAY, by=["hour"]),
        )
        meter.take()
        began = time.process_time()
        [made] = rebuild_days("acme", TODAY, TODAY, desk=desk)
        taken, (units, _) = time.process_time() - began, meter.take()
        yield (
            f"sealing that day ({made.clocks:,} clocks)",
            f"{taken:.2f} s of CPU · {units:,.0f} units, read and written",
        )


def _seal(desk: Any) -> int:
    chance, clocks = Chance(), 0
    for n in range(DAYS):
        tables = busy_day(FIRST + n * ONE_DAY, A_DAY, chance)
        clocks += sum(len(table) for table in tables.values())
        desk.sealed_days.put(SealedDay("acme", FIRST + n * ONE_DAY, NOW - timedelta(hours=1), tables))
    folded = NOW - timedelta(minutes=50)
    desk.sealed_days.note_progress("acme", SealingProgress(TODAY, folded, NOW - timedelta(days=30)))
    return clocks


def _amend(desk: Any) -> None:
    days = desk.sealed_days.between("acme", FIRST + 20 * ONE_DAY, FIRST + DAYS * ONE_DAY)
    for n in range(LATE):
        day = days[n % len(days)]
        row = next(day.tables["resolution"].part(n, n + 1).rows())
        change = Amendment("resolution", row.start, row.ident, row)
        at = NOW - timedelta(minutes=40) + timedelta(seconds=n)
        desk.sealed_days.amend("acme", Amendments(at, (change,)), ident=str(n))


def _measured(desk: Any, meter: Meter, start: datetime, end: datetime, *, by: Sequence[str]) -> str:
    took, units = [], 0.0
    for _ in range(3):
        meter.take()
        began = time.process_time()
        measure_by(start, end, accounts=["acme"], by=by, zone=ZoneInfo("Asia/Tokyo"), desk=desk)
        took.append(time.process_time() - began)
        units, _ = meter.take()
    return f"{sorted(took)[1]:.2f} s of CPU · {units:,.1f} read units"


def _today() -> Iterator[Item]:
    chance = Chance()
    for n in range(A_DAY):
        for item in items_of(_ticket(n, chance)):
            if isinstance(item, TicketItem | ClockItem | ResolutionItem):
                yield item


def _ticket(n: int, chance: Chance) -> Ticket:
    """A question, an answer, every fourth time both again, and an end."""
    at = begin_of(TODAY) + timedelta(milliseconds=chance.below(40_000_000))
    author = Author(str(10_000 + n), f"customer_{n}", "Jo")
    ticket = Ticket(ticket_id("acme", author.id, str(n)), "acme", "x", author)
    for again in range(1 if n % 4 else 2):
        question = asked(0, id=snowflake(at, 2 * again), posted_at=at, seen_at=at, author=author)
        at += timedelta(milliseconds=60_000 + chance.below(7_200_000))
        ours = replace(question, id=snowflake(at, 2 * again + 1), posted_at=at, seen_at=at, author=BRAND, by="keiko")
        ticket = ticket.with_post(question)
        ticket = ticket.with_post(replace(ours, direction=Direction.OUTBOUND, kind=PostKind.REPLY))
        at += timedelta(minutes=5)
    ended = replace(did(ActionKind.DONE, 0, reason=DoneReason.RESOLVED), at=at)
    return replace(fold_ticket(ticket.with_action(ended), PlainPromises()), version=1)
