"""Who answers a ticket that is nobody's is responsible for it from then on (W1)."""

from dataclasses import replace

from shared.domain.replies.reply import PartState, Reply
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.ticket import Ticket
from shared.ports.desk import Desk
from shared.usecases.settings.current import desk_settings

MADE_BY = "assign:"
"""In front of the reply's id. No page can name a note so, and have the one take the place of the other: ids that come from
pages have no colon (`ClientId` in functions/desk_api/http/request.py)."""


def assigned_to_answerer(before: Ticket, after: Ticket, *, desk: Desk) -> Ticket:
    """`after`, with the writer of the reply whose first part stands on the network since `before` as its assignee, unless
    it is somebody's already. So the customer's later posts go to them (L2), whichever of the worker, the event and a
    person has said that the reply stands.

    A ticket whose assignee has left the desk is nobody's. What was written in the network's own app has no person here.
    Each reply makes an assignee once: who is unassigned later is not made it again by the rest of its parts.
    """
    settings = desk_settings(desk)
    if not settings.general.assign_on_reply or settings.at_work(after.assignee) is not None:
        return after
    for reply in after.replies:
        earlier = before.reply(reply.id)
        stood = earlier is not None and _stands(earlier)
        if _stands(reply) and not stood and settings.at_work(reply.by) is not None:
            action = Action(f"{MADE_BY}{reply.id}", ActionKind.ASSIGN, desk.clock.now(), None, reason=reply.by)
            return replace(after, assignee=reply.by).with_action(action)
    return after


def _stands(reply: Reply) -> bool:
    return any(part.state is PartState.SENT for part in reply.parts)
