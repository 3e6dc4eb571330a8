"""Private answers leave an account in the order in which they were written: a network lets few through at a time, and when
it opens again nobody overtakes who has waited longer."""

from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.errors import NotFoundError
from shared.domain.posts.post import Channel
from shared.domain.replies.reply import PartState, Reply
from shared.ports.clock import HasClock
from shared.ports.replies import HasReplies, HasSendQueue, QueuePosition
from shared.ports.tickets import HasTickets


class SendQueueDesk(HasClock, HasReplies, HasSendQueue, HasTickets, Protocol):
    """The parts of the desk that `send_queue` uses."""


LOOK_AGAIN = timedelta(seconds=60)
"""When a reply that waits for its turn looks again by itself. Whoever goes before it calls it; this is for a call that
a crash has swallowed."""

TURN = "Older private messages of the account go first."


def join_send_queue(ticket_id: str, reply: Reply, *, desk: HasSendQueue) -> None:
    """The reply has its place from when it was written, also while it can still be taken back."""
    if reply.channel is Channel.DIRECT:
        desk.send_queue.join(reply.account, _turn(ticket_id, reply))


def ahead_in_queue(ticket_id: str, reply: Reply, *, desk: SendQueueDesk) -> Reply | None:
    """The reply whose turn it is, if it is not this one's; public answers wait for nobody."""
    if reply.channel is not Channel.DIRECT:
        return None
    join_send_queue(ticket_id, reply, desk=desk)
    turn, first = _first(reply.account, desk=desk) or (None, None)
    return None if turn == _turn(ticket_id, reply) else first


def leave_send_queue(ticket_id: str, reply: Reply, *, desk: SendQueueDesk) -> None:
    """The reply is sent, or is not to be sent by itself any more, or may stand on the network already: the next one is
    called. Stepping out twice is stepping out once."""
    if reply.channel is not Channel.DIRECT:
        return
    desk.send_queue.leave(reply.account, _turn(ticket_id, reply))
    found = _first(reply.account, desk=desk)
    if found is not None and found[1].in_line:
        turn, _ = found
        desk.replies.put(turn.ticket, turn.reply)


def clear_send_queue(account: str, *, desk: SendQueueDesk) -> None:
    """Takes out of the front of the account's line what a crash after a reply's last save, or an erasure that was cut off,
    has left there. Nobody waits for such a place, but nothing else would ever take the last one out."""
    _first(account, desk=desk)


def queue_reply(ticket_id: str, reply_id: str, at: datetime, *, desk: SendQueueDesk) -> None:
    """Have a worker go on with the reply at that instant, or at once if it has passed."""
    desk.replies.put(ticket_id, reply_id, delay=max(timedelta(0), at - desk.clock.now()))


def _turn(ticket_id: str, reply: Reply) -> QueuePosition:
    return QueuePosition(reply.created_at, ticket_id, reply.id)


def _first(line: str, *, desk: SendQueueDesk) -> tuple[QueuePosition, Reply] | None:
    """Who is first of those that still go out; what a crash or an erasure left in front of them is taken out."""
    while (turn := desk.send_queue.first(line)) is not None:
        reply = _still_goes(turn, desk.clock.now(), desk=desk)
        if reply is not None:
            return turn, reply
        desk.send_queue.leave(line, turn)
    return None


def _still_goes(turn: QueuePosition, now: datetime, *, desk: HasTickets) -> Reply | None:
    """None too for one that was tried and that no worker holds: it may stand there, and is never tried again blindly."""
    try:
        reply = desk.tickets.load(turn.ticket).reply(turn.reply)
    except NotFoundError:
        return None
    if reply is None or not reply.under_way or reply.next_part is None:
        return None
    in_hand = reply.due_at is not None and reply.due_at > now
    return reply if in_hand or reply.parts[reply.next_part].state is PartState.WAITING else None
