"""Tickets of a list before they are shown: what counts and filters read of many, and the way to the whole row of a few."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from shared.domain.posts.kinds import Channel
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.rows import TicketRow
from shared.domain.tickets.lists.urgency import Urgency, urgency_of


class ListedTicket(NamedTuple):
    """A ticket in a list, at its `place` there. A thousand are read for the counts and fifty are shown, so the rest of the row
    is parsed on demand, and this is a tuple. `urgency` is None for a ticket that does not wait."""

    place: str
    status: Status
    channel: Channel | None
    assignee: str | None
    tags: tuple[str, ...]
    urgency: Urgency | None
    row: Callable[[], TicketRow]

    @classmethod
    def of(cls, place: str, row: TicketRow) -> "ListedTicket":
        return cls(place, row.status, row.channel, row.assignee, row.tags, urgency_of(row), lambda: row)

    def overdue(self, now: datetime) -> bool:
        return self.urgency is not None and self.urgency.overdue(now)

    def due_soon(self, now: datetime) -> bool:
        return self.urgency is not None and self.urgency.due_soon(now)

    def unassigned(self, left: frozenset[str]) -> bool:
        """Return whether nobody is responsible; a person who `left` is nobody (L2)."""
        return self.assignee is None or self.assignee in left


@dataclass(slots=True)
class AccountList:
    """The beginning of an account's list, as far as it was read: at `read_at`, after the account's `mark` was. `ended`: there
    is nothing behind it."""

    read_at: datetime
    mark: str | None = None
    tickets: list[ListedTicket] = field(default_factory=list)
    ended: bool = False
