"""Cancel a reply that should not be sent, or not be continued (R1)."""

from typing import Protocol

from shared.domain.errors import AnswerUnderWayError, ForbiddenError
from shared.domain.replies.reply import PartState, Reply, ReplyState
from shared.domain.settings.desk import MANAGERS, Person
from shared.domain.tickets.ticket import Ticket
from shared.usecases.replies.send_queue import SendQueueDesk, leave_send_queue
from shared.usecases.retrying import on_fresh_state, on_newest
from shared.usecases.settings.current import refolded
from shared.usecases.sla.ensure_timer import EnsureTimerDesk, ensure_timer, stop_timers
from shared.usecases.tickets.ensure_unclaimed import ensure_unclaimed
from shared.usecases.tickets.read_ticket import reply_in


class CancelReplyDesk(EnsureTimerDesk, SendQueueDesk, Protocol):
    """The parts of the desk that `cancel_reply` uses."""


def cancel_reply(ticket_id: str, reply_id: str, *, by: Person, desk: CancelReplyDesk) -> Reply:
    """Cancel a reply: undo one that has not been tried yet, or give up one that failed; of a partly sent one, the sent parts
    become the answer. Idempotent.

    Raises ForbiddenError for a colleague's reply that is about to go, AnswerUnderWayError if it is on its way or its
    outcome is not known, ClaimHeldError if somebody else is writing.
    """

    def cancel(before: Ticket) -> tuple[Ticket, Ticket, Reply]:
        reply = reply_in(before, reply_id)
        if reply.state is ReplyState.CANCELLED:
            return before, before, reply
        _may(reply, before, by=by, desk=desk)
        taken = reply.stopped(ReplyState.CANCELLED, None, at=desk.clock.now())
        return before, desk.tickets.save(before, refolded(before.with_reply(taken), desk)), taken

    before, after, taken = on_fresh_state(lambda: on_newest(ticket_id, cancel, desk=desk))
    stop_timers(before, after, desk=desk)
    ensure_timer(after, desk=desk)
    leave_send_queue(ticket_id, taken, desk=desk)
    return taken


def _may(reply: Reply, ticket: Ticket, *, by: Person, desk: CancelReplyDesk) -> None:
    """Check permission: a failed reply can be cancelled by anybody who may answer the ticket, a held one by its writer only."""
    if reply.state in (ReplyState.FAILED, ReplyState.PARTLY_SENT):
        ensure_unclaimed(by, ticket, desk=desk)
        return
    if reply.by != by.id and MANAGERS not in by.groups:
        raise ForbiddenError("Only its writer or a manager can take a reply back.")
    if reply.state is not ReplyState.HELD or any(part.state is not PartState.WAITING for part in reply.parts):
        raise AnswerUnderWayError("It is too late: the reply is on its way, or stands on the network already.")
