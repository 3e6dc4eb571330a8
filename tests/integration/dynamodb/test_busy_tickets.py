"""A ticket that is saved again and again while it is read: it is there all the same."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.adapters.dynamodb.tickets import reading
from shared.adapters.dynamodb.tickets.parts import version_of
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.adapters.dynamodb.tickets.torn import TORN_READS
from shared.domain.errors import NotFoundError, UnavailableError
from shared.domain.tickets.ticket import Ticket
from tests.contracts.build import at, long_conversation
from tests.integration.desk_table import REGION, TABLE, plant_items

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


@pytest.fixture
def store(table: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch) -> DynamoTicketStore:
    monkeypatch.setattr(reading, "FIRST_READ", 5)
    return DynamoTicketStore(TABLE, region=REGION)


@pytest.fixture
def ticket(store: DynamoTicketStore) -> Ticket:
    written = long_conversation(6)
    plant_items(written)
    return written


def before_each_look(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Something happens before the reader looks whether the ticket is still at its version."""

    def acted(ticket_id: str) -> int | None:
        monkeypatch.setattr(reading, "version_of", version_of)
        act()
        monkeypatch.setattr(reading, "version_of", acted)
        return version_of(ticket_id)

    monkeypatch.setattr(reading, "version_of", acted)


@pytest.mark.parametrize("read", ["load", "newest"])
def test_L3_a_ticket_that_is_saved_during_every_read_is_not_gone(
    store: DynamoTicketStore, ticket: Ticket, read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save() -> None:
        before = store.load(ticket.id)
        store.save(before, replace(before, tags=(f"tag{before.version}",)))

    before_each_look(monkeypatch, save)
    with pytest.raises(UnavailableError):
        getattr(store, read)(ticket.id)
    monkeypatch.undo()
    assert store.load(ticket.id).version == ticket.version + TORN_READS


def test_L3_a_ticket_that_is_erased_during_a_read_is_gone(
    store: DynamoTicketStore, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_each_look(monkeypatch, lambda: store.erase("acme", ticket.customer.id, at=at(9999)))
    with pytest.raises(NotFoundError):
        store.load(ticket.id)
