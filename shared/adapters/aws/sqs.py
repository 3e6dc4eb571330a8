"""The queues that stand between the functions. Each class knows the format of its queue's messages.

The ingest queue is on the way of every webhook's cold start, so what only another queue needs is imported where it is used.
"""

import base64
import json
import re
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Any, cast

from shared.adapters.aws.clients import asking, client, patience
from shared.domain.errors import InvalidError, UnavailableError
from shared.domain.text.rfc3339 import rfc3339

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

    from shared.domain.notifications.queued import QueuedNotification

LARGEST = 1024 * 1024
"""Bytes of a message with its attributes; SQS's quota since August 2025."""

AT_ONCE = 10
LARGEST_BATCH = 256 * 1024
"""Messages in one call, SQS's quota, and their bytes: a quarter of what SQS takes, so that none waits for the others' way."""

LARGEST_UNPACKED = 6 * 1024 * 1024
"""Bytes of a delivery: Lambda hands a function no more in one request."""

PACKED = "zlib"
"""How a body is compressed that is too large for the queue as it is."""

LONGEST_DELAY = timedelta(minutes=15)
"""The maximum of SQS's DelaySeconds; later messages are found by the sweep."""

LONGEST_REASON = 1000

_NOT_IN_SQS = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _SqsQueue:
    """One queue. The client is created on first use, so that importing and wiring are cheap."""

    read_seconds: float = 5

    def __init__(self, url: str) -> None:
        self.url = url

    @cached_property
    def _client(self) -> "SQSClient":
        return cast("SQSClient", client("sqs", patience(self.read_seconds)))

    def _send_text(self, text: str) -> None:
        with asking(f"the queue {self._name}"):
            self._client.send_message(QueueUrl=self.url, MessageBody=text, DelaySeconds=0)

    def _send(self, message: Mapping[str, Any], *, delay: timedelta = timedelta(0)) -> None:
        seconds = ceil(max(timedelta(0), min(delay, LONGEST_DELAY)).total_seconds())
        with asking(f"the queue {self._name}"):
            self._client.send_message(QueueUrl=self.url, MessageBody=_compact(message), DelaySeconds=seconds)

    @property
    def _name(self) -> str:
        return self.url.rsplit("/", 1)[-1]


class SqsIngestQueue(_SqsQueue):
    """Deliveries of a network, raw. Three seconds of patience: networks want their answer within ten or less, and tried again it gets
    three attempts."""

    read_seconds = 3

    def put(
        self,
        body: bytes,
        *,
        network: str,
        source: str,
        app: str,
        received_at: datetime,
        unseen_at: datetime | None = None,
    ) -> None:
        head = {"network": network, "app": app, "source": source, "received_at": rfc3339(received_at)}
        if unseen_at is not None:
            head["unseen_at"] = rfc3339(unseen_at)
        self._send_text(_enveloped(head, body))

    def put_all(self, bodies: Iterable[bytes], *, network: str, source: str, app: str, received_at: datetime) -> None:
        head = {"network": network, "app": app, "source": source, "received_at": rfc3339(received_at)}
        waiting: list[str] = []
        for text in [_enveloped(head, body) for body in bodies]:
            if waiting and (len(waiting) == AT_ONCE or sum(map(_bytes_of, [*waiting, text])) > LARGEST_BATCH):
                self._send_batch(waiting)
                waiting = []
            waiting.append(text)
        if waiting:
            self._send_batch(waiting)

    def _send_batch(self, texts: list[str]) -> None:
        """Send messages in one call. Of a batch SQS may refuse a part: then the whole delivery counts as not taken."""
        if len(texts) == 1:
            self._send_text(texts[0])
            return
        entries: list[SendMessageBatchRequestEntryTypeDef] = [
            {"Id": str(n), "MessageBody": text} for n, text in enumerate(texts)
        ]
        with asking(f"the queue {self._name}"):
            refused = self._client.send_message_batch(QueueUrl=self.url, Entries=entries).get("Failed", [])
        if refused:
            raise UnavailableError(
                f"the queue {self._name}: {refused[0].get('Code', 'refused')} ({len(refused)} messages)"
            )


def _enveloped(head: Mapping[str, str], body: bytes) -> str:
    """Return the message for a delivery, packed if it is too large as it is. Raises InvalidError if it is even then."""
    text = _compact({**head, "body": base64.b64encode(body).decode()})
    if _bytes_of(text) > LARGEST:
        text = _compact({**head, "body": base64.b64encode(zlib.compress(body)).decode(), "packed": PACKED})
    if _bytes_of(text) > LARGEST:
        raise InvalidError("body", f"{len(body)} bytes are more than the ingest queue takes.")
    return text


def _bytes_of(text: str) -> int:
    return len(text.encode())


def delivery_body(envelope: Mapping[str, Any]) -> bytes:
    """Return the raw body in a message of the ingest queue. Raises ValueError, KeyError or TypeError if it is no such message."""
    body = base64.b64decode(envelope["body"], validate=True)
    if envelope.get("packed") != PACKED:
        return body
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(body, LARGEST_UNPACKED)
    except zlib.error as error:
        raise ValueError("it cannot be unpacked") from error
    if not unpacking.eof:
        raise ValueError("it is cut off, or larger than a webhook takes")
    return unpacked


class SqsAlertQueue(_SqsQueue):
    """Notifications that are due, as `alert_messages` writes and reads them."""

    def put(self, notification: "QueuedNotification", *, delay: timedelta = timedelta(0)) -> None:
        from shared.adapters.aws.alert_messages import encode

        self._send(encode(notification), delay=delay)


class SqsPollQueue(_SqsQueue):
    """Accounts to poll, by id only (ports.PollQueue)."""

    def put(self, account: str, *, at: datetime, limit: str | None) -> None:
        due = {"account": account, "at": rfc3339(at)}
        self._send({**due, "limit": limit} if limit is not None else due)


class SqsReplyQueue(_SqsQueue):
    """Replies to send, by key only; the text stays in the outbox (R1)."""

    def put(self, ticket: str, reply: str, *, delay: timedelta = timedelta(0)) -> None:
        self._send({"ticket": ticket, "reply": reply}, delay=delay)


class SqsAttachmentQueue(_SqsQueue):
    """Files to fetch, by key only; what they are stands in their records."""

    def put(self, ticket: str, key: str) -> None:
        self._send({"ticket": ticket, "key": key})


class SqsDeadLetters(_SqsQueue):
    """Dead letters, unchanged, with the attribute `reason` (I5)."""

    def put(self, body: str, reason: str) -> None:
        told = _NOT_IN_SQS.sub("\ufffd", reason)[:LONGEST_REASON] or "no reason given"
        with asking(f"the queue {self._name}"):
            self._client.send_message(
                QueueUrl=self.url,
                MessageBody=body,
                MessageAttributes={"reason": {"DataType": "String", "StringValue": told}},
            )


def _compact(message: Mapping[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
