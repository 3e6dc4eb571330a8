"""Documents that are not needed any more: out of force, and still there for what points at their versions (C6)."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from shared import wiring
from shared.domain.errors import InvalidError
from shared.domain.replies.reply import ReplyState
from shared.ports.settings import Document
from shared.usecases.accounts.account_health import account_health
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.inbound.poll_accounts import poll_accounts
from shared.usecases.replies.resolve_reply import send_again
from shared.usecases.reporting.measure_response_times import measure
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings_changes.change_settings import change_settings, preview_settings, settings_in_force
from shared.usecases.tickets.list_queue import QueueFilter, list_queue
from tests.builders import at, minutes, sighted
from tests.desk_command import runs
from tests.fake_desk import FakeDesk, FakeTimelines
from tests.fake_plug import plugged
from tests.unit.api.test_api import call
from tests.unit.replies.test_replies import put_out, work

OFFICE = {"zone": "UTC", "weekly": {"tue": ["09:00-18:00"]}}
HOUSE = (
    Document("calendar", "office", 1, OFFICE),
    Document("team", "t", 1, {"name": "T", "members": ["kt"]}),
    Document("policy", "vip", 1, {"calendar": "office", "team": "t", "first_reply_minutes": 10, "accounts": ["acme"]}),
    Document("keyword_rule", "returns", 1, {"words": ["返品"], "notify": ["team:t"]}),
    Document("template", "hello", 1, {"name": "Hello", "language": "en", "text": "Hello!", "accounts": ["acme"]}),
)


def retire(desk: FakeDesk, *names: tuple[str, str]) -> Any:
    versions = {(d.kind, d.id): d.version for d in settings_in_force(desk=desk)}
    wanted = [Document(kind, ident, versions.get((kind, ident), 0), {"retired": True}) for kind, ident in names]
    return change_settings(wanted, by=None, desk=desk, within=minutes(1))


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk(*HOUSE)
    monkeypatch.setattr(wiring, "_desk", fake)
    return fake


def test_what_is_retired_is_out_of_force_and_every_version_can_be_read(desk: FakeDesk) -> None:
    names = [
        ("keyword_rule", "returns"),
        ("template", "hello"),
        ("policy", "vip"),
        ("team", "t"),
        ("calendar", "office"),
    ]
    assert len(retire(desk, *names).documents) == 5
    assert not set(names) & {(d.kind, d.id) for d in settings_in_force(desk=desk)}
    settings = desk_settings(desk, fresh=True)
    assert [policy.id for policy in settings.policies] == ["default"]
    assert (settings.teams, settings.keyword_rules, settings.templates) == ((), (), ())
    assert [calendar.id for calendar in settings.calendars] == ["always"]
    assert desk.settings.at("calendar", "office", 1).body == OFFICE
    assert desk.settings.at("calendar", "office", 2).body == {**OFFICE, "retired": True}


@pytest.mark.parametrize(
    ("kind", "ident", "path"),
    [
        ("calendar", "office", "policies[vip].calendar"),
        ("team", "t", "policies[vip].team"),
        ("account", "acme", "policies[vip].accounts[0]"),
        ("policy", "default", "policies[default].retired"),
        ("calendar", "always", "calendars[always].retired"),
        ("desk", "desk", "desk.retired"),
        ("person", "kt", "people[kt].retired"),
        ("team", "gone", "teams[gone]"),
    ],
)
def test_what_is_still_needed_or_was_never_there_is_refused_with_the_path(
    desk: FakeDesk, kind: str, ident: str, path: str
) -> None:
    before = desk.settings.current(fresh=True)
    with pytest.raises(InvalidError) as refused:
        retire(desk, (kind, ident))
    assert refused.value.path == path
    assert desk.settings.current(fresh=True) == before


def test_a_document_is_retired_as_it_is_and_twice_is_once(desk: FakeDesk) -> None:
    changed = Document("keyword_rule", "returns", 1, {"words": ["refund"], "retired": True})
    with pytest.raises(InvalidError, match="as it is"):
        change_settings([changed], by=None, desk=desk, within=None)
    assert retire(desk, ("keyword_rule", "returns")).documents[0].version == 2
    assert retire(desk, ("keyword_rule", "returns")).documents == ()


def test_what_was_retired_can_come_back_as_the_next_version(desk: FakeDesk) -> None:
    retire(desk, ("keyword_rule", "returns"))
    back = Document("keyword_rule", "returns", 0, {"words": ["返品"]})
    assert change_settings([back], by=None, desk=desk, within=None).documents[0].version == 3
    assert [rule.id for rule in desk_settings(desk, fresh=True).keyword_rules] == ["returns"]


def test_C6_a_dry_run_says_what_a_retired_policy_would_move(desk: FakeDesk) -> None:
    ingest_post(sighted(0), desk=desk)
    wanted = [Document("policy", "vip", 1, {"retired": True})]
    moves = preview_settings(wanted, by=None, desk=desk, within=minutes(1)).moves
    assert (moves.clocks, moves.later, moves.examples[0].new_due_at) == (1, 1, at(60))
    retire(desk, ("policy", "vip"))
    clock = desk.only_ticket().running
    assert clock is not None
    assert (clock.policy.id, clock.due_at) == ("default", at(60))


def test_C6_a_finished_clock_keeps_the_calendar_that_it_was_measured_in(desk: FakeDesk) -> None:
    ingest_post(sighted(0), desk=desk)
    ticket = desk.only_ticket().id
    assert call("POST", f"/api/tickets/{ticket}/done", {"reason": "thanks_only"})[0] == 200
    retire(desk, ("policy", "vip"), ("calendar", "office"))
    _, full = call("GET", f"/api/tickets/{ticket}")
    assert full["clocks"][0]["calendar"] == "office@1"
    assert full["clocks"][0]["trace"] == [{"from": "2026-09-15T12:00:00.000Z", "to": "2026-09-15T12:10:00.000Z"}]


def test_two_who_change_at_once_do_not_stop_the_desk(desk: FakeDesk) -> None:
    """One retires a calendar while another gives it to a policy: neither could see the other."""
    desk.settings.put(
        [
            Document("calendar", "office", 2, {**OFFICE, "retired": True}),
            Document("policy", "vip", 2, {"calendar": "office", "first_reply_minutes": 10}),
        ]
    )
    assert desk_settings(desk, fresh=True).calendar("office").zone == "UTC"
    ingest_post(sighted(0), desk=desk)
    clock = desk.only_ticket().running
    assert clock is not None
    assert clock.calendar.id == "office"


@pytest.fixture
def closed(desk: FakeDesk) -> FakeDesk:
    """A desk whose one account is retired, with a customer who waits there."""
    ingest_post(sighted(0), desk=desk)
    retire(desk, ("policy", "vip"), ("template", "hello"), ("account", "acme"))
    return desk


def test_a_retired_account_can_be_read_and_is_measured(closed: FakeDesk) -> None:
    assert len(list_queue(QueueFilter(), me="kt", desk=closed).rows) == 1
    assert call("GET", "/api/queue", account="acme")[1]["accounts"][0]["state"] == "retired"
    assert call("GET", f"/api/tickets/{closed.only_ticket().id}")[0] == 200
    [total, acme] = measure(at(-60), at(60), by="account", desk=closed)
    assert (total.key, acme.key) == ("*", "acme")
    assert [health.state for health in account_health(desk=closed)] == ["retired"]


def test_a_retired_account_is_not_polled_and_what_comes_for_it_is_dropped_and_counted(closed: FakeDesk) -> None:
    mentions = FakeTimelines()
    assert poll_accounts(desk=plugged(closed, timelines=mentions)) == Counter()
    assert mentions.asked == []
    for n in (1, 2):
        assert ingest_post(sighted(n), desk=closed).outcome == "account_retired"
    assert len(closed.only_ticket().posts) == 1


def test_nothing_is_sent_from_a_retired_account(desk: FakeDesk) -> None:
    ingest_post(sighted(0), desk=desk)
    reply = put_out(desk)
    retire(desk, ("policy", "vip"), ("template", "hello"), ("account", "acme"))
    desk.clock.forward(minutes(1))
    assert work(desk) is ReplyState.FAILED
    failed = desk.only_ticket().reply(reply.id)
    assert failed is not None
    assert "retired" in (failed.reason or "")
    with pytest.raises(InvalidError) as refused:
        send_again(desk.only_ticket().id, reply.id, by=desk.kt, desk=desk)
    assert refused.value.path == "account"
    assert desk.x.sends == []


def test_the_id_on_the_network_of_a_retired_account_can_be_another_ones(closed: FakeDesk) -> None:
    known = next(d for d in closed.settings.current(fresh=True) if d.kind == "account")
    body = {name: value for name, value in known.body.items() if name != "retired"}
    change_settings([Document("account", "again", 0, body)], by=None, desk=closed, within=None)
    assert ingest_post(sighted(1), desk=closed).account == "again"


def test_the_api_retires_and_shows_it_no_more(desk: FakeDesk) -> None:
    body = {"documents": [{"kind": "keyword_rule", "id": "returns", "version": 1, "body": {"retired": True}}]}
    status, told = call("PUT", "/api/settings", body, groups="[managers]")
    assert (status, told["documents"]) == (200, [{"kind": "keyword_rule", "id": "returns", "version": 2}])
    assert call("GET", "/api/settings", groups="[managers]", kind="keyword_rule")[1]["documents"] == {
        "keyword_rule": []
    }
    account = {"documents": [{"kind": "account", "id": "acme", "version": 1, "body": {"retired": True}}]}
    assert call("PUT", "/api/settings", account, groups="[managers]")[0] == 403


def test_the_command_retires_and_a_file_that_leaves_a_document_out_does_not(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run = runs("settings", monkeypatch, capsys)
    file = tmp_path / "settings.toml"
    file.write_text('[[teams]]\nid = "other"\nname = "Other"\n', "utf-8")
    assert run("push", str(file))[0] == 0
    assert {team.id for team in desk_settings(desk, fresh=True).teams} == {"t", "other"}
    code, text = run("retire", "calendar", "office")
    assert (code, "policies[vip].calendar: there is no calendar 'office'" in text) == (1, True)
    assert run("retire", "policy", "vip", "--dry-run")[1].startswith("policy vip: would be retired\n")
    assert run("retire", "policy", "vip") == (0, "policy vip: retired\n1 documents written.\n")
    assert run("retire", "policy", "vip")[0] == 1
    assert "vip" not in run("pull")[1]
