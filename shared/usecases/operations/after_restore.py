"""What a desk on a restored table must know before it does anything: what left after the backup stands there as not yet sent."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Protocol

from shared.domain.replies.reply import PartState, Reply, ReplyState
from shared.ports.clock import HasClock
from shared.ports.tickets import HasTickets
from shared.usecases.retrying import on_fresh_state


class RestoreDesk(HasClock, HasTickets, Protocol):
    """The parts of the desk that `after_restore` uses."""


AHEAD = timedelta(days=366)
"""Everything that waits in the outbox, whenever it is due."""

MOST = 100_000


def distrust_outbox(*, desk: RestoreDesk) -> int:
    """Mark every part of a reply under way as tried, so that the worker looks for it on the network before it sends anything, and
    asks a person where it cannot tell (R1). Return how many replies. To be called before any function works on the table;
    called again, it changes nothing. Raises UnavailableError if a ticket cannot be read: nothing may go out unseen.
    """
    waiting = desk.tickets.outbox(desk.clock.now() + AHEAD, limit=MOST)
    replies = [(each.ticket, each.reply) for each in waiting if each.reply]
    for each in waiting:
        if each.is_unread:
            replies += [(each.ticket, reply.id) for reply in desk.tickets.load(each.ticket).replies]
    return sum(on_fresh_state(partial(_distrust, ticket, reply, desk)) for ticket, reply in replies)


def _distrust(ticket_id: str, reply_id: str, desk: RestoreDesk) -> bool:
    ticket = desk.tickets.load(ticket_id)
    reply = ticket.reply(reply_id)
    if reply is None or not reply.under_way:
        return False
    parts = tuple(
        replace(part, state=PartState.TRIED, tried_at=part.tried_at or reply.created_at)
        if part.state is PartState.WAITING
        else part
        for part in reply.parts
    )
    if parts == reply.parts:
        return False
    looked_for: Reply = replace(reply, parts=parts, state=ReplyState.SENDING, due_at=desk.clock.now(), in_line=False)
    desk.tickets.save(ticket, ticket.with_reply(looked_for))
    return True
