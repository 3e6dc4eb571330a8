"""Looking at a dead-letter queue, and sending what rests there again (I5)."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import boto3

from shared.adapters.aws import asking, patience

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

LOOK_S = 20
"""How long a message that was only looked at stays out of others' sight."""

AT_MOST = 1_000
"""Messages in one run, so that a loop ends also where what was sent again dies again at once."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """`reason` is empty where the queue itself gave up on the message, after an error that nobody foresaw."""

    id: str
    sent_at: datetime
    reason: str


class SqsDeadLetterOffice:
    """The ingest dead-letter queue, seen from the terminal."""

    def __init__(self, dead_url: str, live_url: str) -> None:
        self._dead_url = dead_url
        self._live_url = live_url

    @cached_property
    def _client(self) -> "SQSClient":
        return boto3.client("sqs", config=patience(10))

    def look(self) -> list[DeadLetter]:
        """What rests there. The words of the events are not shown: they are the customers'."""
        return [_letter(message) for message in self._messages(visible_again_after=LOOK_S)]

    def send_again(self) -> int:
        """Each message goes back to the ingest queue first and is deleted then: a crash between may repeat it, and a
        repeated event changes nothing (I3)."""
        sent = 0
        for message in self._messages(visible_again_after=120):
            with asking("the ingest queue"):
                self._client.send_message(QueueUrl=self._live_url, MessageBody=message["Body"])
                self._client.delete_message(QueueUrl=self._dead_url, ReceiptHandle=message["ReceiptHandle"])
            sent += 1
        return sent

    def erase(self, names: Callable[[bytes], bool]) -> int:
        """Deletes what `names` says yes to, of everything that rests there (I6)."""
        gone = 0
        for message in self._messages(visible_again_after=LOOK_S):
            if names(_raw(message["Body"])):
                with asking("the dead-letter queue"):
                    self._client.delete_message(QueueUrl=self._dead_url, ReceiptHandle=message["ReceiptHandle"])
                gone += 1
        return gone

    def _messages(self, *, visible_again_after: int) -> Iterator["MessageTypeDef"]:
        seen: set[str] = set()
        while len(seen) < AT_MOST:
            with asking("the dead-letter queue"):
                answer = self._client.receive_message(
                    QueueUrl=self._dead_url,
                    MaxNumberOfMessages=10,
                    VisibilityTimeout=visible_again_after,
                    MessageAttributeNames=["reason"],
                    MessageSystemAttributeNames=["SentTimestamp"],
                )
            fresh = [m for m in answer.get("Messages", []) if m["MessageId"] not in seen]
            if not fresh:
                return
            seen |= {message["MessageId"] for message in fresh}
            yield from fresh


def _raw(message: str) -> bytes:
    """What the network sent, out of the envelope that receive_x_webhook put around it."""
    try:
        return base64.b64decode(json.loads(message)["body"], validate=True)
    except (ValueError, KeyError, TypeError):
        return message.encode("utf-8", "replace")


def _letter(message: "MessageTypeDef") -> DeadLetter:
    told = message.get("MessageAttributes", {})
    reason = told["reason"].get("StringValue", "") if "reason" in told else ""
    sent_at = datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, UTC)
    return DeadLetter(message["MessageId"], sent_at, reason)
