"""Looking at a dead-letter queue, and sending what rests there again (I5).

SQS shows messages ten at a time and hides each that it has shown; an answer without any does not mean that there is none
(a short poll asks only some of its servers), and its counts lag behind by up to a minute. So every look asks with long
polls until it has seen as many as the queue says that it holds, those included that another command has hidden; it lets go
of whatever it leaves there, also when it is interrupted; and what it could not see, it says.
"""

import base64
import json
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import asking, patience
from shared.domain.operations.dead_letters import DeadLetter, DeadLetterList, DeadLetterRun

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import ChangeMessageVisibilityBatchRequestEntryTypeDef, MessageTypeDef

HIDDEN_S = 30
"""For so long a message stays out of others' sight if this process is killed before it can let go of it."""

LONG_POLL_S = 2

PATIENCE_S = 75
"""How long the queue may say that it holds more than was seen: longer than another command's messages stay hidden, and
than its counts lag behind."""

AT_MOST = 1_000
"""Messages sent again in one run, so that it ends also where what was sent again dies again at once."""

UNFINISHED = "no attempt finished: the function timed out, was ended or could not start; its log says more"
"""Why the queue itself gave up on a message: nobody was left to lay it there with a reason."""


@dataclass(slots=True)
class _Seen:
    """What this run has been shown: `resting` are those that it leaves there, with the handle to let go of them by."""

    resting: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    unseen: int = 0


class SqsDeadLetterOffice:
    """The ingest dead-letter queue, seen from the terminal."""

    def __init__(
        self,
        dead_url: str,
        live_url: str,
        *,
        wait: Callable[[float], None] = time.sleep,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._dead_url = dead_url
        self._live_url = live_url
        self._wait = wait
        self._patience_s = patience_s

    @cached_property
    def _client(self) -> "SQSClient":
        return boto3.client("sqs", config=patience(10))

    def look(self) -> DeadLetterList:
        """What rests there. The words of the events are not shown: they are the customers'."""
        seen = _Seen()
        with closing(self._messages(seen)) as messages:
            letters = [_letter(message) for message in messages]
        return DeadLetterList(sorted(letters, key=lambda letter: (letter.sent_at, letter.id)), seen.unseen)

    def send_again(self) -> DeadLetterRun:
        """Each message goes back to the ingest queue first and is deleted then: a crash between may repeat it, and a
        repeated event changes nothing (I3)."""
        seen = _Seen()
        with closing(self._messages(seen, at_most=AT_MOST)) as messages:
            for message in messages:
                with asking("the ingest queue"):
                    self._client.send_message(QueueUrl=self._live_url, MessageBody=message["Body"])
                self._delete(message, seen)
        return DeadLetterRun(len(seen.taken), seen.unseen)

    def erase(self, names: Callable[[bytes], bool]) -> DeadLetterRun:
        """Deletes what `names` says yes to, of everything that rests there (I6)."""
        seen = _Seen()
        with closing(self._messages(seen)) as messages:
            for message in messages:
                if names(_raw(message["Body"])):
                    self._delete(message, seen)
        return DeadLetterRun(len(seen.taken), seen.unseen)

    def _messages(self, seen: _Seen, *, at_most: int | None = None) -> Generator["MessageTypeDef"]:
        """Everything that rests there, each once, as long as the queue holds more than was seen; at the end, and where
        it does not come to one, nothing is hidden that was left there."""
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
            self._let_go(seen)

    def _receive(self, seen: _Seen) -> list["MessageTypeDef"]:
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
                seen.resting[message["MessageId"]] = message[
                    "ReceiptHandle"
                ]  # the newest handle is the one that counts
        return [m for m in messages if m["MessageId"] not in seen.resting and m["MessageId"] not in seen.taken]

    def _held(self) -> int:
        """How many there are by the queue's own count, hidden ones too."""
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

    def _delete(self, message: "MessageTypeDef", seen: _Seen) -> None:
        with asking("the dead-letter queue"):
            self._client.delete_message(QueueUrl=self._dead_url, ReceiptHandle=message["ReceiptHandle"])
        seen.resting.pop(message["MessageId"], None)
        seen.taken.add(message["MessageId"])

    def _let_go(self, seen: _Seen) -> None:
        """Everybody sees at once again what is left there. Where that fails it is hidden for HIDDEN_S, which every
        command waits for."""
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
    """What the network sent, out of the envelope that receive_webhook put around it."""
    try:
        return base64.b64decode(json.loads(message)["body"], validate=True)
    except (ValueError, KeyError, TypeError):
        return message.encode("utf-8", "replace")


def _letter(message: "MessageTypeDef") -> DeadLetter:
    told = message.get("MessageAttributes", {})
    reason = told["reason"].get("StringValue", "") if "reason" in told else ""
    sent_at = datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, UTC)
    return DeadLetter(message["MessageId"], sent_at, reason or UNFINISHED)
