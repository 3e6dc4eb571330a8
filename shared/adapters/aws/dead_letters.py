"""Inspection and redrive of the dead-letter queue (I5).

SQS returns at most ten messages at a time and hides each for the visibility timeout; an empty response does not mean an
empty queue (a short poll asks only some servers), and counts lag by up to a minute. So every command uses long polls until
it has seen as many messages as the queue counts, including those that another command has hidden; it makes messages that
it leaves visible again, even when interrupted; and it reports those that it could not see.
"""

import json
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, cast

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import asking, client, patience
from shared.adapters.aws.sqs import delivery_body
from shared.domain.operations.dead_letters import DeadLetter, DeadLetterList, DeadLetterRun

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import ChangeMessageVisibilityBatchRequestEntryTypeDef, MessageTypeDef

HIDDEN_S = 30
"""The visibility timeout in seconds, which also applies if this process is killed before it releases a message."""

LONG_POLL_S = 2

PATIENCE_S = 75
"""How long to wait while the queue counts more messages than were seen: longer than another command's visibility timeout,
and than the lag of the counts."""

AT_MOST = 1_000
"""The maximum number of messages redriven in one run, so that it ends even if they fail again at once."""

UNFINISHED = "no attempt finished: the function timed out, was ended or could not start; its log says more"
"""The reason of messages that SQS itself dead-lettered, since no function was left to record one."""


@dataclass(slots=True)
class _SeenMessages:
    """The messages seen in this run: `resting` are those that it leaves, with their receipt handles."""

    resting: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    unseen: int = 0


class SqsDeadLetterOffice:
    """A queue's dead-letter queue, for commands of the terminal. Without `dead_url`, the queue's redrive policy names it."""

    def __init__(
        self,
        dead_url: str | None,
        live_url: str,
        *,
        wait: Callable[[float], None] = time.sleep,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._known_dead_url = dead_url
        self._live_url = live_url
        self._wait = wait
        self._patience_s = patience_s

    @cached_property
    def _client(self) -> "SQSClient":
        return cast("SQSClient", client("sqs", patience(10)))

    @cached_property
    def _dead_url(self) -> str:
        if self._known_dead_url is not None:
            return self._known_dead_url
        with asking("the queue"):
            told = self._client.get_queue_attributes(QueueUrl=self._live_url, AttributeNames=["RedrivePolicy"])
            target = json.loads(told["Attributes"]["RedrivePolicy"])["deadLetterTargetArn"]
            return self._client.get_queue_url(QueueName=target.rpartition(":")[2])["QueueUrl"]

    def look(self) -> DeadLetterList:
        """List the messages. Their content is not shown, since it is customers' text."""
        seen = _SeenMessages()
        with closing(self._messages(seen)) as messages:
            letters = [_letter(message) for message in messages]
        return DeadLetterList(sorted(letters, key=lambda letter: (letter.sent_at, letter.id)), seen.unseen)

    def send_again(self) -> DeadLetterRun:
        """Send each message to its queue, then delete it: a crash in between can repeat it, which is harmless (I3)."""
        seen = _SeenMessages()
        with closing(self._messages(seen, at_most=AT_MOST)) as messages:
            for message in messages:
                with asking("the queue"):
                    self._client.send_message(QueueUrl=self._live_url, MessageBody=message["Body"])
                self._delete(message, seen)
        return DeadLetterRun(len(seen.taken), seen.unseen)

    def erase(self, names: Callable[[bytes], bool]) -> DeadLetterRun:
        """Delete all messages for which `names` returns true (I6)."""
        seen = _SeenMessages()
        with closing(self._messages(seen)) as messages:
            for message in messages:
                if names(_raw(message["Body"])):
                    self._delete(message, seen)
        return DeadLetterRun(len(seen.taken), seen.unseen)

    def _messages(self, seen: _SeenMessages, *, at_most: int | None = None) -> Generator["MessageTypeDef"]:
        """Yield all messages, each once, as long as the queue counts more than were seen. Remaining messages are made visible at the
        end, or on interruption."""
        quiet_since: float | None = None
        try:
            while True:
                fresh = self._receive(seen)
                seen.resting |= {message["MessageId"]: message["ReceiptHandle"] for message in fresh}
                for message in fresh:
                    yield message
                    if at_most is not None and len(seen.taken) >= at_most:
                        return
                if fresh:
                    quiet_since = None
                    continue
                seen.unseen = max(0, self._held() - len(seen.resting))
                now = time.monotonic()
                quiet_since = quiet_since if quiet_since is not None else now
                if not seen.unseen or now - quiet_since >= self._patience_s:
                    return
                self._wait(1)
        finally:
            self._release(seen)

    def _receive(self, seen: _SeenMessages) -> list["MessageTypeDef"]:
        with asking("the dead-letter queue"):
            answer = self._client.receive_message(
                QueueUrl=self._dead_url,
                MaxNumberOfMessages=10,
                VisibilityTimeout=HIDDEN_S,
                WaitTimeSeconds=LONG_POLL_S,
                MessageAttributeNames=["reason"],
                MessageSystemAttributeNames=["SentTimestamp"],
            )
        messages = answer.get("Messages", [])
        for message in messages:
            if message["MessageId"] in seen.resting:
                seen.resting[message["MessageId"]] = message["ReceiptHandle"]  # only the newest handle is valid
        return [m for m in messages if m["MessageId"] not in seen.resting and m["MessageId"] not in seen.taken]

    def _held(self) -> int:
        """Return the queue's count of messages, hidden ones included."""
        with asking("the dead-letter queue"):
            told = self._client.get_queue_attributes(
                QueueUrl=self._dead_url,
                AttributeNames=[
                    "ApproximateNumberOfMessages",
                    "ApproximateNumberOfMessagesNotVisible",
                    "ApproximateNumberOfMessagesDelayed",
                ],
            )
        return sum(int(count) for count in told.get("Attributes", {}).values())

    def _delete(self, message: "MessageTypeDef", seen: _SeenMessages) -> None:
        with asking("the dead-letter queue"):
            self._client.delete_message(QueueUrl=self._dead_url, ReceiptHandle=message["ReceiptHandle"])
        seen.resting.pop(message["MessageId"], None)
        seen.taken.add(message["MessageId"])

    def _release(self, seen: _SeenMessages) -> None:
        """Make the remaining messages visible again. If that fails they stay hidden for HIDDEN_S, which every command waits for."""
        handles = list(seen.resting.values())
        for start in range(0, len(handles), 10):
            entries: list[ChangeMessageVisibilityBatchRequestEntryTypeDef] = [
                {"Id": str(n), "ReceiptHandle": handle, "VisibilityTimeout": 0}
                for n, handle in enumerate(handles[start : start + 10])
            ]
            try:
                self._client.change_message_visibility_batch(QueueUrl=self._dead_url, Entries=entries)
            except (BotoCoreError, ClientError):
                return


def _raw(message: str) -> bytes:
    """Extract the network's payload from the envelope of receive_webhook."""
    try:
        return delivery_body(json.loads(message))
    except (ValueError, KeyError, TypeError):
        return message.encode("utf-8", "replace")


def _letter(message: "MessageTypeDef") -> DeadLetter:
    told = message.get("MessageAttributes", {})
    reason = told["reason"].get("StringValue", "") if "reason" in told else ""
    sent_at = datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, UTC)
    return DeadLetter(message["MessageId"], sent_at, reason or UNFINISHED)
