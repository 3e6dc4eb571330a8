"""How widely a post is seen: what an answer must not exceed unless its writer says so (N6)."""

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """Who sees a post, from the fewest to the most: whom it is written to, the author's followers, everybody who comes
    across it, or everybody, with the network showing it around."""

    DIRECT = "direct"
    FOLLOWERS = "followers"
    UNLISTED = "unlisted"
    PUBLIC = "public"

    def exceeds(self, other: "Audience") -> bool:
        order = list(Audience)
        return order.index(self) > order.index(other)


@dataclass(frozen=True, slots=True)
class Visibility:
    """`word` is the network's own for it, which an answer repeats; `audience` is what the desk compares."""

    word: str
    audience: Audience
