"""Addresses on X: of posts, customers and private messages."""

import re
from urllib.parse import quote

from shared.domain.posts.author import Author
from shared.networks.x.reading.snowflake import snowflake_time

_LAST_OF_PATH = re.compile(r"(?:/(?:photo|video)/\d+)?/*(?:[?#].*)?$")
"""The suffixes that an address copied from X may have behind the post's id."""


def post_id_in(said: str) -> str | None:
    """Return the id in the address of a post, or the id itself; None for an id without a time, which every id of today
    carries."""
    ident = _LAST_OF_PATH.sub("", said.strip()).rsplit("/", 1)[-1]
    return ident if snowflake_time(ident) is not None else None


INBOX = "https://x.com/messages"


def of_post(post_id: str, username: str = "") -> str:
    """Return the address of a post. X finds it by its id alone, whatever stands for the author."""
    return f"https://x.com/{username or 'i'}/status/{quote(post_id, safe='')}"


def of_customer(customer: Author) -> str:
    """Return the address of a customer: by handle, or by id if the handle is not known."""
    path = quote(customer.username, safe="") if customer.username else f"i/user/{quote(customer.id, safe='')}"
    return f"https://x.com/{path}"


def of_new_message(user_id: str) -> str:
    """Return the address at which somebody begins a private conversation with an account, by its id."""
    return f"https://x.com/messages/compose?recipient_id={user_id}"
