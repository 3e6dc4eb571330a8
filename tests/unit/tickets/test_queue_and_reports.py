"""The queue, what people do with a ticket, and the numbers (R2, C4, M1-M3)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.domain.errors import ClaimHeldError, InvalidError, NotFoundError
from shared.domain.posts.author import Author
from shared.domain.reporting.metrics import median, percentile
from shared.domain.tickets.action import ActionKind
from shared.domain.tickets.fold import Status
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.reporting.measure_response_times import instant, measure
from shared.usecases.tickets.list_queue import QueueFilter, list_queue
from shared.usecases.tickets.ticket_actions import (
    assign_ticket,
    claim_ticket,
    finish_ticket,
    note_on_ticket,
    release_ticket,
    reopen_ticket,
)
from tests.builders import at, minutes, sighted, sighted_answer
from tests.fake_desk import FakeDesk

OTHER = Document("account", "acme_us", 1, {"network": "x", "network_id": "300", "username": "acme_us", "name": "US"})


def busy_desk(n: int = 5) -> FakeDesk:
    """`n` customers who wrote a minute apart, the first at noon."""
    desk = FakeDesk(OTHER)
    for i in range(n):
        ingest_post(sighted(i, author=Author(str(900 + i), f"user{i}", f"Üser ｶﾀｶﾅ {i}")), desk=desk)
    return desk


def names(desk: FakeDesk, **wanted: Any) -> list[str]:
    queue = list_queue(QueueFilter(**wanted), me="kt", desk=desk)
    return [row.customer.username for row in queue.rows]


def test_the_soonest_deadline_stands_first() -> None:
    assert names(busy_desk()) == ["user0", "user1", "user2", "user3", "user4"]


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    desk = busy_desk(7)
    seen, cursor = [], None
    for _ in range(4):
        page = list_queue(QueueFilter(limit=2, cursor=cursor), me="kt", desk=desk)
        seen += [row.customer.username for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [f"user{i}" for i in range(7)]
    assert cursor is None


def test_the_last_page_that_is_just_full_ends_the_list() -> None:
    page = list_queue(QueueFilter(limit=5), me="kt", desk=busy_desk(5))
    assert page.next_cursor is None


def test_counts_say_what_is_overdue_soon_waiting_unassigned_and_mine() -> None:
    desk = busy_desk(5)
    _, tickets = desk.tickets.of_customer("acme", "901")
    assign_ticket(tickets[0].id, "kt", by=desk.kt, desk=desk)
    desk.clock.forward(minutes(61.5))
    counts = list_queue(QueueFilter(), me="kt", desk=desk).counts
    assert {name: count.n for name, count in counts.items()} == {
        "overdue": 2,
        "due_soon": 3,
        "waiting": 5,
        "unassigned": 4,
        "mine": 1,
    }
    assert names(desk, assignee="me") == ["user1"]
    assert "user1" not in names(desk, assignee="none")
    assert names(desk, only="overdue") == ["user0", "user1"]


def test_search_finds_by_name_handle_and_words_whatever_the_width_of_the_letters() -> None:
    desk = busy_desk(3)
    assert names(desk, q="カタカナ 2") == ["user2"]
    assert names(desk, q="@user1") == ["user1"]
    assert names(desk, q="WHERE order") == ["user2", "user1", "user0"]
    assert names(desk, q="nothing") == []


@pytest.mark.parametrize("q", ["user1", "@user1", "＠USER1", " @User1 "])
def test_an_exact_handle_finds_its_customer_whatever_became_of_their_tickets(q: str) -> None:
    desk = busy_desk(3)
    ingest_post(sighted_answer(10, sighted(1).id), desk=desk)
    assert names(desk) == ["user0", "user2"]
    assert names(desk, q=q) == ["user1"]
    assert names(desk, q=q, status="answered") == ["user1"]
    for narrower in ({"status": "done"}, {"assignee": "me"}, {"only": "overdue"}, {"accounts": ("acme_us",)}):
        assert names(desk, q=q, **narrower) == []
    assert names(desk, q="user") == ["user2", "user1", "user0"]
    assert names(desk, q="@user1 order") == ["user1"]
    assert names(desk, q="@user1 kettle") == []


def test_a_search_looks_beyond_the_tickets_that_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.usecases.tickets.list_queue.COUNTED", 2)
    desk = busy_desk(5)
    assert names(desk, q="user4") == names(desk, q="ｶﾀｶﾅ 4") == ["user4"]


def test_the_tickets_of_a_handle_stand_before_those_that_only_say_it_and_each_once() -> None:
    desk = busy_desk(3)
    ingest_post(sighted_answer(10, sighted(1).id), desk=desk)
    ingest_post(sighted(30, author=Author("903", "other", "user1 is my name")), desk=desk)
    assert [row.customer.id for row in list_queue(QueueFilter(q="user1"), me="kt", desk=desk).rows] == ["901", "903"]
    assert names(desk, q="user2") == ["user2"]


def test_answered_tickets_are_listed_by_status_the_newest_first() -> None:
    desk = busy_desk(3)
    for i in (0, 2):
        ingest_post(sighted_answer(10 + i, sighted(i).id), desk=desk)
    assert names(desk) == ["user1"]
    assert names(desk, status="answered") == ["user2", "user0"]


@pytest.mark.parametrize(
    ("wanted", "path"),
    [({"status": "lost"}, "status"), ({"accounts": ("nobody",)}, "account"), ({"limit": 0}, "limit")],
)
def test_a_filter_that_names_nothing_is_refused(wanted: dict[str, object], path: str) -> None:
    with pytest.raises(InvalidError) as refused:
        names(busy_desk(1), **wanted)
    assert refused.value.path == path


def one(desk: FakeDesk) -> str:
    ingest_post(sighted(0), desk=desk)
    return desk.only_ticket().id


def test_R2_a_second_claim_is_refused_with_the_holder_and_lapses_after_ten_minutes() -> None:
    desk = FakeDesk()
    ticket = one(desk)
    claim_ticket(ticket, by=desk.kt, desk=desk)
    with pytest.raises(ClaimHeldError) as held:
        claim_ticket(ticket, by=desk.boss, desk=desk)
    assert (held.value.holder, held.value.until) == ("kt", at(10))
    desk.clock.forward(minutes(10))
    claimed = claim_ticket(ticket, by=desk.boss, desk=desk).claim
    assert claimed is not None
    assert claimed.by == "boss"


def test_R2_a_claim_is_renewed_without_another_line_of_history() -> None:
    desk = FakeDesk()
    ticket = one(desk)
    claim_ticket(ticket, by=desk.kt, desk=desk)
    desk.clock.forward(minutes(4))
    renewed = claim_ticket(ticket, by=desk.kt, desk=desk)
    assert renewed.claim is not None
    assert renewed.claim.until == at(14)
    assert [action.kind for action in renewed.actions] == [ActionKind.CLAIM]


def test_R2_a_manager_can_take_a_claim_over_and_nobody_else() -> None:
    desk = FakeDesk()
    ticket = one(desk)
    claim_ticket(ticket, by=desk.boss, desk=desk)
    with pytest.raises(InvalidError):
        claim_ticket(ticket, by=desk.kt, take_over=True, desk=desk)
    release_ticket(ticket, by=desk.boss, desk=desk)
    claim_ticket(ticket, by=desk.kt, desk=desk)
    taken = claim_ticket(ticket, by=desk.boss, take_over=True, desk=desk)
    assert taken.claim is not None
    assert taken.claim.by == "boss"


def test_releasing_what_another_holds_changes_nothing() -> None:
    desk = FakeDesk()
    ticket = one(desk)
    claim_ticket(ticket, by=desk.kt, desk=desk)
    assert release_ticket(ticket, by=desk.boss, desk=desk).claim is not None


def test_C4_done_needs_a_reason_while_the_customer_waits() -> None:
    desk = FakeDesk()
    ticket = one(desk)
    with pytest.raises(InvalidError, match="waiting"):
        finish_ticket(ticket, "resolved", by=desk.kt, desk=desk)
    with pytest.raises(InvalidError, match="one of"):
        finish_ticket(ticket, "whatever", by=desk.kt, desk=desk)
    assert finish_ticket(ticket, "thanks_only", by=desk.kt, desk=desk).status is Status.DONE
    assert desk.timers.running == {}
    assert reopen_ticket(ticket, by=desk.kt, desk=desk).status is Status.NEW


def test_a_note_stops_no_clock_and_is_kept() -> None:
    desk = FakeDesk()
    ticket = one(desk)
    note_on_ticket(ticket, "Asked the warehouse.", by=desk.kt, desk=desk)
    after = desk.only_ticket()
    assert after.running is not None
    assert [action.text for action in after.actions] == ["Asked the warehouse."]
    with pytest.raises(InvalidError):
        note_on_ticket(ticket, "  ", by=desk.kt, desk=desk)


def test_nobody_can_be_made_responsible_who_is_not_there() -> None:
    desk = FakeDesk()
    with pytest.raises(InvalidError):
        assign_ticket(one(desk), "stranger", by=desk.kt, desk=desk)


def test_an_unknown_ticket_is_said() -> None:
    desk = FakeDesk()
    with pytest.raises(NotFoundError):
        claim_ticket("acme.900.5", by=desk.kt, desk=desk)


def test_M1_figures_are_read_from_the_clocks() -> None:
    desk = busy_desk(4)
    for i, answer in ((0, 10), (1, 21), (2, 92)):
        ingest_post(sighted_answer(answer, sighted(i).id), desk=desk)
    desk.clock.forward(minutes(100))
    rows = {row.key: row for row in measure(at(0), at(60), by="account", desk=desk)}
    first = rows["acme"].figures["first_reply"]
    assert (first.count, first.mean_s, first.median_s, first.p90_s) == (3, 2400.0, 1200.0, 5400.0)
    assert first.within_target == pytest.approx(2 / 4, abs=1e-6)
    assert rows["*"].figures == rows["acme"].figures
    assert rows["acme_us"].tickets == 0


def test_M2_a_figure_stands_beside_what_it_hides() -> None:
    desk = busy_desk(3)
    ingest_post(sighted_answer(10, sighted(1).id), desk=desk)
    desk.clock.forward(minutes(90))
    [row] = measure(at(0), at(60), desk=desk)
    assert (row.tickets, row.unanswered, row.oldest_unanswered_s) == (3, 2, 90 * 60.0)


def test_M2_what_needed_no_reply_is_outside_of_both_sides_and_spam_is_gone() -> None:
    desk = busy_desk(3)
    for i, reason in ((0, "thanks_only"), (1, "spam")):
        _, [ticket] = desk.tickets.of_customer("acme", str(900 + i))
        finish_ticket(ticket.id, reason, by=desk.kt, desk=desk)
    [row] = measure(at(0), at(60), desk=desk)
    assert (row.tickets, row.unanswered, row.figures["first_reply"].count) == (2, 1, 0)


def test_M3_a_period_holds_the_clocks_that_started_in_it() -> None:
    desk = busy_desk(3)
    [row] = measure(at(1), at(2), desk=desk)
    assert row.tickets == 1


def test_M1_by_agent_day_hour_and_network() -> None:
    desk = busy_desk(2)
    for by, keys in {
        "day": {"*", "2026-09-15"},
        "hour": {"*", "12"},
        "network": {"*", "x"},
        "agent": {"*", "-"},
    }.items():
        assert {row.key for row in measure(at(0), at(60), by=by, desk=desk)} == keys
    with pytest.raises(InvalidError):
        measure(at(0), at(60), by="mood", desk=desk)


def test_M1_the_median_of_an_even_count_is_the_mean_of_the_two_in_the_middle() -> None:
    second = 1_000_000
    assert median([1 * second, 2 * second, 4 * second, 9 * second]) == 3
    assert median([1 * second, 2 * second, 9 * second]) == 2
    assert median([]) is None
    assert percentile([n * second for n in range(1, 11)], 90) == 9
    assert percentile([5 * second], 90) == 5


def test_a_period_is_days_or_instants_and_its_last_day_counts_in_full() -> None:
    assert instant("2018-01-01", "from", end=False) == datetime(2018, 1, 1, tzinfo=UTC)
    assert instant("2020-12-31", "to", end=True) > datetime(2020, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert instant("2018-01-01T09:00:00+09:00", "from", end=False) == datetime(2018, 1, 1, tzinfo=UTC)
    with pytest.raises(InvalidError):
        instant("soon", "from", end=False)
