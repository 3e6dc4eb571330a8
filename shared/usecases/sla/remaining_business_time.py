"""The remaining open time of a promise, from which the page counts down in business time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.sla.calendar import UNCOUNTABLE, Calendar, Span, open_spans
from shared.domain.sla.clock import ListedClock, SlaClock
from shared.domain.tickets.lists.rows import TicketRow
from shared.usecases.settings.current import DeskSlaCalculator, ReadsSettings, desk_settings

SPANS_SHOWN = 4
"""The number of spans: enough to count down through the next days, while a target of months would fill a page."""


@dataclass(frozen=True, slots=True)
class RemainingBusinessTime:
    """The next open spans that are not over, from their beginning, and the open time after them.

    It changes only when a span ends, so a response with it stays the same for hours.
    """

    spans: tuple[Span, ...]
    then: timedelta

    def left(self, now: datetime) -> timedelta:
        """Return the open time from `now` to the deadline."""
        return sum((max(span.end - max(span.start, now), timedelta(0)) for span in self.spans), self.then)


def remaining_business_time(
    clock: SlaClock | ListedClock, now: datetime, *, calendar: Calendar
) -> RemainingBusinessTime:
    """Return the open time up to the clock's deadline; empty once the deadline has passed."""
    if clock.due_at <= now:
        return RemainingBusinessTime((), timedelta(0))
    try:
        spans = open_spans(clock.started_at, clock.due_at, calendar)
    except UNCOUNTABLE:
        spans = (Span(clock.started_at, clock.due_at),)
    ahead = [span for span in spans if span.end > now]
    rest = sum((span.end - span.start for span in ahead[SPANS_SHOWN:]), timedelta(0))
    return RemainingBusinessTime(tuple(ahead[:SPANS_SHOWN]), rest)


def remaining_by_ticket(
    rows: Iterable[TicketRow], *, now: datetime, desk: ReadsSettings
) -> dict[str, RemainingBusinessTime]:
    """Return the remaining open time of each running clock, by ticket, on the calendar with which it was stamped (C6)."""
    promises = DeskSlaCalculator(desk_settings(desk), desk.settings)
    calendars: dict[tuple[str, int], Calendar] = {}
    found: dict[str, RemainingBusinessTime] = {}
    for row in rows:
        if row.clock is not None:
            stamp = row.clock.calendar.id, row.clock.calendar.version
            if stamp not in calendars:
                calendars[stamp] = promises.calendar(row.clock)
            found[row.id] = remaining_business_time(row.clock, now, calendar=calendars[stamp])
    return found
