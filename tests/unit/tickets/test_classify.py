"""Priority and tags, and the promise that a ticket has by them (C6, C7, L3)."""

import json
from dataclasses import replace
from typing import Any

import pytest

from functions.desk_api import app
from shared import wiring
from shared.domain.errors import InvalidError, NotFoundError
from shared.domain.sla.clock import Ref, SlaClock
from shared.domain.tickets.action import ActionKind
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.tickets.classify_ticket import checked_tags, set_priority, set_tags
from shared.usecases.tickets.ticket_actions import assign_ticket, finish_ticket
from tests.alerting import asked_desk, chase, deliver
from tests.builders import at, minutes, sighted, sighted_answer
from tests.fake_desk import LADDER, FakeDesk

URGENT = Document(
    "policy",
    "urgent",
    1,
    {"first_reply_minutes": 15, "next_reply_minutes": 10, "priorities": ["urgent"], "ladder": LADDER},
)
RETURNS = Document("policy", "returns", 1, {"first_reply_minutes": 30, "tags": ["返品"], "ladder": LADDER})


def urgent(desk: FakeDesk, priority: str = "urgent") -> SlaClock:
    clock = set_priority(desk.only_ticket().id, priority, by=desk.kt, desk=desk).clocks[-1]
    assert clock == desk.only_ticket().clocks[-1]
    return clock


def test_C6_a_ticket_made_urgent_keeps_its_start_and_has_the_urgent_deadline() -> None:
    desk = asked_desk(URGENT)
    desk.clock.forward(minutes(5))
    clock = urgent(desk)
    assert (clock.started_at, clock.due_at, clock.policy) == (at(0), at(15), Ref("urgent", 1))
    assert [(key[2], wake) for key, wake in desk.timers.running.items()] == [(2, at(12))]
    assert [key[2] for key in desk.timers.closed] == [1]


def test_C6_a_deadline_that_moves_later_keeps_its_timer() -> None:
    desk = asked_desk(URGENT)
    urgent(desk)
    clock = urgent(desk, "normal")
    assert (clock.due_at, clock.timer_generation) == (at(60), 2)
    assert list(desk.timers.running.values()) == [at(12)]
    assert chase(desk, 12, timer_generation=2).wake_at == at(48)


def test_L3_where_several_instants_have_passed_by_it_only_the_highest_fires() -> None:
    desk = asked_desk(URGENT)
    desk.clock.forward(minutes(20))
    clock = urgent(desk)
    assert list(desk.timers.running.values()) == [at(20)]
    assert chase(desk, 20, timer_generation=clock.timer_generation).fired == "due"
    assert chase(desk, 21, timer_generation=clock.timer_generation).fired is None
    assert deliver(desk)[0] == "sent"
    assert [alert.step for alert in desk.only_ticket().alerts] == ["due"]
    assert len(desk.mailer.mails) == 1


def test_L3_an_alert_of_the_deadline_before_is_not_sent_any_more() -> None:
    desk = asked_desk(URGENT)
    chase(desk, 48)
    urgent(desk)
    assert deliver(desk) == ["stale"]
    assert desk.mailer.mails == []


def test_L3_a_deadline_that_comes_back_does_not_fire_again() -> None:
    desk = asked_desk(URGENT)
    clock = urgent(desk)
    assert chase(desk, 12, timer_generation=clock.timer_generation).fired == "warn"
    urgent(desk, "normal")
    back = urgent(desk)
    assert chase(desk, 13, timer_generation=back.timer_generation).fired is None
    assert chase(desk, 15, timer_generation=back.timer_generation).fired == "due"


def test_C6_a_ticket_with_a_tag_has_the_promise_of_its_tag_and_loses_it_without() -> None:
    desk = asked_desk(RETURNS)
    ident = desk.only_ticket().id
    tagged = set_tags(ident, ["vip", "返品"], by=desk.kt, desk=desk)
    assert (tagged.tags, tagged.clocks[0].due_at) == (("vip", "返品"), at(30))
    plain = set_tags(ident, ["vip"], by=desk.kt, desk=desk)
    assert (plain.tags, plain.clocks[0].due_at) == (("vip",), at(60))


def test_C6_the_next_clock_has_the_promise_of_the_priority_too() -> None:
    desk = asked_desk(URGENT)
    ingest_post(sighted_answer(5, sighted(0).id), desk=desk)
    finish_ticket(desk.only_ticket().id, "resolved", by=desk.kt, desk=desk)
    assert urgent(desk).due_at == at(60)
    desk.clock.forward(minutes(20))
    ingest_post(sighted(20), desk=desk)
    assert [clock.due_at for clock in desk.only_ticket().clocks] == [at(60), at(30)]


def test_C6_a_promise_that_a_colleague_has_just_changed_holds() -> None:
    """The desk has read its settings a moment ago, and another process has changed them since."""
    desk = asked_desk(URGENT)
    shorter = replace(URGENT, version=2, body={**URGENT.body, "first_reply_minutes": 10})
    desk.settings.beside().put((shorter,))
    assert urgent(desk).due_at == at(10)


def test_what_changes_nothing_leaves_no_trace() -> None:
    desk = asked_desk(URGENT)
    before = desk.only_ticket()
    set_priority(before.id, "normal", by=desk.kt, desk=desk)
    set_tags(before.id, [], by=desk.kt, desk=desk)
    assert desk.only_ticket() == before


def test_who_made_it_what_is_kept() -> None:
    desk = asked_desk()
    ident = desk.only_ticket().id
    set_priority(ident, "high", by=desk.boss, desk=desk)
    set_tags(ident, ["vip", "返品"], by=desk.kt, desk=desk)
    set_tags(ident, [], by=desk.kt, desk=desk)
    assert [(a.kind, a.by, a.reason, a.text) for a in desk.only_ticket().actions] == [
        (ActionKind.PRIORITY, "boss", "high", None),
        (ActionKind.TAGS, "kt", None, "vip, 返品"),
        (ActionKind.TAGS, "kt", None, None),
    ]


def test_somebody_who_saves_the_same_ticket_meanwhile_loses_nothing() -> None:
    desk = asked_desk(URGENT)
    ident = desk.only_ticket().id
    store: Any = desk.tickets
    load = store.load

    def load_then_assign(ticket_id: str) -> Any:
        store.load = load
        read = load(ticket_id)
        assign_ticket(ticket_id, "kt", by=desk.boss, desk=desk)
        return read

    store.load = load_then_assign
    urgent(desk)
    told = desk.tickets.load(ident)
    assert (told.assignee, told.priority, told.clocks[0].due_at) == ("kt", "urgent", at(15))
    assert [action.kind for action in told.actions] == [ActionKind.ASSIGN, ActionKind.PRIORITY]


def test_tags_are_kept_once_each_and_without_the_space_around_them() -> None:
    assert checked_tags(["  vip ", "返品", "vip", "two  words", "👩\u200d💻"]) == (
        "vip",
        "返品",
        "two words",
        "👩\u200d💻",
    )


@pytest.mark.parametrize(
    ("tags", "path"),
    [
        (["vip", " "], "tags[1]"),
        (["x" * 41], "tags[0]"),
        (["a\u202eb"], "tags[0]"),
        (["a\u0000b"], "tags[0]"),
        (["\ud800"], "tags[0]"),
        ([str(number) for number in range(21)], "tags"),
    ],
)
def test_tags_are_bounded_and_visible(tags: list[str], path: str) -> None:
    with pytest.raises(InvalidError) as refused:
        checked_tags(tags)
    assert refused.value.path == path


def test_a_ticket_that_is_not_there_has_no_priority() -> None:
    desk = FakeDesk()
    with pytest.raises(NotFoundError):
        set_priority("acme.900.5", "high", by=desk.kt, desk=desk)


def post(path: str, body: Any) -> tuple[int, dict[str, Any]]:
    event = {
        "version": "2.0",
        "rawPath": path,
        "headers": {"content-type": "application/json"},
        "requestContext": {
            "http": {"method": "POST", "path": path},
            "stage": "$default",
            "authorizer": {"jwt": {"claims": {"sub": "kt", "cognito:groups": "[agents]"}, "scopes": None}},
        },
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }
    answer = app.handler(event, None)
    return answer["statusCode"], json.loads(answer["body"])


def test_the_routes_answer_the_ticket_as_it_is_then(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = asked_desk(URGENT)
    monkeypatch.setattr(wiring, "_desk", desk)
    ticket = desk.only_ticket().id
    status, row = post(f"/api/tickets/{ticket}/priority", {"priority": "urgent"})
    assert (status, row["priority"], row["clock"]["due_at"]) == (200, "urgent", "2026-09-15T12:15:00.000Z")
    status, row = post(f"/api/tickets/{ticket}/tags", {"tags": ["vip"]})
    assert (status, row["tags"]) == (200, ["vip"])


@pytest.mark.parametrize(
    ("route", "body", "path"),
    [
        ("priority", {"priority": "asap"}, "priority"),
        ("priority", {}, "priority"),
        ("priority", {"priority": None}, "priority"),
        ("tags", {"tags": "vip"}, "tags"),
        ("tags", {"tags": ["vip", 5]}, "tags.1"),
        ("tags", {"tags": ["vip", ""]}, "tags[1]"),
        ("tags", {}, "tags"),
    ],
)
def test_the_routes_say_which_field_is_wrong(monkeypatch: pytest.MonkeyPatch, route: str, body: Any, path: str) -> None:
    desk = asked_desk()
    monkeypatch.setattr(wiring, "_desk", desk)
    status, problem = post(f"/api/tickets/{desk.only_ticket().id}/{route}", body)
    assert (status, problem["status"], problem["path"]) == (400, 400, path)
    assert desk.only_ticket().actions == ()
