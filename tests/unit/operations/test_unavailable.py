"""A table, a queue or a timer that does not answer just then: people are told so, and reconcilers carry on."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from functions.desk_api import app
from shared import wiring
from shared.domain.accounts.faults import Fault
from shared.domain.errors import UnavailableError
from shared.domain.posts.author import Author
from shared.domain.tickets.ticket_id import ticket_id
from shared.ports.settings import Document
from shared.usecases.accounts.watch_accounts import watch_accounts
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.operations.due_steps import Overdue
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.operations.send_unsent import send_unsent
from shared.usecases.sla.chase_deadline import chase_deadline
from tests.builders import BRAND, minutes, sighted
from tests.fake_desk import TWO_STEPS, FakeDesk

OTHER = Document("account", "acme_us", 1, {"network": "x", "network_id": "300", "username": "acme_us", "name": "US"})


def fails(where: object, name: str, when: Callable[..., bool] = lambda *_: True) -> None:
    """Has the method raise for the calls that `when` picks."""
    works = getattr(where, name)

    def sometimes(*values: Any, **named: Any) -> Any:
        if when(*values):
            raise UnavailableError("the table (Query): slow down")
        return works(*values, **named)

    setattr(where, name, sometimes)


def two_customers() -> tuple[FakeDesk, list[str]]:
    desk = FakeDesk(TWO_STEPS, OTHER)
    for number, received_for in ((1, BRAND.id), (2, "300")):
        ingest_post(
            sighted(number, author=Author(str(900 + number), "c", "C"), received_for=received_for, mentions=()),
            desk=desk,
        )
    return desk, sorted(desk.tickets.tickets)


@pytest.mark.parametrize(
    ("part", "name", "path"),
    [
        ("tickets", "beside", f"/api/tickets/{ticket_id('acme', '901', '1')}"),
        ("tickets", "waiting", "/api/queue"),
        ("settings", "current", "/api/queue"),
    ],
)
def test_a_person_is_told_503_as_a_problem_document(
    monkeypatch: pytest.MonkeyPatch, part: str, name: str, path: str
) -> None:
    desk, _ = two_customers()
    fails(getattr(desk, part), name)
    monkeypatch.setattr(wiring, "_desk", desk)
    claims = {"sub": "kt", "cognito:groups": "[agents]"}
    event = {
        "version": "2.0",
        "rawPath": path,
        "headers": {},
        "requestContext": {
            "http": {"method": "GET", "path": path},
            "stage": "$default",
            "authorizer": {"jwt": {"claims": claims, "scopes": None}},
        },
    }
    answer = app.handler(event, None)
    assert answer["statusCode"] == 503
    problem = json.loads(answer["body"])
    assert (problem["status"], problem["title"]) == (503, "The desk cannot do this just now")


def test_an_account_whose_queue_cannot_be_read_keeps_no_other_from_being_looked_at() -> None:
    desk, _ = two_customers()
    desk.clock.forward(minutes(70))
    fails(desk.tickets, "steps_due", lambda account, _: account == "acme")
    found = find_overdue(desk=desk)
    assert (found.waiting[Overdue.FAILED], found.waiting[Overdue.CHASED]) == (2, 1), "what is due, and timers that come"


def test_a_ticket_that_cannot_be_read_keeps_no_other_from_being_looked_at() -> None:
    desk, [first, second] = two_customers()
    desk.clock.forward(minutes(70))
    fails(desk.tickets, "load", lambda ticket: ticket == first)
    found = find_overdue(desk=desk)
    assert (found.waiting[Overdue.FAILED], found.waiting[Overdue.CHASED]) == (1, 1)
    assert [ticket for ticket, _ in desk.alerts.messages] == [second]


def test_what_cannot_be_put_into_a_queue_keeps_nothing_else_back_and_has_the_next_run() -> None:
    desk, tickets = two_customers()
    desk.clock.forward(minutes(70))
    for ticket in tickets:
        chase_deadline(ticket, desk.tickets.load(ticket).clocks[0].id, None, desk=desk)
    desk.alerts.messages.clear()
    desk.clock.forward(minutes(2))
    broken = [tickets[0]]
    fails(desk.alerts, "put", lambda queued: queued.alert.ticket in broken)
    assert dict(send_unsent(desk=desk)) == {"failed": 1, "alerts": 1}
    broken.clear()
    assert dict(send_unsent(desk=desk)) == {"alerts": 2}


def test_the_sweep_brings_saves_of_very_long_tickets_to_their_end() -> None:
    desk, [first, second] = two_customers()
    desk.tickets.owed += ["acme.1.1", first, second]
    assert dict(send_unsent(desk=desk)) == {"failed": 1, "saves": 2}
    assert desk.tickets.owed == ["acme.1.1"]


def test_I8_an_account_that_cannot_be_read_keeps_its_incidents_and_no_other_from_being_watched() -> None:
    desk, _ = two_customers()
    for account in ("acme", "acme_us"):
        desk.heartbeats.fail(account, Fault.ACCOUNT_DISCONNECTED, "Unauthorized", desk.clock.now())
    watch_accounts(desk=desk)
    before = {(each.account, each.fault): each for each in desk.incidents.all()}
    assert len(before) == 2
    fails(desk.heartbeats, "of", lambda account: account == "acme")
    desk.heartbeats.clear("acme_us", Fault.ACCOUNT_DISCONNECTED)
    desk.clock.forward(minutes(5))
    watched = watch_accounts(desk=desk)
    assert watched.failed == 1
    after = {each.account: each for each in desk.incidents.all() if each.fault is Fault.ACCOUNT_DISCONNECTED}
    assert after["acme"] == before["acme", Fault.ACCOUNT_DISCONNECTED]
    assert after.get("acme_us") != before["acme_us", Fault.ACCOUNT_DISCONNECTED]
