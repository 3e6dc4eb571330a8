"""No rate flatters (M5), and every figure can be added up from the single clocks (M6)."""

import csv
import io
import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.desk_api.http.csv_file import BOM, csv_of
from shared import wiring
from shared.domain.errors import InvalidError
from shared.domain.posts.author import Author
from shared.domain.reporting.metrics import share
from shared.domain.reporting.sealed_day import days_between
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.reporting import day_tables
from shared.usecases.reporting import list_clocks as export
from shared.usecases.reporting.measure_response_times import BY, NOBODY
from shared.usecases.tickets.ticket_actions import finish_ticket
from tests.builders import at, sighted, sighted_answer, snowflake
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import call, raw

OTHER = Document("account", "acme_us", 1, {"network": "x", "network_id": "300", "username": "acme_us", "name": "US"})
TOKYO = Document("desk", "desk", 1, {"zone": "Asia/Tokyo"})
PERIOD = {"from": "2026-09-15", "to": "2026-09-16", "zone": "desk"}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk(OTHER, TOKYO)
    monkeypatch.setattr(wiring, "_desk", fake)
    return fake


def wrote(desk: FakeDesk, n: float, customer: str, name: str = "Jo") -> str:
    ingest_post(sighted(n, author=Author(customer, f"user{customer}", name)), desk=desk)
    _, tickets = desk.tickets.of_customer("acme", customer)
    return tickets[-1].id


def told(by: str | None = None) -> dict[str, Any]:
    status, answer = call("GET", "/api/metrics", groups="[managers]", **PERIOD, **({"by": by} if by else {}))
    assert status == 200
    return {row["key"]: row for row in answer["rows"]}


def test_M5_a_promise_whose_deadline_has_passed_unanswered_is_missed_from_that_second_on(desk: FakeDesk) -> None:
    wrote(desk, 0, "901")
    wrote(desk, 1, "902")
    ingest_post(sighted_answer(10, sighted(1).id), desk=desk)
    desk.clock.instant = at(59.99)
    assert told()["*"]["first_reply"]["within_target"] == 1.0
    desk.clock.instant = at(60)
    first = told()["*"]["first_reply"]
    assert (first["within_target"], first["business"]["within_target"]) == (0.5, 0.5)
    assert (first["in_time"], first["missed"], first["overdue"], first["unanswered"]) == (1, 1, 1, 1)
    assert told()["*"]["overdue"] == 1


@pytest.mark.parametrize("by", BY)
def test_M5_what_lapsed_unanswered_counts_in_the_share_of_every_grouping(desk: FakeDesk, by: str) -> None:
    wrote(desk, 0, "901")
    desk.clock.instant = at(600)
    shares = [row["first_reply"]["within_target"] for row in told(by).values() if row["tickets"]]
    assert shares == [0.0, 0.0]


def test_M5_in_time_of_nothing_is_no_number(desk: FakeDesk) -> None:
    assert told()["*"]["first_reply"]["within_target"] is None
    ticket = wrote(desk, 0, "901")
    assert told()["*"]["first_reply"]["within_target"] is None
    desk.clock.instant = at(90)
    finish_ticket(ticket, "thanks_only", by=desk.kt, desk=desk)
    row = told()["*"]
    assert (row["first_reply"]["within_target"], row["overdue"], row["unanswered"]) == (None, 0, 0)


def test_M5_an_answer_after_the_deadline_is_missed_though_the_desk_was_closed_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Due when the desk closes, answered in the evening: no open minute has passed, and the deadline has."""
    weekly = {"mon": ["09:00-18:00"], "tue": ["09:00-18:00"], "wed": ["09:00-18:00"]}
    office = Document("calendar", "office", 1, {"zone": "UTC", "weekly": weekly})
    policy = Document("policy", "default", 1, {"calendar": "office", "first_reply_minutes": 360})
    desk = FakeDesk(office, policy)
    monkeypatch.setattr(wiring, "_desk", desk)
    wrote(desk, 0, "901")
    ingest_post(sighted_answer(480, sighted(0).id), desk=desk)
    desk.clock.instant = at(500)
    first = told()["*"]["first_reply"]
    assert (first["within_target"], first["missed"], first["business"]["mean_s"]) == (0.0, 1, 360 * 60.0)


def test_M5_a_share_is_never_rounded_up_to_all_of_them() -> None:
    assert share(9_999_999, 10_000_000) == 0.999999
    assert (share(3, 3), share(0, 3), share(0, 0)) == (1.0, 0.0, None)


def exported(**query: str) -> list[dict[str, str]]:
    text, cursor = "", ""
    for _ in range(99):
        answer = raw(
            "GET",
            "/api/metrics/clocks",
            groups="[managers]",
            query=PERIOD | query | ({"cursor": cursor} if cursor else {}),
        )
        assert answer["statusCode"] == 200
        text += answer["body"]
        cursor = {k.lower(): v for k, v in answer["headers"].items()}.get("next-cursor", "")
        if not cursor:
            break
    assert text.startswith(BOM)
    assert text.count(BOM) == 1
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM))))


def test_M6_a_line_says_all_of_one_clock(desk: FakeDesk) -> None:
    ticket = wrote(desk, 0, "901")
    ingest_post(sighted_answer(61.5, sighted(0).id), desk=desk)
    desk.clock.instant = at(62)
    assert exported() == [
        {
            "ticket": ticket,
            "account": "acme",
            "network": "x",
            "kind": "first_reply",
            "state": "answered",
            "started_at": "2026-09-15T12:00:00.000Z",
            "due_at": "2026-09-15T13:00:00.000Z",
            "ended_at": "2026-09-15T13:01:30.000Z",
            "agent": "",
            "agent_name": "",
            "target_s": "3600",
            "in_time": "no",
            "elapsed_s": "3690",
            "business_s": "3690",
            "seen_late": "no",
            "day": "2026-09-15",
            "hour": "21",
            "hour_of_week": "tue-21",
            "told_by_hand": "no",
        }
    ]


def added_up(lines: list[dict[str, str]]) -> dict[str, Any]:
    """One row of the numbers, from nothing but the lines and the printed definitions."""
    row: dict[str, Any] = {
        "tickets": sum(line["kind"] == "first_reply" for line in lines),
        "unanswered": sum(line["state"] == "running" for line in lines),
        "overdue": sum(line["state"] == "running" and line["in_time"] == "no" for line in lines),
        "late": sum(
            line["seen_late"] == "yes" and line["state"] in ("answered", "running") and line["kind"] != "resolution"
            for line in lines
        ),
        "told_by_hand": sum(line["told_by_hand"] == "yes" for line in lines),
    }
    for kind in ("first_reply", "next_reply", "resolution"):
        mine = [line for line in lines if line["kind"] == kind]
        took = [int(line["elapsed_s"]) for line in mine if line["state"] == "answered"]
        kept = [line["in_time"] for line in mine if line["in_time"]]
        row[kind] = {
            "count": len(took),
            "mean_s": statistics.fmean(took) if took else None,
            "median_s": statistics.median(took) if took else None,
            "within_target": kept.count("yes") / len(kept) if kept else None,
            "in_time": kept.count("yes"),
            "missed": kept.count("no"),
            "unanswered": sum(line["state"] == "running" for line in mine),
        }
    return row


def assert_adds_up(lines: list[dict[str, str]]) -> None:
    for by in (None, *BY):
        groups: dict[str, list[dict[str, str]]] = defaultdict(list, {"*": lines})
        for line in lines if by else []:
            groups[line[by or ""] or NOBODY].append(line)
        rows = told(by)
        assert set(groups) <= set(rows)
        for key, row in rows.items():
            for name, value in added_up(groups[key]).items():
                if isinstance(value, dict):
                    assert {each: row[name][each] for each in value} == pytest.approx(value, abs=1e-6)
                else:
                    assert row[name] == value, (by, key, name)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["write", "answer", "desk", "thanks", "spam", "resolve", "wait"]),
        st.sampled_from(["901", "902", "903"]),
        st.integers(1, 90),
    ),
    min_size=1,
    max_size=25,
)


def live(desk: FakeDesk, steps: list[tuple[str, str, int]]) -> None:
    """Customers write and are answered, or not, over hours and days; each step takes whole minutes."""
    number: Iterator[int] = count(1)
    newest: dict[str, str] = {}
    n = 0.0
    for what, customer, took in steps:
        n += took
        desk.clock.instant = at(n)
        _, tickets = desk.tickets.of_customer("acme", customer)
        if what == "write" or (what != "wait" and not tickets):
            post = sighted(n, author=Author(customer, f"user{customer}", "Jo"), id=str(10**18 + next(number)))
            ingest_post(post, desk=desk)
            newest[customer] = post.id
        elif what in ("answer", "desk"):
            ingest_post(sighted_answer(n, newest[customer], id=str(2 * 10**18 + next(number))), desk=desk)
        elif what != "wait":
            reason = {"thanks": "thanks_only", "spam": "spam", "resolve": "resolved"}[what]
            try:
                finish_ticket(tickets[-1].id, reason, by=desk.kt, desk=desk)
            except InvalidError:
                continue


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_M6_the_single_clocks_add_up_to_every_row_of_every_grouping(steps: list[tuple[str, str, int]]) -> None:
    fake = FakeDesk(OTHER, TOKYO)
    patch = pytest.MonkeyPatch()
    patch.setattr(wiring, "_desk", fake)
    try:
        live(fake, steps)
        assert_adds_up(exported())
    finally:
        patch.undo()


def test_M6_a_long_export_comes_in_parts_that_make_one_file(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(9):
        customer = Author(str(900 + n), f"user{n}", "Jo")
        ingest_post(sighted(n // 2, author=customer, id=snowflake(at(n // 2), n)), desk=desk)
    whole = exported()
    monkeypatch.setattr(export, "MOST", 2)
    assert exported() == whole
    assert len(whole) == 9


def test_M6_the_export_of_one_account_is_its_own(desk: FakeDesk) -> None:
    wrote(desk, 0, "901")
    assert len(exported(account="acme")) == 1
    assert exported(account="acme_us") == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"from": ""}, 400),
        ({"cursor": "x"}, 400),
        ({"cursor": "acme~x"}, 400),
        ({"cursor": "nobody~2026-09-15"}, 400),
        ({"account": "nobody"}, 404),
    ],
)
def test_M6_what_cannot_be_exported_is_refused(desk: FakeDesk, query: dict[str, str], status: int) -> None:
    assert call("GET", "/api/metrics/clocks", groups="[managers]", **PERIOD | query)[0] == status


def test_M6_the_export_is_for_managers(desk: FakeDesk) -> None:
    assert call("GET", "/api/metrics/clocks", **PERIOD)[0] == 403


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1"])
def test_M6_no_cell_is_taken_for_a_formula(name: str) -> None:
    [[text, number]] = csv.reader(io.StringIO(csv_of([[name, -1]]).removeprefix(BOM), newline=""))
    assert (text, number) == (f"'{name}", "-1")


def test_M6_an_agents_name_is_no_formula_either(desk: FakeDesk) -> None:
    desk.settings.put([Document("person", "kt", 2, {"name": "=HYPERLINK(1)", "email": "keiko@example.com"})])
    ticket = wrote(desk, 0, "901")
    ingest_post(sighted_answer(5, sighted(0).id), desk=desk)
    stored = desk.tickets.load(ticket)
    posts = tuple(post if post.inbound else replace(post, by="kt") for post in stored.posts)
    desk.tickets.tickets[ticket] = replace(stored, posts=posts)
    assert exported()[0]["agent_name"] == "'=HYPERLINK(1)"


def test_M6_the_export_holds_every_running_clock_though_the_page_counts_the_most_urgent(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        wrote(desk, n, f"90{n}")
    monkeypatch.setattr(day_tables, "AT_ONCE", 2)
    monkeypatch.setattr(day_tables, "MOST_RUNNING", 2)
    assert told()["*"]["unanswered"] == 2
    assert len(exported()) == 5


@pytest.mark.parametrize(
    ("first", "last", "tickets"),
    [
        ("2026-01-01", "9999-12-31T12:00:00Z", 1),
        ("2026-01-01", "9999-12-30", 1),
        ("0001-01-02", "2026-12-01", 1),
        ("9990-01-01", "9999-12-30", 0),
        ("0001-01-02", "0002-01-01", 0),
    ],
)
def test_M3_a_period_of_any_length_counts_the_days_that_can_hold_clocks(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, first: str, last: str, tickets: int
) -> None:
    wrote(desk, 0, "901")
    looked_at: list[int] = []

    def days(*period: Any) -> Any:
        looked_at.append(len(days_between(*period)))
        return days_between(*period)

    monkeypatch.setattr(day_tables, "days_between", days)
    status, answer = call("GET", "/api/metrics", groups="[managers]", **{"from": first, "to": last})
    assert (status, answer["rows"][0]["tickets"]) == (200, tickets)
    assert max(looked_at) < 366 * 21
    assert len(exported(**{"from": first, "to": last})) == tickets
