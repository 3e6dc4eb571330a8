"""Admins let people in and out over HTTP, and a right that was taken is gone with the next request."""

from typing import Any

import pytest

from shared import wiring
from shared.ports.people import Member
from shared.ports.settings import Document
from tests.fake_desk import KT, FakeDesk
from tests.unit.api.test_api import call, one

JO: dict[str, Any] = {"name": "Jo", "email": "jo@example.com", "groups": ["agents"], "zone": "Europe/London"}
ROOT = {"name": "Root", "email": "chief@example.com", "groups": ["admins"]}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk(Document("person", "chief", 1, ROOT))
    fake.directory._members["chief"] = Member("chief", "chief@example.com", ("admins",))
    monkeypatch.setattr(wiring, "_desk", fake)
    return fake


def ask(method: str, path: str, body: Any = None, sub: str = "chief") -> tuple[int, Any]:
    return call(method, path, body, groups="[agents managers admins]", sub=sub)


def test_an_admin_adds_somebody_who_is_at_work_at_once(desk: FakeDesk) -> None:
    status, told = ask("POST", "/api/people", JO)
    assert (status, told["version"], told["body"]) == (201, 1, JO)
    assert ask("POST", "/api/people", JO) == (201, told)
    assert desk.directory.invitations == ["jo@example.com"]
    assert ask("GET", "/api/me", sub=told["id"])[1]["groups"] == ["agents"]


@pytest.mark.parametrize("sub", ["kt", "boss", "gone"])
def test_managers_and_agents_are_403_whatever_their_token_says(desk: FakeDesk, sub: str) -> None:
    desk.settings.put([Document("person", "gone", 1, {**ROOT, "email": "gone@example.com", "disabled": True})])
    for method, path in (
        ("POST", "/api/people"),
        ("PUT", "/api/people/kt"),
        ("POST", "/api/people/kt/disable"),
        ("POST", "/api/people/kt/enable"),
        ("POST", "/api/people/kt/invite"),
    ):
        status, problem = ask(method, path, JO, sub=sub)
        assert (status, problem["status"]) == (403, 403)
    assert desk.directory.invitations == []


def test_a_change_answers_the_document_and_its_version(desk: FakeDesk) -> None:
    status, told = ask("PUT", "/api/people/kt", {"version": 1, "groups": ["managers"], "phone": "+81 90-1234-5678"})
    assert (status, told["version"]) == (200, 2)
    assert told["body"] == {**KT, "groups": ["managers"], "phone": "+819012345678"}
    status, problem = ask("PUT", "/api/people/kt", {"version": 1, "sign_off": "K"})
    assert (status, problem["document"]) == (409, {"kind": "person", "id": "kt", "version": 2})
    assert ask("PUT", "/api/people/gone", {"sign_off": "K"})[0] == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "/api/people", {}, "name"),
        ("POST", "/api/people", {"name": "Jo"}, "email"),
        ("POST", "/api/people", {**JO, "email": ["jo@example.com"]}, "email"),
        ("POST", "/api/people", {**JO, "email": "jo@example.com\nBcc: x@example.com"}, "email"),
        ("POST", "/api/people", {**JO, "email": "jo"}, "email"),
        ("POST", "/api/people", {**JO, "phone": "0"}, "phone"),
        ("POST", "/api/people", {**JO, "groups": "agents"}, "groups"),
        ("POST", "/api/people", {**JO, "groups": ["chief"]}, "groups[0]"),
        ("POST", "/api/people", {**JO, "zone": "../../etc/passwd"}, "zone"),
        ("POST", "/api/people", "[]", ""),
        ("PUT", "/api/people/kt", {"email": "mori@example.com"}, "email"),
        ("PUT", "/api/people/kt", {"name": None}, "name"),
        ("PUT", "/api/people/kt", {"disabled": True}, "disabled"),
        ("PUT", "/api/people/kt", {"version": "1"}, "version"),
        ("PUT", "/api/people/chief", {"groups": ["agents"]}, "groups"),
        ("POST", "/api/people/chief/disable", None, "disabled"),
    ],
)
def test_what_cannot_be_is_400_with_the_field_and_a_sentence(
    desk: FakeDesk, method: str, path: str, body: Any, field: str
) -> None:
    before = desk.settings.current(fresh=True), desk.directory.everybody()
    status, problem = ask(method, path, body)
    assert (status, problem["path"]) == (400, field)
    assert problem["detail"]
    assert (desk.settings.current(fresh=True), desk.directory.everybody()) == before


def test_a_right_that_was_taken_is_gone_with_the_next_request_of_a_process_that_held_the_settings(
    desk: FakeDesk,
) -> None:
    """Functions hold the settings for 30 seconds and tokens run for an hour; rights wait for neither."""
    assert ask("GET", "/api/settings", sub="boss")[0] == 200
    elsewhere = desk.settings.beside()
    elsewhere.put([Document("person", "boss", 2, {"name": "M", "email": "mori@example.com", "groups": ["agents"]})])
    assert ask("GET", "/api/settings", sub="boss")[0] == 403
    assert ask("GET", "/api/queue", sub="boss")[0] == 200
    elsewhere.put([Document("person", "boss", 3, {"name": "M", "email": "mori@example.com", "disabled": True})])
    assert ask("GET", "/api/queue", sub="boss")[0] == 403


def test_who_was_disabled_is_named_and_holds_nothing(desk: FakeDesk) -> None:
    ticket = one(desk)
    assert call("POST", f"/api/tickets/{ticket}/claim")[1]["holder"]["name"] == "Keiko"
    assert call("POST", f"/api/tickets/{ticket}/assign", {"assignee": "kt"})[0] == 200
    assert ask("POST", "/api/people/kt/disable")[1]["body"]["disabled"] is True
    assert call("POST", f"/api/tickets/{ticket}/claim")[0] == 403
    assert call("POST", f"/api/tickets/{ticket}/assign", {"assignee": "kt"}, groups="[managers]")[0] == 400
    _, full = call("GET", f"/api/tickets/{ticket}", groups="[managers]")
    assert full["ticket"]["holder"] is None
    assert full["ticket"]["assignee"] == {"sub": "kt", "name": "Keiko"}
    assert {entry["by"]["name"] for entry in full["history"]} == {"Keiko"}
    _, listed = call("GET", "/api/people", groups="[managers]")
    assert "kt" not in [person["sub"] for person in listed["people"]]
    assert call("POST", f"/api/tickets/{ticket}/claim", groups="[managers]")[1]["holder"]["name"] == "Mori"
    assert ask("POST", "/api/people/kt/enable")[0] == 200
    assert call("GET", "/api/queue")[0] == 401, "with the token of before; a new sign-in is needed"


def test_an_admin_sends_an_invitation_again_to_who_has_not_signed_in(desk: FakeDesk) -> None:
    jo = ask("POST", "/api/people", JO)[1]["id"]
    assert ask("POST", f"/api/people/{jo}/invite") == (202, {"id": jo})
    assert desk.directory.invitations == ["jo@example.com"] * 2
    assert desk.directory.said[-1].invited_by == "Root"
    assert ask("POST", f"/api/people/{jo}/invite")[0] == 429
    status, problem = ask("POST", "/api/people/kt/invite")
    assert (status, "signed in already" in problem["detail"]) == (409, True)
    assert ask("POST", "/api/people/gone/invite")[0] == 404
