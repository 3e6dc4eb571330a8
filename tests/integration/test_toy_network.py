"""A network that nobody has written the desk for goes through all of it: from its post to the deadline, the alert, the page's
API and the answer. All that tells the desk of it is one line in the registry."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared import wiring
from shared.domain.errors import InvalidError
from shared.domain.tickets.ticket import Ticket
from shared.networks import registry
from shared.networks.context import PlugContext
from shared.ports.settings import Document
from shared.usecases.operations.doctor import Instruments, MailAccount, run_checks
from shared.usecases.operations.findings import State
from shared.usecases.settings_changes.change_settings import change_settings
from tests import toy, toy_server
from tests.builders import NOON
from tests.fake_desk import AT_ONCE
from tests.fake_plug import FakeAppSecrets
from tests.faults.world import World
from tests.toy_server import WINDOW, Note, ToyServer
from tests.unit.api.test_api import PAGE, call

BRAND = "did:toy:brand"
ALICE = "did:toy:alice/%41.$"
ACCOUNT = {"network": "toy", "network_id": BRAND, "name": "Acme Toys"}
MINUTE = timedelta(minutes=1)
INSTRUMENTS = Instruments(
    webhook_url=lambda account: account.id,
    depths=list,
    mail=lambda: MailAccount("desk@example.com", verified=True, sending=True, sandbox=False, left_today=None),
    sms_limit=lambda: None,
    calls_at_once=lambda: None,
)
HALF_PAST = NOON + timedelta(seconds=30)


@pytest.fixture(autouse=True)
def toytown(monkeypatch: pytest.MonkeyPatch) -> ToyServer:
    """The one registration, and a network on which nobody has written yet."""
    monkeypatch.setitem(registry.MODULES, "toy", "tests.toy")
    monkeypatch.setattr(toy_server, "SERVER", fresh := ToyServer())
    monkeypatch.setattr("tests.toy.plug.SERVER", fresh)
    return fresh


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """A desk with real queues and timers whose only account is on the toy network."""
    for name, value in {**PAGE, "POWERTOOLS_METRICS_NAMESPACE": "Sokuto", "POWERTOOLS_SERVICE_NAME": "toy"}.items():
        monkeypatch.setenv(name, value)

    def install(desk: Any) -> None:
        under = desk.under
        under.rules = registry.EveryRules()
        under.networks = registry.Plugs(lambda _: context(under))
        monkeypatch.setattr(wiring, "_desk", desk)

    return World(Document("account", "acme", 2, ACCOUNT), AT_ONCE, now=HALF_PAST, install=install)


def context(desk: Any) -> PlugContext:
    secrets = FakeAppSecrets()
    return PlugContext(desk.clock, lambda: desk.budgets, secrets, secrets, lambda *_: None)


def asked(toytown: ToyServer, text: str = "Where is my teddy? 🧸", at: datetime = HALF_PAST) -> Note:
    return toytown.write(ALICE, "Alice", text, at)


def only_ticket(world: World) -> Ticket:
    [ticket] = world.desk.tickets.of_customer("acme", ALICE)[1]
    return ticket


def test_N2_a_post_of_any_id_is_polled_and_becomes_a_ticket_with_its_deadline(world: World, toytown: ToyServer) -> None:
    note = asked(toytown)
    world.run_until(HALF_PAST + 2 * MINUTE)
    ticket = only_ticket(world)
    assert ([post.id for post in ticket.posts], ticket.customer.name) == ([note.id], "Alice")
    status, told = call("GET", "/api/queue")
    [row] = told["tickets"]
    assert (status, row["network"], row["customer"]["id"]) == (200, "toy", ALICE)
    assert row["clock"]["due_at"].startswith("2026-09-15T13:00:30")
    assert row["answer_by"].startswith("2026-09-15T15:00:30")
    status, whole = call("GET", f"/api/tickets/{ticket.id}")
    assert (status, [post["text"] for post in whole["posts"]]) == (200, ["Where is my teddy? 🧸"])


def test_I3_what_is_polled_every_minute_is_one_post(world: World, toytown: ToyServer) -> None:
    asked(toytown)
    world.run_until(HALF_PAST + 5 * MINUTE)
    assert len(only_ticket(world).posts) == 1


def test_N2_an_edit_that_keeps_its_id_is_followed_by_polling(world: World, toytown: ToyServer) -> None:
    note = asked(toytown)
    note.version = "1"
    world.run_until(HALF_PAST + 2 * MINUTE)
    note.text, note.version = "Where is my teddy? Order 42.", "2"
    world.run_until(HALF_PAST + 4 * MINUTE)
    [post] = only_ticket(world).posts
    assert (post.text, post.version, post.edited) == (note.text, "2", True)


def test_C1_a_back_dated_post_waits_from_when_it_was_first_seen(world: World, toytown: ToyServer) -> None:
    world.run_until(HALF_PAST + 30 * MINUTE)
    asked(toytown, at=HALF_PAST - 2 * 60 * MINUTE)
    asked(toytown, at=HALF_PAST + 8 * MINUTE)
    world.run_until(HALF_PAST + 32 * MINUTE)
    assert [post.posted_at >= HALF_PAST + 30 * MINUTE for post in only_ticket(world).posts] == [True, True]


def test_L3_N3_the_deadline_is_told_and_so_is_the_closing_window(world: World, toytown: ToyServer) -> None:
    asked(toytown)
    world.run_until(HALF_PAST + 61 * MINUTE)
    mails = [subject for _, subject, _ in world.desk.mailer.mails]
    assert any("Alice" in subject for subject in mails)
    assert {alert.step for alert in only_ticket(world).alerts} >= {"due"}
    world.run_until(HALF_PAST + WINDOW - 59 * MINUTE)
    assert {alert.step for alert in only_ticket(world).alerts} >= {"due", "answer_window"}


def test_R1_R4_N4_an_answer_is_measured_split_sent_once_and_known_again_when_it_is_polled(
    world: World, toytown: ToyServer
) -> None:
    note = asked(toytown)
    world.run_until(HALF_PAST + 2 * MINUTE)
    ticket = only_ticket(world).id
    text = "Your teddy left our workshop this morning, dear Alice. It comes tomorrow."
    status, preview = call("POST", "/api/preview/reply", {"account": "acme", "ticket": ticket, "text": text})
    assert (status, preview["allowed"], preview["cost_usd"]) == (200, True, 0)
    assert len(preview["parts"]) > 1
    assert all(part["weighted_length"] <= 40 for part in preview["parts"])
    assert call("POST", f"/api/tickets/{ticket}/claim")[0] == 200
    toytown.drops_answers = 1
    body = {"client_reply_id": "reply-0001", "in_reply_to": note.id, "seen_through": note.id, "text": text}
    assert call("POST", f"/api/tickets/{ticket}/replies", body)[0] == 202
    world.run_until(HALF_PAST + 15 * MINUTE)
    ours = [each.text for each in toytown.notes.values() if each.author == BRAND]
    assert ours == [part["text"] for part in preview["parts"]]
    after = only_ticket(world)
    assert (after.status, after.replies[0].state) == ("answered", "sent")
    assert len([post for post in after.posts if not post.inbound]) == len(ours)
    assert (world.unknown, world.desk.mailer.mails) == ([], [])


def test_R1_N4_what_the_key_leaves_open_is_settled_by_the_post_that_is_polled(world: World, toytown: ToyServer) -> None:
    note = asked(toytown)
    world.run_until(HALF_PAST + 2 * MINUTE)
    toytown.drops_answers = 99
    ticket = only_ticket(world).id
    body = {
        "client_reply_id": "reply-0003",
        "in_reply_to": note.id,
        "seen_through": note.id,
        "text": "It is on its way.",
    }
    call("POST", f"/api/tickets/{ticket}/claim")
    assert call("POST", f"/api/tickets/{ticket}/replies", body)[0] == 202
    world.run_until(HALF_PAST + 30 * MINUTE)
    [reply] = only_ticket(world).replies
    assert (reply.state, reply.parts[0].post_id, len(toytown.by_key)) == (
        "sent",
        next(iter(toytown.by_key.values())).id,
        1,
    )


def test_C2_an_answer_in_the_networks_own_app_stops_the_clock(world: World, toytown: ToyServer) -> None:
    note = asked(toytown)
    world.run_until(HALF_PAST + 2 * MINUTE)
    toytown.write(BRAND, "Acme Toys", "On its way!", HALF_PAST + 3 * MINUTE, answers=note.id)
    world.run_until(HALF_PAST + 6 * MINUTE)
    assert only_ticket(world).status == "answered"


def test_N3_once_the_window_has_closed_an_answer_is_refused_with_the_reason(world: World, toytown: ToyServer) -> None:
    note = asked(toytown)
    world.run_until(HALF_PAST + WINDOW + MINUTE)
    ticket = only_ticket(world).id
    status, preview = call("POST", "/api/preview/reply", {"account": "acme", "ticket": ticket, "text": "Sorry!"})
    assert (status, preview["allowed"], preview["reason_code"]) == (200, False, "window_closed")
    call("POST", f"/api/tickets/{ticket}/claim")
    body = {"client_reply_id": "reply-0002", "in_reply_to": note.id, "seen_through": note.id, "text": "Sorry!"}
    status, refused = call("POST", f"/api/tickets/{ticket}/replies", body)
    assert (status, "takes no answer to this post any more" in json.dumps(refused)) == (400, True)
    assert [each for each in toytown.notes.values() if each.author == BRAND] == []


def test_N1_settings_take_an_account_of_it_in_its_own_form_and_health_and_doctor_know_it(world: World) -> None:
    saved = Document("account", "toys", 0, ACCOUNT | {"network_id": "did:toy:other"})
    assert change_settings([saved], by=None, desk=world.desk, within=timedelta(seconds=5)).documents
    with pytest.raises(InvalidError, match="the account's DID on Toytown"):
        change_settings(
            [Document("account", "toys2", 0, ACCOUNT | {"network_id": "42"})],
            by=None,
            desk=world.desk,
            within=timedelta(seconds=5),
        )
    world.run_until(HALF_PAST + 3 * MINUTE)
    status, health = call("GET", "/api/health")
    told = {account["id"]: account for account in health["accounts"]}
    assert (status, told["acme"]["network"], told["acme"]["state"]) == (200, "toy", "ok")
    found = {(each.area, each.what): each for each in run_checks(INSTRUMENTS, desk=world.desk)}
    assert found["acme", "webhook"].sentence == "Toytown delivers nothing by itself: it is polled every minute"
    assert [each.sentence for each in found.values() if each.area == "acme" and each.state is State.FAULT] == []


def test_its_package_has_fewer_than_150_lines_of_code() -> None:
    package = Path(toy.__file__).parent
    code = [line for module in package.glob("*.py") for line in module.read_text("utf-8").splitlines() if line.strip()]
    assert len(code) < 150
