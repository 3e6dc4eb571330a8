"""What every queue does (ports.AlertQueue, ReplyQueue, IngestQueue, PollQueue): what was put is handed out as it was put."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto.sqs.models import sqs_backends

from shared.adapters.aws.alert_messages import decode
from shared.adapters.aws.sqs import (
    SqsAlertQueue,
    SqsAttachmentQueue,
    SqsIngestQueue,
    SqsPollQueue,
    SqsReplyQueue,
    delivery_body,
)
from shared.domain.accounts.faults import Fault
from shared.domain.errors import InvalidError
from shared.domain.notifications.queued import (
    AlertDue,
    DigestDue,
    IncidentNotice,
    MentionInNote,
    QueuedNotification,
    ReplyReturned,
    SampleRequested,
)
from shared.domain.sla.alert import AlertKey
from shared.domain.templates.messages import Message
from shared.ports.attachments import AttachmentQueue
from shared.ports.inbound import IngestQueue, PollQueue
from shared.ports.notifications import AlertQueue
from shared.ports.replies import ReplyQueue
from tests.contracts.build import NOON
from tests.fake_attachments import FakeAttachmentQueue
from tests.fake_desk import FakeAlertQueue, FakeIngest, FakePollQueue, FakeReplyQueue
from tests.fakes import FakeClock
from tests.faults.cloud import FakeSqs
from tests.samples.aws import ACCOUNT, REGION, mocked_aws

NOW = timedelta(0)
WORDS = Message("件名", "本文 😢", "<p>本文</p>", "短い")

Queued = tuple[Any, timedelta]
"""A message, and how long it is hidden from its reader at first."""


@dataclass(frozen=True)
class Bench:
    alerts: AlertQueue
    replies: ReplyQueue
    ingest: IngestQueue
    polls: PollQueue
    attachments: AttachmentQueue
    queued: Callable[[], list[Queued]]


@pytest.fixture(params=["fake", "sweep", "sqs"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if request.param == "fake":
        yield of_the_fakes()
    elif request.param == "sweep":
        yield of_the_sweep()
    else:
        with mocked_aws():
            yield of_sqs()


def of_the_fakes() -> Bench:
    alerts, replies, ingest, polls = FakeAlertQueue(), FakeReplyQueue(), FakeIngest(), FakePollQueue()
    attachments = FakeAttachmentQueue()

    def queued() -> list[Queued]:
        found: list[Any] = [AlertDue(key) for _, key in alerts.messages]
        found += [DigestDue(recipient) for recipient in alerts.digests]
        found += [MentionInNote(*note) for note in alerts.notes]
        found += [ReplyReturned(*reply) for reply in alerts.returned]
        found += alerts.samples
        found += [IncidentNotice(fault) for fault in alerts.faults]
        told = list(zip(found, alerts.delays, strict=True))
        told += [({"ticket": ticket, "reply": reply}, delay) for ticket, reply, delay in replies.messages]
        for account, at, limit in polls.messages:
            due = {"account": account, "at": at, "limit": limit}
            told.append(({name: value for name, value in due.items() if value is not None}, NOW))
        told += [({"ticket": ticket, "key": key}, NOW) for ticket, key in attachments.messages]
        envelopes = zip(ingest.deliveries, ingest.envelopes, strict=True)
        return [*told, *(({"body": body, **envelope}, NOW) for body, envelope in envelopes)]

    return Bench(alerts, replies, ingest, polls, attachments, queued)


def of_the_sweep() -> Bench:
    """The adapters on the sweep's stand-in for SQS."""
    sqs = FakeSqs(FakeClock(NOON))
    alerts, replies, ingest, polls = SqsAlertQueue("q"), SqsReplyQueue("q"), SqsIngestQueue("q"), SqsPollQueue("q")
    attachments = SqsAttachmentQueue("q")
    for queue in (alerts, replies, ingest, polls, attachments):
        queue.__dict__["_client"] = sqs

    def queued() -> list[Queued]:
        return [(read(each.body), each.visible_at - NOON) for each in sqs.queues.get("q", ())]

    return Bench(alerts, replies, ingest, polls, attachments, queued)


def of_sqs() -> Bench:
    url = boto3.client("sqs").create_queue(QueueName="q")["QueueUrl"]

    def queued() -> list[Queued]:
        held: Any = sqs_backends[ACCOUNT][REGION].queues["q"]._messages
        hidden = [each.delayed_until - each.sent_timestamp if each.delayed_until else 0 for each in held]
        return [(read(each.body), timedelta(seconds=round(ms / 1000))) for each, ms in zip(held, hidden, strict=True)]

    every = (SqsAlertQueue(url), SqsReplyQueue(url), SqsIngestQueue(url), SqsPollQueue(url), SqsAttachmentQueue(url))
    return Bench(*every, queued)


def read(body: str) -> Any:
    """As the functions read it."""
    told: dict[str, Any] = json.loads(body)
    if "kind" in told:
        return decode(body)
    for name in ("received_at", "unseen_at", "at"):
        if name in told:
            told[name] = datetime.fromisoformat(told[name])
    if "body" in told:
        told["body"] = delivery_body(told)
        told.pop("packed", None)
    return told


EXACT = datetime(2026, 3, 2, 8, 0, 0, 250_001, tzinfo=UTC)
"""An alert's reader looks for one with this very deadline: one that is a microsecond off would never go out (L3)."""


@pytest.mark.parametrize(
    "notification",
    [
        AlertDue(AlertKey("acme.900.1", "1", "warn", EXACT)),
        DigestDue("boss"),
        MentionInNote("t1", "n1"),
        ReplyReturned("t1", "r1"),
        IncidentNotice(Fault.WEBHOOK_SILENT),
        SampleRequested("kt", WORDS, sms=True),
        SampleRequested("kt", WORDS, sms=False, sample="s1", attempt=2),
    ],
)
def test_L3_L5_I8_W4_a_notification_is_handed_out_as_it_was_put(bench: Bench, notification: QueuedNotification) -> None:
    bench.alerts.put(notification, delay=timedelta(seconds=90))
    assert bench.queued() == [(notification, timedelta(seconds=90))]


def test_R1_a_reply_is_handed_out_by_its_key(bench: Bench) -> None:
    bench.replies.put("t1", "r1")
    assert bench.queued() == [({"ticket": "t1", "reply": "r1"}, NOW)]


def test_a_file_to_fetch_is_handed_out_by_its_key(bench: Bench) -> None:
    bench.attachments.put("t1", "2026-11-30/abc")
    assert bench.queued() == [({"ticket": "t1", "key": "2026-11-30/abc"}, NOW)]


@pytest.mark.parametrize(
    ("asked", "hidden"),
    [
        (timedelta(seconds=-5), timedelta(0)),
        (timedelta(milliseconds=300), timedelta(seconds=1)),
        (timedelta(seconds=30), timedelta(seconds=30)),
        (timedelta(minutes=15), timedelta(minutes=15)),
        (timedelta(days=2), timedelta(minutes=15)),
    ],
)
def test_a_message_is_delayed_by_whole_seconds_and_a_quarter_of_an_hour_at_most(
    bench: Bench, asked: timedelta, hidden: timedelta
) -> None:
    """Whoever takes out a message that came too early puts it in again."""
    bench.replies.put("t1", "r1", delay=asked)
    bench.alerts.put(DigestDue("boss"), delay=asked)
    assert sorted(delay for _, delay in bench.queued()) == [hidden, hidden]


@pytest.mark.parametrize("limit", [None, "The limit of 20.00 USD for 2026-03 is used up."])
def test_I8_a_poll_is_handed_out_with_its_account_its_time_and_the_months_limit(
    bench: Bench, limit: str | None
) -> None:
    bench.polls.put("acme", at=NOON, limit=limit)
    [(told, _)] = bench.queued()
    assert abs(told.pop("at") - NOON) < timedelta(milliseconds=1)
    assert told == {"account": "acme", **({"limit": limit} if limit else {})}


def test_each_message_is_one_of_its_own(bench: Bench) -> None:
    """A message put twice is handed out twice: it is its readers who do things once."""
    bench.replies.put("t1", "r1")
    bench.replies.put("t1", "r1")
    bench.replies.put("t1", "r2")
    assert [message["reply"] for message, _ in bench.queued()] == ["r1", "r1", "r2"]


def test_I2_a_delivery_is_handed_out_raw_with_where_it_came_from(bench: Bench) -> None:
    body = '{"text":"抹茶 😢"}'.encode() + b"\xff\x00"
    bench.ingest.put(body, network="x", source="webhook", app="main", received_at=NOON)
    [(told, _)] = bench.queued()
    received_at = told.pop("received_at")
    assert abs(received_at - NOON) < timedelta(milliseconds=1)
    assert told == {"body": body, "network": "x", "source": "webhook", "app": "main"}


@pytest.mark.parametrize("number", [0, 1, 9, 10, 11, 34])
def test_I2_the_parts_of_a_delivery_are_handed_out_one_by_one(bench: Bench, number: int) -> None:
    bodies = [f'{{"part":{n},"text":"{"😢" * n * 400}"}}'.encode() for n in range(number)]
    bench.ingest.put_all(iter(bodies), network="x", source="webhook", app="main", received_at=NOON)
    told = [message for message, _ in bench.queued()]
    assert [each["body"] for each in told] == bodies
    assert {(each["network"], each["source"], each["app"]) for each in told} <= {("x", "webhook", "main")}


def test_I2_a_delivery_with_a_part_that_is_too_large_is_refused_whole(bench: Bench) -> None:
    bodies = [b"{}"] * 30 + [os.urandom(900_000)]
    with pytest.raises(InvalidError):
        bench.ingest.put_all(bodies, network="x", source="webhook", app="main", received_at=NOON)
    assert bench.queued() == []


def test_C1_a_polled_delivery_says_when_the_account_was_last_read_without_it(bench: Bench) -> None:
    before = NOON - timedelta(minutes=1)
    bench.ingest.put(b"{}", network="x", source="poll", app="main", received_at=NOON, unseen_at=before)
    [(told, _)] = bench.queued()
    assert abs(told["unseen_at"] - before) < timedelta(milliseconds=1)


@pytest.mark.parametrize(("size", "taken"), [(780_000, True), (790_000, False)])
def test_a_delivery_is_refused_if_its_message_is_larger_than_a_mebibyte(bench: Bench, size: int, taken: bool) -> None:
    """The message holds it in base64, four thirds of its size. Dice cannot be packed."""
    body = os.urandom(size)
    if taken:
        bench.ingest.put(body, network="x", source="webhook", app="main", received_at=NOON)
        assert len(bench.queued()) == 1
        return
    with pytest.raises(InvalidError) as refused:
        bench.ingest.put(body, network="x", source="webhook", app="main", received_at=NOON)
    assert refused.value.path == "body"
    assert bench.queued() == []


def test_I2_a_delivery_that_is_too_large_as_it_is_is_packed_and_handed_out_whole(bench: Bench) -> None:
    body = json.dumps(
        [{"id": n, "text": f"注文 {n} が届きません 😢"} for n in range(60_000)], ensure_ascii=False
    ).encode()
    assert len(body) > 2_000_000
    bench.ingest.put(body, network="x", source="webhook", app="main", received_at=NOON)
    [(told, _)] = bench.queued()
    assert told["body"] == body
