"""A read that the network refuses is asked again before long, and people learn of one that lasts (I10)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.domain.accounts.incident import GRACE, SETTLED
from shared.domain.accounts.status import Call
from shared.domain.errors import (
    DisconnectedError,
    NotPermittedError,
    OutcomeUnknownError,
    OutOfCreditError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    UnreachableError,
)
from shared.domain.settings.desk import Account
from shared.ports.network_reading import Timeline
from shared.usecases.accounts.account_health import account_health
from shared.usecases.accounts.call_health import READING, record_failure
from shared.usecases.accounts.watch_accounts import watch_accounts
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.poll_account import CALLS
from shared.usecases.inbound.poll_accounts import poll_accounts
from shared.usecases.notifications.notify_incident import notify_incident
from tests.builders import at, minutes, sighted
from tests.fake_desk import FakeDesk, FakeIngest, FakePage, FakeRedelivery, FakeTimelines
from tests.fake_plug import plugged

STRAY = RefusedError("Forbidden")


def poll(desk: FakeDesk, timelines: FakeTimelines, webhooks: FakeRedelivery | None = None) -> list[bytes]:
    ingest = FakeIngest()
    poll_accounts(desk=plugged(desk, timelines=timelines, redelivery=webhooks, ingest=ingest))
    return ingest.deliveries


def faults(desk: FakeDesk) -> set[str]:
    return set(account_health(desk=desk)[0].faults)


def asked_at(desk: FakeDesk, timelines: FakeTimelines, timeline: Timeline, *, run: int) -> list[int]:
    """In which minutes the timeline was read."""
    found = []
    for minute in range(run):
        before = timelines.read_of.count(timeline)
        poll(desk, timelines)
        if timelines.read_of.count(timeline) > before:
            found.append(minute)
        desk.clock.forward(minutes(1))
    return found


@pytest.mark.parametrize("timeline", Timeline)
def test_I10_one_refusal_costs_no_more_than_a_minute(timeline: Timeline) -> None:
    desk = FakeDesk()
    poll(desk, FakeTimelines(fails=STRAY, failing=(timeline,)))
    assert faults(desk) == {READING[CALLS[timeline]]}
    desk.clock.forward(minutes(1))
    page = [FakePage({"5": at(0)})]
    well = FakeTimelines(page if timeline is Timeline.MENTIONS else [], {timeline: page})
    assert poll(desk, well) == [b"5"]
    assert faults(desk) == set()


@pytest.mark.parametrize("timeline", Timeline)
def test_I10_the_pauses_grow_to_ten_minutes_and_no_further(timeline: Timeline) -> None:
    refused = FakeTimelines(fails=STRAY, failing=(timeline,))
    assert asked_at(FakeDesk(), refused, timeline, run=40) == [0, 1, 2, 4, 8, 16, 25, 34]


def test_I10_once_it_went_well_the_next_refusal_is_a_first_one_again() -> None:
    desk = FakeDesk()
    refused = FakeTimelines(fails=STRAY, failing=(Timeline.MENTIONS,))
    asked_at(desk, refused, Timeline.MENTIONS, run=20)
    desk.clock.forward(minutes(10))
    poll(desk, FakeTimelines())
    desk.clock.forward(minutes(1))
    assert asked_at(desk, refused, Timeline.MENTIONS, run=4) == [0, 1, 2]


def test_I10_a_refusal_of_one_timeline_keeps_no_other_from_being_read() -> None:
    desk = FakeDesk()
    poll(desk, timelines := FakeTimelines(fails=STRAY, failing=(Timeline.MENTIONS,)))
    assert timelines.read_of == list(Timeline)


def test_I10_what_was_refused_leaves_no_gap_behind_though_other_timelines_brought_something() -> None:
    """The next read of the mentions begins where the last one that went well ended."""
    desk = FakeDesk()
    poll(desk, FakeTimelines())
    refused = FakeTimelines(fails=STRAY, failing=(Timeline.MENTIONS,))
    asked_at(desk, refused, Timeline.MENTIONS, run=12)
    ingest_delivery([sighted(12)], source="poll", desk=desk)
    desk.clock.forward(minutes(10))
    poll(desk, well := FakeTimelines())
    assert well.asked == [at(-5)]


def mails_in(desk: FakeDesk, timelines: FakeTimelines, *, run: int) -> list[str]:
    """The subjects of what managers are sent while the desk polls and watches for so many minutes."""
    for minute in range(run):
        poll(desk, timelines)
        if minute % 5 == 0:
            watch_accounts(desk=desk)
            while desk.alerts.faults:
                notify_incident(desk.alerts.faults.pop(), desk=desk)
        desk.clock.forward(minutes(1))
    return [subject for _, subject, _ in desk.mailer.mails]


@pytest.mark.parametrize("timeline", Timeline)
def test_I10_people_are_told_of_a_refusal_that_lasts_and_that_it_is_over(timeline: Timeline) -> None:
    desk = FakeDesk()
    [told] = mails_in(desk, FakeTimelines(fails=STRAY, failing=(timeline,)), run=16)
    assert "acme_help" in told
    desk.clock.forward(minutes(10))
    [_, recovered] = mails_in(desk, FakeTimelines(), run=26)
    assert recovered.startswith("Recovered: @acme_help")
    assert desk.incidents.all() == []


@pytest.mark.parametrize("timeline", Timeline)
def test_I10_nobody_is_woken_for_one_stray_refusal(timeline: Timeline) -> None:
    desk = FakeDesk()
    assert mails_in(desk, FakeTimelines(fails=STRAY, failing=(timeline,)), run=1) == []
    assert mails_in(desk, FakeTimelines(), run=31) == []
    assert minutes(31) > SETTLED


def test_I10_every_read_that_can_be_refused_has_people_who_are_told_of_it() -> None:
    assert set(READING.values()) <= set(GRACE)


@pytest.mark.parametrize("what", ["revive", "replay"])
def test_I10_the_webhooks_other_end_is_asked_again_with_growing_pauses(what: str) -> None:
    desk = FakeDesk()
    poll(desk, FakeTimelines())
    desk.clock.forward(minutes(15))
    if what == "revive":
        ingest_delivery([sighted(5)], source="poll", desk=desk)
    began = desk.clock.now()
    asked: list[timedelta] = []

    class Refusing(FakeRedelivery):
        def revive(self, app: str) -> bool:
            asked.append(desk.clock.now() - began)
            raise STRAY

        def replay(self, app: str, *_: Any) -> None:
            asked.append(desk.clock.now() - began)
            raise STRAY

    for _ in range(40):
        poll(desk, FakeTimelines(), Refusing())
        desk.clock.forward(minutes(1))
    assert asked == [minutes(n) for n in (0, 1, 2, 4, 8, 16, 25, 34)]


def test_I10_a_webhook_that_cannot_be_reached_is_woken_every_five_minutes() -> None:
    desk = FakeDesk()
    poll(desk, FakeTimelines())
    desk.clock.forward(minutes(8))
    ingest_delivery([sighted(5)], source="poll", desk=desk)
    began = desk.clock.now()
    asked: list[timedelta] = []

    class Unreachable(FakeRedelivery):
        def revive(self, app: str) -> bool:
            asked.append(desk.clock.now() - began)
            raise UnreachableError("connection refused")

    for _ in range(12):
        poll(desk, FakeTimelines(), Unreachable())
        desk.clock.forward(minutes(1))
    assert asked == [minutes(n) for n in (0, 5, 10)]


def test_I10_a_right_that_is_missing_stops_the_read_for_an_hour_and_is_told() -> None:
    desk = FakeDesk()
    denied = FakeTimelines(fails=NotPermittedError("client-not-enrolled"), failing=(Timeline.MENTIONS,))
    assert len(mails_in(desk, denied, run=59)) == 1
    assert denied.read_of.count(Timeline.MENTIONS) == 1
    desk.clock.forward(timedelta(minutes=1))
    assert poll(desk, FakeTimelines([FakePage({"5": at(0)})])) == [b"5"]
    assert faults(desk) == set()


@pytest.mark.parametrize("error", [DisconnectedError("401"), OutOfCreditError("402"), RefusedError("403")])
def test_I8_a_rate_limit_is_over_once_the_network_answers_something_else(error: SocialNetworkError) -> None:
    desk = FakeDesk()
    record_failure("acme", Call.MENTIONS, RateLimitedError("slow down", at(3)), desk=desk)
    record_failure("acme", Call.OWN_POSTS, RateLimitedError("slow down", at(3)), desk=desk)
    record_failure("acme", Call.MENTIONS, error, desk=desk)
    assert "rate_limited" in faults(desk)
    desk.clock.forward(minutes(4))
    record_failure("acme", Call.MENTIONS, error, desk=desk)
    assert "rate_limited" not in faults(desk)


@pytest.mark.parametrize("timeline", Timeline)
def test_I10_a_timeline_that_fails_at_once_keeps_no_other_from_being_read(timeline: Timeline) -> None:
    desk = FakeDesk()
    failing = FakeTimelines(fails=OutcomeUnknownError("X answered 503"), failing=(timeline,))
    poll(desk, failing)
    assert failing.read_of == list(Timeline)
    assert faults(desk) == {"poll_failed"}


def test_I10_a_network_that_lets_us_wait_in_vain_is_waited_for_once_a_run() -> None:
    desk = FakeDesk()

    class Silent(FakeTimelines):
        def read(self, account: Account, timeline: Timeline, since: datetime) -> Iterator[FakePage]:
            desk.clock.forward(timedelta(seconds=10))
            return super().read(account, timeline, since)

    silent = Silent(fails=OutcomeUnknownError("X did not answer"))
    poll(desk, silent)
    assert silent.read_of == [Timeline.MENTIONS]
