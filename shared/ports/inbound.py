"""The queue behind webhooks and polling."""

from datetime import datetime
from typing import Protocol


class IngestQueue(Protocol):
    def put(self, body: bytes, *, network: str, source: str, app: str, received_at: datetime) -> None:
        """Hands one delivery to the ingest queue. Raises InvalidError if it is larger than the queue takes."""


class HasIngest(Protocol):
    @property
    def ingest(self) -> IngestQueue: ...
