"""A running clock and the open time that it counts, as a row of a list shows it."""

from typing import Any

from shared.domain.sla.calendar import Span
from shared.domain.sla.clock import ListedClock
from shared.domain.text.rfc3339 import rfc3339
from shared.usecases.sla.remaining_business_time import RemainingBusinessTime


def span_view(span: Span) -> dict[str, str]:
    """A span of open time (B5)."""
    return {"from": rfc3339(span.start), "to": rfc3339(span.end)}


def clock_view(clock: ListedClock, remaining: RemainingBusinessTime | None = None) -> dict[str, Any]:
    """`open` is the remaining open time: the next spans, and the number of open seconds after them."""
    left = None
    if remaining is not None:
        left = {"spans": [span_view(span) for span in remaining.spans], "then_s": remaining.then.total_seconds()}
    return {
        "id": clock.id,
        "kind": clock.kind,
        "started_at": rfc3339(clock.started_at),
        "due_at": rfc3339(clock.due_at),
        "state": clock.state,
        "policy": clock.policy.id,
        "calendar": clock.calendar.id,
        "open": left,
    }
