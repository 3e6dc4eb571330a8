"""Choice of the ticket that a customer's post joins (T2), made once, when the post comes in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.posts.post import Channel, Post
from shared.domain.settings.desk import Spans
from shared.domain.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Choice:
    """The ticket to join; None opens a new one, linked to `linked_to` if that one had been closed by a person."""

    joins: Ticket | None
    linked_to: str | None = None


def choose_ticket(post: Post, tickets: Iterable[Ticket], spans: Spans) -> Choice:
    """Choose the customer's ticket that `post` joins (T2).

    Posts arrive late and out of order, so "latest" is meant at the post's own time: a ticket that shares the conversation
    comes first, then the one whose active period is nearest to the post, if it is near enough. A ticket that a person
    closed more than 72 hours before the post stays closed.
    """
    mine = list(tickets)
    near = [t for t in mine if _shares_conversation(post, t)]
    if not near:
        span = spans.direct if post.channel is Channel.DIRECT else spans.public
        near = [t for t in mine if _distance(post.posted_at, t) <= span]
    if not near:
        return Choice(None)
    nearest = min(near, key=lambda t: (_distance(post.posted_at, t), -t.last_post.posted_at.timestamp()))
    closed_at = nearest.done_by_person_at
    if closed_at is not None and post.posted_at - closed_at > spans.reopen:
        return Choice(None, linked_to=nearest.id)
    return Choice(nearest)


def joinable(at: datetime, channel: Channel, ticket: Ticket, spans: Spans) -> bool:
    """Return whether a post of that time on the channel is near enough to join the ticket, which nobody closed too long
    before."""
    span = spans.direct if channel is Channel.DIRECT else spans.public
    closed_at = ticket.done_by_person_at
    return _distance(at, ticket) <= span and not (closed_at is not None and at - closed_at > spans.reopen)


def _shares_conversation(post: Post, ticket: Ticket) -> bool:
    """Return whether they share a conversation: by the network's conversation id, or because the post answers one of the ticket's."""
    if post.in_reply_to is not None and ticket.post(post.in_reply_to) is not None:
        return True
    return any(
        other.conversation_id == post.conversation_id and other.channel is post.channel for other in ticket.posts
    )


def _distance(at: datetime, ticket: Ticket) -> timedelta:
    """Return the distance of `at` from the ticket's active period; zero within it."""
    first, last = ticket.opened_at, ticket.last_post.posted_at
    return max(first - at, at - last, timedelta(0))
