"""A person's availability for notifications: shifts, days away, quiet hours (L2, L5)."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.sla.calendar import Calendar, Span, is_open


@dataclass(frozen=True, slots=True)
class Presence:
    """A person's availability. `shifts` and `quiet` are weeks in the person's own zone; without shifts a person is available
    whenever they are not away.

    Quiet hours apply to SMS only, and not to a person on call (L5).
    """

    away: tuple[Span, ...] = ()
    shifts: Calendar | None = None
    quiet: Calendar | None = None
    on_call: bool = False

    def is_available(self, now: datetime) -> bool:
        """Return whether the person is neither away nor off shift. A person on call is always on shift."""
        if any(span.start <= now < span.end for span in self.away):
            return False
        return self.on_call or self.shifts is None or is_open(now, self.shifts)

    def wants_sms(self, now: datetime) -> bool:
        return self.on_call or self.quiet is None or not is_open(now, self.quiet)


ALWAYS_THERE = Presence()
"""The availability of a person without shifts, days away or quiet hours."""
