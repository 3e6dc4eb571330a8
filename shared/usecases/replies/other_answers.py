"""Tell the post that a call became from those that the desk knows to be something else (R1)."""

from shared.domain.answering.attempt import Attempt
from shared.domain.tickets.sent_parts import part_matching
from shared.ports.tickets import HasTickets


def is_another_answer(attempt: Attempt, post_id: str, *, desk: HasTickets) -> bool:
    """Return whether the post is a part of another answer, or stands in another customer's ticket. Who gives two people, or one
    twice, an answer of the same words finds the first where the second was lost."""
    place = desk.tickets.place(attempt.network, post_id)
    if place is None:
        return False
    if place.ticket != attempt.ticket.id:
        return True
    holder = desk.tickets.load(place.ticket)
    post = holder.post(place.post)
    part = part_matching(holder, post) if post is not None else None
    return part is not None and not (part[0].id == attempt.reply.id and part[1] in attempt.indexes)
