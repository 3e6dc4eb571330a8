"""A ticket's clocks say of each step whom it tells and how, by names that people know (L1, L2)."""

from typing import Any

import pytest

from shared import wiring
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.tickets.ticket_actions import assign_ticket
from tests.builders import sighted
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import call

LADDER = [
    {"step": "warn", "at_percent": 80, "whom": ["assignee", "team:night"]},
    {"step": "due", "whom": ["managers", "person:kt"], "how": ["mail", "sms"]},
]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    team = Document("team", "night", 1, {"name": "夜間チーム", "members": ["kt"]})
    fake = FakeDesk(team, Document("policy", "default", 1, {"ladder": LADDER}))
    monkeypatch.setattr(wiring, "_desk", fake)
    ingest_post(sighted(0), desk=fake)
    return fake


def steps(desk: FakeDesk) -> list[dict[str, Any]]:
    status, told = call("GET", f"/api/tickets/{desk.only_ticket().id}")
    assert status == 200
    shown: list[dict[str, Any]] = told["clocks"][0]["steps"]
    return shown


def test_L2_a_step_names_the_team_the_managers_and_the_person(desk: FakeDesk) -> None:
    warn, due = steps(desk)
    assert (warn["step"], warn["fired"], warn["how"]) == ("warn", False, ["mail"])
    assert warn["whom"] == [
        {"kind": "assignee", "id": None, "name": None},
        {"kind": "team", "id": "night", "name": "夜間チーム"},
    ]
    assert due["whom"] == [
        {"kind": "managers", "id": None, "name": None},
        {"kind": "person", "id": "kt", "name": "Keiko"},
    ]
    assert due["how"] == ["mail", "sms"]


def test_L2_the_assignee_of_this_moment_is_named(desk: FakeDesk) -> None:
    assign_ticket(desk.only_ticket().id, "kt", by=desk.boss, desk=desk)
    assert steps(desk)[0]["whom"][0] == {"kind": "assignee", "id": "kt", "name": "Keiko"}


def test_L2_what_is_not_in_the_settings_any_more_is_shown_by_its_id(desk: FakeDesk) -> None:
    desk.settings.put(
        [Document("policy", "default", 2, {}), Document("team", "night", 2, {"name": "x", "retired": True})]
    )
    assert steps(desk)[0]["whom"][1] == {"kind": "team", "id": "night", "name": "night"}
