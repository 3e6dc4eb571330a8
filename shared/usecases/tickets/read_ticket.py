"""Read a ticket, and the customer's other tickets on the account."""

from dataclasses import dataclass

from shared.domain.errors import InvalidError, NotFoundError
from shared.domain.replies.reply import Reply
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import HasTickets


@dataclass(frozen=True, slots=True)
class EarlierPage:
    """Some of the customer's other tickets, the oldest first; `more` is true if there are older ones."""

    tickets: tuple[Ticket, ...]
    more: bool


def earlier_tickets(ticket_id: str, *, before: str | None = None, limit: int, desk: HasTickets) -> EarlierPage:
    """Return the newest of the customer's other tickets on the account, or of those that are older than the ticket `before`.

    Raises NotFoundError for a ticket that is not there, InvalidError for a `before` that is no other ticket of its customer.
    """
    if desk.tickets.version(ticket_id) is None:
        raise NotFoundError(f"There is no ticket {ticket_id!r}.")
    others = [brief.id for brief in desk.tickets.siblings(ticket_id)]
    if before is not None and before not in others:
        raise InvalidError("before", "is no other ticket of this customer")
    until = others.index(before) if before is not None else len(others)
    page = others[max(until - limit, 0) : until]
    return EarlierPage(tuple(desk.tickets.load(each) for each in page), more=until > limit)


def reply_in(ticket: Ticket, reply_id: str) -> Reply:
    """Return the ticket's reply with this id. Raises NotFoundError."""
    reply = ticket.reply(reply_id)
    if reply is None:
        raise NotFoundError(f"There is no reply {reply_id!r} in this ticket.")
    return reply
