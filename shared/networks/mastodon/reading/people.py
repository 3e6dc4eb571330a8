"""The people of a status (https://docs.joinmastodon.org/entities/Account/)."""

from shared.domain.posts.author import Author
from shared.networks.fields import UnreadableError, dict_in, text_in
from shared.networks.mastodon.ids import handle, is_id

LONGEST_NAME = 200


def author_of(account: object, server: str, path: str) -> Author:
    """Read an account. Its id has to be one; handle and name are decoration. Raises UnreadableError."""
    told = dict_in(account)
    ident = told.get("id")
    if not isinstance(ident, str) or not is_id(ident):
        raise UnreadableError(f"{path}.id is no id")
    name = " ".join(text_in(told.get("display_name")).split())[:LONGEST_NAME]
    return Author(ident, handle(told.get("acct"), server), name)
