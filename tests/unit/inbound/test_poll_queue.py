"""Each account is polled by itself, from a queue of its own, by one worker at a time: a slow or failing one delays no other
(I8)."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from functions import poll_accounts as function
from shared import wiring
from shared.domain.accounts.status import Signal
from shared.domain.errors import OutcomeUnknownError, UnavailableError
from shared.domain.settings.desk import Account
from shared.domain.tickets.customer_name import name_requests
from shared.ports.network_reading import Timeline
from shared.ports.settings import Document
from shared.usecases.inbound.poll_accounts import ONE_POLL, poll_accounts, poll_due, schedule_polls
from tests.builders import at, minutes
from tests.fake_desk import FakeDesk, FakePage, FakePollQueue, FakeTimelines
from tests.fake_plug import FakePlug, plugged
from tests.toy.rules import ToyRules

OTHER = Document("account", "acme_us", 1, {"network": "x", "network_id": "300", "username": "acme_us", "name": "US"})
UNREADABLE = Document("account", "toys", 1, {"network": "toy", "network_id": "did:toy:brand", "name": "Toys"})
GONE = Document(
    "account", "old", 1, {"network": "x", "network_id": "301", "username": "old", "name": "Old", "retired": True}
)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    desk = FakeDesk(OTHER, UNREADABLE, GONE)
    desk.rules = {**desk.rules, "toy": ToyRules()}
    desk.networks["toy"] = FakePlug("toy", desk.rules["toy"], webhook=None)
    monkeypatch.setattr(desk, "poll_retries", SimpleNamespace(retry_after=lambda *_: None), raising=False)
    monkeypatch.setattr(wiring, "_desk", desk)
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Sokuto")
    return desk


def invoke(*accounts: str, at: datetime, tries: int = 1) -> list[str]:
    """Hand the messages of these accounts to the function, and return those that come back."""
    records = [
        {"messageId": account, "receiptHandle": account, "attributes": {"ApproximateReceiveCount": str(tries)}}
        | {"body": json.dumps({"account": account, "at": at.isoformat()})}
        for account in accounts
    ]
    failed = function.handler({"Records": records}, None)["batchItemFailures"]
    return [item["itemIdentifier"] for item in failed]


class Read(FakeTimelines):
    """Notes whose mentions are read; `meanwhile` is done at the first read."""

    def __init__(self, meanwhile: Any = lambda: None) -> None:
        super().__init__()
        self.accounts: list[str] = []
        self.meanwhile = meanwhile

    def read(self, account: Account, timeline: Timeline, since: datetime) -> Iterator[FakePage]:
        if timeline is Timeline.MENTIONS:
            self.accounts.append(account.id)
            meanwhile, self.meanwhile = self.meanwhile, lambda: None
            meanwhile()
        return super().read(account, timeline, since)


def test_I8_every_minute_each_account_that_can_be_polled_gets_a_message_and_no_other(desk: FakeDesk) -> None:
    assert function.handler({"look_for": "accounts"}, None) == {"scheduled": 2}
    assert desk.polls.messages == [("acme", at(0), None), ("acme_us", at(0), None)]


def test_an_account_whose_webhook_is_all_it_has_gets_a_message_when_there_is_something_to_do(desk: FakeDesk) -> None:
    """Its test every three minutes, or a name to be looked up."""
    desk.networks["toy"] = FakePlug("toy", desk.rules["toy"], profiles=object())
    told = []
    for minute in range(7):
        schedule_polls(desk=desk)
        told.append("toys" in [account for account, _, _ in desk.polls.messages])
        if told[-1]:
            desk.heartbeats.beat("toys", Signal.POLL, at(minute))
        desk.polls.messages.clear()
        desk.clock.forward(minutes(1))
    assert told == [True, False, False, True, False, False, True]
    desk.looks.want(name_requests("toys"), "t1", desk.clock.now())
    assert schedule_polls(desk=desk)["scheduled"] == 3  # type: ignore[index]


def test_an_account_that_cannot_be_queued_keeps_no_other_from_it(desk: FakeDesk) -> None:
    class Half(FakePollQueue):
        def put(self, account: str, *, at: datetime, limit: str | None) -> None:
            if account == "acme":
                raise UnavailableError("the queue")
            super().put(account, at=at, limit=limit)

    desk.polls = Half()
    assert schedule_polls(desk=desk) == {"failed": 1, "scheduled": 1}
    assert [account for account, _, _ in desk.polls.messages] == ["acme_us"]


def test_I8_a_message_polls_its_own_account_alone(desk: FakeDesk) -> None:
    timelines = Read()
    plugged(desk, timelines=timelines)
    assert invoke("acme_us", at=at(0)) == []
    assert timelines.accounts == ["acme_us"]


def test_I8_an_account_that_hangs_or_breaks_brings_back_its_own_message_alone(desk: FakeDesk) -> None:
    class Breaking(Read):
        def connected(self, account: Account) -> bool:
            if account.id == "acme":
                raise ZeroDivisionError
            return True

    timelines = Breaking()
    plugged(desk, timelines=timelines)
    assert invoke("acme", "acme_us", at=at(0)) == ["acme"]
    assert timelines.accounts == ["acme_us"]


@pytest.mark.parametrize("error", [OutcomeUnknownError("No answer."), UnavailableError("the table")])
def test_a_foreseen_failure_is_counted_and_left_to_the_next_minute(desk: FakeDesk, error: Exception) -> None:
    plugged(desk, timelines=FakeTimelines(fails=error))
    assert poll_due("acme", at=at(0), desk=desk) == {"failed": 1}
    assert invoke("acme", at=at(0)) == []


def test_an_account_is_polled_by_one_worker_at_a_time(desk: FakeDesk) -> None:
    told: list[Any] = []
    timelines = Read(lambda: told.append((poll_due("acme", at=at(0), desk=desk), poll_accounts(desk=desk))))
    plugged(desk, timelines=timelines)
    assert poll_due("acme", at=at(0), desk=desk) == {"polled": 1}
    [(by_message, by_hand)] = told
    assert by_message == {"in_progress": 1}
    assert by_hand == {"in_progress": 1, "polled": 1}
    assert timelines.accounts == ["acme", "acme_us"]


def test_after_a_poll_the_account_is_free_whatever_came_of_it(desk: FakeDesk) -> None:
    for fails in (None, OutcomeUnknownError("No answer."), ZeroDivisionError()):
        plugged(desk, timelines=FakeTimelines(fails=fails))
        if isinstance(fails, ZeroDivisionError):
            with pytest.raises(ZeroDivisionError):
                poll_due("acme", at=at(0), desk=desk)
        else:
            poll_due("acme", at=at(0), desk=desk)
    plugged(desk, timelines=FakeTimelines())
    assert poll_due("acme", at=at(0), desk=desk) == {"polled": 1}


def test_a_worker_that_died_leaves_the_account_to_the_next_minute(desk: FakeDesk) -> None:
    desk.leases.take("poll#acme", at(0), at(0) + ONE_POLL)
    plugged(desk, timelines=FakeTimelines())
    assert poll_due("acme", at=at(0), desk=desk) == {"in_progress": 1}
    desk.clock.forward(minutes(1))
    assert poll_due("acme", at=at(1), desk=desk) == {"polled": 1}


def test_a_lease_that_cannot_be_given_back_lapses(desk: FakeDesk) -> None:
    def fail(*_: object) -> None:
        raise UnavailableError("the table")

    desk.leases.give_back = fail  # type: ignore[method-assign,assignment]
    plugged(desk, timelines=FakeTimelines())
    assert poll_due("acme", at=at(0), desk=desk) == {"polled": 1}
    desk.clock.forward(minutes(1))
    assert poll_due("acme", at=at(1), desk=desk) == {"polled": 1}


def test_messages_that_others_have_overtaken_are_dropped_and_those_that_failed_before_are_not(desk: FakeDesk) -> None:
    """After an outage of the functions the queue holds one message a minute; one poll does for them all."""
    timelines = Read()
    plugged(desk, timelines=timelines)
    desk.clock.forward(minutes(30))
    for minute in range(31):
        assert invoke("acme", at=at(minute)) == []
    assert timelines.accounts == ["acme"] * 3
    assert invoke("acme", at=at(0), tries=2) == []
    assert timelines.accounts == ["acme"] * 4


def test_an_account_that_went_after_its_message_was_queued_is_passed_over(desk: FakeDesk) -> None:
    timelines = Read()
    plugged(desk, timelines=timelines)
    for account in ("never", "old", "toys"):
        assert poll_due(account, at=at(0), desk=desk) == {}
    assert timelines.accounts == []


def test_the_months_limit_is_looked_up_once_a_minute_and_told_to_every_account(desk: FakeDesk) -> None:
    plugged(desk, timelines=(timelines := Read()))
    assert poll_due("acme", at=at(0), limit="The limit is used up.", desk=desk) == {"limit_reached": 1}
    assert desk.heartbeats.of("acme").faults["limit_reached"].sentence == "The limit is used up."  # type: ignore[index]
    assert timelines.accounts == []


def test_by_hand_every_account_is_polled_at_once_and_the_counts_are_answered(desk: FakeDesk) -> None:
    plugged(desk, timelines=(timelines := Read()))
    assert function.handler({}, None) == {"polled": 2}
    assert sorted(timelines.accounts) == ["acme", "acme_us"]
    desk.clock.forward(timedelta(minutes=1))
    assert function.handler({}, None) == {"polled": 2}
