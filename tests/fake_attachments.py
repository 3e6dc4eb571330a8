"""Fakes of what keeps files: their records, the files, the queue, and a network that hands them out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shared.domain.attachments.attachment import Attachment, AttachmentState
from shared.domain.errors import NotFoundError, TooLargeError, UnavailableError
from shared.domain.settings.desk import Account
from shared.ports.network_reading import FetchedMedia

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
JPEG = b"\xff\xd8\xff\xe0" + bytes(64)
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(64)


class FakeAttachments:
    def __init__(self) -> None:
        self.records: dict[tuple[str, str], Attachment] = {}

    def want(self, attachment: Attachment) -> None:
        self.records.setdefault((attachment.ticket, attachment.id), attachment)

    def update(self, attachment: Attachment) -> bool:
        stored = self.records.get((attachment.ticket, attachment.id))
        if stored is None or stored.key != attachment.key or stored.state is not AttachmentState.WAITING:
            return False
        self.records[attachment.ticket, attachment.id] = attachment
        return True

    def find(self, ticket: str, ident: str) -> Attachment | None:
        return self.records.get((ticket, ident))

    def of_ticket(self, ticket: str) -> Sequence[Attachment]:
        found = [record for (whose, _), record in self.records.items() if whose == ticket]
        return sorted(found, key=lambda each: each.id)

    def due(self, before: datetime, *, limit: int) -> Sequence[Attachment]:
        waiting = [(each.due_at, each) for each in self.records.values() if each.due_at is not None]
        due = [pair for pair in waiting if pair[0] < before]
        return [each for _, each in sorted(due, key=lambda pair: pair[0])[:limit]]

    def remove(self, ticket: str, ident: str) -> None:
        self.records.pop((ticket, ident), None)


@dataclass
class FakeFiles:
    """`stored` holds each file's content and type by its name."""

    stored: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    fails: UnavailableError | None = None

    def put(self, name: str, content: bytes, kind: str) -> None:
        self._may()
        self.stored[name] = (content, kind)

    def remove(self, names: Collection[str]) -> None:
        self._may()
        for name in names:
            self.stored.pop(name, None)

    def oldest(self, *, limit: int) -> Sequence[str]:
        self._may()
        return sorted(self.stored)[:limit]

    def link(self, name: str, now: datetime, *, save_as: str | None = None) -> str:
        window = now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0)
        saved = f"&save_as={save_as}" if save_as else ""
        return f"https://files.example.com/{name}?at={window.isoformat()}{saved}"

    def _may(self) -> None:
        if self.fails is not None:
            raise self.fails


@dataclass
class FakeAttachmentQueue:
    messages: list[tuple[str, str]] = field(default_factory=list)

    def put(self, ticket: str, key: str) -> None:
        self.messages.append((ticket, key))


@dataclass
class FakeMediaSource:
    """`files` and `previews` are what the network has, by the id of the media; each fetch takes the next of `answers` (an
    error is raised, None means success), and is noted in `fetched`."""

    files: dict[str, bytes] = field(default_factory=dict)
    previews: dict[str, bytes] = field(default_factory=dict)
    answers: list[Exception | None] = field(default_factory=list)
    fetched: list[tuple[str, str, bool]] = field(default_factory=list)

    def fetch(self, account: Account, media_id: str, *, preview: bool, limit: int) -> FetchedMedia:
        self.fetched.append((account.id, media_id, preview))
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        held = self.previews if preview else self.files
        if media_id not in held:
            raise NotFoundError("The network has the file no more.")
        if len(held[media_id]) > limit:
            raise TooLargeError(f"The file exceeds {limit} bytes.")
        return FetchedMedia(held[media_id], "application/x-whatever")
