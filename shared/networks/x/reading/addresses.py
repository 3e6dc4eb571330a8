"""Addresses on X: of posts, customers and private messages."""

import re
from urllib.parse import quote

from shared.domain.posts.post import Author
from shared.networks.x.reading.snowflake import snowflake_time

_LAST_OF_PATH = re.compile(r"(?:/(?:photo|video)/\d+)?/*(?:[?#].*)?$")
"""What an address that was copied from X may have behind the post's id."""


def post_id_in(said: str) -> str | None:
    """The id in the address of a post, or the id itself; None for what carries no time, as every id of today does."""
    ident = _LAST_OF_PATH.sub("", said.strip()).rsplit("/", 1)[-1]
    return ident if snowflake_time(ident) is not None else None


INBOX = "https://x.com/messages"


def of_post(post_id: str, username: str = "") -> str:
    """X finds a post by its id alone, whatever stands for the author."""
    return f"https://x.com/{username or 'i'}/status/{quote(post_id, safe='')}"


def of_customer(customer: Author) -> str:
    """By handle, or by id where the handle is not known."""
    path = quote(customer.username, safe="") if customer.username else f"i/user/{quote(customer.id, safe='')}"
    return f"https://x.com/{path}"


def of_new_message(user_id: str) -> str:
    """Where somebody begins a private conversation with an account, by its id."""
    return f"https://x.com/messages/compose?recipient_id={user_id}"
