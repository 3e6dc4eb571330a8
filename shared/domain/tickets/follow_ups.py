"""What has to be done once a ticket is saved: typed follow-ups that a decision returns and a use case carries out.

Every follow-up is idempotent, since a crash after the save is healed by deciding the same thing again.
"""

from dataclasses import dataclass

from shared.domain.replies.reply import Reply
from shared.domain.sla.clock import SlaClock
from shared.domain.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class StopTimer:
    """Stop the timer of a clock that ran before the save and runs no more."""

    clock: SlaClock


@dataclass(frozen=True, slots=True)
class EnsureTimer:
    """Start the timer of the running clock, unless it is there already."""


@dataclass(frozen=True, slots=True)
class UpdateIndex:
    """Change in the search what the save has changed of the words; `before` is None for a new ticket."""

    before: Ticket | None


@dataclass(frozen=True, slots=True)
class Charge:
    """Count what a part of a reply costs that is on the network."""

    reply: Reply
    part: int


TicketFollowUp = StopTimer | EnsureTimer | UpdateIndex | Charge


def starts_timer(before: Ticket | None, after: Ticket) -> bool:
    """Return whether a save has left a clock that needs a timer of its own: another one, or another generation."""
    clock, known = after.running, before.running if before is not None else None
    if clock is None:
        return False
    return known is None or (known.id, known.timer_generation) != (clock.id, clock.timer_generation)


def stopped_clock(before: Ticket | None, after: Ticket) -> SlaClock | None:
    """Return the clock that ran in `before` and does not run in `after`."""
    clock = before.running if before is not None else None
    if clock is None:
        return None
    still = after.clock(clock.id)
    return clock if still is None or not still.running else None
