"""Settings are changed as a whole or not at all, and reach the clocks that run (C6, C7, B4)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.errors import (
    ForbiddenError,
    InvalidError,
    SettingsMovedError,
    UnavailableError,
    VersionConflictError,
)
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Person
from shared.domain.sla.clock import SlaClock
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.operations.due_steps import Overdue
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.settings.file import documents_in, file_of
from shared.usecases.settings_changes.change_settings import (
    Changed,
    change_settings,
    on_current_versions,
    preview_settings,
    settings_in_force,
)
from shared.usecases.sla.chase_deadline import chase_deadline
from shared.usecases.tickets.ticket_actions import acknowledge_ticket, finish_ticket, reopen_ticket
from tests.builders import NOON, at, minutes, sighted, sighted_answer
from tests.fake_desk import FakeDesk
from tests.fakes import FakeClock

SOON = timedelta(seconds=8)
OFFICE: dict[str, Any] = {
    "zone": "Asia/Tokyo",
    "weekly": {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
}
ADMIN = Person("root", "Root", "root@example.com", groups=("admins",))


def push(file: Mapping[str, Any], desk: FakeDesk, *, within: timedelta | None = None) -> Changed:
    return change_settings(on_current_versions(documents_in(file), desk=desk), by=None, desk=desk, within=within)


def dry_run(file: Mapping[str, Any], desk: FakeDesk, *, within: timedelta = SOON) -> Changed:
    return preview_settings(on_current_versions(documents_in(file), desk=desk), by=None, desk=desk, within=within)


def promise(n: float, **more: Any) -> dict[str, Any]:
    return {"policies": [{"id": "default", "first_reply_minutes": n, "next_reply_minutes": n, **more}]}


def waiting_desk(n: int = 3) -> FakeDesk:
    """`n` customers who wrote a minute apart, the first at noon; sixty minutes each."""
    desk = FakeDesk()
    for i in range(n):
        ingest_post(sighted(i, author=Author(str(900 + i), f"user{i}", f"User {i}")), desk=desk)
    return desk


def clocks(desk: FakeDesk) -> list[SlaClock]:
    return [clock for ticket in desk.tickets.tickets.values() for clock in ticket.clocks]


def test_settings_are_put_in_force_as_new_versions_and_only_where_they_differ() -> None:
    desk = FakeDesk()
    file = {"policies": [{"id": "default", "first_reply_minutes": 30}], "desk": {"language": "ja"}}
    assert [(d.kind, d.version) for d in push(file, desk).documents] == [("desk", 1), ("policy", 1)]
    assert push(file, desk).documents == ()
    ingest_post(sighted(0), desk=desk)
    clock = desk.only_ticket().running
    assert clock is not None
    assert (clock.target, clock.policy.version) == (minutes(30), 1)


def test_C7_a_desk_that_was_told_nothing_has_settings_of_version_0() -> None:
    told = {(d.kind, d.id): d.version for d in settings_in_force(desk=FakeDesk())}
    assert told["policy", "default"] == told["calendar", "always"] == told["desk", "desk"] == 0


def test_a_file_says_what_is_in_force_and_putting_it_back_changes_nothing() -> None:
    desk = FakeDesk(Document("person", "phoneless", 1, {"name": "P", "email": "p@example.com", "phone": None}))
    file = file_of(settings_in_force(desk=desk))
    assert set(file) == {"desk", "accounts", "people", "calendars", "policies"}
    assert push(file, desk).documents == ()


def test_a_day_that_toml_has_read_is_stored_as_text() -> None:
    desk = FakeDesk()
    days = [{"date": datetime(2026, 12, 31, tzinfo=UTC).date(), "hours": []}]
    [written] = push({"calendars": [{"id": "office", **OFFICE, "special_days": days}]}, desk).documents
    assert written.body["special_days"] == [{"date": "2026-12-31", "hours": []}]


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ({"policies": [{"id": "default", "calendar": "gone"}]}, "policies[default].calendar"),
        (promise(60, ladder=[{"step": "a", "at_percent": 0}]), "policies[default].ladder[0].at_percent"),
        (promise(60, ladder=[{"step": "a", "at_percent": 10**400}]), "policies[default].ladder[0].at_percent"),
        (promise(60, ladder=[{"step": "a", "whom": []}]), "policies[default].ladder[0].whom"),
        (promise(60, ladder=[{"step": "a", "how": []}]), "policies[default].ladder[0].how"),
        (promise(60, ladder=[{"step": "a"}, {"step": "a"}]), "policies[default].ladder[1].step"),
        (promise(60, ladder=[{"step": f"s{n}"} for n in range(21)]), "policies[default].ladder"),
        (promise(0), "policies[default].first_reply_minutes"),
        (promise(-5), "policies[default].first_reply_minutes"),
        (promise(10 * 366 * 24 * 60), "policies[default].first_reply_minutes"),
        (promise(float("nan")), "policies[default].first_reply_minutes"),
        (promise(float("inf")), "policies[default].first_reply_minutes"),
        ({"policies": [{"id": "p", "ladder": [{"step": "a", "whom": ["team:x"]}]}]}, "policies[p].ladder[0].whom"),
        ({"policies": [{"id": "a b"}]}, "policies[a b]"),
        ({"policies": [{"id": "p\n"}]}, "policies[p\n]"),
        ({"people": [{"id": "a", "name": "A", "email": "none"}]}, "people[a].email"),
        ({"people": [{"id": "a", "name": "A", "email": "a@example.com", "zone": "Mars"}]}, "people[a].zone"),
        ({"people": [{"id": "a", "name": "A", "email": "a@example.com", "phone": "090"}]}, "people[a].phone"),
        ({"people": [{"id": "a", "name": "\ud800", "email": "a@example.com"}]}, "people[a].name"),
        ({"accounts": [{"name": "A"}]}, "accounts[0].id"),
        ({"accounts": [{"id": "a", "colour": "red"}]}, "accounts[a]"),
        ({"teams": [{"id": "t", "name": "T", "members": ["nobody"]}]}, "teams[t].members[0]"),
        ({"teams": [{"id": "t", "name": "T" * 100_001}]}, "teams[t]"),
        ({"desk": {"undo": 5}}, "desk"),
        ({"desk": {"zone": "Mars/Olympus"}}, "desk.zone"),
        ({"wishes": []}, "wishes"),
        ({"calendars": [{"id": "c", "zone": "Mars", "weekly": OFFICE["weekly"]}]}, "calendars[c].zone"),
        (
            {"calendars": [{"id": "c", "zone": "UTC", "weekly": {"mon": ["09:00-12:00", "11:00-18:00"]}}]},
            "calendars[c].weekly.mon[1]",
        ),
        (
            {
                "calendars": [
                    {"id": "c", "zone": "UTC", "weekly": {"mon": [f"00:{n:02}-00:{n + 1:02}" for n in range(13)]}}
                ]
            },
            "calendars[c].weekly.mon",
        ),
    ],
)
def test_settings_that_cannot_be_are_refused_with_the_path_and_nothing_changes(file: dict[str, Any], path: str) -> None:
    desk = waiting_desk(1)
    before, running = desk.settings.current(fresh=True), clocks(desk)
    for change in (dry_run, push):
        with pytest.raises(InvalidError) as refused:
            change(file, desk)
        assert refused.value.path.startswith(path)
        assert " " in refused.value.sentence
    assert desk.settings.current(fresh=True) == before
    assert clocks(desk) == running


@pytest.mark.parametrize(
    ("weekly", "special_days"),
    [({}, []), ({"mon": []}, []), ({}, [{"date": "2020-01-01", "hours": ["09:00-18:00"]}])],
)
def test_B4_a_calendar_that_never_opens_is_refused_with_the_reason(weekly: Any, special_days: Any) -> None:
    calendar = {"id": "never", "zone": "Asia/Tokyo", "weekly": weekly, "special_days": special_days}
    with pytest.raises(InvalidError, match="open") as refused:
        push({"calendars": [calendar]}, FakeDesk())
    assert refused.value.path == "calendars[never].weekly"


def test_B4_a_promise_that_its_calendar_does_not_hold_is_refused_and_not_found_out_by_a_post() -> None:
    once = {
        "id": "once",
        "zone": "UTC",
        "weekly": {},
        "special_days": [{"date": "2026-10-01", "hours": ["09:00-10:00"]}],
    }
    assert push({"calendars": [once], **promise(60, calendar="once", ladder=[{"step": "due"}])}, FakeDesk()).documents
    with pytest.raises(InvalidError, match="366 days") as refused:
        push({"calendars": [once], **promise(61, calendar="once", ladder=[{"step": "due"}])}, FakeDesk())
    assert refused.value.path == "policies[default].first_reply_minutes"
    rare = {"id": "rare", "zone": "UTC", "weekly": {"mon": ["09:00-09:01"]}}
    with pytest.raises(InvalidError, match="20 years"):
        push({"calendars": [rare], **promise(366 * 24 * 60, calendar="rare")}, FakeDesk())


def test_of_two_who_edit_the_same_document_the_second_is_told_the_version() -> None:
    desk = FakeDesk()
    first = Document("policy", "default", 0, {"first_reply_minutes": 30})
    change_settings([first], by=None, desk=desk, within=SOON)
    for change in (preview_settings, change_settings):
        with pytest.raises(SettingsMovedError) as moved:
            change([Document("policy", "default", 0, {"first_reply_minutes": 10})], by=None, desk=desk, within=SOON)
        assert (moved.value.kind, moved.value.ident, moved.value.version) == ("policy", "default", 1)


def test_whoever_loses_the_race_for_the_store_is_told_the_version_too(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = FakeDesk()
    other, put = desk.settings.beside(), desk.settings.put

    def late(documents: Any, **more: Any) -> None:
        other.put([Document("policy", "default", 1, {"first_reply_minutes": 5})])
        put(documents, **more)

    monkeypatch.setattr(desk.settings, "put", late)
    with pytest.raises(SettingsMovedError):
        push(promise(30), desk)
    monkeypatch.setattr(desk.settings, "put", lambda *_, **__: (_ for _ in ()).throw(VersionConflictError("lost")))
    with pytest.raises(VersionConflictError):
        push(promise(30), desk)


def test_a_document_that_is_named_twice_is_refused() -> None:
    twice = [Document("team", "t", 0, {"name": name}) for name in "AB"]
    with pytest.raises(InvalidError, match="twice"):
        change_settings(twice, by=None, desk=FakeDesk(), within=SOON)


def test_managers_change_promises_and_only_admins_change_people_accounts_and_the_desk() -> None:
    desk = FakeDesk()
    person = Document("person", "kt", 1, {"name": "K", "email": "keiko@example.com"})
    for document in (person, Document("account", "acme", 1, {}), Document("desk", "desk", 0, {"language": "ja"})):
        with pytest.raises(ForbiddenError):
            change_settings([document], by=desk.boss, desk=desk, within=SOON)
    unchanged = next(d for d in settings_in_force(desk=desk) if d.kind == "person")
    policy = Document("policy", "default", 0, {"first_reply_minutes": 30})
    assert change_settings([unchanged, policy], by=desk.boss, desk=desk, within=SOON).documents
    assert change_settings([person], by=ADMIN, desk=desk, within=SOON).documents


def test_the_last_admin_cannot_lock_everybody_out() -> None:
    admin = {"name": "Root", "email": "root@example.com", "groups": ["admins"]}
    desk = FakeDesk(Document("person", "root", 1, admin))
    with pytest.raises(InvalidError, match="no admin left") as refused:
        push({"people": [{"id": "root", **admin, "groups": ["agents"]}]}, desk)
    assert refused.value.path == "people[root].groups"
    with pytest.raises(InvalidError, match="no admin left") as refused:
        push({"people": [{"id": "root", **admin, "disabled": True}]}, desk)
    assert refused.value.path == "people[root].disabled"


def test_C6_a_dry_run_says_what_would_move_and_moves_nothing() -> None:
    desk = waiting_desk(3)
    desk.clock.forward(minutes(31.5))
    before, timers = clocks(desk), dict(desk.timers.running)
    told = dry_run(promise(30), desk)
    assert [(d.kind, d.id, d.version) for d in told.documents] == [("policy", "default", 1)]
    moves = told.moves
    assert (moves.clocks, moves.earlier, moves.later, moves.become_overdue, moves.more) == (3, 3, 0, 2, False)
    assert [(m.account, m.due_at, m.new_due_at) for m in moves.examples] == [
        ("acme", at(60 + i), at(30 + i)) for i in range(3)
    ]
    assert clocks(desk) == before
    assert desk.timers.running == timers
    assert all(d.version == 0 for d in settings_in_force(desk=desk) if d.kind == "policy")
    later = dry_run(promise(90), desk).moves
    assert (later.clocks, later.earlier, later.later, later.become_overdue) == (3, 0, 3, 0)


def test_C6_a_dry_run_shows_twenty_examples_and_counts_them_all() -> None:
    moves = dry_run(promise(30), waiting_desk(25)).moves
    assert (moves.clocks, len(moves.examples)) == (25, 20)


def test_C6_a_change_that_is_no_promise_leaves_the_clocks_alone() -> None:
    desk = waiting_desk(1)
    assert push({"desk": {"language": "ja"}}, desk).moves.clocks == 0
    assert dry_run({"teams": [{"id": "t", "name": "T"}]}, desk).moves.clocks == 0


def test_C6_a_changed_policy_applies_to_running_clocks_from_their_start() -> None:
    desk = waiting_desk(2)
    moves = push(promise(90), desk).moves
    assert (moves.clocks, moves.earlier, moves.later) == (2, 0, 2)
    assert [c.due_at for c in clocks(desk)] == [at(90), at(91)]
    assert [(c.policy.version, c.target, c.timer_generation) for c in clocks(desk)] == [(1, minutes(90), 1)] * 2
    assert [row.clock.due_at for _, row in desk.tickets.waiting("acme", limit=5) if row.clock] == [at(90), at(91)]
    assert push(promise(90), desk).moves.clocks == 0


def test_C6_a_changed_calendar_applies_as_well() -> None:
    desk = waiting_desk(1)
    push({"calendars": [{"id": "office", **OFFICE}], **promise(60, calendar="office")}, desk)
    [clock] = clocks(desk)
    assert clock.due_at == datetime(2026, 9, 16, 1, 0, tzinfo=UTC)
    longer = {"id": "office", **OFFICE, "weekly": {**OFFICE["weekly"], "tue": ["09:00-21:30"]}}
    assert push({"calendars": [longer]}, desk).moves.earlier == 1
    [clock] = clocks(desk)
    assert clock.due_at == datetime(2026, 9, 16, 0, 30, tzinfo=UTC)
    assert (clock.calendar.id, clock.calendar.version, clock.policy.version) == ("office", 2, 1)


def test_C6_an_earlier_deadline_takes_the_next_arm_and_stops_the_old_timer() -> None:
    desk = waiting_desk(1)
    ticket, [clock] = desk.only_ticket(), clocks(desk)
    assert desk.timers.running == {(ticket.id, clock.id, 1): at(30)}
    push(promise(30), desk)
    assert desk.timers.running == {(ticket.id, clock.id, 2): at(15)}
    assert chase_deadline(ticket.id, clock.id, 1, desk=desk).wake_at is None
    desk.clock.forward(minutes(24))
    assert chase_deadline(ticket.id, clock.id, 2, desk=desk).fired == "warn"


def test_C6_a_later_deadline_keeps_its_timer_which_waits_on() -> None:
    desk = waiting_desk(1)
    ticket, [clock] = desk.only_ticket(), clocks(desk)
    push(promise(90), desk)
    assert desk.timers.running == {(ticket.id, clock.id, 1): at(30)}
    desk.clock.forward(minutes(48))
    assert chase_deadline(ticket.id, clock.id, 1, desk=desk).wake_at == at(72)


def test_C6_a_deadline_that_moves_on_after_its_timer_ended_gets_a_new_timer() -> None:
    desk = waiting_desk(1)
    ticket, [clock] = desk.only_ticket(), clocks(desk)
    desk.clock.forward(minutes(61))
    assert chase_deadline(ticket.id, clock.id, 1, desk=desk).fired == "due"
    desk.timers.stop(ticket.id, clock.id, 1)
    push(promise(90), desk)
    assert desk.timers.running == {(ticket.id, clock.id, 2): at(61)}


def test_L3_of_the_steps_that_a_shortened_target_has_passed_the_highest_fires_once_and_at_once() -> None:
    desk = waiting_desk(1)
    ticket, [clock] = desk.only_ticket(), clocks(desk)
    desk.clock.forward(minutes(50))
    assert chase_deadline(ticket.id, clock.id, 1, desk=desk).fired == "warn"
    push(promise(30), desk)
    assert desk.timers.running == {(ticket.id, clock.id, 2): at(50)}
    assert chase_deadline(ticket.id, clock.id, 2, desk=desk).fired == "due"
    assert chase_deadline(ticket.id, clock.id, 2, desk=desk).fired is None


def test_L3_a_deadline_that_comes_back_does_not_fire_again() -> None:
    desk = waiting_desk(1)
    ticket, [clock] = desk.only_ticket(), clocks(desk)
    desk.clock.forward(minutes(50))
    chase_deadline(ticket.id, clock.id, 1, desk=desk)
    push(promise(62), desk)
    assert chase_deadline(ticket.id, clock.id, None, desk=desk).fired == "warn"
    push(promise(60), desk)
    assert chase_deadline(ticket.id, clock.id, None, desk=desk).fired is None
    assert len(desk.only_ticket().alerts) == 2


def test_C6_what_people_did_to_a_running_clock_stays() -> None:
    desk = waiting_desk(1)
    acknowledge_ticket(desk.only_ticket().id, by=desk.kt, desk=desk)
    [before] = clocks(desk)
    push(promise(30), desk)
    [after] = clocks(desk)
    assert (after.id, after.acknowledged_at, after.started_at) == (before.id, before.acknowledged_at, before.started_at)


def test_C6_finished_clocks_never_change() -> None:
    desk = waiting_desk(3)
    ingest_post(sighted_answer(5, sighted(0).id, in_reply_to_user="900"), desk=desk)
    second = next(t.id for t in desk.tickets.tickets.values() if t.customer.id == "901")
    finish_ticket(second, "nothing_to_say", by=desk.kt, desk=desk)
    finished = [clock for clock in clocks(desk) if not clock.running]
    assert len(finished) == 2
    assert dry_run(promise(30), desk).moves.clocks == 1
    assert push(promise(30), desk).moves.clocks == 1
    assert [clock for clock in clocks(desk) if not clock.running] == finished
    reopen_ticket(second, by=desk.kt, desk=desk)
    assert find_overdue(desk=desk).waiting[Overdue.REAPPLIED] == 1
    assert [c.target for c in clocks(desk) if c.running] == [minutes(30)] * 2


def test_C6_a_policy_that_now_matches_takes_over_where_it_does_and_nowhere_else() -> None:
    desk = waiting_desk(2)
    ingest_post(sighted(3, channel=Channel.DIRECT, author=Author("950", "dm", "DM")), desk=desk)
    told = push({"policies": [{"id": "direct", "first_reply_minutes": 10, "channels": ["direct"]}]}, desk)
    assert [(desk.tickets.load(m.ticket).customer.id, m.new_due_at) for m in told.moves.examples] == [("950", at(13))]
    assert find_overdue(desk=desk).waiting[Overdue.REAPPLIED] == 0


def test_C7_the_clock_of_a_short_thanks_goes_on_by_mail_alone() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0, text="@acme_help thank you!"), desk=desk)
    push(promise(30), desk)
    [clock] = clocks(desk)
    assert clock.due_at == at(30)
    assert {how for step in clock.steps for how in step.how} == {"mail"}


class TickingClock(FakeClock):
    """A second goes by with every look at it."""

    def now(self) -> datetime:
        self.forward(timedelta(seconds=1))
        return super().now()


def test_C6_what_time_does_not_allow_is_left_to_the_reconciler() -> None:
    desk = waiting_desk(30)
    desk.clock = TickingClock(NOON + minutes(30))
    told = push(promise(90), desk, within=timedelta(seconds=10))
    assert told.moves.more
    assert 0 < told.moves.clocks < 30
    runs = 0
    while any(clock.target != minutes(90) for clock in clocks(desk)):
        assert find_overdue(desk=desk).waiting[Overdue.REAPPLIED] > 0
        runs += 1
    assert 1 < runs < 20
    assert dry_run(promise(45), desk, within=timedelta(seconds=5)).moves.more


def test_C6_a_clock_that_was_started_with_old_settings_meanwhile_is_found_too() -> None:
    desk = FakeDesk()
    stale = desk.settings.current()
    desk.settings.beside().put([Document("policy", "default", 1, {"first_reply_minutes": 30})])
    assert desk.settings.current() == stale
    ingest_post(sighted(0), desk=desk)
    assert clocks(desk)[0].due_at == at(60)
    assert find_overdue(desk=desk).waiting[Overdue.REAPPLIED] == 1
    assert clocks(desk)[0].due_at == at(30)
    assert find_overdue(desk=desk).waiting[Overdue.REAPPLIED] == 0


def test_C6_somebody_with_older_settings_does_not_take_the_newer_back() -> None:
    desk = waiting_desk(1)
    push(promise(30), desk)
    [before] = clocks(desk)
    old = FakeDesk()
    old.tickets, old.timers, old.clock = desk.tickets, desk.timers, desk.clock
    assert find_overdue(desk=old).waiting[Overdue.REAPPLIED] == 0
    assert clocks(desk) == [before]


def test_C6_one_ticket_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = waiting_desk(3)
    load = desk.tickets.load

    def broken(ticket_id: str) -> Any:
        if desk.tickets.tickets[ticket_id].customer.id == "901":
            raise VersionConflictError("always")
        return load(ticket_id)

    monkeypatch.setattr(desk.tickets, "load", broken)
    moves = push(promise(30), desk).moves
    assert (moves.clocks, moves.failed) == (2, 1)


def test_C6_settings_that_are_saved_stay_saved_though_the_queue_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = waiting_desk(2)
    with monkeypatch.context() as broken:
        broken.setattr(desk.tickets, "waiting", lambda *_, **__: (_ for _ in ()).throw(UnavailableError("throttled")))
        told = push(promise(30), desk)
    assert (told.moves.clocks, told.moves.more) == (0, True)
    assert find_overdue(desk=desk).waiting[Overdue.REAPPLIED] == 2
