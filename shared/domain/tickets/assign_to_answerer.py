"""Assign an unassigned ticket to the person who answers it (W1)."""

from dataclasses import replace
from datetime import datetime

from shared.domain.replies.reply import PartState, Reply
from shared.domain.settings.desk import DeskSettings
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.ticket import Ticket

MADE_BY = "assign:"
"""In front of the reply's id. No page can name a note so, and have the one take the place of the other: ids that come from
pages have no colon (`ClientId` in functions/desk_api/http/request.py)."""


def assigned_to_answerer(before: Ticket, after: Ticket, *, settings: DeskSettings, now: datetime) -> Ticket:
    """Make the writer of the reply whose first part was sent between `before` and `after` the assignee of `after`.

    The customer's later posts then go to them (L2), whichever of the worker, the event and a person has said that the
    reply was sent. A ticket that has an assignee keeps it, unless the assignee has left the desk; an answer that was
    written in the network's own app has no writer here. Each reply assigns once: a person who is unassigned later is not
    assigned again by the rest of its parts.
    """
    if not settings.general.assign_on_reply or settings.at_work(after.assignee) is not None:
        return after
    for reply in after.replies:
        earlier = before.reply(reply.id)
        was_sent = earlier is not None and _is_sent(earlier)
        if _is_sent(reply) and not was_sent and settings.at_work(reply.by) is not None:
            action = Action(f"{MADE_BY}{reply.id}", ActionKind.ASSIGN, now, None, reason=reply.by)
            return replace(after, assignee=reply.by).with_action(action)
    return after


def _is_sent(reply: Reply) -> bool:
    return any(part.state is PartState.SENT for part in reply.parts)
