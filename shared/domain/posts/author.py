"""The people of a post: its author, and those whom it names beside the account."""

from dataclasses import dataclass

LONGEST_SHOWN = 20
"""Characters of an id that are shown as they are."""


@dataclass(frozen=True, slots=True)
class Author:
    """The author of a post. `username` is the handle, empty if the network has none or left it out, as can be `name`."""

    id: str
    username: str
    name: str

    @property
    def is_named(self) -> bool:
        return bool(self.username or self.name)

    @property
    def short_id(self) -> str:
        """The end of the id, shown if nothing else is known: ids can be whole addresses, which differ at the end."""
        return self.id if len(self.id) <= LONGEST_SHOWN else f"…{self.id[-12:]}"


@dataclass(frozen=True, slots=True)
class Bystander:
    """A person whom a post names beside the account. The network names them in an answer too, unless told not to."""

    id: str
    username: str
