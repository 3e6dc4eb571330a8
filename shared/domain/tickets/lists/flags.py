"""The warnings that a row of a list has for its reader."""

from collections.abc import Sequence

from shared.domain.posts.post import EXPIRED
from shared.domain.replies.reply import Reply, ReplyState
from shared.domain.tickets.lists.excerpt import excerpt_media_of
from shared.domain.tickets.ticket import Ticket

HELD_ELSEWHERE = "held_elsewhere"
"""The flag of a ticket whose private conversation another app has."""


def flags_of(ticket: Ticket) -> tuple[str, ...]:
    """Return the warnings for a person who reads the ticket's row (R1, C2, I6, I9)."""
    states = {reply.state for reply in ticket.replies}
    newest = ticket.newest_inbound
    shown = {
        "look": bool(ticket.to_look_at),
        "reply_unknown": ReplyState.UNKNOWN in states,
        "reply_failed": ReplyState.FAILED in _since_sent(ticket.replies),
        "partly_sent": ReplyState.PARTLY_SENT in states,
        "wordless": excerpt_media_of(ticket) is not None,
        "content_warning": newest is not None and bool(newest.content_warning),
        HELD_ELSEWHERE: ticket.held_elsewhere,
        "fallback_deadline": ticket.running is not None and ticket.running.fallback is not None,
        "deleted": (ticket.unread is not None and ticket.unread.deleted)
        or any(post.deleted_at and post.gone_because != EXPIRED for post in ticket.posts),
    }
    return tuple(name for name, holds in shown.items() if holds)


def _since_sent(replies: Sequence[Reply]) -> set[ReplyState]:
    """Return the states of the replies written after the last one that was sent; a failure before it needs nobody."""
    last = max((reply.created_at for reply in replies if reply.state is ReplyState.SENT), default=None)
    return {reply.state for reply in replies if last is None or reply.created_at > last}
