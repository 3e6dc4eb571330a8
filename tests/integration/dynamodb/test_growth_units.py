"""A long ticket, and a customer of many tickets, cost what others cost: exact units of the table (design §5: no read that a person
or a post waits for grows with a customer's past)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from moto.dynamodb import models

from shared import wiring
from shared.adapters.dynamodb.search.store import DynamoTicketSearch
from shared.adapters.dynamodb.tickets import reading
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.domain.notifications.outcomes import NotificationOutcome
from shared.domain.replies.reply import ReplyState
from shared.domain.text import search_terms
from shared.domain.tickets import settling
from shared.usecases.notifications.send_alert import send_alert
from shared.usecases.replies.list_templates import templates_for_ticket
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from shared.usecases.sla.chase_deadline import chase_deadline
from shared.usecases.tickets.classify_ticket import set_tags
from tests.fake_desk import FakeDesk
from tests.growth import ACTS, BY, Customer, act, plant
from tests.integration.desk_table import REGION, TABLE, empty_table
from tests.table_units import TableUnits
from tests.unit.api.test_api import PAGE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

OF_TICKETS = ("customer#", "known#", "words#", "months#", "code#")
"""The partitions in which a ticket stands."""

Cost = tuple[float, float, int]
"""Units read and written, and requests."""

Measured = Callable[[str, Callable[[], Any]], Any]

BEHIND = ("templates", "tags", "send", "chase", "alert")
"""What is done with a ticket behind what a person asks for, or beside it."""


def act_behind(customer: Customer, ticket: str, measured: Measured) -> None:
    """Send an answer, and alert people of what the customer writes after it, as the workers of the queues do."""
    desk = customer.desk
    measured("templates", lambda: templates_for_ticket(ticket, language="en", by=BY, desk=desk))
    measured("tags", lambda: set_tags(ticket, ["delivery"], by=BY, desk=desk))
    newest = desk.tickets.newest(ticket).last_post.id
    command = ReplyToTicket(ticket, "an-answer", newest, newest, "本日中にお返事いたします。")
    reply_to_ticket(command, by=BY, desk=desk)
    desk.clock.forward(timedelta(minutes=1))
    state = measured("send", lambda: send_reply(ticket, "an-answer", desk=desk))
    assert state is ReplyState.SENT
    customer.write()
    clock = desk.tickets.newest(ticket).running
    desk.clock.instant = clock.due_at
    measured("chase", lambda: chase_deadline(ticket, clock.id, None, desk=desk))
    [(_, alert)] = desk.alerts.messages[-1:]
    sent = measured("alert", lambda: send_alert(ticket, alert.clock, alert.step, alert.due_at, desk=desk))
    assert sent is NotificationOutcome.SENT


@pytest.fixture
def client(table: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch) -> "DynamoDBClient":
    """moto copies the whole table for each transaction, in case it fails: none does here."""
    monkeypatch.setattr(models, "copy", SimpleNamespace(deepcopy=lambda tables: tables))
    for name, value in PAGE.items():
        monkeypatch.setenv(name, value)
    return table


class NumberedIds:
    """Ids as long as those of a deployed desk, and the same for the same life."""

    def __init__(self) -> None:
        self.number = 0

    def new(self) -> str:
        self.number += 1
        return f"{self.number:026}"


def fakes() -> FakeDesk:
    desk: Any = FakeDesk()
    desk.ids = NumberedIds()
    return desk  # type: ignore[no-any-return]


def on_table(at: FakeDesk) -> Any:
    desk: Any = fakes()
    desk.clock.instant = at.clock.instant
    desk.tickets, desk.search = DynamoTicketStore(TABLE, region=REGION), DynamoTicketSearch(TABLE, region=REGION)
    return desk


def costs(
    customer: Customer,
    ticket: str,
    client: "DynamoDBClient",
    monkeypatch: pytest.MonkeyPatch,
    *,
    acts: Sequence[str] = ACTS,
    act: Callable[[Customer, str, Measured], None] = act,
) -> Mapping[str, Cost]:
    """What each act on the ticket reads and writes in units, and its requests, in a table with nothing but the customer."""
    empty_table(client)
    plant(customer)
    here = replace(customer, desk=on_table(customer.desk))
    monkeypatch.setattr(wiring, "_desk", here.desk)
    units = TableUnits(client, TABLE)

    def measured(name: str, do: Callable[[], Any]) -> Any:
        units.step(name)
        answer = do()
        units.step("between")
        return answer

    with units.watching():
        act(here, ticket, measured)
    return {name: (units.read(name), units.written(name), units.requests[name]) for name in acts}


def rows(client: "DynamoDBClient") -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """What stands of tickets in the table; the mark of a head that was saved alone is another each time."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for page in client.get_paginator("scan").paginate(TableName=TABLE):
        for item in page["Items"]:
            if item["pk"]["S"].startswith(OF_TICKETS):
                found[item["pk"]["S"], item["sk"]["S"]] = {k: v for k, v in item.items() if k != "written"}
    return found


def test_what_is_planted_is_what_the_saves_would_have_left(
    client: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "KEPT", 6)
    monkeypatch.setattr(search_terms, "ROOM", 700)
    monkeypatch.setattr(reading, "FIRST_READ", 5)
    lived, saved = Customer(fakes()), Customer(on_table(fakes()))
    for each in (lived, saved):
        each.close(each.open())
        each.close(each.open())
        each.write_on(24)
        each.write(afresh=True)
    as_saved = rows(client)
    assert any(key.endswith("#~settled") for _, key in as_saved)
    empty_table(client)
    plant(lived)
    assert rows(client) == as_saved


def test_PERF5_nothing_done_to_a_ticket_costs_more_beyond_50_posts(
    client: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    customer, found = Customer(fakes()), {}
    for posts in (60, 100, 200):
        ticket = customer.write_on(posts)
        found[posts] = costs(customer, ticket, client, monkeypatch)
    assert found[60] == found[100] == found[200]


def test_PERF5_no_answer_and_no_alert_of_a_ticket_costs_more_to_send_beyond_50_posts(
    client: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    customer, found = Customer(fakes()), {}
    for posts in (60, 100, 200):
        ticket = customer.write_on(posts)
        found[posts] = costs(customer, ticket, client, monkeypatch, acts=BEHIND, act=act_behind)
    assert found[60] == found[100] == found[200]


def test_T2_nothing_costs_more_beyond_20_earlier_tickets(
    client: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    customer, found = Customer(fakes()), {}
    for earlier, more in ((20, 20), (60, 39)):
        for _ in range(more):
            customer.close(customer.open())
        ticket = customer.open()
        found[earlier] = costs(customer, ticket, client, monkeypatch)
        customer.close(ticket)
    assert found[20] == found[60]
