"""What the choice of a post's ticket reads of the customer's tickets: their heads have it, without the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.text.fingerprint import fingerprint
from shared.domain.tickets.ticket import Ticket

MOST_THREADS = 20
"""A ticket's conversations that are remembered, the newest. Of any other the post above, or the first one, leads to the
ticket."""

THREAD_LENGTH = 10
"""Letters and digits of a conversation's hash: 50 bits, to tell a customer's few conversations apart."""


@dataclass(frozen=True, slots=True)
class TicketBrief:
    """A ticket as T2 sees it. `closed_at` is when a person set it to done. `threads` are its conversations whose first post
    is another ticket's, or nobody's: those that begin with a post of its own are found by that. `expired`: it has no text
    any more."""

    id: str
    opened_at: datetime
    last_post_at: datetime
    closed_at: datetime | None = None
    threads: tuple[str, ...] = ()
    expired: bool = False

    @classmethod
    def of(cls, ticket: Ticket) -> "TicketBrief":
        last, closed_at = ticket.last_post.posted_at, ticket.done_by_person_at
        return cls(ticket.id, ticket.opened_at, last, closed_at, threads_of(ticket), ticket.expired)


def threads_of(ticket: Ticket) -> tuple[str, ...]:
    """Return the conversations of the ticket that none of its posts begins, the oldest first."""
    return threads_among(ticket.posts, ticket.unread.threads if ticket.unread is not None else ())


def threads_among(posts: Sequence[Post], known: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the conversations of the posts that none of them begins, after those that are `known` of older posts."""
    own = {post.id for post in posts}
    found = [thread_of(post) for post in reversed(posts) if post.conversation_id not in own]
    return tuple(list(dict.fromkeys([*found, *reversed(known)]))[:MOST_THREADS])[::-1]


def thread_of(post: Post) -> str:
    """Return the hash of the post's conversation: private and public ones are never the same."""
    channel = "" if post.channel is Channel.PUBLIC else post.channel.value
    return fingerprint(channel, post.conversation_id)[:THREAD_LENGTH]
