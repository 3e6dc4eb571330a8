"""A save that is too large for one transaction, interrupted at each point where it can be."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import EndpointConnectionError

from shared.adapters.dynamodb.tickets import long_ticket
from shared.adapters.dynamodb.tickets import store as tickets
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.domain.errors import UnavailableError, VersionConflictError
from shared.domain.tickets.action import Action, ActionKind, DoneReason
from shared.domain.tickets.ticket import Ticket
from tests.contracts.build import alert, at, done, long_conversation, question, refolded, with_posts
from tests.integration.desk_table import REGION, TABLE, plant_items
from tests.integration.table_faults import before_sending

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

EXCHANGES = 12
AT_ONCE = 5
"""moto needs half a minute for as many records as a real transaction takes, so a transaction is shorter here."""


@pytest.fixture
def store(table: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch) -> DynamoTicketStore:
    monkeypatch.setattr(tickets, "MOST_ITEMS", AT_ONCE + 2)
    monkeypatch.setattr(long_ticket, "AT_ONCE", AT_ONCE)
    return DynamoTicketStore(TABLE, region=REGION)


@pytest.fixture
def spam(store: DynamoTicketStore) -> Ticket:
    read = long_conversation(EXCHANGES)
    plant_items(read)
    return store.save(read, refolded(read.with_action(done(9000, DoneReason.SPAM))))


def measured(store: DynamoTicketStore) -> int:
    return len(list(store.clocks_started("acme", at(-1), at(9999))))


def crash_at(store: DynamoTicketStore, ticket: Ticket, number: int) -> None:
    """The transaction of that number does not go out."""
    sent = []

    def lose(request: AWSPreparedRequest, **_: object) -> None:
        sent.append(request)
        if len(sent) >= number:
            raise EndpointConnectionError(endpoint_url="https://x")

    with before_sending("TransactWriteItems", lose), pytest.raises(UnavailableError):
        store.finish_save(ticket.id)


def test_finishing_a_long_ticket_owes_nothing(store: DynamoTicketStore) -> None:
    read = long_conversation(EXCHANGES)
    plant_items(read)
    saved = store.save(read, refolded(read.with_action(done(9000))))
    assert list(store.unfinished(limit=9)) == []
    assert store.load(read.id) == saved
    assert measured(store) == EXCHANGES + 1


def test_the_ticket_is_spam_at_once_and_its_clocks_are_owed(store: DynamoTicketStore, spam: Ticket) -> None:
    assert store.load(spam.id) == spam
    assert list(store.unfinished(limit=9)) == [spam.id]
    assert measured(store) == EXCHANGES - 1, "the newest clock stands in the head"
    store.finish_save(spam.id)
    assert (measured(store), list(store.unfinished(limit=9))) == (0, [])


@pytest.mark.parametrize(("number", "left"), [(1, 11), (2, 6), (3, 1)])
def test_a_crash_between_two_transactions_is_made_good(
    store: DynamoTicketStore, spam: Ticket, number: int, left: int
) -> None:
    crash_at(store, spam, number)
    assert measured(store) == left
    assert store.load(spam.id) == spam
    assert list(store.unfinished(limit=9)) == [spam.id]
    store.finish_save(spam.id)
    assert (measured(store), list(store.unfinished(limit=9))) == (0, [])
    store.finish_save(spam.id)
    assert store.load(spam.id) == spam


def test_what_is_taken_back_half_way_is_taken_back_whole(store: DynamoTicketStore, spam: Ticket) -> None:
    crash_at(store, spam, 2)
    reopened = refolded(spam.with_action(Action("reopen", ActionKind.REOPEN, at(9001), "keiko")))
    store.save(spam, reopened)
    store.finish_save(spam.id)
    assert (measured(store), list(store.unfinished(limit=9))) == (EXCHANGES, [])


def test_a_save_between_two_transactions_comes_first(store: DynamoTicketStore, spam: Ticket) -> None:
    """What was read is no longer so: nothing more is written by it, and the note stays for who reads again."""
    moved: list[Any] = []

    def move(**_: object) -> None:
        if not moved:
            moved.append(None)
            moved.append(store.save(spam, replace(spam, assignee="keiko")))

    with before_sending("TransactWriteItems", move), pytest.raises(VersionConflictError):
        store.finish_save(spam.id)
    assert store.load(spam.id) == moved[1]
    assert list(store.unfinished(limit=9)) == [spam.id]
    store.finish_save(spam.id)
    assert (measured(store), store.load(spam.id)) == (0, moved[1])


def test_a_clock_that_leaves_the_head_is_written_with_the_ticket(store: DynamoTicketStore, spam: Ticket) -> None:
    """It has no record yet that could stand for it until the rest is written."""
    store.finish_save(spam.id)
    read = store.load(spam.id)
    saved = store.save(read, refolded(with_posts(read, question("new", 9100))))
    assert store.load(spam.id) == saved
    store.finish_save(spam.id)
    assert (measured(store), store.load(spam.id)) == (EXCHANGES, saved)


def test_alerts_of_an_old_clock_are_written_with_the_ticket(store: DynamoTicketStore) -> None:
    read = long_conversation(EXCHANGES)
    plant_items(read)
    told = replace(alert("warn", pending=50), clock=read.clocks[0].id)
    saved = store.save(read, refolded(read.with_alert(told).with_action(done(9000, DoneReason.SPAM))))
    assert told in saved.alerts
    assert store.load(read.id) == saved
    assert list(store.unfinished(limit=9)) == [read.id]
