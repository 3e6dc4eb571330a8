"""What a customer wrote last, in short: for a row of a list, and for an alert."""

from shared.domain.posts.media import MediaType
from shared.domain.tickets.ticket import Ticket

EXCERPT_LENGTH = 280
"""Characters of the customer's text that the queue shows; two lines at 390 px hold less."""


def excerpt_of(ticket: Ticket) -> str:
    """Return the text that the customer wrote last, shortened; with a content warning, the warning alone."""
    post = ticket.newest_inbound
    return post.quotable[:EXCERPT_LENGTH] if post is not None else ""


def excerpt_media_of(ticket: Ticket) -> MediaType | None:
    """Return what the customer's newest post shows if it has no words, its first picture for instance; else None."""
    post = ticket.newest_inbound
    return MediaType.of(post.media[0].type) if post is not None and not post.quotable and post.media else None
