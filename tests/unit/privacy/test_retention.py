"""What customers wrote is kept as long as the desk's settings say."""

from datetime import timedelta
from typing import Any

import pytest

from shared.domain.errors import InvalidError, UnavailableError
from shared.domain.tickets.action import DoneReason
from shared.domain.tickets.fold import Status
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.privacy.apply_retention import RetentionOutcome, apply_retention
from shared.usecases.reporting.measure_response_times import measure
from shared.usecases.settings.documents import settings_from
from shared.usecases.tickets.list_queue import QueueFilter, list_queue
from shared.usecases.tickets.ticket_actions import finish_ticket, note_on_ticket
from tests.builders import BRAND, CUSTOMER, at, sighted, sighted_answer
from tests.fake_desk import ACCOUNT, FakeDesk

DAY = timedelta(days=1)
SECRET = "@acme_help my number is 4711"


def finished_desk(days: float, *, posts: int = 1) -> FakeDesk:
    """A ticket of so many posts that was answered and is done."""
    desk = FakeDesk(Document("desk", "desk", 1, {"retention_days": days, "undo_seconds": 0}))
    for n in range(posts):
        ingest_post(sighted(n / 10, text=SECRET, conversation_id="1"), desk=desk)
    ingest_post(sighted_answer(posts, sighted(0).id, text="Your number is 4711."), desk=desk)
    desk.clock.forward(timedelta(hours=3))
    ticket = desk.only_ticket().id
    note_on_ticket(ticket, "4711 is a real number", by=desk.kt, desk=desk)
    finish_ticket(ticket, DoneReason.RESOLVED, by=desk.kt, desk=desk)
    return desk


def test_a_done_ticket_loses_its_words_and_names_once_it_is_old_enough_and_not_before() -> None:
    desk = finished_desk(30)
    desk.clock.forward(29 * DAY)
    before = desk.only_ticket()
    assert not apply_retention(desk=desk).outcomes[RetentionOutcome.EXPIRED]
    assert desk.only_ticket() == before
    desk.clock.forward(DAY + timedelta(hours=1))
    assert apply_retention(desk=desk).outcomes == {"expired": 1}
    for word in ("4711", CUSTOMER.username, CUSTOMER.name):
        assert word not in repr(desk.only_ticket())
    assert desk.only_ticket().posts[-1].author == BRAND
    assert apply_retention(desk=desk).outcomes == {}


def test_the_numbers_of_old_periods_stay_what_they_were() -> None:
    desk = finished_desk(30)
    before = measure(at(-60), at(60), desk=desk)
    clocks = desk.only_ticket().clocks
    desk.clock.forward(31 * DAY)
    apply_retention(desk=desk)
    assert desk.only_ticket().clocks == clocks
    assert measure(at(-60), at(60), desk=desk) == before
    assert list_queue(QueueFilter(status="done"), me="kt", desk=desk).rows == ()


def test_a_long_ticket_is_done_in_several_saves() -> None:
    desk = finished_desk(30, posts=95)
    desk.clock.forward(31 * DAY)
    assert apply_retention(desk=desk).outcomes == {"expired": 1}
    assert "4711" not in repr(desk.only_ticket())


def test_who_still_waits_or_was_done_a_moment_ago_keeps_the_words() -> None:
    desk = FakeDesk(Document("desk", "desk", 1, {"retention_days": 1}))
    ingest_post(sighted(0, text=SECRET), desk=desk)
    desk.clock.forward(9 * DAY)
    assert apply_retention(desk=desk).outcomes == {}
    finish_ticket(desk.only_ticket().id, DoneReason.NOTHING_TO_SAY, by=desk.kt, desk=desk)
    assert apply_retention(desk=desk).outcomes == {"kept": 1}
    assert "4711" in repr(desk.only_ticket())


def test_a_customer_who_comes_back_is_a_customer_like_any_other() -> None:
    desk = finished_desk(30)
    desk.clock.forward(31 * DAY)
    apply_retention(desk=desk)
    ingest_post(sighted(32 * 24 * 60), desk=desk)
    _, (old, new) = desk.tickets.of_customer("acme", CUSTOMER.id)
    assert (old.expired, new.status, new.customer) == (True, Status.NEW, CUSTOMER)


def test_a_post_that_is_delivered_again_brings_no_words_back() -> None:
    desk = finished_desk(30)
    desk.clock.forward(31 * DAY)
    apply_retention(desk=desk)
    assert ingest_post(sighted(0, text=SECRET), desk=desk).outcome == "known"
    assert "4711" not in repr(desk.only_ticket())


def test_without_a_setting_everything_is_kept_and_a_senseless_one_is_refused() -> None:
    desk = finished_desk(0)
    desk.clock.forward(9999 * DAY)
    assert apply_retention(desk=desk).outcomes == {}
    with pytest.raises(InvalidError, match="retention_days"):
        settings_from([Document("desk", "desk", 1, {"retention_days": -1})])


def test_AWS6_tickets_that_are_too_young_and_accounts_that_fail_keep_no_other_waiting() -> None:
    desk = finished_desk(30)
    desk.clock.forward(31 * DAY)
    other = Document("account", "aaa", 1, {**ACCOUNT, "username": "aaa", "network_id": "4712"})
    desk.settings.put([other])
    store: Any = desk.tickets
    silent = store.silent

    def fails_for_one(account: str, *args: Any, **options: Any) -> Any:
        if account == "aaa":
            raise UnavailableError("throttled")
        return silent(account, *args, **options)

    store.silent = fails_for_one
    assert apply_retention(desk=desk).outcomes == {"failed": 1, "expired": 1}
