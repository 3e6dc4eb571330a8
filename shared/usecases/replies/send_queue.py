"""The queue of an account's private answers, which are sent in the order of writing: networks limit their rate, and after a
pause longer waiting ones come first."""

from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.errors import NotFoundError
from shared.domain.posts.kinds import Channel
from shared.domain.replies.reply import PartState, Reply
from shared.ports.clock import HasClock
from shared.ports.replies import HasReplies, HasSendQueue, QueuePosition
from shared.ports.tickets import HasTickets
from shared.usecases.retrying import on_newest


class SendQueueDesk(HasClock, HasReplies, HasSendQueue, HasTickets, Protocol):
    """The parts of the desk that `send_queue` uses."""


LOOK_AGAIN = timedelta(seconds=60)
"""The interval at which a waiting reply checks its turn by itself. The reply before it wakes it; this covers a wake lost in a
crash."""

TURN = "Older private messages of the account go first."


def join_send_queue(ticket_id: str, reply: Reply, *, desk: HasSendQueue) -> None:
    """Add the reply to the queue, from the time it was written, even while it can be undone."""
    if reply.channel is Channel.DIRECT:
        desk.send_queue.join(reply.account, _turn(ticket_id, reply))


def ahead_in_queue(ticket_id: str, reply: Reply, *, desk: SendQueueDesk) -> Reply | None:
    """Return the reply that is first in the queue, if it is another one; public answers do not queue."""
    if reply.channel is not Channel.DIRECT:
        return None
    join_send_queue(ticket_id, reply, desk=desk)
    turn, first = _first(reply.account, desk=desk) or (None, None)
    return None if turn == _turn(ticket_id, reply) else first


def leave_send_queue(ticket_id: str, reply: Reply, *, desk: SendQueueDesk) -> None:
    """Remove the reply, which is sent, stopped, or may be posted already, and wake the next one. Idempotent."""
    if reply.channel is not Channel.DIRECT:
        return
    desk.send_queue.leave(reply.account, _turn(ticket_id, reply))
    found = _first(reply.account, desk=desk)
    if found is not None and found[1].in_line:
        turn, _ = found
        desk.replies.put(turn.ticket, turn.reply)


def clear_send_queue(account: str, *, desk: SendQueueDesk) -> None:
    """Remove stale entries from the front of the account's queue, left by a crash after a reply's last save, or by an
    interrupted erasure. Nothing else would ever remove the last one."""
    _first(account, desk=desk)


def queue_reply(ticket_id: str, reply_id: str, at: datetime, *, desk: SendQueueDesk) -> None:
    """Have a worker go on with the reply at that instant, or at once if it has passed."""
    desk.replies.put(ticket_id, reply_id, delay=max(timedelta(0), at - desk.clock.now()))


def _turn(ticket_id: str, reply: Reply) -> QueuePosition:
    return QueuePosition(reply.created_at, ticket_id, reply.id)


def _first(line: str, *, desk: SendQueueDesk) -> tuple[QueuePosition, Reply] | None:
    """Return the first position that still goes out; what a crash or an erasure left in front of it is removed."""
    while (turn := desk.send_queue.first(line)) is not None:
        reply = _still_goes(turn, desk.clock.now(), desk=desk)
        if reply is not None:
            return turn, reply
        desk.send_queue.leave(line, turn)
    return None


def _still_goes(turn: QueuePosition, now: datetime, *, desk: HasTickets) -> Reply | None:
    """None too for one that was tried and that no worker holds: it may stand there, and is never tried again blindly."""
    try:
        reply = on_newest(turn.ticket, lambda ticket: ticket.reply(turn.reply), desk=desk)
    except NotFoundError:
        return None
    if reply is None or not reply.under_way or reply.next_part is None:
        return None
    in_hand = reply.due_at is not None and reply.due_at > now
    return reply if in_hand or reply.parts[reply.next_part].state is PartState.WAITING else None
