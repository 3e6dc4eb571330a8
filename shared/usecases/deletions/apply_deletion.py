"""Apply the deletion of a post on the network: its text is removed from the ticket, and a clock that waited only for it is
cancelled (I6).

A deletion can arrive before its post, since the order is not guaranteed: then a tombstone is stored, and the text never is.
"""

from dataclasses import replace
from typing import Protocol

from shared.domain.errors import VersionConflictError
from shared.domain.posts.incoming_post import Deletion
from shared.domain.tickets.ticket import Ticket
from shared.ports.search import HasSearch
from shared.usecases.attachments.forget_attachments import ForgetAttachmentsDesk, forget_attachments
from shared.usecases.deletions.quotes import forget_quotes
from shared.usecases.retrying import on_fresh_state
from shared.usecases.search.update_index import remove_outdated, update_index
from shared.usecases.settings.current import refolded
from shared.usecases.sla.ensure_timer import EnsureTimerDesk, ensure_timer, stop_timers


class ApplyDeletionDesk(EnsureTimerDesk, ForgetAttachmentsDesk, HasSearch, Protocol):
    """The parts of the desk that `apply_deletion` uses."""


def forget_post(deletion: Deletion, *, desk: ApplyDeletionDesk) -> bool:
    """Return whether the desk held the post. Idempotent."""
    held = on_fresh_state(lambda: _forget(deletion, desk=desk))
    forget_quotes(deletion.network, deletion.post_id, desk=desk)
    return held


def _forget(deletion: Deletion, *, desk: ApplyDeletionDesk) -> bool:
    place = desk.tickets.place(deletion.network, deletion.post_id)
    if place is None:
        if desk.tickets.leave_tombstone(deletion.network, deletion.post_id, deletion.at):
            return False
        raise VersionConflictError("The post came in just now.")
    before = desk.tickets.load(place.ticket)
    post = before.post(place.post)
    if post is None or post.deleted_at is not None:
        remove_outdated(before, desk=desk)
        forget_attachments(before.id, post=place.post, desk=desk)
        return post is not None
    forgotten = _without_reply_text(before.with_post(post.without_words(deletion.at, deletion.because)), post.id)
    after = desk.tickets.save(before, refolded(forgotten, desk))
    stop_timers(before, after, desk=desk)
    ensure_timer(after, desk=desk)
    update_index(before, after, desk=desk)
    forget_attachments(before.id, post=place.post, desk=desk)
    return True


def _without_reply_text(ticket: Ticket, post_id: str) -> Ticket:
    for reply in ticket.replies:
        for index, part in enumerate(reply.parts):
            if part.post_id == post_id:
                return ticket.with_reply(replace(reply, text="").with_part(index, replace(part, text="")))
    return ticket
