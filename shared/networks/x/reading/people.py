"""The users of a delivery, as X's two APIs show them: plain or nested under `data`, in a list or keyed by id.

A name is decoration: if it cannot be read the post is still read, and a later one fills the name in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.domain.posts.author import Author
from shared.networks.x.api.fields import Fields, UnreadableError
from shared.networks.x.api.words import unescaped, username


def author_of(value: object, path: str) -> Author:
    """Read a user object. Raises UnreadableError if it has no usable id."""
    user = Fields.of(value, path)
    user = user.maybe_inside("data") or user
    return Author(
        id=user.ident("id"),
        username=username(_told(user, "username", "screen_name")),
        name=unescaped(_told(user, "name") or ""),
    )


def _told(user: Fields, *names: str) -> str | None:
    found = user.find(*names)
    return found[1] if found is not None and isinstance(found[1], str) else None


@dataclass(frozen=True, slots=True)
class Traits:
    """The actions that a user allows to others, as far as X said, and whether the account that asked has `blocked`
    them."""

    protected: bool = False
    takes_messages: bool | None = None
    blocked: bool = False


def traits_of(value: object) -> Traits:
    """Read a user's traits, which are decoration too: an unreadable one counts as not given."""
    user = value.get("data", value) if isinstance(value, dict) else None
    if not isinstance(user, dict):
        return Traits()
    takes = user.get("receives_your_dm")
    status = user.get("connection_status")
    blocked = isinstance(status, list) and "blocking" in status
    return Traits(user.get("protected") is True, takes if isinstance(takes, bool) else None, blocked)


@dataclass(frozen=True, slots=True)
class People:
    """The users that came along with a delivery, by their ids."""

    known: Mapping[str, Author] = field(default_factory=dict)
    traits: Mapping[str, Traits] = field(default_factory=dict)

    @classmethod
    def among(cls, *users: object) -> "People":
        """Collect users: lists of user objects, or objects of them keyed by id; unreadable ones are left out."""
        known: dict[str, Author] = {}
        traits: dict[str, Traits] = {}
        for value in users:
            for one in _each(value):
                try:
                    author = author_of(one, "users")
                except UnreadableError:
                    continue
                if author.username or author.id not in known:
                    known[author.id] = author
                    traits[author.id] = traits_of(one)
        return cls(known, traits)

    def get(self, user_id: str) -> Author:
        return self.known.get(user_id) or Author(user_id, "", "")

    def traits_of(self, user_id: str) -> Traits:
        return self.traits.get(user_id, Traits())


def _each(value: object) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
