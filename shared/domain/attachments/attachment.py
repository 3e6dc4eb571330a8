"""The record of one file that the desk is about to keep, keeps, or could not get."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from shared.domain.posts.media import Media, MediaType
from shared.domain.posts.post import Post
from shared.domain.text.fingerprint import fingerprint

IN_HAND = timedelta(minutes=2)
"""How long a worker may take with a file before the sweep assumes that it is lost."""

PAUSES = tuple(timedelta(minutes=n) for n in (1, 2, 5, 15, 60, 240))
"""The pauses between attempts; the last one repeats."""

GIVEN_UP_AFTER = timedelta(days=3)
"""No network of today says how long it keeps a file. Whoever mends an account's connection within a weekend gets its
pictures yet."""

PREVIEW = "-preview"

MEGABYTE = 1024 * 1024
LARGEST_PICTURE = 20 * MEGABYTE
LARGEST_OTHER = 50 * MEGABYTE
"""The most bytes that are kept of one file: a worker holds it in its memory. A larger one is opened on its network."""


class AttachmentState(StrEnum):
    WAITING = "waiting"
    KEPT = "kept"
    GONE = "gone"
    """The network has deleted it before the desk had it."""
    TOO_LARGE = "too_large"
    FAILED = "failed"
    """The network refuses to hand it out, or has not answered for days."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it is stored. `type` is read from its first bytes, whatever its sender calls it."""

    type: str
    size: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """`media` is the network's id of the file, `key` the name under which it is stored, which begins with the day of its
    post's arrival: a file is kept for a number of days from then on. `due_at` is when to try next while it waits.

    A film has a `preview` beside the `file`, and may have that alone where it is too large itself.
    """

    ticket: str
    account: str
    post: str
    media: str
    type: MediaType
    key: str
    wanted_at: datetime
    state: AttachmentState = AttachmentState.WAITING
    tries: int = 0
    due_at: datetime | None = None
    file: StoredFile | None = None
    preview: StoredFile | None = None

    @classmethod
    def of(cls, media: Media, post: Post, *, ticket: str, now: datetime) -> "Attachment":
        """Return the record of a file that is still to be fetched."""
        key = f"{now.date().isoformat()}/{attachment_id(post.network, post.id, media.id)}"
        kind = MediaType.of(media.type)
        return cls(ticket, post.account, post.id, media.id, kind, key, now, due_at=now + IN_HAND)

    @property
    def id(self) -> str:
        return id_in(self.key)

    @property
    def names(self) -> tuple[str, str]:
        """The names under which its file and its preview are stored, if they are."""
        return names_of(self.key)

    @property
    def largest(self) -> int:
        return LARGEST_PICTURE if self.type in (MediaType.PHOTO, MediaType.STICKER) else LARGEST_OTHER

    @property
    def wants_preview(self) -> bool:
        """Whether a small picture of it shows what it is; the network makes them of pictures and films."""
        return self.type in (MediaType.PHOTO, MediaType.VIDEO, MediaType.ANIMATED_GIF)

    def in_hand(self, now: datetime) -> "Attachment":
        return replace(self, due_at=now + IN_HAND)

    def tried(self, now: datetime) -> "Attachment":
        """Return the record after an attempt that says nothing of the file itself."""
        if now - self.wanted_at >= GIVEN_UP_AFTER:
            return self.ended(AttachmentState.FAILED)
        pause = PAUSES[min(self.tries, len(PAUSES) - 1)]
        return replace(self, tries=self.tries + 1, due_at=now + pause)

    def ended(
        self, state: AttachmentState, *, file: StoredFile | None = None, preview: StoredFile | None = None
    ) -> "Attachment":
        return replace(self, state=state, due_at=None, file=file, preview=preview)

    def is_kept_on(self, today: date, days: int) -> bool:
        """Return whether the settings, which keep files for so many days, let it stand."""
        return expires_on(self.key, days) >= today


def attachment_id(network: str, post: str, media: str) -> str:
    """Return an id of our own for a file of a post (N2)."""
    return fingerprint(network, post, media)


def id_in(key: str) -> str:
    return key.rpartition("/")[2]


def names_of(key: str) -> tuple[str, str]:
    return key, key + PREVIEW


def expires_on(name: str, days: int) -> date:
    """Return the last day on which a file of that name is kept."""
    return date.fromisoformat(name.partition("/")[0]) + timedelta(days=days)
