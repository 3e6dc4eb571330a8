"""Tombstones of posts that were deleted before they came in, whose text must not be stored (I6)."""

from datetime import datetime

from shared.domain.errors import DuplicatePostError
from shared.domain.posts.post import Post
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import CustomerVersion, HasTickets


class TombstonedError(Exception):
    """The post was deleted at `at`, before it came in."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


def save_unless_tombstoned(
    before: Ticket | None, after: Ticket, post: Post, *, desk: HasTickets, customer: CustomerVersion | None = None
) -> Ticket:
    """Save the ticket that `post` has joined. Raises TombstonedError if the post, or an edit of it, has a tombstone."""
    try:
        return desk.tickets.save(before, after, customer=customer)
    except DuplicatePostError:
        refuse_tombstoned(post, desk=desk)
        raise


def refuse_tombstoned(post: Post, *, desk: HasTickets) -> None:
    """Check that neither the post nor an edit of it has a tombstone. Raises TombstonedError."""
    for ident in dict.fromkeys((post.id, post.answer_to)):
        at = desk.tickets.tombstone_of(post.network, ident)
        if at is not None:
            raise TombstonedError(at)
