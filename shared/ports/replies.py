"""The queue behind replies, and the order of private ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True, order=True)
class QueuePosition:
    """A reply's place in a line: what was written first goes first."""

    written_at: datetime
    ticket: str
    reply: str


class SendQueue(Protocol):
    """Who waits to be sent, a line for each account, the same to all workers at every instant."""

    def join(self, line: str, turn: QueuePosition) -> None:
        """Joining twice is joining once."""

    def leave(self, line: str, turn: QueuePosition) -> None: ...

    def first(self, line: str) -> QueuePosition | None: ...


class ReplyQueue(Protocol):
    def put(self, ticket: str, reply: str, *, delay: timedelta = timedelta(0)) -> None: ...


class HasSendQueue(Protocol):
    @property
    def send_queue(self) -> SendQueue: ...


class HasReplies(Protocol):
    @property
    def replies(self) -> ReplyQueue: ...
