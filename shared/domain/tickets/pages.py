"""A ticket's history in pages, the newest first: nobody reads a thousand posts to answer the last."""

from dataclasses import dataclass, replace
from datetime import datetime

from shared.domain.replies.reply import Reply, ReplyState
from shared.domain.tickets.ticket import Ticket

PAGE = 50
"""Posts of a page."""

ENDED = {ReplyState.SENT, ReplyState.CANCELLED}


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a ticket's history: `shown` is the ticket with the posts of the page, and what else happened between its first
    post and the page after. What is older is on the page `before`; None if nothing is."""

    shown: Ticket
    before: datetime | None


def page_of(ticket: Ticket, before: datetime | None = None, *, size: int = PAGE) -> Page:
    """Return the page of what was written before that instant, or the newest.

    The newest has the running clock, and replies that need somebody or something still, however old they are.
    """
    unread_until = ticket.unread.through if ticket.unread is not None else None
    posts = [post.posted_at for post in ticket.posts if before is None or post.posted_at < before]
    read = [at for at in posts if unread_until is None or at >= unread_until]
    since = read[-size] if len(read) > size or (unread_until is not None and len(read) == size) else unread_until

    def has(at: datetime) -> bool:
        return (since is None or at >= since) and (before is None or at < before)

    def has_reply(reply: Reply) -> bool:
        return has(reply.created_at) or (before is None and reply.state not in ENDED)

    shown = replace(
        ticket,
        posts=tuple(post for post in ticket.posts if has(post.posted_at)),
        actions=tuple(action for action in ticket.actions if has(action.at)),
        replies=tuple(reply for reply in ticket.replies if has_reply(reply)),
        alerts=tuple(alert for alert in ticket.alerts if has(alert.fired_at)),
        clocks=tuple(clock for clock in ticket.clocks if has(clock.started_at) or (before is None and clock.running)),
    )
    return Page(shown, since)
