"""What the events of one entry of a delivery have in common, and what they become besides posts."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Dropped
from shared.networks.meta.ids import by_handle, is_handle, unnamed
from shared.networks.meta.reading.fields import Fields

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}", re.ASCII)

OURS = "sokuto"
"""Where polls put what Meta's own deliveries have no place for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`account` is the Page or Instagram account to which the entry belongs, and `at` when Meta made it: the best time that is
    known of an event that carries none. `nth` is the event's place in it: of two that have no other time the later one counts."""

    network: str
    account: str
    at: datetime
    nth: int = 0

    @property
    def told_at(self) -> datetime:
        return self.at + timedelta(microseconds=self.nth)

    def author(self, author_id: str, name: str = "", username: str = "", *, of: str) -> Author:
        """Return the author of the post `of`, as far as Meta names them."""
        if author_id == self.account:
            return Author(self.account, username, name)
        if not author_id and is_handle(username):
            author_id = by_handle(username)
        return Author(author_id or unnamed(of), username, name)


def dropped(*words: str) -> Dropped:
    """Count an event of a kind that is not for the desk, by Meta's own words for it (I5)."""
    known = [word if _WORD.fullmatch(word) else "unknown" for word in words]
    return Dropped("_".join(known))


def polled_instant(fields: Fields) -> datetime | None:
    """Return when it was written, where a poll has put that beside what Meta delivers."""
    return fields.maybe(OURS).maybe_instant("created_time")
