"""How close a ticket is to its deadline, as the queue counts and filters it."""

from datetime import datetime
from typing import NamedTuple

from shared.domain.tickets.lists.rows import TicketRow

SOON = 0.2
"""A ticket is due soon in the last fifth of its time: where the ladder warns."""


class Urgency(NamedTuple):
    """The start and the deadline of a running clock, and until when the network takes an answer, if it says so. A tuple, since
    a page of the queue makes a thousand."""

    started_at: datetime
    due_at: datetime
    answer_by: datetime | None = None

    @property
    def ends(self) -> datetime:
        """The earlier of the deadline and the end of the answer window (N3): by it the queue is ordered."""
        return self.due_at if self.answer_by is None or self.answer_by > self.due_at else self.answer_by

    def overdue(self, now: datetime) -> bool:
        """Return whether the deadline has passed."""
        return self.due_at <= now

    def due_soon(self, now: datetime) -> bool:
        """Return whether this is the last fifth of the ticket's time, and it is not yet overdue: the time until its deadline, or
        until the network takes no answer any more if that is earlier and still ahead (N3)."""
        if self.due_at <= now:
            return False
        window_ahead = self.answer_by is not None and self.answer_by > now
        return self._soon_at(self.ends if window_ahead else self.due_at) <= now

    def changes_at(self, now: datetime) -> datetime | None:
        """Return the next instant at which time alone can make it overdue, due soon, or due soon no more; None if there is
        none."""
        if self.due_at <= now:
            return None
        instants = [self.due_at, self._soon_at(self.due_at)]
        if self.answer_by is not None:
            instants += [self.answer_by, self._soon_at(self.ends)]
        return min(at for at in instants if at > now)

    def _soon_at(self, ends: datetime) -> datetime:
        return ends - (ends - self.started_at) * SOON


def urgency_of(row: TicketRow) -> Urgency | None:
    """Return the urgency of a ticket that waits."""
    return Urgency(row.clock.started_at, row.clock.due_at, row.answer_by) if row.clock is not None else None


def overdue(row: TicketRow, now: datetime) -> bool:
    """Return whether the deadline of the ticket's running clock has passed."""
    return row.clock is not None and row.clock.due_at <= now


def due_soon(row: TicketRow, now: datetime) -> bool:
    """Return whether the ticket is due soon (`Urgency.due_soon`)."""
    urgency = urgency_of(row)
    return urgency is not None and urgency.due_soon(now)
