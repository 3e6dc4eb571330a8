"""A release is rolled back, and the older one does not know a network whose tickets are stored: they harm nobody (N1, I9)."""

from types import SimpleNamespace
from typing import Any

import pytest

from functions import reconcile_desk
from shared import wiring
from shared.domain.networks.answerable import Reason
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.posts.kinds import Channel
from shared.domain.replies.reply import ReplyState
from shared.networks import registry
from shared.ports.settings import Document
from shared.usecases.deletions.detect_deletions import detect_deletions
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.inbound.poll_accounts import poll_accounts, schedule_polls
from shared.usecases.operations.doctor import Instruments, MailAccount, run_checks
from shared.usecases.operations.findings import State
from shared.usecases.replies.send_reply import send_reply
from shared.usecases.sla.chase_deadline import chase_deadline
from tests import fake_console
from tests.builders import at, minutes, sighted
from tests.fake_desk import AT_ONCE, FakeDesk
from tests.fake_plug import FakePlug, FakeRules
from tests.toy.rules import RULES
from tests.unit.api.test_api import PAGE, call

ACCOUNT = Document(
    "account", "acme_toys", 1, {"network": "toytown", "network_id": "did:toy:brand", "name": "Acme Toys"}
)
INSTRUMENTS = Instruments(
    webhook_url=lambda account: account.id,
    depths=list,
    mail=lambda: MailAccount("desk@example.com", verified=True, sending=True, sandbox=False, left_today=None),
    sms_limit=lambda: None,
    calls_at_once=lambda: None,
)
ALICE = Author("did:toy:alice", "", "Alice")


def asked(n: int = 0) -> IncomingPost:
    return IncomingPost(
        "toytown",
        f"note-{n}",
        "",
        ALICE,
        "Where is my teddy?",
        at(n),
        f"note-{n}",
        Channel.PUBLIC,
        "did:toy:brand",
        told_as_mention=True,
    )


def rolled_back(desk: FakeDesk) -> None:
    del desk.rules["toytown"], desk.networks["toytown"]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk(ACCOUNT, AT_ONCE)
    monkeypatch.setattr(wiring, "_desk", fake)
    for name, value in {**PAGE, "POWERTOOLS_METRICS_NAMESPACE": "Sokuto", "POWERTOOLS_SERVICE_NAME": "t"}.items():
        monkeypatch.setenv(name, value)
    fake.rules["toytown"], fake.networks["toytown"] = RULES, FakePlug("toytown", RULES, webhook=None)
    monkeypatch.setattr(fake, "sms_account", SimpleNamespace(monthly_limit=lambda: None), raising=False)
    fake.plug.console = fake_console.FakeConsole()
    ingest_post(asked(), desk=fake)
    ingest_post(sighted(0), desk=fake)
    return fake


def toy_ticket(desk: FakeDesk) -> Any:
    [ticket] = desk.tickets.of_customer("acme_toys", ALICE.id)[1]
    return ticket


def answer(desk: FakeDesk) -> tuple[int, Any]:
    ticket = toy_ticket(desk)
    [post] = ticket.posts
    body = {
        "client_reply_id": "reply-0001",
        "in_reply_to": post.answer_to,
        "seen_through": post.current_version,
        "seen_version": ticket.version,
        "text": "It left our workshop this morning.",
    }
    assert call("POST", f"/api/tickets/{ticket.id}/claim")[0] == 200
    return call("POST", f"/api/tickets/{ticket.id}/replies", body)


@pytest.mark.parametrize("rules", [registry.EveryRules(), FakeRules(x=RULES)], ids=["registry", "fake"])
def test_N1_rules_of_an_unknown_network_allow_nothing_and_are_in_no_list(rules: Any) -> None:
    found = rules["toytown"]
    assert (found.network, found.title) == ("toytown", "toytown")
    assert "toytown" not in rules
    assert "toytown" not in [*rules]
    assert rules["x"].title != "x"


def test_I9_the_queue_and_the_tickets_of_every_network_are_still_read(desk: FakeDesk) -> None:
    rolled_back(desk)
    status, queue = call("GET", "/api/queue")
    assert status == 200
    assert {row["network"] for row in queue["tickets"]} == {"x", "toytown"}
    assert {account["network_name"] for account in queue["accounts"]} == {"X", "toytown"}
    status, whole = call("GET", f"/api/tickets/{toy_ticket(desk).id}")
    assert (status, [post["text"] for post in whole["posts"]]) == (200, ["Where is my teddy?"])
    assert call("GET", "/api/queue", q="teddy")[0] == 200
    status, health = call("GET", "/api/health", groups="[managers]")
    assert (status, {account["network_name"] for account in health["accounts"]}) == (200, {"X", "toytown"})


@pytest.mark.parametrize("by", ["account", "network", "agent", "day"])
def test_M1_the_numbers_and_the_costs_of_every_network_are_still_counted(desk: FakeDesk, by: str) -> None:
    rolled_back(desk)
    period = {"from": "2026-09-15", "to": "2026-09-15", "by": by}
    status, told = call("GET", "/api/metrics", groups="[managers]", **period)
    assert (status, told["rows"][0]["tickets"]) == (200, 2)


def test_R6_nothing_can_be_answered_there_and_the_words_say_why(desk: FakeDesk) -> None:
    rolled_back(desk)
    told = {"account": "acme_toys", "ticket": toy_ticket(desk).id, "text": "hello"}
    status, preview = call("POST", "/api/preview/reply", told)
    assert (status, preview["allowed"], preview["reason_code"]) == (200, False, Reason.UNKNOWN_NETWORK)
    assert preview["reason"] == "This release of the desk does not know the network toytown: nothing is sent there."
    status, refused = answer(desk)
    assert (status, refused["detail"]) == (400, preview["reason"])
    assert toy_ticket(desk).replies == ()


def test_R1_a_reply_that_waited_for_its_worker_fails_with_words(desk: FakeDesk) -> None:
    assert answer(desk)[0] == 202
    rolled_back(desk)
    send_reply(toy_ticket(desk).id, "reply-0001", desk=desk)
    [reply] = toy_ticket(desk).replies
    assert reply.state is ReplyState.FAILED
    assert "toytown" in (reply.reason or "")
    assert call("GET", f"/api/tickets/{toy_ticket(desk).id}")[0] == 200


def test_N5_what_was_answered_in_its_own_app_is_told_by_hand(desk: FakeDesk) -> None:
    rolled_back(desk)
    desk.clock.forward(minutes(10))
    ticket = toy_ticket(desk)
    body = {"seen_through": ticket.last_post.id, "seen_version": ticket.version}
    assert call("POST", f"/api/tickets/{ticket.id}/answered", body)[0] == 200
    assert toy_ticket(desk).running is None


def test_L3_deadlines_lapse_and_every_sweep_runs(desk: FakeDesk) -> None:
    rolled_back(desk)
    desk.clock.forward(minutes(61))
    ticket = toy_ticket(desk)
    chase_deadline(ticket.id, ticket.running.id, None, desk=desk)
    assert {alert.step for alert in toy_ticket(desk).alerts}
    for look_for in ("unsent", "overdue", "permissions", "expired"):
        assert not reconcile_desk.handler({"look_for": look_for}, None).get("failed")
    schedule_polls(desk=desk)
    poll_accounts(desk=desk)
    detect_deletions(desk=desk)


def test_the_doctor_names_the_account(desk: FakeDesk) -> None:
    rolled_back(desk)
    found = [finding for finding in run_checks(INSTRUMENTS, desk=desk) if finding.area == "acme_toys"]
    assert [(finding.what, finding.state) for finding in found] == [("network", State.FAULT)]


def test_settings_that_name_it_keep_nobody_from_changing_others(desk: FakeDesk) -> None:
    rolled_back(desk)
    team = {"kind": "team", "id": "evening", "version": 0, "body": {"name": "Evening", "members": ["kt"]}}
    assert call("PUT", "/api/settings", {"documents": [team]}, groups="[managers]")[0] == 200
