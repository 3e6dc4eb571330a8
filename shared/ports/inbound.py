"""The queue behind webhooks and polling, and the one of accounts to poll."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol


class IngestQueue(Protocol):
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
        """Queue one delivery. `unseen_at` is when the account was last read before, without these posts (C1). Raises
        InvalidError if it exceeds the queue's limit."""

    def put_all(self, bodies: Iterable[bytes], *, network: str, source: str, app: str, received_at: datetime) -> None:
        """Queue the parts of one delivery, in few calls. A failure may leave some of them queued: they come again with the
        delivery, which is harmless (I3). Raises InvalidError, before anything is queued, if one exceeds the queue's limit."""


class PollQueue(Protocol):
    """Accounts that are due to be polled, a message each."""

    def put(self, account: str, *, at: datetime, limit: str | None) -> None:
        """Queue a poll of the account, scheduled at that instant; `limit` says why nothing is read any more. Raises
        UnavailableError."""


class HasPollQueue(Protocol):
    @property
    def polls(self) -> PollQueue: ...


class HasIngest(Protocol):
    @property
    def ingest(self) -> IngestQueue: ...
