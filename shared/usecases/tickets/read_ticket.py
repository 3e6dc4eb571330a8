"""Read a ticket with the customer's other tickets on the account."""

from shared.domain.errors import NotFoundError
from shared.domain.replies.reply import Reply
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import HasTickets


def with_earlier(ticket_id: str, *, desk: HasTickets) -> tuple[Ticket, tuple[Ticket, ...]]:
    """Return the ticket, and the customer's other tickets on the account, oldest first, with one read of their partition.

    Raises NotFoundError.
    """
    tickets = desk.tickets.beside(ticket_id)
    found = next(ticket for ticket in tickets if ticket.id == ticket_id)
    others = [ticket for ticket in tickets if ticket.id != ticket_id and ticket.posts]
    return found, tuple(sorted(others, key=lambda ticket: ticket.posts[0].order))


def reply_in(ticket: Ticket, reply_id: str) -> Reply:
    """Return the ticket's reply with this id. Raises NotFoundError."""
    reply = ticket.reply(reply_id)
    if reply is None:
        raise NotFoundError(f"There is no reply {reply_id!r} in this ticket.")
    return reply
