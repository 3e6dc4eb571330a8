"""Links to the files that a ticket's posts show, for a person who reads the ticket."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from shared.domain.attachments.attachment import IN_HAND, Attachment, AttachmentState, StoredFile, attachment_id
from shared.domain.attachments.file_name import file_name
from shared.domain.attachments.file_type import is_shown
from shared.domain.posts.media import Media
from shared.domain.posts.post import Post
from shared.domain.tickets.ticket import Ticket
from shared.ports.attachments import Files, HasAttachments, HasFiles
from shared.ports.clock import HasClock
from shared.usecases.settings.current import ReadsSettings, desk_settings


class ShowAttachmentsDesk(HasAttachments, HasFiles, HasClock, ReadsSettings, Protocol):
    """The parts of the desk that `show_attachments` uses."""


class Shown(StrEnum):
    """Whether a file can be shown, or why not."""

    KEPT = "kept"
    WAITING = "waiting"
    GONE = "gone"
    TOO_LARGE = "too_large"
    FAILED = "failed"
    NOT_KEPT = "not_kept"
    """The settings keep no files, or none that is as old."""


@dataclass(frozen=True, slots=True)
class ShownFile:
    """`link` is where the file is shown or, if a browser must not show it, saved; `preview` is a small picture of it."""

    state: Shown
    type: str | None = None
    size: int | None = None
    link: str | None = None
    preview: str | None = None


ShownFiles = Mapping[tuple[str, str], ShownFile]
"""By the ids of the post and of the media."""


def show_attachments(tickets: Iterable[Ticket], *, desk: ShowAttachmentsDesk) -> ShownFiles:
    """Return what can be shown of each file that the network keeps for a while only. Posts without any read nothing."""
    days, now = desk_settings(desk).general.keep_attachments_days, desk.clock.now()
    shown: dict[tuple[str, str], ShownFile] = {}
    for ticket in tickets:
        wanted = [(post, media) for post in ticket.posts for media in post.media if media.is_fleeting]
        known = {each.id: each for each in desk.attachments.of_ticket(ticket.id)} if wanted else {}
        for post, media in wanted:
            record = known.get(attachment_id(post.network, post.id, media.id))
            shown[post.id, media.id] = _shown(record, post, media, days, now, desk.files)
    return shown


def _shown(record: Attachment | None, post: Post, media: Media, days: int, now: datetime, files: Files) -> ShownFile:
    if record is None:
        is_new = days > 0 and now - post.seen_at < IN_HAND
        return ShownFile(Shown.WAITING if is_new else Shown.NOT_KEPT)
    if record.state is AttachmentState.WAITING:
        return ShownFile(Shown.WAITING if days else Shown.NOT_KEPT)
    if not record.is_kept_on(now.date(), days) or not days:
        return ShownFile(Shown.NOT_KEPT)
    name, preview_name = record.names
    file, small = record.file, record.preview
    link = files.link(name, now, save_as=_save_as(media, file)) if file is not None else None
    preview = files.link(preview_name, now) if small is not None else None
    return ShownFile(Shown(record.state), file.type if file else None, file.size if file else media.size, link, preview)


def _save_as(media: Media, file: StoredFile) -> str | None:
    return None if is_shown(file.type) else file_name(media.name, file.type)
