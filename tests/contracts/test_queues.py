"""What every queue does (ports.AlertQueue, ReplyQueue, IngestQueue): what was put is handed out as it was put."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import boto3
import pytest
from moto.sqs.models import sqs_backends

from shared.adapters.aws.sqs import SqsAlertQueue, SqsIngestQueue, SqsReplyQueue
from shared.domain.accounts.faults import Fault
from shared.domain.errors import InvalidError
from shared.domain.templates.messages import Message
from shared.ports.inbound import IngestQueue
from shared.ports.notifications import AlertQueue, SampleRetry
from shared.ports.replies import ReplyQueue
from tests.contracts.build import NOON, alert
from tests.fake_desk import FakeAlertQueue, FakeIngest, FakeReplyQueue
from tests.fakes import FakeClock
from tests.faults.cloud import FakeSqs
from tests.samples.aws import ACCOUNT, REGION, mocked_aws

NOW = timedelta(0)
WORDS = Message("件名", "本文 😢", "<p>本文</p>", "短い")

Queued = tuple[dict[str, Any], timedelta]
"""A message, and how long it is hidden from its reader at first."""


@dataclass(frozen=True)
class Bench:
    alerts: AlertQueue
    replies: ReplyQueue
    ingest: IngestQueue
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
    alerts, replies, ingest = FakeAlertQueue(), FakeReplyQueue(), FakeIngest()

    def queued() -> list[Queued]:
        found: list[dict[str, Any]] = [
            {"ticket": ticket, "clock": each.clock, "step": each.step, "due_at": each.due_at}
            for ticket, each in alerts.messages
        ]
        found += [{"digest": person} for person in alerts.digests]
        found += [{"ticket": ticket, "note": note} for ticket, note in alerts.notes]
        found += [{"ticket": ticket, "returned": reply} for ticket, reply in alerts.returned]
        for (person, words, sms), retry in zip(alerts.samples, alerts.retries, strict=True):
            again = {"id": retry.sample, "tries": retry.tries} if retry is not None else {}
            found.append({"sample": person, "message": words, "sms": sms, **again})
        found += [{"fault": fault} for fault in alerts.faults]
        told = list(zip(found, alerts.delays, strict=True))
        told += [({"ticket": ticket, "reply": reply}, delay) for ticket, reply, delay in replies.messages]
        envelopes = zip(ingest.deliveries, ingest.envelopes, strict=True)
        return [*told, *(({"body": body, **envelope}, NOW) for body, envelope in envelopes)]

    return Bench(alerts, replies, ingest, queued)


def of_the_sweep() -> Bench:
    """The adapters on the sweep's stand-in for SQS."""
    sqs = FakeSqs(FakeClock(NOON))
    alerts, replies, ingest = SqsAlertQueue("q"), SqsReplyQueue("q"), SqsIngestQueue("q")
    for queue in (alerts, replies, ingest):
        queue.__dict__["_client"] = sqs

    def queued() -> list[Queued]:
        return [(read(each.body), each.visible_at - NOON) for each in sqs.queues.get("q", ())]

    return Bench(alerts, replies, ingest, queued)


def of_sqs() -> Bench:
    url = boto3.client("sqs").create_queue(QueueName="q")["QueueUrl"]

    def queued() -> list[Queued]:
        held: Any = sqs_backends[ACCOUNT][REGION].queues["q"]._messages
        hidden = [each.delayed_until - each.sent_timestamp if each.delayed_until else 0 for each in held]
        return [(read(each.body), timedelta(seconds=round(ms / 1000))) for each, ms in zip(held, hidden, strict=True)]

    return Bench(SqsAlertQueue(url), SqsReplyQueue(url), SqsIngestQueue(url), queued)


def read(body: str) -> dict[str, Any]:
    """As the functions read it."""
    told: dict[str, Any] = json.loads(body)
    for name in ("due_at", "received_at"):
        if name in told:
            told[name] = datetime.fromisoformat(told[name])
    if "message" in told:
        told["message"] = Message(**told["message"])
    if "body" in told:
        told["body"] = base64.b64decode(told["body"])
    return told


def test_L3_an_alert_is_handed_out_by_its_exact_key(bench: Bench) -> None:
    """Its reader looks for an alert with this very deadline: one that is a microsecond off would never go out."""
    step = alert("warn", pending=None)
    bench.alerts.put("acme.900.1", step)
    assert bench.queued() == [
        ({"ticket": "acme.900.1", "clock": step.clock, "step": "warn", "due_at": step.due_at}, NOW)
    ]


def test_L5_a_digest_is_handed_out_by_whose_it_is(bench: Bench) -> None:
    bench.alerts.put_digest("boss")
    assert bench.queued() == [({"digest": "boss"}, NOW)]


def test_a_note_and_a_returned_reply_are_handed_out_by_their_keys(bench: Bench) -> None:
    bench.alerts.put_note("t1", "n1", delay=timedelta(seconds=90))
    assert bench.queued() == [({"ticket": "t1", "note": "n1"}, timedelta(seconds=90))]


def test_W4_a_returned_reply_is_handed_out_by_its_key(bench: Bench) -> None:
    bench.alerts.put_returned("t1", "r1")
    assert bench.queued() == [({"ticket": "t1", "returned": "r1"}, NOW)]


def test_I8_a_fault_is_handed_out_by_its_name(bench: Bench) -> None:
    bench.alerts.put_fault(Fault.WEBHOOK_SILENT, delay=timedelta(minutes=1))
    assert bench.queued() == [({"fault": "webhook_silent"}, timedelta(minutes=1))]


def test_a_sample_is_handed_out_with_its_words(bench: Bench) -> None:
    bench.alerts.put_sample("kt", WORDS, sms=True)
    assert bench.queued() == [({"sample": "kt", "message": WORDS, "sms": True}, NOW)]


def test_a_sample_that_is_tried_again_keeps_its_name_and_counts(bench: Bench) -> None:
    bench.alerts.put_sample("kt", WORDS, sms=False, retry=SampleRetry("s1", 2, timedelta(seconds=20)))
    message = {"sample": "kt", "message": WORDS, "sms": False, "id": "s1", "tries": 2}
    assert bench.queued() == [(message, timedelta(seconds=20))]


def test_R1_a_reply_is_handed_out_by_its_key(bench: Bench) -> None:
    bench.replies.put("t1", "r1")
    assert bench.queued() == [({"ticket": "t1", "reply": "r1"}, NOW)]


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
    bench.alerts.put("t1", alert("warn", pending=None), delay=asked)
    assert sorted(delay for _, delay in bench.queued()) == [hidden, hidden]


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


@pytest.mark.parametrize(("size", "taken"), [(780_000, True), (790_000, False)])
def test_a_delivery_is_refused_if_its_message_is_larger_than_a_mebibyte(bench: Bench, size: int, taken: bool) -> None:
    """The message holds it in base64, four thirds of its size."""
    body = b"x" * size
    if taken:
        bench.ingest.put(body, network="x", source="webhook", app="main", received_at=NOON)
        assert len(bench.queued()) == 1
        return
    with pytest.raises(InvalidError) as refused:
        bench.ingest.put(body, network="x", source="webhook", app="main", received_at=NOON)
    assert refused.value.path == "body"
    assert bench.queued() == []
