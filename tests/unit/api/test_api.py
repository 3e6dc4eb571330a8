"""The HTTP edge: who may do what, what is answered, and how errors read (design §6)."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from functions.desk_api import app
from shared import wiring
from shared.domain.accounts.faults import Fault
from shared.domain.notifications.deliverability import AddressFault
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.tickets.ticket_actions import claim_ticket
from tests.builders import at, minutes, sighted, snowflake
from tests.fake_desk import FakeDesk

PAGE = {
    "DESK_USER_POOL_CLIENT_ID": "client",
    "DESK_AUTHORIZE_URL": "https://login.example.com/oauth2/authorize",
    "DESK_TOKEN_URL": "https://login.example.com/oauth2/token",
    "DESK_LOGOUT_URL": "https://login.example.com/logout",
    "DESK_ATTACHMENTS_URL": "https://files.example.com",
}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk()
    monkeypatch.setattr(wiring, "_desk", fake)
    for name, value in PAGE.items():
        monkeypatch.setenv(name, value)
    return fake


WHO = {"[agents]": "kt", "[managers]": "boss"}
"""Whose document says what the token says; of anybody else the desk has no document, and believes the token."""


def call(
    method: str, path: str, body: Any = None, *, groups: str = "[agents]", sub: str | None = None, **query: str
) -> tuple[int, Any]:
    """Status and body of one request, as the HTTP API hands it to the function."""
    answer = raw(method, path, body, groups=groups, sub=sub, query=query)
    text = answer["body"]
    return answer["statusCode"], json.loads(text) if text.startswith(("{", "[")) else text


def raw(
    method: str,
    path: str,
    body: Any = None,
    *,
    groups: str = "[agents]",
    sub: str | None = None,
    query: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    encoded: bool = False,
) -> dict[str, Any]:
    claims = {"sub": sub or WHO.get(groups, "stranger"), "cognito:groups": groups, "username": "someone"}
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json", **(headers or {})},
        "queryStringParameters": query or None,
        "requestContext": {
            "http": {"method": method, "path": path},
            "stage": "$default",
            "authorizer": {"jwt": {"claims": claims, "scopes": None}},
        },
        "body": body if isinstance(body, str) else json.dumps(body) if body is not None else None,
        "isBase64Encoded": encoded,
    }
    return app.handler(event, None)


def one(desk: FakeDesk, text: str = "@acme_help where is my order?") -> str:
    ingest_post(sighted(0, text=text), desk=desk)
    return desk.only_ticket().id


def test_health_needs_no_login(desk: FakeDesk) -> None:
    assert call("GET", "/health", groups="") == (200, {"ok": True})


@pytest.mark.parametrize("groups", ["", "[]", "[guests]"])
@pytest.mark.parametrize("path", ["/api/me", "/api/queue", "/api/tickets/acme.900.1", "/api/metrics"])
def test_a_person_in_none_of_the_desks_groups_gets_403(desk: FakeDesk, path: str, groups: str) -> None:
    status, problem = call("GET", path, groups=groups)
    assert (status, problem["status"]) == (403, 403)


def test_a_request_that_no_authorizer_has_seen_is_refused(desk: FakeDesk) -> None:
    event: dict[str, Any] = {
        "version": "2.0",
        "rawPath": "/api/queue",
        "headers": {},
        "requestContext": {"http": {"method": "GET", "path": "/api/queue"}, "stage": "$default"},
    }
    assert app.handler(event, None)["statusCode"] == 403


def test_numbers_are_for_managers_and_admins(desk: FakeDesk) -> None:
    period = {"from": "2026-09-15", "to": "2026-09-15"}
    assert call("GET", "/api/metrics", **period)[0] == 403
    for groups in ("[managers]", "[agents admins]"):
        assert call("GET", "/api/metrics", groups=groups, **period)[0] == 200


def test_me_is_who_the_settings_know_whatever_the_token_says(desk: FakeDesk) -> None:
    status, me = call("GET", "/api/me", groups="[admins]", sub="kt")
    assert status == 200
    assert (me["name"], me["language"], me["groups"]) == ("Keiko", "ja", ["agents"])
    assert me["desk_zone"] == "UTC"


def test_the_token_is_believed_of_somebody_without_a_document(desk: FakeDesk) -> None:
    _, me = call("GET", "/api/me", groups="[agents managers]", sub="newcomer")
    assert (me["name"], me["groups"]) == ("someone", ["agents", "managers"])


def test_the_queue_shows_a_ticket_as_the_contract_says(desk: FakeDesk) -> None:
    ticket = one(desk)
    status, queue = call("GET", "/api/queue")
    assert status == 200
    [row] = queue["tickets"]
    assert row == {
        "id": ticket,
        "account": "acme",
        "network": "x",
        "customer": {"id": "900", "username": "mitsuki", "name": "みつき"},
        "status": "new",
        "priority": "normal",
        "assignee": None,
        "tags": [],
        "opened_at": "2026-09-15T12:00:00.000Z",
        "last_post_at": "2026-09-15T12:00:00.000Z",
        "waiting_since": "2026-09-15T12:00:00.000Z",
        "clock": {
            "id": desk.only_ticket().clocks[0].id,
            "kind": "first_reply",
            "started_at": "2026-09-15T12:00:00.000Z",
            "due_at": "2026-09-15T13:00:00.000Z",
            "state": "running",
            "policy": "default",
            "calendar": "always",
            "open": {
                "spans": [{"from": "2026-09-15T12:00:00.000Z", "to": "2026-09-15T13:00:00.000Z"}],
                "then_s": 0.0,
            },
        },
        "holder": None,
        "overdue": False,
        "late": False,
        "excerpt": "@acme_help where is my order?",
        "excerpt_media": None,
        "posts_count": 1,
        "flags": [],
        "answer_by": None,
        "held_elsewhere": False,
        "channel": "public",
    }
    assert queue["counts"]["waiting"] == {"n": 1, "more": False}
    assert queue["as_of"] == "2026-09-15T12:00:00.000Z"


def test_a_ticket_in_full_has_its_posts_clocks_with_trace_and_history(desk: FakeDesk) -> None:
    ticket = one(desk)
    call("POST", f"/api/tickets/{ticket}/notes", {"text": "Asked the warehouse."})
    status, full = call("GET", f"/api/tickets/{ticket}")
    assert status == 200
    assert full["posts"][0]["text"] == "@acme_help where is my order?"
    [span] = full["clocks"][0]["trace"]
    assert span == {"from": "2026-09-15T12:00:00.000Z", "to": "2026-09-15T13:00:00.000Z"}
    assert [(h["kind"], h["by"]["name"]) for h in full["history"]] == [("note", "Keiko")]


def test_C5_a_ticket_in_full_has_its_resolution_and_one_that_waits_has_none(desk: FakeDesk) -> None:
    ticket = one(desk)
    assert call("GET", f"/api/tickets/{ticket}")[1]["resolution"] is None
    desk.clock.forward(minutes(5))
    call("POST", f"/api/tickets/{ticket}/done", {"reason": "thanks_only"})
    assert call("GET", f"/api/tickets/{ticket}")[1]["resolution"] == {
        "started_at": "2026-09-15T12:00:00.000Z",
        "resolved_at": "2026-09-15T12:05:00.000Z",
        "first_resolved_at": "2026-09-15T12:05:00.000Z",
        "resumed": False,
        "elapsed_s": 300.0,
        "business_s": 300.0,
        "calendar": "always@0",
    }


def test_hostile_text_comes_out_as_the_text_that_it_is(desk: FakeDesk) -> None:
    text = "<script>alert(1)</script> \u202eevil\u202c " + "x" * 25_000
    ticket = one(desk, text)
    assert call("GET", f"/api/tickets/{ticket}")[1]["posts"][0]["text"] == text


@pytest.mark.parametrize(
    "path", ["/api/tickets/acme.900.5", "/api/tickets/nonsense", "/api/tickets/a.b", "/api/nothing"]
)
def test_what_is_not_there_is_404_as_a_problem_document(desk: FakeDesk, path: str) -> None:
    answer = raw("GET", path)
    assert answer["statusCode"] == 404
    kinds = {name.lower(): value for name, value in answer["headers"].items()}
    assert kinds["content-type"] == "application/problem+json"
    assert json.loads(answer["body"])["status"] == 404


def test_R2_a_second_claim_is_409_with_the_holders_name(desk: FakeDesk) -> None:
    ticket = one(desk)
    claim_ticket(ticket, by=desk.boss, desk=desk)
    status, problem = call("POST", f"/api/tickets/{ticket}/claim")
    assert status == 409
    assert problem["holder"]["name"] == "Mori"
    status, problem = call("POST", f"/api/tickets/{ticket}/replies", reply_to(desk))
    assert (status, problem["holder"]["sub"]) == (409, "boss")


def reply_to(desk: FakeDesk, **more: str) -> dict[str, str]:
    post = desk.only_ticket().last_post.id
    return {
        "client_reply_id": "reply-0001",
        "in_reply_to": post,
        "seen_through": post,
        "text": "We are on it. ^KT",
        **more,
    }


def test_R1_a_reply_is_accepted_with_its_state_and_a_double_tap_is_one(desk: FakeDesk) -> None:
    ticket = one(desk)
    first = call("POST", f"/api/tickets/{ticket}/replies", reply_to(desk))
    assert first[0] == 202
    assert (first[1]["state"], first[1]["parts"][0]["state"]) == ("held", "waiting")
    assert call("POST", f"/api/tickets/{ticket}/replies", reply_to(desk)) == first
    assert len(desk.only_ticket().replies) == 1


def test_R2_a_stale_draft_is_409_with_what_is_new(desk: FakeDesk) -> None:
    ticket = one(desk)
    draft = reply_to(desk)
    ingest_post(sighted(1, text="@acme_help hello?"), desk=desk)
    status, problem = call("POST", f"/api/tickets/{ticket}/replies", draft)
    assert status == 409
    assert [post["text"] for post in problem["newer"]] == ["@acme_help hello?"]


def test_R2_the_refusal_of_a_stale_draft_says_what_to_send_once_it_is_read(desk: FakeDesk) -> None:
    ticket = one(desk)
    draft = reply_to(desk)
    ingest_post(sighted(0, answer_id=snowflake(at(1)), text="@acme_help cancel it"), desk=desk)
    status, problem = call("POST", f"/api/tickets/{ticket}/replies", draft)
    assert (status, [post["text"] for post in problem["newer"]]) == (409, ["@acme_help cancel it"])
    _, shown = call("GET", f"/api/tickets/{ticket}")
    assert shown["version"] == problem["seen_version"] == shown["posts"][0]["revision"]
    assert shown["posts"][0]["answer_id"] == problem["seen_through"] == snowflake(at(1))
    by_edit = call("POST", f"/api/tickets/{ticket}/replies", draft | {"seen_through": problem["seen_through"]})
    assert by_edit[0] == 202


@pytest.mark.parametrize(
    ("action", "body", "path"),
    [
        ("replies", {}, "client_reply_id"),
        ("replies", "not json", ""),
        ("done", {"reason": "bored"}, "reason"),
        ("assign", {"assignee": "stranger"}, "assignee"),
        ("assign", {}, "assignee"),
        ("notes", {"text": ""}, "text"),
    ],
)
def test_a_body_that_cannot_be_is_400_with_the_field(desk: FakeDesk, action: str, body: Any, path: str) -> None:
    status, problem = call("POST", f"/api/tickets/{one(desk)}/{action}", body)
    assert (status, problem["path"]) == (400, path)


def test_done_and_reopen_answer_with_the_ticket(desk: FakeDesk) -> None:
    ticket = one(desk)
    assert call("POST", f"/api/tickets/{ticket}/done", {"reason": "thanks_only"})[1]["status"] == "done"
    assert call("POST", f"/api/tickets/{ticket}/reopen")[1]["status"] == "new"
    assert call("POST", f"/api/tickets/{ticket}/assign", {"assignee": "kt"})[1]["assignee"]["name"] == "Keiko"
    assert call("GET", f"/api/tickets/{ticket}")[1]["history"][-1]["reason"] == "Keiko"
    assert call("POST", f"/api/tickets/{ticket}/acknowledge")[0] == 200
    assert call("POST", f"/api/tickets/{ticket}/claim")[1]["holder"]["sub"] == "kt"
    assert call("POST", f"/api/tickets/{ticket}/release")[1]["holder"] is None


def test_metrics_have_the_shape_of_the_contract(desk: FakeDesk) -> None:
    one(desk)
    status, told = call(
        "GET", "/api/metrics", groups="[managers]", by="account", **{"from": "2026-09-15", "to": "2026-09-15"}
    )
    assert status == 200
    rows = {row["key"]: row for row in told["rows"]}
    assert set(rows) == {"*", "acme"}
    assert set(rows["acme"]) == {
        "key",
        "first_reply",
        "next_reply",
        "resolution",
        "tickets",
        "unanswered",
        "overdue",
        "oldest_unanswered_s",
        "late",
        "told_by_hand",
        "more_unanswered",
    }
    assert rows["acme"]["unanswered"] == 1
    figures = {"count", "mean_s", "median_s", "p90_s", "within_target"}
    beside = {"unanswered", "overdue", "in_time", "missed", "oldest_unanswered_at", "targets_s"}
    assert set(rows["*"]["first_reply"]) == figures | beside | {"business"}
    assert set(rows["*"]["first_reply"]["business"]) == figures


@pytest.mark.parametrize(
    "query", [{}, {"from": "2026-09-15"}, {"from": "2026-09-15", "to": "x"}, {"from": "2026-09-15", "to": "2026-09-14"}]
)
def test_a_period_that_is_none_is_400(desk: FakeDesk, query: dict[str, str]) -> None:
    assert call("GET", "/api/metrics", groups="[managers]", **query)[0] == 400


def test_what_nobody_foresaw_is_500_without_its_trace(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def burst(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr(desk.tickets, "waiting", burst)
    status, problem = call("GET", "/api/queue")
    assert status == 500
    assert "secret" not in json.dumps(problem)


def test_I8_the_queue_shows_which_accounts_are_deaf(desk: FakeDesk) -> None:
    desk.heartbeats.fail("acme", Fault.WEBHOOK_SILENT, "Polling found 3 posts.", at(0))
    [account] = call("GET", "/api/queue")[1]["accounts"]
    assert (account["id"], account["state"]) == ("acme", "webhook_silent")


def test_a_setting_that_is_new_is_in_force_within_half_a_minute(desk: FakeDesk) -> None:
    assert call("GET", "/api/me")[1]["name"] == "Keiko"
    other = {"name": "Keiko Tanaka", "email": "keiko@example.com"}
    desk.settings.beside().put([Document("person", "kt", 2, other)])
    desk.clock.forward(at(0.5) - at(0))
    assert call("GET", "/api/me")[1]["name"] == "Keiko Tanaka"


def test_an_account_has_the_same_sign_and_colour_in_the_settings_as_in_the_queue(desk: FakeDesk) -> None:
    drawn = ("id", "network_name", "network_sign", "colour", "username", "name")
    in_settings, in_queue = (
        [{name: account[name] for name in drawn} for account in call("GET", path)[1]["accounts"]]
        for path in ("/api/health", "/api/queue")
    )
    assert in_settings == in_queue
    assert in_queue[0]["network_sign"]["shape"] == "square"


def test_L2_managers_see_whom_the_desk_cannot_reach_and_clear_it(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "sms_account", SimpleNamespace(monthly_limit=lambda: 20.0), raising=False)
    assert call("GET", "/api/health", groups="[managers]")[1]["people"] == []
    desk.addresses.mark("mail", "keiko@example.com", AddressFault.BOUNCED, "user unknown", at(0))
    desk.addresses.count("mail", "mori@example.com", "1", at(0))
    told = call("GET", "/api/health", groups="[managers]")[1]
    assert told["sms"] == {"monthly_limit_usd": 20.0}
    unsteady = {"state": "unsteady", "since": None, "reason": None, "soft_bounces": 1}
    bounced = {"state": "bounced", "since": "2026-09-15T12:00:00.000Z", "reason": "user unknown", "soft_bounces": 0}
    assert told["people"] == [
        {"id": "boss", "name": "Mori", "mail": unsteady, "sms": {"state": "ok"}},
        {"id": "kt", "name": "Keiko", "mail": bounced, "sms": {"state": "none"}},
    ]
    assert not {"people", "sms"} & set(call("GET", "/api/health")[1])
    assert told["nobody_reachable"] is False
    desk.addresses.mark("mail", "mori@example.com", AddressFault.BOUNCED, "user unknown", at(0))
    desk.addresses.mark("sms", "+819012345678", AddressFault.INVALID, "no such number", at(0))
    for path in ("/api/health", "/api/me"):
        assert call("GET", path)[1]["nobody_reachable"] is True
    desk.addresses.clear("mail", "mori@example.com", at(1))
    desk.addresses.count("mail", "mori@example.com", "2", at(2))
    desk.addresses.clear("sms", "+819012345678", at(1))
    assert call("POST", "/api/people/kt/marks/mail/clear", {})[0] == 403
    status, left = call("POST", "/api/people/kt/marks/mail/clear", {}, groups="[admins]")
    assert (status, [each["id"] for each in left["people"]]) == (200, ["boss"])
    assert call("POST", "/api/people/kt/marks/mail/clear", {}, groups="[managers]")[0] == 200


def test_what_cannot_be_cleared_is_said(desk: FakeDesk) -> None:
    for path, status in (("nobody/marks/mail", 404), ("kt/marks/sms", 404), ("kt/marks/pigeon", 400)):
        answered, problem = call("POST", f"/api/people/{path}/clear", {}, groups="[managers]")
        assert (answered, problem["status"]) == (status, status), path
