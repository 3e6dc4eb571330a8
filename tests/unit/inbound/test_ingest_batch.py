"""What the deliveries of a batch have in common is written once, and neither lost nor doubled where one of them fails half-way."""

import base64
import json
from collections import Counter
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from functions import ingest_posts
from shared import wiring
from shared.domain.accounts.status import Signal
from shared.domain.errors import UnavailableError
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from tests.builders import CUSTOMER, NOON, at, snowflake
from tests.fake_desk import FakeDesk
from tests.fakes import FakeHeartbeats, FakeLedger
from tests.faults.x_side import XPost

POSTS = [XPost(snowflake(at(n)), replace(CUSTOMER, id=str(900 + n)), f"@acme_help question {n}") for n in range(4)]


class CountingLedger(FakeLedger):
    def __init__(self) -> None:
        super().__init__()
        self.calls: Counter[str] = Counter()

    def unseen(self, *args: Any) -> frozenset[str]:
        self.calls["unseen"] += 1
        return super().unseen(*args)

    def enter(self, *args: Any) -> None:
        self.calls["enter"] += 1
        super().enter(*args)


class CountingHeartbeats(FakeHeartbeats):
    """The first `fails` beats fail."""

    def __init__(self) -> None:
        super().__init__()
        self.beats: list[tuple[str, Signal, datetime]] = []
        self.fails = 0

    def beat(self, account: str, signal: Signal, at: datetime) -> None:
        if self.fails:
            self.fails -= 1
            raise UnavailableError("the table")
        self.beats.append((account, signal, at))
        super().beat(account, signal, at)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    desk: Any = FakeDesk()
    desk.ledger, desk.heartbeats = CountingLedger(), CountingHeartbeats()
    monkeypatch.setattr(desk, "ingest_retries", SimpleNamespace(retry_after=lambda *_: None), raising=False)
    monkeypatch.setattr(wiring, "_desk", desk)
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Sokuto")
    found: FakeDesk = desk
    return found


def taken(*posts: XPost) -> list[str]:
    """Hand the posts over in one batch, each in a delivery of its own; return the ids of those that come back."""
    records = [
        {"messageId": post.id, "receiptHandle": post.id, "body": _message(post), "attributes": {}} for post in posts
    ]
    failed = ingest_posts.handler({"Records": records}, None)["batchItemFailures"]
    return [each["itemIdentifier"] for each in failed]


def _message(post: XPost) -> str:
    head = {"network": "x", "app": "main", "source": "webhook", "received_at": NOON.isoformat()}
    return json.dumps({**head, "body": base64.b64encode(post.event()).decode()})


def counted(desk: FakeDesk) -> list[tuple[str, int, Decimal]]:
    return [(each.account, each.number, each.usd) for each in desk.ledger.entries(NOON.date(), NOON.date())]


def test_I8_charges_and_signs_of_life_are_written_once_a_batch(desk: Any) -> None:
    assert taken(*POSTS) == []
    assert desk.ledger.calls == {"unseen": 1, "enter": 1}
    assert desk.heartbeats.beats == [("acme", Signal.WEBHOOK, NOON)]
    assert counted(desk) == [("acme", 4, Decimal("0.020"))]


def test_I3_a_batch_that_comes_again_costs_nothing_more(desk: Any) -> None:
    taken(*POSTS)
    taken(*POSTS[2:])
    assert counted(desk) == [("acme", 4, Decimal("0.020"))]
    assert desk.ledger.calls["enter"] == 1


def test_I5_one_delivery_that_fails_takes_nothing_from_the_others(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest = ingest_delivery

    def failing(events: Any, **more: Any) -> Any:
        every = list(events)
        if every[0].id == POSTS[1].id:
            raise UnavailableError("the table")
        return ingest(every, **more)

    monkeypatch.setattr(ingest_posts, "ingest_delivery", failing)
    assert taken(*POSTS) == [POSTS[1].id]
    assert counted(desk) == [("acme", 4, Decimal("0.020"))], "X charges for what it has delivered"
    monkeypatch.setattr(ingest_posts, "ingest_delivery", ingest)
    assert taken(POSTS[1]) == []
    assert counted(desk) == [("acme", 4, Decimal("0.020"))]
    assert len(desk.tickets.tickets) == 4


def test_I8_a_sign_of_life_that_cannot_be_written_brings_the_batch_back(desk: Any) -> None:
    desk.heartbeats.fails = 1
    with pytest.raises(UnavailableError):
        taken(*POSTS)
    assert desk.heartbeats.beats == []
    assert taken(*POSTS) == []
    assert desk.heartbeats.beats == [("acme", Signal.WEBHOOK, NOON)]
    assert counted(desk) == [("acme", 4, Decimal("0.020"))]
    assert len(desk.tickets.tickets) == 4


def test_a_count_that_cannot_be_written_brings_nothing_back(desk: Any) -> None:
    desk.ledger.fails = UnavailableError("the table")
    assert taken(*POSTS) == []
    assert len(desk.tickets.tickets) == 4


def test_the_newest_sign_of_life_counts(desk: Any) -> None:
    taken(POSTS[0])
    desk.clock.instant = at(-5)
    taken(POSTS[1])
    assert desk.heartbeats.of("acme").last[Signal.WEBHOOK] == NOON
