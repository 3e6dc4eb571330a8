"""Files that the desk keeps itself: their records, the files, and the queue of those that are still to be fetched."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from shared.domain.attachments.attachment import Attachment


class Attachments(Protocol):
    """The records of files, beside the ticket: what a worker writes of a file delays nobody who writes in the ticket."""

    def want(self, attachment: Attachment) -> None:
        """Store the record, unless there is one of its id. Idempotent."""

    def update(self, attachment: Attachment) -> bool:
        """Replace the record. Return False, and change nothing, unless one of its id and key is there and waits."""

    def find(self, ticket: str, ident: str) -> Attachment | None: ...

    def of_ticket(self, ticket: str) -> Sequence[Attachment]: ...

    def due(self, before: datetime, *, limit: int) -> Sequence[Attachment]:
        """List the records that wait and were due before the instant, oldest first."""

    def remove(self, ticket: str, ident: str) -> None:
        """Delete the record. Idempotent."""


class Files(Protocol):
    """The files themselves. Raises UnavailableError."""

    def put(self, name: str, content: bytes, kind: str) -> None:
        """Store a file of the media type `kind`, in place of one of its name."""

    def remove(self, names: Collection[str]) -> None:
        """Delete files. Idempotent: one that is not there is deleted."""

    def oldest(self, *, limit: int) -> Sequence[str]:
        """List the names of the first files by name."""

    def link(self, name: str, now: datetime, *, save_as: str | None = None) -> str:
        """Return an address at which whoever has it finds the file for ten to twenty minutes from `now` on, whether or
        not the file is there. It stays the same for ten minutes, so that a browser reads the file once. `save_as` is
        the name under which the browser saves the file, instead of showing it."""


class AttachmentQueue(Protocol):
    def put(self, ticket: str, key: str) -> None: ...


class HasAttachments(Protocol):
    @property
    def attachments(self) -> Attachments: ...


class HasFiles(Protocol):
    @property
    def files(self) -> Files: ...


class HasAttachmentQueue(Protocol):
    @property
    def attachment_queue(self) -> AttachmentQueue: ...
