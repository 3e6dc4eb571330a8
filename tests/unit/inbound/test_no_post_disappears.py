"""Whatever the settings say, a post that is for us becomes a ticket with a deadline (I9)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import wiring
from shared.domain.accounts.status import Signal
from shared.domain.errors import InvalidError, UnavailableError
from shared.domain.inbound.keywords import LONGEST_TAG, MOST_TAGS, MOST_TOLD
from shared.domain.sla import time_zones as zones
from shared.domain.sla.calendar import always_open
from shared.domain.sla.calendar_document import WEEKDAYS
from shared.domain.sla.clock import ClockKind, Ref, SlaClock
from shared.domain.sla.policy import Policy
from shared.domain.sla.promise import AROUND_THE_CLOCK, LAST_POLICY, Fallback, promise_in_any_case
from shared.domain.tickets.lists.flags import flags_of
from shared.ports.memory import ProcessMemory
from shared.ports.settings import Document
from shared.usecases.accounts.watch_accounts import watch_accounts
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.notifications.notify_incident import notify_incident
from shared.usecases.operations.due_steps import Overdue
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.operations.send_unsent import Unsent, send_unsent
from shared.usecases.reporting.measure_response_times import measure
from shared.usecases.settings.current import desk_settings, traces
from shared.usecases.settings.salvage import unusable
from shared.usecases.settings_changes.change_settings import change_settings, preview_settings
from shared.usecases.sla.chase_deadline import chase_deadline
from shared.usecases.tickets.list_queue import QueueFilter, list_queue
from tests.builders import at, minutes, sighted, sighted_answer
from tests.fake_desk import ACCOUNT, MANAGER, FakeDesk
from tests.unit.api.test_api import call

EVENT: dict[str, Any] = {
    "zone": "Asia/Tokyo",
    "weekly": {},
    "special_days": [{"date": "2026-09-01", "hours": ["10:00-18:00"]}],
}
DAY_AND_NIGHT = {day: ["00:00-24:00"] for day in WEEKDAYS}
OVER = Document("calendar", "event", 1, EVENT)
ON_EVENT = Document("policy", "stand", 1, {"calendar": "event", "first_reply_minutes": 5, "accounts": ["acme"]})
DEFAULT = Document("policy", "default", 1, {"calendar": "always", "first_reply_minutes": 45})


def at_work(*documents: Document) -> FakeDesk:
    desk = FakeDesk(*documents)
    desk.heartbeats.beat("acme", Signal.POLL, at(0) + timedelta(days=9))
    return desk


def running(desk: FakeDesk) -> SlaClock:
    clock = desk.only_ticket().running
    assert clock is not None
    return clock


def test_I9_a_calendar_that_ran_out_of_open_days_gives_the_defaults_time_around_the_clock() -> None:
    desk = at_work(OVER, ON_EVENT, DEFAULT)
    assert ingest_post(sighted(0), desk=desk).outcome == "stored"
    clock = running(desk)
    assert (clock.due_at, clock.policy, clock.calendar) == (at(45), Ref("default", 1), Ref("always", 0))
    assert clock.fallback == Fallback.NOT_COUNTABLE
    assert "fallback_deadline" in flags_of(desk.only_ticket())
    assert len(desk.timers.running) == 1
    ingest_post(sighted_answer(10, sighted(0).id), desk=desk)
    assert "fallback_deadline" not in flags_of(desk.only_ticket())


def test_I9_a_short_thanks_there_still_goes_by_mail_alone() -> None:
    desk = at_work(OVER, ON_EVENT, DEFAULT)
    ingest_post(sighted(0, text="@acme_help thank you!"), desk=desk)
    assert {how for step in running(desk).steps for how in step.how} == {"mail"}


def test_I9_a_ladder_that_goes_on_after_the_last_open_day_falls_there_around_the_clock() -> None:
    days = [{"date": "2026-09-15", "hours": ["21:00-22:00"]}]
    last_hour = Document("calendar", "event", 1, EVENT | {"special_days": days})
    ladder = [{"step": "due"}, {"step": "late", "after_minutes": 90}]
    policy = Document("policy", "default", 1, {"calendar": "event", "first_reply_minutes": 60, "ladder": ladder})
    desk = at_work(last_hour, policy)
    ingest_post(sighted(0), desk=desk)
    clock = running(desk)
    assert (clock.due_at, clock.fallback) == (at(60), None)
    assert [step.at for step in clock.steps] == [at(60), at(150)]


def test_I9_managers_get_one_mail_and_one_that_it_is_over() -> None:
    desk = at_work(OVER, ON_EVENT, DEFAULT)
    look(desk)
    look(desk, 5)
    [(who, subject, text)] = desk.mailer.mails
    assert (who, subject) == ("boss", "Settings need mending: deadlines cannot be counted")
    assert "policies[stand]" in text
    desk.settings.put([Document("calendar", "event", 2, EVENT | {"weekly": {"mon": ["09:00-18:00"]}})])
    look(desk, 1)
    look(desk, 11)
    look(desk, 5)
    assert [mail[1] for mail in desk.mailer.mails[1:]] == ["Recovered: deadlines are counted as set"]
    assert desk.incidents.all() == []


def look(desk: FakeDesk, after: float = 0) -> None:
    desk.clock.forward(minutes(after))
    watch_accounts(desk=desk)
    faults, desk.alerts.faults = desk.alerts.faults, []
    for fault in faults:
        notify_incident(fault, desk=desk)


def test_I9_in_japanese_the_mail_is_japanese() -> None:
    desk = at_work(OVER, ON_EVENT, DEFAULT, Document("person", "boss", 2, MANAGER | {"language": "ja"}))
    look(desk)
    [(_, subject, text)] = desk.mailer.mails
    assert subject == "【要修正】設定どおりに返信期限を計算できません"
    assert "policies[stand]" in text


def test_I9_a_clock_is_counted_as_meant_once_the_calendar_is_mended() -> None:
    desk = at_work(OVER, ON_EVENT, DEFAULT)
    ingest_post(sighted(0), desk=desk)
    assert find_overdue(desk=desk).waiting[Overdue.REAPPLIED] == 0
    desk.settings.put([Document("calendar", "event", 2, EVENT | {"weekly": DAY_AND_NIGHT})])
    assert find_overdue(desk=desk).waiting[Overdue.REAPPLIED] == 1
    clock = running(desk)
    assert (clock.due_at, clock.fallback, clock.calendar) == (at(5), None, Ref("event", 2))
    assert find_overdue(desk=desk).waiting[Overdue.REAPPLIED] == 0


def test_I9_a_running_clock_whose_calendar_is_cut_short_has_the_defaults_time() -> None:
    whole = Document("calendar", "event", 1, EVENT | {"weekly": DAY_AND_NIGHT})
    desk = at_work(whole, ON_EVENT, DEFAULT)
    ingest_post(sighted(0), desk=desk)
    assert running(desk).due_at == at(5)
    desk.settings.put([Document("calendar", "event", 2, EVENT)])
    assert find_overdue(desk=desk).waiting[Overdue.REAPPLIED] == 1
    assert (running(desk).due_at, running(desk).fallback) == (at(45), Fallback.NOT_COUNTABLE)
    assert find_overdue(desk=desk).waiting[Overdue.REAPPLIED] == 0


def test_I9_older_settings_take_no_clock_back_to_the_default() -> None:
    desk = at_work(
        Document("calendar", "event", 2, EVENT | {"weekly": DAY_AND_NIGHT}),
        ON_EVENT,
        DEFAULT,
    )
    ingest_post(sighted(0), desk=desk)
    stamped = running(desk)
    old = at_work(OVER, ON_EVENT, DEFAULT)
    old.tickets, old.timers = desk.tickets, desk.timers
    assert find_overdue(desk=old).waiting[Overdue.REAPPLIED] == 0
    assert running(desk) == stamped


def test_I9_a_policy_that_names_a_calendar_that_is_not_there_loses_no_post() -> None:
    desk = at_work(ON_EVENT, DEFAULT)
    ingest_post(sighted(0), desk=desk)
    assert (running(desk).due_at, running(desk).fallback) == (at(45), Fallback.NO_CALENDAR)
    assert any("policies[stand].calendar" in fault for fault in unusable(desk_settings(desk), at(0)))


def test_I9_a_default_policy_that_says_whom_it_is_for_is_still_everybodys() -> None:
    desk = at_work(Document("policy", "default", 1, {"first_reply_minutes": 45, "accounts": ["elsewhere"]}))
    ingest_post(sighted(0), desk=desk)
    assert (running(desk).due_at, running(desk).fallback) == (at(45), None)


def test_I9_a_version_of_a_calendar_that_is_not_there_stops_neither_timer_nor_ticket_nor_numbers() -> None:
    desk = at_work(DEFAULT)
    ingest_post(sighted(0), desk=desk)
    ident = desk.only_ticket().id
    stored = desk.tickets.tickets[ident]
    lost = replace(running(desk), calendar=Ref("office", 7))
    desk.tickets.tickets[ident] = replace(stored, clocks=(lost,))
    assert len(traces(desk.only_ticket(), desk)[lost.id]) == 1
    assert list_queue(QueueFilter(), me="kt", desk=desk).rows
    desk.clock.instant = at(46)
    assert chase_deadline(ident, lost.id, None, desk=desk).fired == "due"
    ingest_post(sighted_answer(50, sighted(0).id), desk=desk)
    [row] = measure(at(0), at(60), desk=desk)
    assert row.business["first_reply"].mean_s == 3000.0


@pytest.fixture
def no_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A release of the time zones' data without one that is in use."""
    known = zones.zone_names() - {"Asia/Tokyo"}
    monkeypatch.setattr(zones, "zone_names", lambda: known)
    zones.zone_of.cache_clear()
    yield
    zones.zone_of.cache_clear()


OFFICE = Document("calendar", "office", 1, {"zone": "Asia/Tokyo", "weekly": {"tue": ["09:00-24:00"]}})
AT_OFFICE = Document("policy", "default", 1, {"calendar": "office", "first_reply_minutes": 45})


@pytest.mark.usefixtures("no_tokyo")
def test_I9_a_zone_that_the_data_does_not_know_any_more_loses_no_post() -> None:
    desk = at_work(OFFICE, AT_OFFICE)
    ingest_post(sighted(0), desk=desk)
    assert (running(desk).due_at, running(desk).fallback) == (at(45), Fallback.NO_CALENDAR)
    assert any("calendars[office].zone" in fault for fault in desk_settings(desk).faults)


def test_I9_a_clock_in_a_zone_that_went_meanwhile_still_has_its_timer_and_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = at_work(OFFICE, AT_OFFICE)
    ingest_post(sighted(0), desk=desk)
    assert running(desk).calendar == Ref("office", 1)
    desk.memory = ProcessMemory()

    def gone(*_: object) -> Any:
        raise KeyError("Asia/Tokyo")

    monkeypatch.setattr("shared.domain.sla.calendar.zone_of", gone)
    desk.clock.instant = at(46)
    find_overdue(desk=desk)
    assert [alert.step for alert in desk.only_ticket().alerts] == ["due"]
    assert list_queue(QueueFilter(), me="kt", desk=desk).rows
    ingest_post(sighted_answer(50, sighted(0).id), desk=desk)
    assert desk.only_ticket().clocks[0].business == minutes(50)


def test_I9_holidays_of_a_country_that_the_data_does_not_know_any_more_lose_no_post() -> None:
    closed = Document("calendar", "office", 1, dict(OFFICE.body) | {"holidays": {"country": "XX"}})
    desk = at_work(closed, AT_OFFICE)
    ingest_post(sighted(0), desk=desk)
    assert (running(desk).due_at, running(desk).fallback) == (at(45), Fallback.NOT_COUNTABLE)


def test_I9_a_document_that_cannot_be_read_counts_as_it_last_could() -> None:
    desk = at_work(DEFAULT, Document("policy", "default", 2, {"first_reply_minutes": "soon"}))
    ingest_post(sighted(0), desk=desk)
    assert (running(desk).due_at, running(desk).policy) == (at(45), Ref("default", 1))


def test_I9_what_is_sound_of_an_account_counts_without_the_rest() -> None:
    desk = at_work(Document("account", "acme", 2, ACCOUNT | {"picture": "no picture", "colour": 7, "unknown": 1}))
    assert ingest_post(sighted(0), desk=desk).outcome == "stored"
    assert desk_settings(desk).account("acme").picture is None


@pytest.mark.parametrize(
    "at_fault",
    [
        {"shifts": {"mon": ["99:00-1:1"]}},
        {"away": [{"from": "soon", "to": "later"}]},
        {"quiet": ["at night"]},
        {"phone": "none", "quiet": ["at night"], "unknown": 1},
    ],
)
def test_I9_a_field_that_is_read_after_the_others_costs_neither_a_manager_nor_an_account(at_fault: Any) -> None:
    first = Document("account", "acme", 1, ACCOUNT | {"picture": "no picture"})
    desk = at_work(first, Document("person", "boss", 1, MANAGER | at_fault))
    assert ingest_post(sighted(0), desk=desk).outcome == "stored"
    assert [person.email for person in desk_settings(desk).managers()] == [MANAGER["email"]]
    look(desk)
    [(who, subject, text)] = desk.mailer.mails
    assert (who, subject) == ("boss", "Settings need mending: deadlines cannot be counted")
    assert "accounts[acme].picture" in text


@pytest.mark.parametrize(
    "at_fault", [{"name": ""}, {"name": 7, "username": "with space"}, {"username": None, "picture": "none"}]
)
def test_I9_an_account_whose_name_cannot_be_read_is_heard_under_another(at_fault: Any) -> None:
    desk = at_work(Document("account", "acme", 1, ACCOUNT | at_fault))
    assert ingest_post(sighted(0), desk=desk).outcome == "stored"
    account = desk_settings(desk).account("acme")
    assert account.username == ("acme_help" if "username" not in at_fault else "100")
    assert account.name in ("acme_help", "100", "Acme Help")


def test_I9_a_session_that_was_ended_stays_so_though_the_document_cannot_be_read() -> None:
    only = FakeDesk(Document("person", "kt", 1, {"name": "Keiko", "email": "k@example.com", "signed_out_at": "today"}))
    assert desk_settings(only).person("kt") is None


def test_I9_nobody_who_was_let_out_comes_back_by_a_document_that_cannot_be_read() -> None:
    desk = at_work(Document("person", "kt", 2, {"name": "Keiko", "email": "keiko@example.com", "disabled": "yes"}))
    earlier = desk_settings(desk).person("kt")
    assert earlier is not None
    assert earlier.name == "Keiko"
    only = FakeDesk(Document("person", "ex", 1, {"name": "Ex", "email": "ex@example.com", "disabled": "yes"}))
    assert desk_settings(only).person("ex") is None


def test_I9_a_kind_that_an_older_release_does_not_know_stops_nothing() -> None:
    desk = at_work(
        Document("escalation", "x", 1, {"a": 1}), Document("desk", "desk", 1, {"zone": "Asia/Tokyo", "new_wish": True})
    )
    ingest_post(sighted(0), desk=desk)
    assert desk_settings(desk).general.zone == "Asia/Tokyo"
    assert running(desk).fallback is None


def test_I9_a_store_that_cannot_be_reached_is_asked_again_and_nothing_is_made_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = at_work(Document("policy", "default", 2, {"first_reply_minutes": "soon"}))

    def throttled(*_: object) -> Document:
        raise UnavailableError("throttled")

    monkeypatch.setattr(desk.settings, "at", throttled)
    with pytest.raises(UnavailableError):
        ingest_post(sighted(0), desk=desk)


def test_I9_rules_say_as_much_as_they_like_and_the_ticket_can_be_stored() -> None:
    rules = [
        Document(
            "keyword_rule",
            f"r{n}",
            1,
            {
                "words": ["order"],
                "tags": [f"{n}-{i}" + "x" * 300 for i in range(60)],
                "notify": [f"person:{i:03}{n}" for i in range(99)],
            },
        )
        for n in range(5)
    ]
    people = [Document("person", f"{i:03}{n}", 1, MANAGER) for i in range(99) for n in range(5)]
    desk = at_work(*rules, *people)
    ingest_post(sighted(0), desk=desk)
    [alert] = desk.only_ticket().alerts
    assert (len(desk.only_ticket().tags), len(alert.whom)) == (MOST_TAGS, MOST_TOLD)
    assert max(map(len, desk.only_ticket().tags)) == LONGEST_TAG


def test_I9_a_dry_run_over_what_cannot_be_counted_says_what_would_move() -> None:
    whole = Document("calendar", "event", 1, EVENT | {"weekly": DAY_AND_NIGHT})
    desk = at_work(whole, ON_EVENT, DEFAULT)
    ingest_post(sighted(0), desk=desk)
    policy = Document("policy", "stand", 1, dict(ON_EVENT.body) | {"first_reply_minutes": 7})
    moves = preview_settings([policy], by=desk.boss, desk=desk, within=minutes(1)).moves
    assert (moves.clocks, moves.later, moves.failed) == (1, 1, 0)
    with pytest.raises(InvalidError):
        change_settings([Document("calendar", "event", 1, EVENT)], by=desk.boss, desk=desk, within=None)


@pytest.mark.parametrize(
    "since",
    [datetime.fromisoformat(f"{year}-06-01T00:00:00+00:00") for year in ("0001", "1899", "2026", "8999", "9999")],
)
def test_I9_whatever_time_a_network_says_there_is_a_deadline(since: datetime) -> None:
    given = promise_in_any_case(
        ClockKind.FIRST_REPLY,
        since,
        Policy("p", 1, "always"),
        always_open(),
        default=Policy("d", 1, "x", first_reply=timedelta.max),
    )
    assert given.due_at.tzinfo is not None
    assert given.steps


def test_I9_without_any_policy_the_built_in_one_counts() -> None:
    given = promise_in_any_case(
        ClockKind.NEXT_REPLY, at(0), None, None, default=Policy("d", 1, "x", next_reply=-minutes(1))
    )
    assert (given.due_at, given.fallback) == (at(60), Fallback.NO_POLICY)
    assert (given.policy, given.calendar) == (Ref(LAST_POLICY.id, 0), Ref(AROUND_THE_CLOCK.id, 0))


def test_I9_the_ticket_shows_the_flag_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = at_work(OVER, ON_EVENT, DEFAULT)
    monkeypatch.setattr(wiring, "_desk", desk)
    ingest_post(sighted(0), desk=desk)
    status, told = call("GET", f"/api/tickets/{desk.only_ticket().id}")
    assert status == 200
    assert told["ticket"]["flags"] == ["fallback_deadline"]
    assert (told["clocks"][0]["fallback"], told["clocks"][0]["policy"]) == ("not_countable", "default@1")
    assert told["clocks"][0]["trace"] == [{"from": "2026-09-15T12:00:00.000Z", "to": "2026-09-15T12:45:00.000Z"}]


# Any settings at all

HOURS = st.sampled_from(["09:00-18:00", "22:00-06:00", "00:00-24:00", "12:00-12:01", "9-5", "", "25:00-26:00"])
ZONES = st.sampled_from(["Asia/Tokyo", "UTC", "America/New_York", "Mars/Olympus", "right/UTC", "", 7])
DAYS = st.lists(
    st.fixed_dictionaries(
        {"date": st.dates().map(str) | st.sampled_from(["2026-09-15", "x"]), "hours": st.lists(HOURS, max_size=2)}
    ),
    max_size=3,
)
CALENDARS = st.fixed_dictionaries(
    {},
    optional={
        "zone": ZONES,
        "weekly": st.dictionaries(st.sampled_from([*WEEKDAYS, "someday"]), st.lists(HOURS, max_size=2), max_size=3),
        "special_days": DAYS,
        "holidays": st.sampled_from([{"country": "JP"}, {"country": "XX"}, {"country": 3}, "JP"]),
        "presets": st.sampled_from([["obon"], ["nenmatsu_nenshi"], ["carnival"], 1]),
        "retired": st.booleans(),
    },
)
NUMBERS = st.sampled_from([1, 5, 60.5, 1e-9, 0, -1, 527_040, 1e300, float("inf"), "30", None, True])
STEPS = st.fixed_dictionaries(
    {"step": st.sampled_from(["warn", "due", "late", "X"])},
    optional={
        "at_percent": st.sampled_from([1, 50, 100, 101, "x"]),
        "after_minutes": NUMBERS,
        "whom": st.sampled_from([["assignee"], ["team:gone"], [], "all"]),
    },
)
POLICIES = st.fixed_dictionaries(
    {},
    optional={
        "calendar": st.sampled_from(["a", "b", "always", "gone", "", 5]),
        "first_reply_minutes": NUMBERS,
        "next_reply_minutes": NUMBERS,
        "ladder": st.lists(STEPS, max_size=3),
        "accounts": st.sampled_from([["acme"], ["elsewhere"], [], "acme"]),
        "tags": st.sampled_from([["vip"], [], 1]),
        "team": st.sampled_from(["gone", None, 1]),
        "retired": st.booleans(),
    },
)
RULES = st.fixed_dictionaries(
    {"words": st.sampled_from([["order"], ["*"], [], [""], "order"])},
    optional={
        "tags": st.sampled_from([["vip"], [7]]),
        "notify": st.sampled_from([["person:gone"], ["managers"], ["me"]]),
    },
)
BODIES: Any = st.sampled_from(
    [{}, {"retired": True}, [], "x", None, {"zone": None}, {"join_public_days": -1, "undo_seconds": 1e9}]
)
SOUND_POLICIES = st.fixed_dictionaries(
    {"calendar": st.sampled_from(["a", "b"]), "first_reply_minutes": st.sampled_from([1, 90, 20_000])},
    optional={"accounts": st.just(["acme"]), "tags": st.just(["vip"])},
)
ENDING = st.builds(
    lambda day, hours: {"zone": "UTC", "weekly": {}, "special_days": [{"date": str(day), "hours": [hours]}]},
    st.dates(date(2026, 9, 1), date(2026, 10, 20)),
    st.sampled_from(["00:00-24:00", "12:00-13:00"]),
)
"""Sound calendars that run out of open days before, while or after the posts come."""

DOCUMENTS = st.lists(
    st.one_of(
        st.builds(
            Document,
            st.just("calendar"),
            st.sampled_from(["a", "b", "always"]),
            st.integers(1, 3),
            ENDING | CALENDARS | BODIES,
        ),
        st.builds(
            Document,
            st.just("policy"),
            st.sampled_from(["default", "vip", "p"]),
            st.integers(1, 3),
            SOUND_POLICIES | POLICIES | BODIES,
        ),
        st.builds(Document, st.just("keyword_rule"), st.sampled_from(["r", "s"]), st.integers(1, 2), RULES | BODIES),
        st.builds(Document, st.just("team"), st.just("support"), st.integers(1, 2), BODIES),
        st.builds(
            Document,
            st.just("desk"),
            st.just("desk"),
            st.integers(1, 2),
            BODIES | st.fixed_dictionaries({"zone": ZONES}),
        ),
        st.builds(
            Document, st.sampled_from(["text", "template", "person", "novelty"]), st.just("x"), st.just(1), BODIES
        ),
    ),
    max_size=8,
    unique_by=lambda document: (document.kind, document.id, document.version),
)
POSTS = st.lists(
    st.tuples(st.integers(0, 40_000), st.sampled_from(["asks", "thanks", "answers"])),
    min_size=1,
    max_size=4,
    unique_by=lambda post: post[0],
)


@settings(max_examples=250, deadline=None)
@given(DOCUMENTS, POSTS)
def test_I9_whatever_is_stored_as_settings_a_post_becomes_a_ticket_with_a_deadline(
    documents: list[Document], posts: list[tuple[int, str]]
) -> None:
    desk = FakeDesk(*documents)
    for n, (later, what) in enumerate(sorted(posts)):
        desk.clock.instant = at(later)
        text = "@acme_help thank you" if what == "thanks" else "@acme_help where is my order?"
        if what == "answers" and n:
            ingest_post(sighted_answer(later + n / 100, sighted(posts_of(posts)[0]).id), desk=desk)
        else:
            assert ingest_post(sighted(later, text=text), desk=desk).outcome in ("stored", "known")
        _, tickets = desk.tickets.of_customer("acme", "900")
        waiting = [ticket for ticket in tickets if ticket.waiting]
        assert waiting or what == "answers"
        assert all(ticket.running is not None and ticket.running.due_at for ticket in waiting)
        assert {key[:2] for key in desk.timers.running} <= {(t.id, c.id) for t in waiting for c in t.clocks}
    assert_works(desk)


def posts_of(posts: list[tuple[int, str]]) -> list[int]:
    return sorted(later for later, _ in posts)


def assert_works(desk: FakeDesk) -> None:
    """Lists, timers, numbers and notices over such clocks: nothing fails."""
    assert find_overdue(desk=desk).waiting[Overdue.FAILED] == 0
    desk.clock.forward(timedelta(days=2))
    assert find_overdue(desk=desk).waiting[Overdue.FAILED] == 0
    assert find_overdue(desk=desk).waiting[Overdue.REAPPLIED] == 0
    assert send_unsent(desk=desk)[Unsent.FAILED] == 0
    assert watch_accounts(desk=desk).failed == 0
    for row in list_queue(QueueFilter(), me="kt", desk=desk).rows:
        assert traces(desk.tickets.load(row.id), desk)
    assert measure(at(0), at(99_999), by="day", desk=desk)[0].tickets
