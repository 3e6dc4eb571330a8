"""What a month of 100,000 tickets costs to read: units by DynamoDB's published rule, from the bytes of the items."""

import hashlib
import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from shared.adapters.dynamodb.item import connection
from shared.adapters.dynamodb.reporting.sealed_days import DynamoSealedDays
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.domain.reporting.clock_table import (
    IN_BUSINESS_TIME,
    IN_TIME,
    PROMISED,
    ClockTable,
    FinishedClock,
    Tables,
    micros,
)
from shared.domain.reporting.sealed_day import ONE_DAY, SealedDay, SealingProgress, begin_of
from shared.usecases.reporting.measure_response_times import measure
from tests.fake_desk import FakeDesk
from tests.integration.desk_table import REGION, TABLE, desk_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

FIRST = date(2026, 10, 1)
DAYS = 30
A_DAY = 100_000 // DAYS + 1
SECOND = 1_000_000
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


class Chance:
    """The same numbers on every machine: a hash of their place."""

    def __init__(self) -> None:
        self._n = 0

    def below(self, most: int) -> int:
        self._n += 1
        return int.from_bytes(hashlib.sha256(str(self._n).encode()).digest()[:8], "big") % most


def busy_day(day: date, tickets: int, chance: Chance) -> Tables:
    """First replies within seconds to days, to the millisecond, a fourth of them with another question, all of them done; offices
    open for nine hours, so that a third of the durations differs in business time."""
    first: list[FinishedClock] = []
    later: list[FinishedClock] = []
    ends: list[FinishedClock] = []
    begin = micros(begin_of(day))
    flags = PROMISED | IN_BUSINESS_TIME
    for _ in range(tickets):
        start = begin + chance.below(86_400_000) * 1_000
        took = round(math.exp(5 + chance.below(7_000) / 1_000)) * SECOND + chance.below(1_000) * 1_000
        closed = 0 if chance.below(3) else min(took, chance.below(14 * 3_600_000) * 1_000)
        agent = f"agent{chance.below(8)}"
        kept = IN_TIME if took < 3_600 * SECOND else 0
        ident = chance.below(2**24)
        first.append(FinishedClock(start, ident, took, took - closed, agent, 3_600 * SECOND, flags | kept))
        again = 0
        if not chance.below(4):
            again = (60_000 + chance.below(7_200_000)) * 1_000
            began = begin + chance.below(86_400_000) * 1_000
            later.append(FinishedClock(began, chance.below(2**24), again, again, agent, 3_600 * SECOND, flags | kept))
        ends.append(FinishedClock(start, ident, took + again, took - closed + again, None, None, IN_BUSINESS_TIME))
    tables = {"first_reply": first, "next_reply": later, "resolution": ends}
    return {kind: ClockTable.of(rows) for kind, rows in tables.items()}


def size(item: dict[str, Any]) -> int:
    """Bytes of an item: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html"""
    return sum(len(name.encode()) + value_size(*next(iter(value.items()))) for name, value in item.items())


def value_size(kind: str, value: Any) -> int:
    if kind == "S":
        return len(value.encode())
    if kind == "N":
        return 1 + (len(value.strip("-").replace(".", "")) + 1) // 2
    assert kind == "B", kind
    return len(value)


class Month:
    """A desk on a table with a sealed month, and a count of what is asked of the table."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self.client = client
        desk: Any = FakeDesk(now=NOW)
        desk.tickets = DynamoTicketStore(TABLE, region=REGION)
        desk.sealed_days = DynamoSealedDays(TABLE, region=REGION)
        self.desk = desk
        self.requests: list[str] = []
        events: Any = connection().client.meta.events
        self._events = events
        events.register("before-call.dynamodb", self._note)

    def _note(self, *, model: Any, params: Any, **_: Any) -> None:
        self.requests.append(model.name)

    def close(self) -> None:
        self._events.unregister("before-call.dynamodb", self._note)

    def seal(self, tickets: int) -> None:
        chance = Chance()
        for n in range(DAYS):
            day = FIRST + n * ONE_DAY
            self.desk.sealed_days.put(SealedDay("acme", day, NOW - timedelta(hours=1), busy_day(day, tickets, chance)))
        progress = SealingProgress(NOW.date(), NOW - timedelta(minutes=20), NOW - timedelta(days=30))
        self.desk.sealed_days.note_progress("acme", progress)

    def units(self) -> float:
        """Read units of the queries and the get that a report makes, each eventually consistent and rounded up by itself."""
        read: list[int] = []
        for partition in ("sealed#acme", "amended#acme"):
            found = self.client.query(
                TableName=TABLE,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": partition}},
            )
            assert "LastEvaluatedKey" not in found or partition == "sealed#acme"
            pages = [found]
            while "LastEvaluatedKey" in pages[-1]:
                pages.append(
                    self.client.query(
                        TableName=TABLE,
                        KeyConditionExpression="pk = :pk",
                        ExpressionAttributeValues={":pk": {"S": partition}},
                        ExclusiveStartKey=pages[-1]["LastEvaluatedKey"],
                    )
                )
            read += [sum(size(dict(item)) for item in page["Items"]) for page in pages]
        return sum(max(1, math.ceil(each / 4_096)) for each in [*read, 0]) / 2


@pytest.fixture
def month() -> Iterator[Month]:
    with desk_table() as client:
        made = Month(client)
        yield made
        made.close()


def report(month: Month, by: str | None = "day") -> Any:
    begin = begin_of(FIRST)
    return measure(begin, begin + DAYS * ONE_DAY, accounts=["acme"], by=by, desk=month.desk)


def test_AWS6_a_month_of_100_000_tickets_takes_200_read_units_at_most(month: Month) -> None:
    month.seal(A_DAY)
    assert 150 < month.units() <= 200


def test_AWS6_a_sealed_month_takes_a_few_requests_and_none_for_its_clocks(month: Month) -> None:
    month.seal(40)
    month.requests.clear()
    rows = report(month)
    assert rows[0].tickets == 40 * DAYS
    assert sorted(month.requests) == ["GetItem", "Query", "Query", "Query"], (
        "how far, what changed, the days, what waits"
    )


def test_M4_what_the_table_gives_back_is_what_was_sealed(month: Month) -> None:
    month.seal(40)
    for by in ("day", "agent", "hour", "account"):
        on_the_table = report(month, by)
        stored, month.desk.sealed_days = month.desk.sealed_days, FakeDesk().sealed_days
        chance = Chance()
        for n in range(DAYS):
            day = FIRST + n * ONE_DAY
            month.desk.sealed_days.put(SealedDay("acme", day, NOW, busy_day(day, 40, chance)))
        month.desk.sealed_days.note_progress("acme", SealingProgress(NOW.date(), NOW, NOW - timedelta(days=30)))
        assert on_the_table == report(month, by)
        month.desk.sealed_days = stored
