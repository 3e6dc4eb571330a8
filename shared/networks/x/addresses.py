"""Addresses on X: of a post and of a private conversation."""

import re

from shared.networks.x.snowflake import snowflake_time

_LAST_OF_PATH = re.compile(r"(?:/(?:photo|video)/\d+)?/*(?:[?#].*)?$")
"""What an address that was copied from X may have behind the post's id."""


def post_id_in(said: str) -> str | None:
    """The id in the address of a post, or the id itself; None for what carries no time, as every id of today does."""
    ident = _LAST_OF_PATH.sub("", said.strip()).rsplit("/", 1)[-1]
    return ident if snowflake_time(ident) is not None else None
