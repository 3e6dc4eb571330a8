"""The queue behind webhooks and polling."""

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


class HasIngest(Protocol):
    @property
    def ingest(self) -> IngestQueue: ...
