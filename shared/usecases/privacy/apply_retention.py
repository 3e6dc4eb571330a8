"""Delete customers' texts after the retention period in the settings (`retention_days`).

A ticket that has been done for that long loses its texts and authors' names; its clocks stay, so that the figures of past
periods do not change.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from shared.domain.operations.checkpoint import SliceBudget, SweepName
from shared.domain.posts.author import Author
from shared.domain.posts.post import EXPIRED, Post
from shared.domain.replies.reply import Reply
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.rows import TicketRow
from shared.domain.tickets.ticket import Ticket
from shared.ports.clock import HasClock
from shared.usecases.attachments.forget_attachments import ForgetAttachmentsDesk, forget_attachments
from shared.usecases.retrying import on_fresh_state
from shared.usecases.search.update_index import UpdateIndexDesk, remove_outdated, update_index
from shared.usecases.settings.current import ReadsSettings, desk_settings
from shared.usecases.slices import SliceDesk, Sweep, Walked, walk


class ApplyRetentionDesk(UpdateIndexDesk, ForgetAttachmentsDesk, ReadsSettings, SliceDesk, HasClock, Protocol):
    """The parts of the desk that `apply_retention` uses."""


AT_ONCE = 40
"""The maximum number of records in one save; a transaction takes a hundred."""

ONE_RUN = SliceBudget(rows=1000, time=timedelta(seconds=20))
"""What one run takes, every ten minutes; the rest is left to the next one."""


class RetentionOutcome(StrEnum):
    """What became of a ticket that is done: its words are gone, it is too young yet, or the next run tries again."""

    EXPIRED = "expired"
    KEPT = "kept"
    FAILED = "failed"


def apply_retention(*, desk: ApplyRetentionDesk, budget: SliceBudget = ONE_RUN) -> Walked[RetentionOutcome]:
    """Apply retention, oldest tickets first, in slices. Emptied tickets leave the lists; those that were done more recently stay at
    the old end, and are passed over."""
    settings = desk_settings(desk)
    if not settings.general.retention:
        return Walked()
    before = desk.clock.now() - settings.general.retention

    def silent(account: str, *, after: str | None, limit: int) -> Sequence[tuple[str, TicketRow]]:
        return desk.tickets.silent(account, before, status=Status.DONE, after=after, limit=limit)

    sweep = Sweep(SweepName.RETENTION, silent, lambda row: _expired(row.id, before, desk=desk), RetentionOutcome.FAILED)
    return walk(sweep, (account.id for account in settings.accounts), budget, desk=desk)


def _expired(ticket_id: str, before: datetime, *, desk: ApplyRetentionDesk) -> RetentionOutcome:
    """Empty one ticket; one that was done more recently is left for later."""
    while on_fresh_state(lambda: _less(ticket_id, before, desk=desk)):
        pass
    return RetentionOutcome.EXPIRED if desk.tickets.load(ticket_id).expired else RetentionOutcome.KEPT


def _less(ticket_id: str, before: datetime, *, desk: ApplyRetentionDesk) -> bool:
    """Remove some of the texts; return False once none is left, or if the ticket must not be emptied. The head is changed last,
    since that removes the ticket from the lists."""
    ticket = desk.tickets.load(ticket_id)
    ended = max((action.at for action in ticket.actions), default=ticket.last_post.posted_at)
    if ticket.status is not Status.DONE or max(ended, ticket.last_post.posted_at) >= before:
        return False
    forget_attachments(ticket.id, desk=desk)
    if ticket.private_ids and all(each.expired for each in desk.tickets.siblings(ticket.id)):
        desk.tickets.forget_private_ids(ticket.account, ticket.customer.id)
        ticket = desk.tickets.load(ticket.id)
    after = _wordless(ticket, desk.clock.now())
    if after == ticket:
        return remove_outdated(ticket, desk=desk)
    update_index(ticket, desk.tickets.save(ticket, after), desk=desk)
    return True


def _wordless(ticket: Ticket, at: datetime) -> Ticket:
    said = [reply for reply in ticket.replies if _says(reply)][:AT_ONCE]
    noted = {action.id for action in ticket.actions if action.text} if not said else set()
    if said or noted:
        for reply in said:
            parts = tuple(replace(part, text="") for part in reply.parts)
            ticket = ticket.with_reply(replace(reply, text="", parts=parts))
        some = set(sorted(noted)[:AT_ONCE])
        for action in [action for action in ticket.actions if action.id in some]:
            ticket = ticket.with_action(replace(action, text=""))
        return ticket
    for post in [post for post in ticket.posts if post.gone_because != EXPIRED][:AT_ONCE]:
        ticket = ticket.with_post(_nobodys(post, at))
    return replace(ticket, customer=Author(ticket.customer.id, "", "")) if ticket.expired else ticket


def _says(reply: Reply) -> bool:
    return bool(reply.text) or any(part.text for part in reply.parts)


def _nobodys(post: Post, at: datetime) -> Post:
    """Remove the text, and the author's name of a customer's post."""
    author = Author(post.author.id, "", "") if post.inbound else post.author
    return replace(post.without_words(at, EXPIRED), author=author, url="", refused=None)
