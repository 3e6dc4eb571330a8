"""Choice of the ticket that a customer's post joins (T2), made once, when the post comes in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.settings.desk import Spans
from shared.domain.tickets.brief import TicketBrief, thread_of


@dataclass(frozen=True, slots=True)
class Choice:
    """The id of the ticket to join; None opens a new one, linked to `linked_to` if that one had been closed by a person."""

    joins: str | None
    linked_to: str | None = None


def choose_ticket(
    post: Post, tickets: Iterable[TicketBrief], spans: Spans, *, held: Mapping[str, str] | None = None
) -> Choice:
    """Choose the customer's ticket that `post` joins (T2). `held` leads from the post above, and the first of the conversation,
    to their tickets.

    Posts arrive late and out of order, so "latest" is meant at the post's own time: a ticket that shares the conversation
    comes first, then the one whose active period is nearest to the post, if it is near enough. A ticket that a person
    closed more than 72 hours before the post stays closed.
    """
    mine = list(tickets)
    led = {(held or {}).get(ident) for ident in (post.in_reply_to or "", post.conversation_id)}
    near = [t for t in mine if t.id in led or thread_of(post) in t.threads]
    if not near:
        span = spans.direct if post.channel is Channel.DIRECT else spans.public
        near = [t for t in mine if _distance(post.posted_at, t) <= span]
    if not near:
        return Choice(None)
    nearest = min(near, key=lambda t: (_distance(post.posted_at, t), -t.last_post_at.timestamp()))
    if nearest.closed_at is not None and post.posted_at - nearest.closed_at > spans.reopen:
        return Choice(None, linked_to=nearest.id)
    return Choice(nearest.id)


def joinable(at: datetime, channel: Channel, ticket: TicketBrief, spans: Spans) -> bool:
    """Return whether a post of that time on the channel is near enough to join the ticket, which nobody closed too long
    before."""
    span = spans.direct if channel is Channel.DIRECT else spans.public
    closed_at = ticket.closed_at
    return _distance(at, ticket) <= span and not (closed_at is not None and at - closed_at > spans.reopen)


def _distance(at: datetime, ticket: TicketBrief) -> timedelta:
    """Return the distance of `at` from the ticket's active period; zero within it."""
    return max(ticket.opened_at - at, at - ticket.last_post_at, timedelta(0))
