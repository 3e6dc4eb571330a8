"""What the page asks the queue: an answer of nothing where nothing changed, open time left, channels and tags."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import Signal
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.sla.calendar import always_open
from shared.domain.sla.calendar_document import calendar_from
from shared.domain.sla.clock import SlaClock
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.sla.remaining_business_time import RemainingBusinessTime, remaining_business_time
from tests.builders import NOON, at, minutes, sighted, sighted_answer
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import call, desk, one, raw

__all__ = ["desk"]

WEEK = {day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
OFFICE = calendar_from({"zone": "UTC", "weekly": WEEK}, id="office", version=1)


def asked(etag: str = "", sub: str = "kt", **query: str) -> dict[str, Any]:
    return raw("GET", "/api/queue", query=query, sub=sub, headers={"if-none-match": etag} if etag else {})


def tag(**query: str) -> str:
    return str(asked(**query)["headers"]["etag"])


def test_an_unchanged_queue_is_answered_with_nothing_but_the_time(desk: FakeDesk) -> None:
    one(desk)
    etag = tag()
    desk.clock.forward(timedelta(seconds=30))
    again = asked(etag)
    assert (again["statusCode"], again["body"]) == (304, "")
    assert again["headers"]["desk-time"] == "2026-09-15T12:00:30.000Z"
    assert again["headers"]["etag"] == etag


def test_a_healthy_account_that_is_heard_every_minute_changes_nothing(desk: FakeDesk) -> None:
    desk.heartbeats.beat("acme", Signal.POLL, at(0))
    etag = tag()
    desk.heartbeats.beat("acme", Signal.POLL, at(1))
    assert asked(etag)["statusCode"] == 304
    desk.heartbeats.fail("acme", Fault.WEBHOOK_SILENT, "Polling found 3 posts.", at(1))
    assert asked(etag)["statusCode"] == 200


def test_whatever_happens_to_a_ticket_is_another_answer(desk: FakeDesk) -> None:
    empty = tag()
    ticket = one(desk)
    waiting = tag()
    call("POST", f"/api/tickets/{ticket}/claim", {})
    held = tag()
    desk.clock.forward(minutes(50))
    soon = tag()
    desk.clock.forward(minutes(15))
    overdue = tag()
    ingest_post(sighted_answer(64, sighted(0).id), desk=desk)
    assert len({empty, waiting, held, soon, overdue, tag()}) == 5 + (tag() != empty)
    assert asked(waiting)["statusCode"] == 200


def test_the_tag_belongs_to_the_person_and_to_the_question(desk: FakeDesk) -> None:
    one(desk)
    etag = tag()
    assert asked(etag, sub="ren")["statusCode"] == 200
    assert asked(etag, only="overdue")["statusCode"] == 200


def rows(desk: FakeDesk, **query: str) -> list[str]:
    return [row["customer"]["username"] for row in call("GET", "/api/queue", **query)[1]["tickets"]]


def two_channels(desk: FakeDesk) -> None:
    rule = {"words": ["返品"], "notify": ["managers"], "tags": ["returns"]}
    desk.settings.put([Document("keyword_rule", "returns", 1, rule)])
    desk.clock.forward(minutes(1))
    for n, (text, channel) in enumerate((("返品したい", Channel.DIRECT), ("hello", Channel.PUBLIC))):
        author = Author(str(700 + n), f"user{n}", f"User {n}")
        ingest_post(sighted(n, text=f"@acme_help {text}", author=author, channel=channel), desk=desk)


def test_the_queue_is_narrowed_by_channel_and_tag(desk: FakeDesk) -> None:
    two_channels(desk)
    assert rows(desk, channel="direct") == ["user0"]
    assert rows(desk, channel="public") == ["user1"]
    assert rows(desk, tag="returns") == ["user0"]
    assert rows(desk, tag="returns", channel="public") == []
    assert call("GET", "/api/queue", tag="no such tag")[1]["counts"]["waiting"]["n"] == 2
    assert call("GET", "/api/queue")[1]["tags"] == {"returns": 1}


def test_an_exact_handle_finds_a_customer_whose_ticket_does_not_wait(desk: FakeDesk) -> None:
    two_channels(desk)
    ingest_post(sighted_answer(9, sighted(1).id), desk=desk)
    found = call("GET", "/api/queue", q="@USER1")[1]
    assert [(row["customer"]["username"], row["status"], row["clock"]) for row in found["tickets"]] == [
        ("user1", "answered", None)
    ]
    assert (found["next_cursor"], found["counts"]["waiting"]["n"]) == (None, 1)
    assert rows(desk, q="user1", status="done") == []


def test_an_answered_ticket_is_found_by_where_the_customer_wrote_last(desk: FakeDesk) -> None:
    two_channels(desk)
    ingest_post(sighted_answer(9, sighted(1).id), desk=desk)
    assert rows(desk, status="answered", channel="public") == ["user1"]
    assert rows(desk, status="answered", channel="direct") == []


@pytest.mark.parametrize("query", [{"channel": "telegraph"}, {"limit": "0"}, {"limit": "many"}], ids=str)
def test_a_filter_that_cannot_be_names_itself(desk: FakeDesk, query: dict[str, str]) -> None:
    status, problem = call("GET", "/api/queue", **query)
    assert (status, problem["path"]) == (400, next(iter(query)))


def clock(due_in: timedelta) -> SlaClock:
    fake = FakeDesk()
    one(fake)
    return replace(fake.only_ticket().clocks[0], started_at=NOON, due_at=NOON + due_in)


def test_the_open_time_left_counts_down_through_closed_hours() -> None:
    ahead = remaining_business_time(clock(timedelta(hours=22)), NOON, calendar=OFFICE)
    assert [(span.start.hour, span.end.hour) for span in ahead.spans] == [(13, 18), (9, 10)]
    assert ahead.left(NOON) == timedelta(hours=6)
    assert ahead.left(NOON + timedelta(hours=4)) == timedelta(hours=3)
    assert ahead.left(NOON + timedelta(hours=8)) == timedelta(hours=1)


def test_what_is_told_of_it_stays_the_same_until_a_span_is_over() -> None:
    running = clock(timedelta(hours=22))
    told = [remaining_business_time(running, NOON + timedelta(hours=h), calendar=OFFICE) for h in (0, 3, 6.5, 21, 23)]
    assert told[0] == told[1]
    assert len(told[2].spans) == len(told[3].spans) == 1
    assert told[4] == RemainingBusinessTime((), timedelta(0))


def test_a_target_of_months_tells_its_next_spans_and_sums_up_the_rest() -> None:
    ahead = remaining_business_time(clock(timedelta(days=28)), NOON, calendar=OFFICE)
    assert len(ahead.spans) == 4
    assert ahead.left(NOON) == timedelta(hours=20 * 8)


def test_round_the_clock_is_one_span() -> None:
    ahead = remaining_business_time(clock(timedelta(days=28)), NOON, calendar=always_open())
    assert (len(ahead.spans), ahead.then) == (1, timedelta(0))
