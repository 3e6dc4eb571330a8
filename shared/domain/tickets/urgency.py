"""How close a ticket is to its deadline, as the queue counts and filters it."""

from datetime import datetime, timedelta

from shared.domain.tickets.rows import TicketRow

SOON = 0.2
"""A ticket is due soon in the last fifth of its time: where the ladder warns."""


def overdue(row: TicketRow, now: datetime) -> bool:
    """Return whether the deadline of the ticket's running clock has passed."""
    return row.clock is not None and row.clock.due_at <= now


def due_soon(row: TicketRow, now: datetime) -> bool:
    """Return whether the ticket's running clock is in the last fifth of its time, and not yet overdue."""
    if row.clock is None:
        return False
    left = row.clock.due_at - now
    return timedelta(0) < left <= (row.clock.due_at - row.clock.started_at) * SOON
