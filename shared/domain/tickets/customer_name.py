"""Keep a customer's name: handles change, and a network leaves names out of some events (I5)."""

from dataclasses import replace

from shared.domain.posts.author import Author
from shared.domain.posts.post import Post
from shared.domain.tickets.ticket import Ticket


def brings_name(post: Post, stored: Post) -> bool:
    """True if `post`, the same post delivered again, names its author where the first delivery left the name out."""
    return stored.inbound and post.author.is_named and not stored.author.is_named


def with_known_name(post: Post, ticket: Ticket) -> Post:
    """Fill in the name of a known customer where the event has left it out."""
    known = ticket.customer if ticket.customer.id == post.author.id else post.author
    return post if post.author.is_named or not known.is_named else replace(post, author=known)


def with_name(ticket: Ticket, found: Author) -> Ticket:
    """Give the customer, and their posts that came without one, the name that was looked up since."""
    if found.id != ticket.customer.id or not found.is_named:
        return ticket
    for post in ticket.posts:
        if post.inbound and post.author.id == found.id and not post.author.is_named:
            ticket = ticket.with_post(replace(post, author=found))
    return ticket if ticket.customer.is_named else replace(ticket, customer=found)


def newest_name(ticket: Ticket, post: Post) -> Author:
    """Return the customer under their newest name, which they may have changed since the ticket's last post."""
    newest = ticket.last_post.order < post.order and post.author.is_named and post.author.id == ticket.customer.id
    return post.author if newest else ticket.customer


def name_requests(account: str) -> str:
    """Return the key under which an account's tickets wait for their customer's name (ports.Looks). Posts that are to be looked up
    wait under the account itself: what one run has done, the other still has to do."""
    return f"{account}.names"
