"""A channel is never green while it is deaf, and the managers hear of it once (I8)."""

import json
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from functions.reconcile_desk import handler
from shared import wiring
from shared.domain.accounts.faults import Fault
from shared.domain.accounts.incident import GRACE, LEASE, REMIND, SETTLED, Incident, IncidentNews
from shared.domain.accounts.status import Signal
from shared.domain.errors import DeliveryError, DisconnectedError
from shared.domain.notifications.deliverability import AddressFault
from shared.domain.notifications.incident_text import fault_message
from shared.networks.x.rules import RULES
from shared.ports.settings import Document
from shared.usecases.accounts.account_health import account_health
from shared.usecases.accounts.watch_accounts import watch_accounts
from shared.usecases.inbound.poll_accounts import poll_accounts
from shared.usecases.notifications.notify_incident import notify_incident
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.settings.current import desk_settings
from tests.builders import at, minutes
from tests.fake_desk import ACCOUNT, MANAGER, FakeDesk, FakeTimelines
from tests.fake_plug import plugged
from tests.unit.api.test_api import raw

WORDS = "401 Unauthorized"


def polled_desk(*documents: Document) -> FakeDesk:
    """A desk whose account was polled a moment ago."""
    desk = FakeDesk(*documents)
    desk.heartbeats.beat("acme", Signal.POLL, desk.clock.now())
    return desk


def deaf_desk(fault: Fault = Fault.ACCOUNT_DISCONNECTED, *documents: Document) -> FakeDesk:
    """A desk whose account has this one fault, however much time passes."""
    desk = FakeDesk(*documents)
    desk.heartbeats.beat("acme", Signal.POLL, at(0) + timedelta(days=9))
    desk.heartbeats.fail("acme", fault, WORDS, desk.clock.now())
    return desk


def look(desk: FakeDesk, after: float = 0) -> list[str]:
    """What came of what the reconciler found, that many minutes later."""
    desk.clock.forward(minutes(after))
    watch_accounts(desk=desk)
    faults, desk.alerts.faults = desk.alerts.faults, []
    return [notify_incident(fault, desk=desk) for fault in faults]


def mend(desk: FakeDesk, fault: Fault = Fault.ACCOUNT_DISCONNECTED) -> None:
    desk.heartbeats.clear("acme", fault)


def state(desk: FakeDesk) -> str:
    return account_health(desk=desk)[0].state


def test_I8_an_account_that_is_not_polled_any_more_is_not_green() -> None:
    desk = polled_desk()
    desk.heartbeats.beat("acme", Signal.WEBHOOK, at(0))
    desk.clock.forward(minutes(5))
    assert state(desk) == "ok"
    desk.clock.forward(timedelta(seconds=1))
    [health] = account_health(desk=desk)
    assert health.state == "poll_silent"
    assert health.worst is not None
    assert health.worst.since == at(0)
    assert look(desk) == ["sent"]


@pytest.mark.parametrize(
    "fault", [Fault.ACCOUNT_DISCONNECTED, Fault.OUT_OF_CREDIT, Fault.RATE_LIMITED, Fault.POLL_FAILED]
)
def test_I8_a_poll_that_is_missing_for_a_known_reason_is_no_second_fault(fault: Fault) -> None:
    desk = polled_desk()
    desk.heartbeats.fail("acme", fault, WORDS, at(0))
    desk.clock.forward(minutes(60))
    assert list(account_health(desk=desk)[0].faults) == [fault]


def test_I8_what_is_not_known_is_not_green() -> None:
    desk = FakeDesk()
    assert state(desk) == "waiting"
    desk.heartbeats.beat("acme", Signal.WEBHOOK, at(0))
    assert state(desk) == "unknown"


def test_I8_an_account_without_keys_is_said_so_and_nobody_is_woken() -> None:
    desk = FakeDesk()
    desk.heartbeats.beat("acme", Signal.WEBHOOK, at(0))
    poll_accounts(desk=plugged(desk, timelines=FakeTimelines(tokens=False)))
    assert state(desk) == "not_connected"
    assert watch_accounts(desk=desk).at_fault == 0
    assert desk.alerts.faults == []
    poll_accounts(desk=plugged(desk, timelines=FakeTimelines()))
    assert state(desk) == "ok"


def test_I8_keys_that_were_taken_away_mean_that_the_account_is_disconnected() -> None:
    desk = polled_desk()
    poll_accounts(desk=plugged(desk, timelines=FakeTimelines(tokens=False)))
    assert state(desk) == "account_disconnected"


def test_I8_a_fault_stands_since_its_first_failure() -> None:
    desk = FakeDesk()
    for _ in range(3):
        poll_accounts(desk=plugged(desk, timelines=FakeTimelines(fails=DisconnectedError(WORDS))))
        desk.clock.forward(minutes(1))
    [health] = account_health(desk=desk)
    assert health.worst is not None
    assert (health.worst.sentence, health.worst.since) == (WORDS, at(0))


def test_I8_the_managers_hear_once_by_mail_and_sms_that_an_account_is_disconnected() -> None:
    desk = deaf_desk()
    assert look(desk) == ["sent"]
    assert [look(desk, 5) for _ in range(20)] == [[]] * 20
    [(who, subject, text)] = desk.mailer.mails
    assert (who, subject) == ("boss", "@acme_help: disconnected from X")
    assert "X refuses the account or its key" in text
    assert f"@acme_help: since Tue 15 Sep 21:00 JST ({WORDS})" in text
    assert "https://desk.example.com" in text
    assert desk.texter.texts == [("boss", "@acme_help: disconnected from X https://desk.example.com")]


@pytest.mark.parametrize("fault", sorted(GRACE))
def test_I8_a_fault_that_ends_by_itself_may_stand_for_a_while_first(fault: Fault) -> None:
    desk = deaf_desk(fault)
    before = GRACE[fault] - timedelta(seconds=1)
    if before > timedelta(0):
        assert look(desk, before / minutes(1)) == []
        desk.clock.forward(timedelta(seconds=1))
    assert look(desk) == ["sent"]
    urgent = ("account_disconnected", "out_of_credit", "quota_used_up", "replies_refused", "too_visible")
    assert bool(desk.texter.texts) is (fault in urgent)


def test_I8_they_hear_when_it_is_over_and_of_the_next_time() -> None:
    desk = deaf_desk()
    look(desk)
    mend(desk)
    assert look(desk, 5) == []
    assert look(desk, SETTLED / minutes(1)) == ["sent"]
    assert desk.mailer.mails[-1][1] == "Recovered: @acme_help is no longer disconnected from X"
    assert look(desk, 5) == []
    desk.heartbeats.fail("acme", Fault.ACCOUNT_DISCONNECTED, WORDS, desk.clock.now())
    assert look(desk) == ["sent"]
    assert [subject[:9] for _, subject, _ in desk.mailer.mails] == ["@acme_hel", "Recovered", "@acme_hel"]
    assert len(desk.texter.texts) == 2


@pytest.mark.parametrize("fault", [Fault.REPLIES_REFUSED, Fault.MESSAGES_REFUSED])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_I8_of_an_account_that_may_not_send_the_mail_says_that_it_sends_again(fault: Fault, language: str) -> None:
    desk = deaf_desk(fault)
    look(desk)
    mend(desk, fault)
    look(desk, 5)
    look(desk, SETTLED / minutes(1))
    first, last = desk.mailer.mails
    assert (first[2].splitlines()[0][:8], last[2].splitlines()[0]) == ("X takes ", "It is over: X takes them again.")
    boss = desk_settings(desk).person("boss")
    assert boss is not None
    reader = replace(boss, language=language)
    told = fault_message(
        IncidentNews.RAISED,
        fault,
        [(desk_settings(desk).account("acme"), Incident("acme", fault, at(0)))],
        rules=desk.rules,
        reader=reader,
        url="u",
    )
    assert fault not in told.subject + told.text


def test_I8_a_fault_that_comes_and_goes_is_one_episode() -> None:
    desk = deaf_desk()
    look(desk)
    for _ in range(6):
        mend(desk)
        look(desk, 5)
        desk.heartbeats.fail("acme", Fault.ACCOUNT_DISCONNECTED, WORDS, desk.clock.now())
        look(desk, 5)
    assert len(desk.mailer.mails) == 1


def test_I8_a_fault_that_nobody_was_told_of_ends_without_a_word() -> None:
    desk = deaf_desk(Fault.RATE_LIMITED)
    assert look(desk) == []
    mend(desk, Fault.RATE_LIMITED)
    assert [look(desk, 8) for _ in range(4)] == [[]] * 4
    assert desk.incidents.all() == []
    assert desk.mailer.mails == []


def test_I8_a_fault_that_stays_is_reminded_of_every_day() -> None:
    desk = deaf_desk()
    look(desk)
    assert look(desk, REMIND / minutes(1) - 1) == []
    assert look(desk, 1) == ["sent"]
    assert look(desk, 5) == []
    assert desk.mailer.mails[-1][1] == "Still: @acme_help: disconnected from X"
    assert len(desk.texter.texts) == 1


def test_I8_two_reconcilers_and_two_workers_tell_once() -> None:
    desk = deaf_desk()
    watch_accounts(desk=desk)
    watch_accounts(desk=desk)
    assert [notify_incident(fault, desk=desk) for fault in desk.alerts.faults] == ["sent", "known"]
    assert len(desk.mailer.mails) == 1


def test_I8_of_two_that_save_at_once_the_second_leaves_it_to_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = deaf_desk()
    watch_accounts(desk=desk)
    stale = list(desk.incidents.all())
    assert notify_incident(Fault.ACCOUNT_DISCONNECTED, desk=desk) == "sent"
    fresh = desk.incidents.all
    monkeypatch.setattr(desk.incidents, "all", lambda: stale)
    assert notify_incident(Fault.ACCOUNT_DISCONNECTED, desk=desk) == "known"
    mend(desk)
    watch_accounts(desk=desk)
    monkeypatch.setattr(desk.incidents, "all", fresh)
    assert len(desk.mailer.mails) == 1
    assert desk.incidents.all()[0].gone_since is None


def test_I8_a_crash_while_telling_is_made_good_by_a_later_look(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = deaf_desk()
    with monkeypatch.context() as crashed:
        crashed.setattr(desk.mailer, "send", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            look(desk)
    assert look(desk) == ["known"]
    desk.clock.forward(LEASE)
    assert look(desk) == ["sent"]


def test_I8_managers_that_nobody_could_reach_are_told_by_the_next_try() -> None:
    desk = deaf_desk()
    desk.mailer.refuses = desk.texter.refuses = "throttled"
    with pytest.raises(DeliveryError, match="mail: throttled; sms: throttled"):
        look(desk)
    desk.mailer.refuses = desk.texter.refuses = None
    assert notify_incident(Fault.ACCOUNT_DISCONNECTED, desk=desk) == "sent"


def test_I8_a_manager_whose_mail_comes_back_hears_by_sms_once() -> None:
    desk = deaf_desk()
    desk.addresses.mark("mail", "mori@example.com", AddressFault.BOUNCED, "user unknown", at(0))
    assert look(desk) == ["sent"]
    assert [who for who, _ in desk.texter.texts] == ["boss"]


def test_I8_accounts_with_the_same_fault_are_one_message() -> None:
    others = [
        Document("account", f"a{n:02}", 1, {**ACCOUNT, "network_id": f"9{n}", "username": f"acme_{n:02}"})
        for n in range(24)
    ]
    desk = polled_desk(*others)
    for account in account_health(desk=desk):
        desk.heartbeats.fail(account.account.id, Fault.OUT_OF_CREDIT, "402", at(0))
    assert look(desk) == ["sent"]
    [(_, subject, text)] = desk.mailer.mails
    assert subject.endswith(" and 15 more: out of credit with X")
    assert text.count("since Tue") == 10
    assert len(desk.texter.texts) == 1


def test_I8_an_account_that_is_not_the_desks_any_more_is_not_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = deaf_desk()
    watch_accounts(desk=desk)
    [incident] = desk.incidents.all()
    desk.incidents.remove(incident)
    desk.incidents.save(type(incident)("gone", Fault.ACCOUNT_DISCONNECTED, at(0)))
    notify_incident(Fault.ACCOUNT_DISCONNECTED, desk=desk)
    assert desk.mailer.mails == []
    assert desk.incidents.all() == []


@pytest.mark.parametrize("news", IncidentNews)
@pytest.mark.parametrize("fault", Fault)
def test_I8_every_fault_is_told_in_both_languages(news: IncidentNews, fault: Fault) -> None:
    desk = deaf_desk(fault, Document("person", "boss", 1, {**MANAGER, "language": "ja"}))
    incident = SimpleNamespace(since=at(0), gone_since=at(30), sentence="<b>words of X</b>\n")
    account = account_health(desk=desk)[0].account
    told = {
        language: fault_message(
            news,
            fault,
            [(account, incident)],  # type: ignore[list-item]  # as much of an episode as is read
            rules={"x": RULES},
            reader=SimpleNamespace(language=language, zone="Asia/Tokyo"),  # type: ignore[arg-type]  # as above
            url=desk.url,
        )
        for language in ("en", "ja")
    }
    for message in told.values():
        assert "@acme_help" in message.subject
        assert "<b>" not in message.html
        assert message.sms.endswith(desk.url)
        assert len(message.sms) <= 134
    assert told["en"].subject != told["ja"].subject


def test_I8_the_reconciler_counts_what_it_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Sokuto")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "reconcile_desk")
    desk = deaf_desk(Fault.WEBHOOK_SILENT)
    monkeypatch.setattr(wiring, "desk", lambda: desk)
    desk.depths.dead = {"replies": 2, "ingest": 1}
    found = handler({"look_for": "overdue"}, None)
    assert found["fault:webhook_silent"] == 1
    assert (found["dead:replies"], found["dead:ingest"]) == (2, 1)
    assert figures(capsys) == {"AccountsAtFault": 1.0, "DeadLetters": 3.0}
    assert handler({"look_for": "unsent"}, None) == {}
    assert figures(capsys) == {}


def test_a_quiet_desk_publishes_no_metric_since_each_is_charged_by_the_hour(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Sokuto")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "reconcile_desk")
    desk = FakeDesk()
    monkeypatch.setattr(wiring, "desk", lambda: desk)
    for look_for in ("unsent", "overdue", "permissions", "expired"):
        handler({"look_for": look_for}, None)
    assert figures(capsys) == {}


def test_permissions_are_renewed_in_a_run_of_their_own_that_nothing_else_cuts_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Sokuto")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "reconcile_desk")
    desk = FakeDesk()
    desk.plug.grants.give("acme", lasts=minutes(10))
    monkeypatch.setattr(wiring, "desk", lambda: desk)
    handler({"look_for": "overdue"}, None)
    assert desk.plug.grants.renewals == []
    assert handler({"look_for": "permissions"}, None) == {"renewed": 1}


def figures(capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    told = {}
    for line in capsys.readouterr().out.splitlines():
        if '"_aws"' in line:
            said: dict[str, Any] = json.loads(line)
            name = said["_aws"]["CloudWatchMetrics"][0]["Metrics"][0]["Name"]
            told["/".join([name, *([said["fault"]] if "fault" in said else [])])] = said[name][0]
    return told


def test_I8_health_says_what_is_wrong_since_when_and_whether_timers_are_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = deaf_desk()
    monkeypatch.setattr(wiring, "_desk", desk)

    def health() -> dict[str, Any]:
        told: dict[str, Any] = json.loads(raw("GET", "/api/health")["body"])
        return told

    [account] = health()["accounts"]
    assert account["state"] == "account_disconnected"
    assert (account["sentence"], account["since"]) == (WORDS, "2026-09-15T12:00:00.000Z")
    assert account["faults"] == {"account_disconnected": WORDS}
    assert health()["timers"] == {"last_look": None, "state": "waiting"}
    find_overdue(desk=desk)
    assert health()["timers"] == {"last_look": "2026-09-15T12:00:00.000Z", "state": "ok"}
    desk.clock.forward(minutes(12))
    assert health()["timers"]["state"] == "silent"
    [listed] = json.loads(raw("GET", "/api/queue", query={"limit": "50"})["body"])["accounts"]
    assert listed["since"] == "2026-09-15T12:00:00.000Z"
