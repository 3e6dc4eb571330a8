"""The queues between the functions, against moto."""

import base64
import json
import os
import socket
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from shared.adapters.aws.alert_messages import decode
from shared.adapters.aws.dead_letters import SqsDeadLetterOffice
from shared.adapters.aws.sqs import (
    LARGEST,
    LARGEST_UNPACKED,
    SqsAlertQueue,
    SqsDeadLetters,
    SqsIngestQueue,
    SqsReplyQueue,
    delivery_body,
)
from shared.domain.accounts.faults import Fault
from shared.domain.errors import InvalidError, UnavailableError
from shared.domain.notifications.queued import (
    AlertDue,
    DigestDue,
    IncidentNotice,
    MentionInNote,
    QueuedNotification,
    ReplyReturned,
    SampleRequested,
)
from shared.domain.operations.dead_letters import DeadLetterRun
from shared.domain.sla.alert import AlertKey
from shared.domain.templates.messages import Message
from tests.samples.aws import mocked_aws

NOW = datetime(2026, 3, 2, 8, 0, 0, 250_000, UTC)


@pytest.fixture(autouse=True)
def aws() -> Iterator[None]:
    with mocked_aws():
        yield


@pytest.fixture
def queue_url() -> str:
    return str(boto3.client("sqs").create_queue(QueueName="desk-queue")["QueueUrl"])


def received(url: str) -> list[Any]:
    answer = boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
    return list(answer.get("Messages", []))


def test_a_delivery_is_queued_raw_and_whole(queue_url: str) -> None:
    body = '{"text":"抹茶 😢"}'.encode() + b"\xff\x00"
    SqsIngestQueue(queue_url).put(body, network="x", source="webhook", app="main", received_at=NOW)
    (message,) = received(queue_url)
    told = json.loads(message["Body"])
    assert base64.b64decode(told.pop("body")) == body
    assert told == {"network": "x", "app": "main", "source": "webhook", "received_at": "2026-03-02T08:00:00.250Z"}


def test_a_delivery_larger_than_the_queue_takes_is_refused_here(queue_url: str) -> None:
    """The largest that fits does: the queue counts as we do. Dice cannot be packed."""
    envelope = len('{"network":"x","app":"main","source":"webhook","received_at":"2026-03-02T08:00:00.250Z","body":""}')
    fits = (LARGEST - envelope) // 4 * 3
    queue = SqsIngestQueue(queue_url)
    queue.put(os.urandom(fits), network="x", source="webhook", app="main", received_at=NOW)
    assert len(received(queue_url)) == 1
    with pytest.raises(InvalidError) as refused:
        queue.put(os.urandom(fits + 1), network="x", source="webhook", app="main", received_at=NOW)
    assert refused.value.path == "body"
    assert received(queue_url) == []


def test_I2_a_batch_that_sqs_takes_in_part_is_a_delivery_that_it_has_not_taken(queue_url: str) -> None:
    queue = SqsIngestQueue(queue_url)

    class Refusing:
        def send_message_batch(self, **_: Any) -> dict[str, Any]:
            return {"Successful": [{"Id": "0"}], "Failed": [{"Id": "1", "Code": "InternalError", "SenderFault": False}]}

    queue.__dict__["_client"] = Refusing()
    with pytest.raises(UnavailableError, match=r"InternalError \(1 messages\)"):
        queue.put_all([b"{}"] * 2, network="x", source="webhook", app="main", received_at=NOW)


@pytest.mark.parametrize(
    "odd",
    [
        base64.b64encode(zlib.compress(b"x" * LARGEST)[:-4]),
        base64.b64encode(zlib.compress(b"x" * (LARGEST_UNPACKED + 1))),
        base64.b64encode(b"not packed at all"),
    ],
    ids=["cut off", "a bomb", "odd"],
)
def test_I5_a_packed_delivery_that_is_broken_is_no_delivery(odd: bytes) -> None:
    with pytest.raises(ValueError, match="it "):
        delivery_body({"body": odd.decode(), "packed": "zlib"})


@pytest.mark.parametrize(
    ("notification", "message"),
    [
        (
            AlertDue(AlertKey("C#kitsune#1~T#2", "k1", "warn", NOW)),
            {
                "kind": "alert",
                "ticket": "C#kitsune#1~T#2",
                "clock": "k1",
                "step": "warn",
                "due_at": "2026-03-02T08:00:00.250Z",
            },
        ),
        (DigestDue("boss"), {"kind": "digest", "recipient": "boss"}),
        (MentionInNote("acme.900.1", "n1"), {"kind": "note", "ticket": "acme.900.1", "note": "n1"}),
        (ReplyReturned("acme.900.1", "r1"), {"kind": "reply", "ticket": "acme.900.1", "reply": "r1"}),
        (IncidentNotice(Fault.POLL_SILENT), {"kind": "incident", "fault": "poll_silent"}),
    ],
)
def test_a_notification_is_queued_by_its_kind_and_key(
    queue_url: str, notification: QueuedNotification, message: dict[str, str]
) -> None:
    SqsAlertQueue(queue_url).put(notification)
    (queued,) = received(queue_url)
    assert json.loads(queued["Body"]) == message


def test_a_sample_is_queued_with_its_words(queue_url: str) -> None:
    sample = SampleRequested("kt", Message("件名", "t", "<p>", "s"), sms=True)
    SqsAlertQueue(queue_url).put(sample)
    (queued,) = received(queue_url)
    assert decode(queued["Body"]) == sample


@pytest.mark.parametrize(
    ("delay", "seconds"),
    [
        (timedelta(0), 0),
        (timedelta(seconds=-5), 0),
        (timedelta(milliseconds=300), 1),
        (timedelta(seconds=30), 30),
        (timedelta(minutes=15), 900),
        (timedelta(days=2), 900),
    ],
)
def test_a_reply_is_delayed_as_far_as_the_queue_can(
    queue_url: str, delay: timedelta, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = SqsReplyQueue(queue_url)
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(queue._client, "send_message", lambda **message: sent.append(message))
    queue.put("t1", "r1", delay=delay)
    (message,) = sent
    assert message["DelaySeconds"] == seconds
    assert json.loads(message["MessageBody"]) == {"ticket": "t1", "reply": "r1"}


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("data.payload.id is missing", "data.payload.id is missing"),
        ("", "no reason given"),
        ("a\x00b\ud800c\ufffed", "a\ufffdb\ufffdc\ufffdd"),
        ("é" * 2000, "é" * 1000),
    ],
)
def test_a_dead_letter_rests_as_it_came_with_its_reason(queue_url: str, reason: str, told: str) -> None:
    SqsDeadLetters(queue_url).put('{"network":"x"}', reason)
    (message,) = received(queue_url)
    assert message["Body"] == '{"network":"x"}'
    assert message["MessageAttributes"]["reason"]["StringValue"] == told


def test_a_queue_that_is_not_there_is_an_error_of_ours(queue_url: str) -> None:
    with pytest.raises(UnavailableError, match="the queue other") as raised:
        SqsReplyQueue(queue_url.replace("desk-queue", "other")).put("t1", "r1")
    assert isinstance(raised.value.__cause__, ClientError)


def test_a_queue_that_does_not_answer_is_one_too(queue_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    with pytest.raises(UnavailableError):
        SqsReplyQueue(queue_url).put("t1", "r1")


def test_patience_is_short(queue_url: str) -> None:
    """X wants its answer within ten seconds, and the queue is asked three times at most."""
    ingest: Any = SqsIngestQueue(queue_url)._client.meta.config
    assert ingest.read_timeout == 3
    config: Any = SqsReplyQueue(queue_url)._client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (2, 5)
    assert config.retries == {"mode": "standard", "total_max_attempts": 3}


def test_I6_what_names_the_erased_is_deleted_from_the_dead_letters_and_the_rest_stays(queue_url: str) -> None:
    envelope = {"body": base64.b64encode(b'{"author_id":"900"}').decode(), "source": "webhook"}
    for body in (json.dumps(envelope), "not even JSON about 900", json.dumps({"body": "AAAA"})):
        SqsDeadLetters(queue_url).put(body, "reason")
    office = SqsDeadLetterOffice(queue_url, "unused")
    assert office.erase(lambda raw: b"900" in raw) == DeadLetterRun(2, 0)
    assert [letter.reason for letter in office.look().letters] == ["reason"]
    assert len(received(queue_url)) == 1, "whoever looked has hidden nothing"
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    counts: Any = boto3.client("sqs").get_queue_attributes(QueueUrl=queue_url, AttributeNames=names)  # type: ignore[arg-type]  # the stubs want literals
    assert sum(int(count) for count in counts["Attributes"].values()) == 1


def test_I5_a_queues_dead_letters_are_found_by_its_redrive_policy_and_go_back_to_it(queue_url: str) -> None:
    sqs = boto3.client("sqs")
    dead_url = sqs.create_queue(QueueName="resting")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": "3"})
    sqs.set_queue_attributes(QueueUrl=queue_url, Attributes={"RedrivePolicy": policy})
    SqsDeadLetters(dead_url).put("an alert", "no way is left")
    office = SqsDeadLetterOffice(None, queue_url)
    assert [letter.reason for letter in office.look().letters] == ["no way is left"]
    assert office.send_again() == DeadLetterRun(1, 0)
    assert [message["Body"] for message in received(queue_url)] == ["an alert"]
