"""Fetch one file from its network, and keep it: the work behind the queue."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from shared.domain.attachments.attachment import (
    LARGEST_PICTURE,
    Attachment,
    AttachmentState,
    StoredFile,
    id_in,
    names_of,
)
from shared.domain.attachments.file_type import file_type
from shared.domain.errors import (
    DeskError,
    NotFoundError,
    NotPermittedError,
    PostGoneError,
    RefusedError,
    SocialNetworkError,
    TooLargeError,
    UnavailableError,
)
from shared.domain.settings.desk import Account
from shared.ports.attachments import HasAttachments, HasFiles
from shared.ports.clock import HasClock
from shared.ports.network_reading import MediaSource
from shared.ports.networks import HasNetworks
from shared.ports.tickets import HasTickets
from shared.usecases.settings.current import ReadsSettings, desk_settings

SMALL = 200 * 1024
"""Bytes up to which a picture is its own preview."""


class Kept(StrEnum):
    """What became of a message of the queue, as the log says it."""

    KEPT = "kept"
    LATER = "later"
    GONE = "gone"
    TOO_LARGE = "too_large"
    FAILED = "failed"
    FORGOTTEN = "forgotten"
    """Nobody wants it any more: its post was deleted, or the settings keep no files."""
    KNOWN = "known"
    """Another worker has dealt with it."""


class KeepAttachmentDesk(HasAttachments, HasFiles, HasClock, HasNetworks, HasTickets, ReadsSettings, Protocol):
    """The parts of the desk that `keep_attachment` uses."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the file comes from."""

    media: MediaSource
    account: Account


def keep_attachment(ticket: str, key: str, *, desk: KeepAttachmentDesk) -> Kept:
    """Fetch the file that waits under this key, and store it. Idempotent.

    A post can be deleted while its file is fetched: the deletion removes the record, and whoever finds none removes the
    file (I6). Raises UnavailableError only if the table does not answer.
    """
    wanted = desk.attachments.find(ticket, id_in(key))
    if wanted is None or wanted.key != key:
        desk.files.remove(names_of(key))
        return Kept.FORGOTTEN
    if wanted.state is not AttachmentState.WAITING:
        return Kept.KNOWN
    if not _is_wanted(wanted, desk=desk):
        return _forgotten(wanted, desk=desk)
    after = _attempt(wanted, desk=desk)
    if not desk.attachments.update(after):
        return _forgotten_unless_known(wanted, desk=desk)
    return Kept.LATER if after.state is AttachmentState.WAITING else Kept(after.state)


def _is_wanted(wanted: Attachment, *, desk: KeepAttachmentDesk) -> bool:
    """Return whether the settings keep files, and the post still shows this one."""
    if not desk_settings(desk).general.keep_attachments_days:
        return False
    try:
        post = desk.tickets.load(wanted.ticket).post(wanted.post)
    except NotFoundError:
        return False
    return post is not None and any(media.id == wanted.media for media in post.media)


def _forgotten(wanted: Attachment, *, desk: KeepAttachmentDesk) -> Kept:
    desk.files.remove(wanted.names)
    desk.attachments.remove(wanted.ticket, wanted.id)
    return Kept.FORGOTTEN


def _forgotten_unless_known(wanted: Attachment, *, desk: KeepAttachmentDesk) -> Kept:
    """Remove the file if its record is gone; if the record waits no more, another worker has stored the same file."""
    now = desk.attachments.find(wanted.ticket, wanted.id)
    if now is not None and now.key == wanted.key:
        return Kept.KNOWN
    desk.files.remove(wanted.names)
    return Kept.FORGOTTEN


def _attempt(wanted: Attachment, *, desk: KeepAttachmentDesk) -> Attachment:
    """Return the record as one attempt leaves it. What says nothing of the file is tried again, with growing pauses."""
    try:
        return _stored(wanted, _source(wanted, desk=desk), desk=desk)
    except (NotFoundError, PostGoneError):
        return wanted.ended(AttachmentState.GONE)
    except NotPermittedError:
        return wanted.tried(desk.clock.now())  # a person may give the right yet
    except RefusedError:
        return wanted.ended(AttachmentState.FAILED)
    except (SocialNetworkError, UnavailableError):
        return wanted.tried(desk.clock.now())


def _source(wanted: Attachment, *, desk: KeepAttachmentDesk) -> _Source:
    """Return where to fetch the file. Raises RefusedError if there is nobody to ask."""
    settings = desk_settings(desk)
    account = next((each for each in settings.accounts if each.id == wanted.account), None)
    plug = desk.networks.get(account.network) if account is not None else None
    if account is None or plug is None or plug.media is None:
        raise RefusedError("The file's account is not in the settings, or its network hands out no files.")
    return _Source(plug.media, account)


def _stored(wanted: Attachment, source: _Source, *, desk: KeepAttachmentDesk) -> Attachment:
    name, preview_name = wanted.names
    try:
        fetched = source.media.fetch(source.account, wanted.media, preview=False, limit=wanted.largest)
    except TooLargeError:
        preview = _stored_preview(wanted, source, preview_name, desk=desk)
        return wanted.ended(AttachmentState.TOO_LARGE, preview=preview)
    if not fetched.content:
        return wanted.tried(desk.clock.now())
    file = StoredFile(file_type(fetched.content), len(fetched.content))
    desk.files.put(name, fetched.content, file.type)
    shows_itself = file.type.startswith("image/") and file.size <= SMALL
    preview = None if shows_itself else _stored_preview(wanted, source, preview_name, desk=desk)
    return wanted.ended(AttachmentState.KEPT, file=file, preview=preview)


def _stored_preview(wanted: Attachment, source: _Source, name: str, *, desk: KeepAttachmentDesk) -> StoredFile | None:
    """Store the network's small picture of the file. It is a convenience: without one the file is kept all the same."""
    if not wanted.wants_preview:
        return None
    try:
        fetched = source.media.fetch(source.account, wanted.media, preview=True, limit=LARGEST_PICTURE)
        kind = file_type(fetched.content)
        if not kind.startswith("image/"):
            return None
        desk.files.put(name, fetched.content, kind)
    except DeskError:
        return None
    return StoredFile(kind, len(fetched.content))
