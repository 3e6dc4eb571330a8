"""Processing of a batch of messages with partial failures: only failed messages are retried."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from aws_lambda_powertools import Logger

from shared.adapters.aws.clients import asking, client
from shared.domain.errors import UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

logger = Logger(child=True)


ENOUGH_MS = 8_000
"""Milliseconds in which one message is surely done with, also one whose network is slow to answer."""

DONE = object()

LATER = timedelta(minutes=1)
"""When a message comes back that nobody has begun: a flood is over by then, and each return counts as a try."""


class Message(NamedTuple):
    """A message as its function gets it. `tries` counts this one. Taken from the event by hand: Powertools' classes for events
    cost a cold start more than the whole of what is read here."""

    id: str
    body: str
    receipt_handle: str
    tries: int = 1

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Message":
        """Read a record of Lambda's event: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html"""
        tries = int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))
        return cls(record["messageId"], record["body"], record.get("receiptHandle", ""), tries)


class SqsRetries:
    """Earlier retries of failed messages than by the queue's visibility timeout."""

    def __init__(self, queue_url: str) -> None:
        self._queue_url = queue_url

    @cached_property
    def _client(self) -> "SQSClient":
        return cast("SQSClient", client("sqs"))

    def retry_after(self, receipt_handle: str, after: timedelta) -> None:
        """Retry the message `after` that time. Raises UnavailableError; the retry then comes after the visibility timeout, which is
        as safe."""
        with asking("the queue"):
            self._client.change_message_visibility(
                QueueUrl=self._queue_url, ReceiptHandle=receipt_handle, VisibilityTimeout=round(after.total_seconds())
            )


def take_batch(
    event: Mapping[str, Any],
    take: Callable[[Message], Iterator[None] | None],
    *,
    retries: SqsRetries,
    soon: Mapping[type[Exception], timedelta],
    time_left: Callable[[], int] | None = None,
) -> dict[str, Any]:
    """Call `take` with every message, and return those that failed (ReportBatchItemFailures). One that is a generator is taken in
    steps: all messages come to its next `yield` before any goes on behind it.

    `time_left` tells the milliseconds that the function has: once they are few, the rest of the batch is returned as it is, for
    another call. A function that is stopped amid a batch would do all of it again, also what was done.

    An error in `soon` retries its message after that time; any other, such as an outage of the table, after the queue's
    visibility timeout, so that a short outage is over before the last attempt.
    """
    failed: list[Message] = []
    going = [(message, _steps(take, message)) for message in map(Message.of, event["Records"])]
    while going:
        begun = going
        going = []
        for n, (message, steps) in enumerate(begun):
            if n and time_left is not None and time_left() < ENOUGH_MS:
                logger.warning("messages left to another call", number=len(begun) - n)
                for other, _ in begun[n:]:
                    failed.append(other)
                    _come_back(retries, other, LATER)
                break
            try:
                if next(steps, DONE) is not DONE:
                    going.append((message, steps))
            except Exception as e:
                logger.warning("message failed", message_id=message.id, error=type(e).__name__, exc_info=e)
                failed.append(message)
                after = next((wait for kind, wait in soon.items() if isinstance(e, kind)), None)
                if after is not None:
                    _come_back(retries, message, after)
    return {"batchItemFailures": [{"itemIdentifier": message.id} for message in failed]}


def _steps(take: Callable[[Message], Iterator[None] | None], message: Message) -> Iterator[None]:
    yield from take(message) or ()


def _come_back(retries: SqsRetries, message: Message, after: timedelta) -> None:
    try:
        retries.retry_after(message.receipt_handle, after)
    except UnavailableError as e:
        logger.warning("message comes back late", message_id=message.id, reason=str(e))
