"""The queue behind replies, and the order of private ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True, order=True)
class QueuePosition:
    """A reply's position in the send queue: the first written goes first."""

    written_at: datetime
    ticket: str
    reply: str


class SendQueue(Protocol):
    """The private replies that wait to be sent, one queue an account, consistent for all workers."""

    def join(self, account: str, position: QueuePosition) -> None:
        """Add the reply. Idempotent."""

    def leave(self, account: str, position: QueuePosition) -> None: ...

    def first(self, account: str) -> QueuePosition | None: ...


class ReplyQueue(Protocol):
    def put(self, ticket: str, reply: str, *, delay: timedelta = timedelta(0)) -> None: ...


class HasSendQueue(Protocol):
    @property
    def send_queue(self) -> SendQueue: ...


class HasReplies(Protocol):
    @property
    def replies(self) -> ReplyQueue: ...
