"""When a person is there to be told: shifts, days away, quiet hours (L2, L5)."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.sla.calendar import Calendar, Span, is_open


@dataclass(frozen=True, slots=True)
class Presence:
    """`shifts` and `quiet` are weeks in the person's own zone; without shifts somebody is there whenever not away.

    Quiet hours are for SMS alone, and do not hold for who is on call (L5).
    """

    away: tuple[Span, ...] = ()
    shifts: Calendar | None = None
    quiet: Calendar | None = None
    on_call: bool = False

    def there(self, now: datetime) -> bool:
        """Neither away nor off shift. Who is on call is on shift whatever the hour."""
        if any(span.start <= now < span.end for span in self.away):
            return False
        return self.on_call or self.shifts is None or is_open(now, self.shifts)

    def wants_sms(self, now: datetime) -> bool:
        return self.on_call or self.quiet is None or not is_open(now, self.quiet)


ALWAYS_THERE = Presence()
"""Who has told nothing of shifts, days away or quiet hours."""
