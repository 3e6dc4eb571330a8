"""A running clock and the open time that it counts."""

from pydantic import BaseModel, Field

from functions.desk_api.views.instant import Instant
from shared.domain.sla.calendar import Span
from shared.domain.sla.clock import ListedClock
from shared.usecases.sla.remaining_business_time import RemainingBusinessTime


class SpanView(BaseModel):
    """A span of open time (B5)."""

    start: Instant = Field(serialization_alias="from")
    end: Instant = Field(serialization_alias="to")

    @classmethod
    def of(cls, span: Span) -> "SpanView":
        return cls(start=span.start, end=span.end)


class RemainingTimeView(BaseModel):
    """The remaining open time: the next spans, and the number of open seconds after them."""

    spans: tuple[SpanView, ...]
    then_s: float

    @classmethod
    def of(cls, remaining: RemainingBusinessTime) -> "RemainingTimeView":
        return cls(spans=tuple(SpanView.of(span) for span in remaining.spans), then_s=remaining.then.total_seconds())


class ClockSummary(BaseModel):
    id: str
    kind: str
    started_at: Instant
    due_at: Instant
    state: str
    policy: str
    calendar: str
    open: RemainingTimeView | None

    @classmethod
    def of(cls, clock: ListedClock, remaining: RemainingBusinessTime | None = None) -> "ClockSummary":
        return cls(
            id=clock.id,
            kind=clock.kind,
            started_at=clock.started_at,
            due_at=clock.due_at,
            state=clock.state,
            policy=clock.policy.id,
            calendar=clock.calendar.id,
            open=RemainingTimeView.of(remaining) if remaining is not None else None,
        )
