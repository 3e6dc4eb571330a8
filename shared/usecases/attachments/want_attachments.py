"""Want the files of a post that its network keeps for a while only.

The record is stored first, then its key is put into the queue, and a sweep every minute returns to the queue what a crash
has left: the post is in its ticket by then, and no slow network delays it.
"""

from datetime import datetime
from typing import Protocol

from shared.domain.attachments.attachment import Attachment, attachment_id
from shared.domain.posts.post import Post
from shared.ports.attachments import HasAttachmentQueue, HasAttachments, HasFiles
from shared.ports.clock import HasClock
from shared.usecases.attachments.forget_attachments import forget
from shared.usecases.settings.current import ReadsSettings, desk_settings


class WantAttachmentsDesk(ReadsSettings, HasClock, HasAttachments, HasFiles, HasAttachmentQueue, Protocol):
    """The parts of the desk that `want_attachments` uses."""


def want_attachments(post: Post, ticket: str, *, desk: WantAttachmentsDesk) -> None:
    """Want the files that the post shows, unless the settings keep none, and forget those that an edit took out.
    Idempotent."""
    wanted = {attachment_id(post.network, post.id, media.id): media for media in post.media if media.is_fleeting}
    known = {each.id: each for each in desk.attachments.of_ticket(ticket) if each.post == post.id}
    for ident, attachment in known.items():
        if ident not in wanted:
            forget(attachment, desk=desk)
    if not desk_settings(desk).general.keep_attachments_days:
        return
    for ident, media in wanted.items():
        if ident not in known:
            attachment = Attachment.of(media, post, ticket=ticket, now=desk.clock.now())
            desk.attachments.want(attachment)
            desk.attachment_queue.put(ticket, attachment.key)


class RequeueDesk(HasAttachments, HasAttachmentQueue, Protocol):
    """The parts of the desk that `requeue_attachment` uses."""


def requeue_attachment(attachment: Attachment, now: datetime, *, desk: RequeueDesk) -> None:
    """Return to the queue a file that is due and in no worker's hand."""
    if desk.attachments.update(attachment.in_hand(now)):
        desk.attachment_queue.put(attachment.ticket, attachment.key)
