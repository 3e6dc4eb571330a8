"""Delete customers' texts after the retention period in the settings (`retention_days`).

A ticket that has been done for that long loses its texts and authors' names; its clocks stay, so that the figures of past
periods do not change.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Protocol

from shared.domain.errors import DeskError
from shared.domain.posts.post import EXPIRED, Author, Post
from shared.domain.replies.reply import Reply
from shared.domain.tickets.fold import Status
from shared.domain.tickets.ticket import Ticket
from shared.ports.clock import HasClock
from shared.usecases.attachments.forget_attachments import ForgetAttachmentsDesk, forget_attachments
from shared.usecases.paging import all_rows
from shared.usecases.retrying import on_fresh_state
from shared.usecases.search.update_index import UpdateIndexDesk, remove_outdated, update_index
from shared.usecases.settings.current import ReadsSettings, desk_settings


class ApplyRetentionDesk(UpdateIndexDesk, ForgetAttachmentsDesk, ReadsSettings, HasClock, Protocol):
    """The parts of the desk that `apply_retention` uses."""


AT_ONCE = 40
"""The maximum number of records in one save; a transaction takes a hundred."""

WITHIN = timedelta(seconds=20)
"""The time limit of a run; the rest is left to the next one, an hour later."""


class RetentionOutcome(StrEnum):
    """What became of a ticket that is done: its words are gone, it is too young yet, or the next run tries again."""

    EXPIRED = "expired"
    KEPT = "kept"
    FAILED = "failed"


def apply_retention(*, desk: ApplyRetentionDesk) -> Counter[RetentionOutcome]:
    """Apply retention, every hour, oldest tickets first. Emptied tickets leave the lists, so none is examined twice."""
    done: Counter[RetentionOutcome] = Counter()
    settings = desk_settings(desk)
    if not settings.general.retention:
        return done
    began = desk.clock.now()
    before = began - settings.general.retention
    for account in settings.accounts:
        for row in all_rows(partial(desk.tickets.silent, account.id, before, status=Status.DONE)):
            if desk.clock.now() - began > WITHIN:
                return done
            done[_expired(row.id, before, desk=desk)] += 1
    return done


def _expired(ticket_id: str, before: datetime, *, desk: ApplyRetentionDesk) -> RetentionOutcome:
    """Empty one ticket. An error does not keep the others back; a ticket that was done more recently is left for later."""
    try:
        while on_fresh_state(lambda: _less(ticket_id, before, desk=desk)):
            pass
    except DeskError:
        return RetentionOutcome.FAILED
    return RetentionOutcome.EXPIRED if desk.tickets.load(ticket_id).expired else RetentionOutcome.KEPT


def _less(ticket_id: str, before: datetime, *, desk: ApplyRetentionDesk) -> bool:
    """Remove some of the texts; return False once none is left, or if the ticket must not be emptied. The head is changed last,
    since that removes the ticket from the lists."""
    ticket = desk.tickets.load(ticket_id)
    ended = max((action.at for action in ticket.actions), default=ticket.last_post.posted_at)
    if ticket.status is not Status.DONE or max(ended, ticket.last_post.posted_at) >= before:
        return False
    forget_attachments(ticket.id, desk=desk)
    if ticket.private_ids and all(each.expired for each in desk.tickets.beside(ticket.id) if each.id != ticket.id):
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
