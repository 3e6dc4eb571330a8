"""What the sweep's stand-in for SQS and SQS itself do with the messages of a batch, one of which fails."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import boto3
import pytest

from shared.adapters.aws.sqs import SqsReplyQueue
from shared.adapters.aws.sqs_batch import Message as SqsMessage
from shared.adapters.aws.sqs_batch import SqsRetries, take_batch
from shared.domain.errors import UnavailableError, VersionConflictError
from tests.contracts.build import NOON
from tests.fakes import FakeClock
from tests.faults.cloud import TRIES, FakeSqs, Message, records_of
from tests.samples.aws import mocked_aws

AT_ONCE: Mapping[type[Exception], timedelta] = {VersionConflictError: timedelta(0)}
HIDDEN = timedelta(minutes=3)


@dataclass(frozen=True)
class Bench:
    """`receive` hands out what is visible; `delete` takes what was done off the queue; `dead` counts the dead letters."""

    queue: SqsReplyQueue
    retries: SqsRetries
    receive: Callable[[], list[Message]]
    delete: Callable[[Message], None]
    dead: Callable[[], int]

    def turn(self, take: Callable[[str], None], time_left: Callable[[], int] | None = None) -> list[str]:
        """As Lambda does it: a batch, and off the queue with what did not fail. The replies that failed."""

        def taken(taken_message: SqsMessage) -> None:
            take(json.loads(taken_message.body)["reply"])

        batch = self.receive()
        answer = take_batch(records_of(batch), taken, retries=self.retries, soon=AT_ONCE, time_left=time_left)
        failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
        for message in batch:
            if message.id not in failed:
                self.delete(message)
        return [json.loads(message.body)["reply"] for message in batch if message.id in failed]


@pytest.fixture(params=["sweep", "sqs"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if request.param == "sweep":
        yield of_the_sweep()
    else:
        with mocked_aws():
            yield of_sqs()


def of_the_sweep() -> Bench:
    sqs = FakeSqs(FakeClock(NOON))
    queue: Any = SqsReplyQueue("q")
    retries: Any = SqsRetries("q")
    queue.__dict__["_client"] = retries.__dict__["_client"] = sqs

    def receive() -> list[Message]:
        return sqs.receive("q", 10, HIDDEN)

    return Bench(
        queue, retries, receive, lambda message: sqs.delete("q", message.id), lambda: len(sqs.dead.get("q", ()))
    )


def of_sqs() -> Bench:
    client = boto3.client("sqs")
    dead = client.create_queue(QueueName="dead")["QueueUrl"]
    arn = client.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": TRIES})
    hidden = str(int(HIDDEN.total_seconds()))
    url = client.create_queue(QueueName="q", Attributes={"RedrivePolicy": redrive, "VisibilityTimeout": hidden})[
        "QueueUrl"
    ]

    def receive() -> list[Message]:
        found = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        return [Message(message["ReceiptHandle"], message["Body"], NOON) for message in found]

    def resting() -> int:
        name: Any = "ApproximateNumberOfMessages"
        return int(client.get_queue_attributes(QueueUrl=dead, AttributeNames=[name])["Attributes"][name])

    def delete(message: Message) -> None:
        client.delete_message(QueueUrl=url, ReceiptHandle=message.id)

    return Bench(SqsReplyQueue(url), SqsRetries(url), receive, delete, resting)


def failing(*replies: str, error: type[Exception]) -> Callable[[str], None]:
    def take(reply: str) -> None:
        if reply in replies:
            raise error("not now")

    return take


def test_of_a_batch_only_what_failed_comes_back(bench: Bench) -> None:
    for reply in ("r1", "r2", "r3"):
        bench.queue.put("t1", reply)
    assert bench.turn(failing("r2", error=VersionConflictError)) == ["r2"]
    done: list[str] = []
    assert bench.turn(done.append) == []
    assert done == ["r2"]
    assert bench.receive() == []


def test_what_a_function_has_no_time_for_is_left_and_what_is_done_is_done(bench: Bench) -> None:
    for reply in ("r1", "r2", "r3", "r4"):
        bench.queue.put("t1", reply)
    clock, done = [30_000], list[str]()

    def take(reply: str) -> None:
        done.append(reply)
        clock[0] -= 12_000

    left = bench.turn(take, time_left=lambda: clock[0])
    assert sorted([*done, *left]) == ["r1", "r2", "r3", "r4"]
    assert len(done) == 2
    assert bench.receive() == []
    assert bench.dead() == 0


def test_a_function_that_has_hardly_any_time_begins_one_message_all_the_same(bench: Bench) -> None:
    bench.queue.put("t1", "r1")
    done: list[str] = []
    assert bench.turn(done.append, time_left=lambda: 0) == []
    assert done == ["r1"]


def test_what_fails_without_a_time_of_its_own_stays_hidden(bench: Bench) -> None:
    bench.queue.put("t1", "r1")
    assert bench.turn(failing("r1", error=UnavailableError)) == ["r1"]
    assert bench.receive() == []
    assert bench.dead() == 0


def test_a_message_that_is_delayed_is_not_handed_out_yet(bench: Bench) -> None:
    bench.queue.put("t1", "r1", delay=timedelta(minutes=1))
    assert bench.receive() == []


def test_I5_what_fails_three_times_rests_among_the_dead_letters(bench: Bench) -> None:
    bench.queue.put("t1", "r1")
    for _ in range(TRIES):
        assert bench.dead() == 0
        assert bench.turn(failing("r1", error=VersionConflictError)) == ["r1"]
    assert bench.receive() == []
    assert bench.dead() == 1
