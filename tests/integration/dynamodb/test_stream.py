"""The table's stream, read as Lambda delivers it: from the very items that saves write."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from functions import seal_reports
from shared import wiring
from shared.adapters.dynamodb.heartbeats import DynamoHeartbeats
from shared.adapters.dynamodb.reporting.sealed_days import DynamoSealedDays
from shared.adapters.dynamodb.reporting.stream import read_changes
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import Signal
from shared.domain.reporting.sealed_day import LAG, begin_of, day_of
from shared.domain.sla.clock import ClockState
from shared.domain.tickets.action import DoneReason
from shared.domain.tickets.ticket import Ticket
from shared.usecases.reporting.measure_response_times import BY, measure
from shared.usecases.reporting.seal_days import rebuild_days, seal_days
from tests.contracts.build import NOON, answer, at, done, opened, question, refolded, ticket_of, with_posts
from tests.fake_desk import FakeDesk
from tests.fake_sealed_days import FakeSealedDays
from tests.integration.desk_table import REGION, TABLE, desk_table
from tests.stream import note_changes

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

DAY = 24 * 60
Record = dict[str, Any]
Key = tuple[str, str]


class Stream:
    """The changes of the table between two looks at it, as records."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self._client = client
        self._before: dict[Key, Any] = {}

    def take(self) -> list[Record]:
        found: list[Any] = []
        for page in self._client.get_paginator("scan").paginate(TableName=TABLE):
            found += page["Items"]
        now = {(item["pk"]["S"], item["sk"]["S"]): item for item in found}
        changed = [key for key in {**self._before, **now} if self._before.get(key) != now.get(key)]
        records = [self._record(key, self._before.get(key), now.get(key)) for key in changed]
        self._before = now
        return records

    def _record(self, key: Key, before: Any, after: Any) -> Record:
        change: Record = {"Keys": {"pk": {"S": key[0]}, "sk": {"S": key[1]}}, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        change |= {"OldImage": before} if before is not None else {}
        change |= {"NewImage": after} if after is not None else {}
        name = "INSERT" if before is None else "REMOVE" if after is None else "MODIFY"
        return {"eventID": f"{key}", "eventName": name, "eventSource": "aws:dynamodb", "dynamodb": change}


@pytest.fixture
def client() -> Iterator["DynamoDBClient"]:
    with desk_table() as made:
        yield made


@pytest.fixture
def desk(client: "DynamoDBClient") -> Any:
    """A desk two days after noon, whose tickets and sealed days are on the table."""
    made: Any = FakeDesk(now=at(2 * DAY))
    made.tickets = DynamoTicketStore(TABLE, region=REGION)
    made.sealed_days = DynamoSealedDays(TABLE, region=REGION)
    return made


@pytest.fixture
def stream(client: "DynamoDBClient", desk: Any) -> Stream:
    return Stream(client)


def assert_equal_to_its_clocks(desk: Any) -> None:
    sealed = desk.sealed_days
    for by in (None, *BY):
        shown = measure(at(-9 * DAY), at(9 * DAY), by=by, desk=desk)
        desk.sealed_days = FakeSealedDays()
        assert measure(at(-9 * DAY), at(9 * DAY), by=by, desk=desk) == shown, by
        desk.sealed_days = sealed


def resolutions(desk: Any) -> int:
    return measure(at(-9 * DAY), at(9 * DAY), desk=desk)[0].figures["resolution"].count


def asked(desk: Any, number: int = 1, minute: float = 0) -> Ticket:
    author = replace(question("1", 0).author, id=f"7{number}")
    return opened(desk.tickets, ticket_of(question(str(1_000 + number), minute, author=author)))


Act = Callable[[Ticket], Ticket]


def of(ticket: Ticket, n: int) -> str:
    """A post's id that no other ticket has."""
    return f"{n}{ticket.customer.id}"


ACTS: tuple[Act, ...] = (
    lambda ticket: with_posts(ticket, answer(of(ticket, 50), 9)),
    lambda ticket: with_posts(ticket, replace(question(of(ticket, 51), 30), author=ticket.customer)),
    lambda ticket: with_posts(ticket, answer(of(ticket, 52), 44, by=None)),
    lambda ticket: refolded(ticket.with_action(done(50))),
    lambda ticket: with_posts(ticket, replace(question(of(ticket, 53), -20), author=ticket.customer)),
    lambda ticket: with_posts(ticket, replace(question(of(ticket, 54), 70), author=ticket.customer)),
    lambda ticket: refolded(ticket.with_action(done(90, DoneReason.SPAM))),
    lambda ticket: with_posts(ticket, replace(question(of(ticket, 55), 120), author=ticket.customer)),
    lambda ticket: with_posts(ticket, answer(of(ticket, 56), DAY + 5)),
    lambda ticket: refolded(ticket.with_action(done(DAY + 9))),
)


@pytest.mark.parametrize("seed", range(6))
def test_M4_every_change_of_a_ticket_reaches_its_sealed_days_in_whatever_order(
    desk: Any, stream: Stream, seed: int
) -> None:
    """Records of one save come in any order, sometimes twice, sometimes together with those of the next."""
    chance = random.Random(seed)  # noqa: S311
    tickets = [asked(desk, n) for n in range(2)]
    seal_days(desk=desk)
    held: list[Record] = []
    for act in ACTS:
        tickets = [desk.tickets.save(ticket, act(ticket)) for ticket in tickets]
        records = stream.take()
        chance.shuffle(records)
        held += records
        if chance.random() < 0.6:
            for _ in range(chance.choice((1, 2))):
                note_changes(read_changes(held), ident="batch", desk=desk)
            held = []
            assert_equal_to_its_clocks(desk)
        desk.clock.forward(timedelta(minutes=chance.choice((1, 61))))
        if chance.random() < 0.4:
            seal_days(desk=desk)
    desk.tickets.erase("acme", tickets[0].customer.id, at=desk.clock.now())
    note_changes(read_changes([*held, *stream.take()]), ident="batch", desk=desk)
    assert_equal_to_its_clocks(desk)
    assert resolutions(desk) == 1
    found = list(rebuild_days("acme", day_of(NOON) - timedelta(days=3), day_of(NOON), desk=desk))
    assert {day.same for day in found} == {True}


def test_M4_the_change_of_a_day_that_is_not_over_amends_nothing(desk: Any, stream: Stream) -> None:
    desk.clock.instant = at(30)
    ticket = asked(desk)
    desk.tickets.save(ticket, with_posts(ticket, answer("50", 9)))
    note_changes(read_changes(stream.take()), ident="1", desk=desk)
    assert list(desk.sealed_days.amended("acme", at(-DAY))) == []


def test_a_record_that_nobody_can_read_hides_no_other_and_its_day_is_read_from_its_clocks(
    desk: Any, stream: Stream, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = asked(desk, 1), asked(desk, 2)
    seal_days(desk=desk)
    stream.take()
    for n, ticket in enumerate((first, second)):
        answered = with_posts(ticket, answer(f"6{n}", 9))
        desk.tickets.save(ticket, refolded(answered.with_action(done(50))))
    records = stream.take()
    broken = [record for record in records if first.id[26:] in str(record["dynamodb"]["Keys"])]
    for record in broken:
        for name, value in record["dynamodb"]["NewImage"].items():
            if name not in {"pk", "sk", "type"} and not name.endswith(("_pk", "_sk")):
                record["dynamodb"]["NewImage"][name] = {"S": "「秘密」"} if "S" in value else {"N": "x"}
    changes = read_changes([{"eventID": "none", "dynamodb": {}}, *records])
    assert changes.unreadable >= 2
    note_changes(changes, ident="1", desk=desk)
    assert desk.changes.changed("acme") is not None
    assert_equal_to_its_clocks(desk)
    assert resolutions(desk) == 2
    assert "秘密" not in caplog.text


def test_a_measure_that_does_not_inflate_hides_no_other_record(desk: Any, stream: Stream) -> None:
    ticket = asked(desk)
    stream.take()
    desk.tickets.save(ticket, refolded(with_posts(ticket, answer("60", 9)).with_action(done(50))))
    records = stream.take()
    broken = 0
    for record in records:
        measured = record["dynamodb"].get("NewImage", {}).get("measured")
        if measured is not None:
            record["dynamodb"]["NewImage"]["measured"] = {"B": bytes(measured["B"])[:1] + b"\xff\xff\xff"}
            broken += 1
    changes = read_changes(records)
    assert (changes.unreadable, broken) == (1, 1)
    assert changes.unknown["acme"], "the day is counted again"


def test_lists_are_told_of_heads_faults_and_settings_and_of_nothing_else(desk: Any, stream: Stream) -> None:
    ticket = asked(desk)
    records = stream.take()
    assert read_changes(records).accounts == {"acme"}
    heads = [record for record in records if record["dynamodb"].get("NewImage", {})["type"]["S"] == "ticket"]
    others = [record for record in records if record not in heads]
    assert len(heads) == 1
    assert read_changes(others).accounts == set()
    health = DynamoHeartbeats(TABLE, region=REGION)
    health.beat("acme_us", Signal.POLL, NOON)
    assert read_changes(stream.take()).accounts == set()
    health.fail("acme_us", next(iter(Fault)), "why", NOON)
    assert read_changes(stream.take()).accounts == {"acme_us"}
    health.clear("acme_us", next(iter(Fault)))
    assert read_changes(stream.take()).accounts == {"acme_us"}
    desk.tickets.erase("acme", ticket.customer.id, at=NOON)
    assert read_changes(stream.take()).accounts == {"acme"}
    everybody = {"Keys": {"pk": {"S": "settings"}, "sk": {"S": "x"}}, "NewImage": {"type": {"S": "document"}}}
    assert read_changes([{"eventID": "1", "dynamodb": everybody}]).everybody


def test_the_function_takes_batches_and_seals_by_its_schedule(
    desk: Any, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "_desk", desk)
    ticket = asked(desk)
    assert seal_reports.handler({"Records": stream.take()}, None) == {"accounts": 1, "unreadable": 0}
    left = type("Context", (), {"get_remaining_time_in_millis": lambda self: 90_000})()
    assert seal_reports.handler({"look_for": "unsealed"}, left)["sealed"] == 35
    desk.tickets.save(ticket, with_posts(ticket, answer("50", 9)))
    assert seal_reports.handler({"Records": stream.take()}, None) == {"accounts": 1, "unreadable": 0}
    assert_equal_to_its_clocks(desk)
    broken = {"Records": [{"eventID": "1", "dynamodb": {}}]}
    assert seal_reports.handler(broken, None) == {"accounts": 0, "unreadable": 1}
    hasty = type("Context", (), {"get_remaining_time_in_millis": lambda self: 1_000})()
    assert seal_reports.handler({"look_for": "unsealed"}, hasty) == {"left": 1}


def test_running_clocks_reach_no_sealed_day(desk: Any, stream: Stream) -> None:
    asked(desk)
    seal_days(desk=desk)
    changes = read_changes(stream.take())
    assert not changes.clocks
    assert begin_of(day_of(NOON)) + LAG < desk.clock.now()
    [sealed] = desk.sealed_days.between("acme", day_of(NOON), day_of(NOON))
    assert sealed.tables == {}
    assert measure(at(-1), at(1), desk=desk)[0].unanswered == 1
    assert ClockState.RUNNING not in {clock.state for clock in desk.tickets.measured("nobody", [])}
