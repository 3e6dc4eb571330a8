"""How close a ticket is to its deadline, as the queue counts and filters it."""

from datetime import datetime

from shared.domain.tickets.rows import TicketRow

SOON = 0.2
"""A ticket is due soon in the last fifth of its time: where the ladder warns."""


def overdue(row: TicketRow, now: datetime) -> bool:
    """Return whether the deadline of the ticket's running clock has passed."""
    return row.clock is not None and row.clock.due_at <= now


def due_soon(row: TicketRow, now: datetime) -> bool:
    """Return whether the ticket is in the last fifth of its time, and not yet overdue: the time until its deadline, or until
    the network takes no answer any more if that is earlier and still ahead (N3)."""
    if row.clock is None or overdue(row, now):
        return False
    window_ahead = row.answer_by is not None and row.answer_by > now
    ends = row.answer_before if window_ahead and row.answer_before is not None else row.clock.due_at
    return ends - now <= (ends - row.clock.started_at) * SOON
