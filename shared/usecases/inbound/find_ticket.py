"""Find the ticket that a post belongs to (T1-T4)."""

from dataclasses import dataclass, replace
from typing import Protocol

from shared.domain.errors import DuplicatePostError, HistoryNeededError, VersionConflictError
from shared.domain.inbound.decision import PostOutcome
from shared.domain.inbound.orphans import parent_of
from shared.domain.inbound.threading import choose_ticket
from shared.domain.posts.post import Post
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import CustomerVersion, HasTickets
from shared.usecases.deletions.tombstones import refuse_tombstoned
from shared.usecases.inbound.find_person import ticket_of_sent
from shared.usecases.inbound.newcomers import Newcomers
from shared.usecases.settings.current import ReadsSettings, desk_settings


class FindTicketDesk(ReadsSettings, HasTickets, Protocol):
    """The parts of the desk that `find_ticket` uses."""


@dataclass(frozen=True, slots=True)
class Found:
    """The ticket of a post. `holds` is true if the ticket has the post already. No ticket: the post opens one,
    `linked_to` a closed one (T2), guarded by the version of its `customer`.
    """

    ticket: Ticket | None
    holds: bool = False
    linked_to: str | None = None
    customer: CustomerVersion | None = None


def find_ticket(
    post: Post, *, recipient: str | None, customer: str | None = None, newcomers: Newcomers, desk: FindTicketDesk
) -> Found | None:
    """Return the post's ticket, or an empty place for a customer's post that opens one; None for an answer of ours whose
    parent has not come in yet. `recipient` is the customer to whom a direct message of ours was written; `customer` the
    author of a message, where the account knows them by another id than it names (T3)."""
    if post.inbound:
        return _ticket_of_customer(post, customer or post.author.id, newcomers, desk=desk)
    ticket = _ticket_of_answer(post, recipient, desk=desk)
    return _as_it_holds(ticket, post, desk=desk) if ticket is not None else None


def whole(found: Found, *, desk: HasTickets) -> Found:
    """Return the same with the whole ticket, for a decision that needs what its newest part leaves out."""
    return replace(found, ticket=desk.tickets.load(found.ticket.id)) if found.ticket is not None else found


def _as_it_holds(ticket: Ticket, post: Post, *, desk: HasTickets) -> Found:
    try:
        return Found(ticket, holds=ticket.post(post.id) is not None)
    except HistoryNeededError:
        ticket = desk.tickets.load(ticket.id)
        return Found(ticket, holds=ticket.post(post.id) is not None)


def find_holder(post: Post, *, desk: HasTickets) -> Found:
    """Return the ticket that holds a post already without being the one that `find_ticket` returns.

    It may be another account's, since the account of a post was decided once (T2) and accounts may have been added
    since; it may be the same account's, if an edit came in before the post without its history. Raises
    DuplicatePostError if there is none.
    """
    places = (desk.tickets.place(post.network, ident) for ident in dict.fromkeys((post.id, post.answer_to)))
    place = next((place for place in places if place is not None), None)
    if place is None:
        raise DuplicatePostError(f"No ticket holds the post {post.id!r}.")
    return Found(desk.tickets.load(place.ticket), holds=True)


def park(post: Post, *, recipient: str | None, desk: HasTickets) -> PostOutcome:
    """Keep an answer of ours until its parent comes in (T4).

    Raises VersionConflictError if the parent has come in meanwhile, so that the caller looks again, and TombstonedError
    if the answer itself was deleted.
    """
    parent = parent_of(post, recipient=recipient)
    parked = desk.tickets.park_orphan(post, parent=parent)
    if _ticket_of_answer(post, recipient, desk=desk) is not None:
        if parked:
            desk.tickets.release_orphan(post, parent=parent)
        raise VersionConflictError("The parent came in just now.")
    if not parked:
        refuse_tombstoned(post, desk=desk)
        return PostOutcome.PARENT_DELETED
    return PostOutcome.PARKED


def _ticket_of_customer(post: Post, author: str, newcomers: Newcomers, *, desk: FindTicketDesk) -> Found:
    if newcomers.is_new(post.account, author, desk=desk):
        return Found(None, customer=CustomerVersion(post.account, author, 0))
    around = dict.fromkeys((post.id, post.in_reply_to or post.conversation_id, post.conversation_id))
    nearby = desk.tickets.nearby(post.account, author, network=post.network, posts=tuple(around))
    if post.id in nearby.held:
        return Found(nearby.read(nearby.held[post.id]), holds=True)
    choice = choose_ticket(post, nearby.briefs, desk_settings(desk).general.spans, held=nearby.held)
    ticket = nearby.read(choice.joins) if choice.joins is not None else None
    return Found(ticket, linked_to=choice.linked_to, customer=nearby.customer)


def _ticket_of_answer(post: Post, recipient: str | None, *, desk: HasTickets) -> Ticket | None:
    """Return the ticket of the post that it answers, or, for a direct message, the recipient's latest one (T3, T4).

    The parent may be a post of ours as well: it belongs to its ticket, so the chain need not be walked. A post that
    names no parent belongs to the ticket of its conversation's first post.
    """
    own = desk.tickets.place(post.network, post.id)
    sent = ticket_of_sent(post.sent_key, desk=desk) if own is None and post.sent_key else None
    if sent is not None and sent.account == post.account:
        return sent
    if recipient is not None and own is None:
        nearby = desk.tickets.nearby(post.account, recipient, network=post.network, posts=())
        latest = max(nearby.briefs, key=lambda brief: brief.last_post_at, default=None)
        return nearby.read(latest.id) if latest is not None else None
    place = own or desk.tickets.place(post.network, post.in_reply_to or post.conversation_id)
    return desk.tickets.newest(place.ticket) if place is not None else None
