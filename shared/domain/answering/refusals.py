"""What a refusal of the network teaches of the answered post, and is kept with it (R6, N3)."""

from dataclasses import replace
from datetime import datetime

from shared.domain.errors import DeskError, NotAnswerableError, PrivateAnswerUsedError, WindowClosedError
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.replies.reply import Reply
from shared.domain.tickets.ticket import Ticket


def with_refusal(ticket: Ticket, reply: Reply, error: DeskError, at: datetime) -> Ticket:
    """Keep the refusal of the reply with the post that it answers, so that nobody writes another in vain. A refusal of an
    answer from another account says nothing of the post, and one in private nothing of public answers."""
    answered = ticket.post(reply.in_reply_to)
    if answered is None or answered.account != reply.account:
        return ticket
    if reply.channel is answered.channel:
        if isinstance(error, WindowClosedError):
            return _closed(ticket, answered, at)
        refused = replace(answered, refused=str(error)) if isinstance(error, NotAnswerableError) else answered
        return ticket.with_post(refused)
    if isinstance(error, PrivateAnswerUsedError):
        return ticket.with_post(replace(answered, private_used_at=answered.private_used_at or at))
    if isinstance(error, WindowClosedError) and reply.channel is Channel.DIRECT:
        return ticket.with_post(replace(answered, private_closed_at=answered.private_closed_at or at))
    return ticket


def _closed(ticket: Ticket, answered: Post, at: datetime) -> Ticket:
    """A private conversation closes with all its messages so far; the next one opens it again (N3)."""
    in_private = answered.channel is Channel.DIRECT
    closed = [post for post in ticket.posts if in_private and post.inbound and post.channel is Channel.DIRECT]
    for post in closed or [answered]:
        if post.window_end is None or post.window_end > at:
            ticket = ticket.with_post(replace(post, closed_at=at))
    return ticket
