"""What a customer is called: handles change, and X leaves names out of some events (I5)."""

from dataclasses import replace

from shared.domain.posts.post import Author, Post
from shared.domain.tickets.ticket import Ticket


def tells_the_name(post: Post, stored: Post) -> bool:
    """X leaves names out of some events; whatever tells of the post later brings its author's."""
    return stored.inbound and bool(post.author.username) and not stored.author.username


def with_known_name(post: Post, ticket: Ticket) -> Post:
    """A customer who is known keeps the name that an event has left out."""
    known = ticket.customer if ticket.customer.id == post.author.id else post.author
    return post if post.author.username or not known.username else replace(post, author=known)


def newest_name(ticket: Ticket, post: Post) -> Author:
    """A customer who changed their handle is shown by the newest one."""
    newest = ticket.last_post.order < post.order and bool(post.author.username)
    return post.author if newest else ticket.customer
