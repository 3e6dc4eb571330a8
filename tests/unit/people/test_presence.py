"""Who is told: those who are there, else their team, else the managers, and never nobody (L2)."""

import pytest

from shared.domain.errors import InvalidError
from shared.ports.settings import Document
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings.documents import settings_from
from shared.usecases.tickets.ticket_actions import assign_ticket
from tests.alerting import asked_desk, chase, deliver
from tests.fake_desk import ACCOUNT, KT, LADDER, MANAGER, FakeDesk

MORNINGS = {day: ["06:00-12:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
"""The alert of these tests goes out on a Tuesday at 13:00 UTC."""

AWAY = [{"from": "2026-09-14", "to": "2026-09-15"}]

TEAM = Document("team", "support", 1, {"name": "Support", "members": ["ren", "emi"]})
ASSIGNEE_ONLY = [{"step": "due", "whom": ["assignee"]}]


def person(ident: str, **more: object) -> Document:
    return Document("person", ident, 1, {**(MANAGER if ident == "boss" else KT), **more})


def told(
    *documents: Document, ladder: object = ASSIGNEE_ONLY, assignee: str | None = "kt", team: str | None = "support"
) -> list[str]:
    """Who gets the mail, on a desk with the team `support`, which the policy names."""
    policy = Document("policy", "default", 1, {"ladder": ladder, "team": team})
    desk = asked_desk(TEAM, person("ren"), person("emi"), policy, *documents)
    assign_ticket(desk.only_ticket().id, assignee, by=desk.kt, desk=desk)
    chase(desk, 60)
    deliver(desk)
    return [who for who, _, _ in desk.mailer.mails]


@pytest.mark.parametrize(
    "presence",
    [
        {},
        {"shifts": {"tue": ["13:00-14:00"]}},
        {"shifts": {"mon": ["22:00-13:30"]}, "away": [{"from": "2026-09-16", "to": "2026-09-17"}], "on_call": True},
        {"away": [{"from": "2026-09-14T00:00:00Z", "to": "2026-09-15T13:00:00Z"}]},
    ],
)
def test_L2_the_assignee_is_told_while_there(presence: dict[str, object]) -> None:
    assert told(person("kt", **presence)) == ["kt"]


@pytest.mark.parametrize(
    "presence",
    [
        {"shifts": MORNINGS},
        {"away": AWAY},
        {"away": [{"from": "2026-09-15T21:59:00+09:00", "to": "2026-09-15T13:01:00Z"}], "on_call": True},
    ],
)
def test_L2_an_assignee_who_is_away_or_off_shift_means_the_team(presence: dict[str, object]) -> None:
    assert told(person("kt", **presence)) == ["emi", "ren"]


def test_L2_nobody_assigned_means_those_of_the_team_who_are_there() -> None:
    assert told(person("ren", shifts=MORNINGS), assignee=None) == ["emi"]


def test_L2_the_accounts_team_is_told_where_the_policy_names_none() -> None:
    returns = Document("team", "returns", 1, {"name": "Returns", "members": ["boss"]})
    account = Document("account", "acme", 2, {**ACCOUNT, "team": "returns"})
    assert told(returns, account, assignee=None, team=None) == ["boss"]
    assert told(returns, account, assignee=None) == ["emi", "ren"]
    assert told(returns, account, person("boss", away=AWAY), assignee="kt", team=None) == ["kt"]
    assert told(TEAM, Document("account", "acme", 2, {**ACCOUNT, "team": "support"}), assignee=None, team=None) == [
        "emi",
        "ren",
    ]


def test_L2_nobody_of_the_team_there_means_the_managers() -> None:
    assert told(person("ren", away=AWAY), person("emi", shifts=MORNINGS), assignee=None) == ["boss"]


def test_L2_managers_off_shift_are_told_if_nobody_else_is() -> None:
    away = [person(who, away=AWAY) for who in ("kt", "ren", "emi", "boss")]
    assert told(*away) == ["boss"]
    assert told(person("boss", away=AWAY), ladder=LADDER) == ["kt"]


def test_L2_a_named_person_who_is_away_means_the_managers() -> None:
    ladder = [{"step": "due", "whom": ["person:ren"]}]
    assert told(ladder=ladder) == ["ren"]
    assert told(person("ren", away=AWAY), ladder=ladder) == ["boss"]


def test_L2_a_day_away_is_a_day_where_the_person_lives() -> None:
    """13:00 UTC on the 15th is the 15th in Tokyo, and the 16th in Auckland."""
    gone = [{"from": "2026-09-15", "to": "2026-09-15"}]
    assert told(person("kt", away=gone, zone="Asia/Tokyo")) == ["emi", "ren"]
    assert told(person("kt", away=gone, zone="Pacific/Auckland")) == ["kt"]


def test_L2_quiet_hours_and_on_call_are_read() -> None:
    desk = FakeDesk(person("boss", quiet=["22:00-07:00"]))
    boss = desk_settings(desk).person("boss")
    assert boss is not None
    assert boss.presence.quiet is not None
    assert not boss.presence.on_call


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (person("kt", shifts={"mon": ["9-18"]}), "people[kt].shifts.mon[0]"),
        (person("kt", shifts={"monday": ["09:00-18:00"]}), "people[kt].shifts.monday"),
        (person("kt", quiet=["22:00-07:00", "06:00-08:00"]), "people[kt].quiet"),
        (person("kt", away=[{"from": "soon", "to": "2026-09-15"}]), "people[kt].away[0].from"),
        (person("kt", away=[{"from": "2026-09-15", "to": "2026-09-15T18:00:00"}]), "people[kt].away[0].to"),
        (person("kt", away=[{"from": "2026-09-15", "to": "2026-09-14"}]), "people[kt].away[0].to"),
        (person("kt", away=[{"from": "2026-09-15"}]), "people[kt].away[0]"),
        (Document("policy", "default", 1, {"team": "gone"}), "policies[default].team"),
        (Document("account", "acme", 1, {**ACCOUNT, "team": "gone"}), "accounts[acme].team"),
    ],
)
def test_L2_a_presence_that_cannot_be_is_refused_with_the_path(document: Document, path: str) -> None:
    with pytest.raises(InvalidError) as refused:
        settings_from((document,))
    assert refused.value.path.startswith(path)
