"""A clock: one promise being measured, from the oldest unanswered post to the first human answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.posts.post import Channel


class ClockKind(StrEnum):
    FIRST_REPLY = "first_reply"
    NEXT_REPLY = "next_reply"


class ClockState(StrEnum):
    RUNNING = "running"
    ANSWERED = "answered"
    NO_REPLY_NEEDED = "no_reply_needed"
    SPAM = "spam"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Ref:
    """A settings document at one version: what a clock was stamped with (C6)."""

    id: str
    version: int


@dataclass(frozen=True, slots=True)
class StepInstant:
    """One step of the ladder, with the instant that it falls on for this clock."""

    name: str
    at: datetime
    whom: tuple[str, ...]
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SlaClock:
    """`post` is the one that started it, and `id` is made of it, so that the clock keeps its identity however the fold is
    repeated; the names of timers and the tags of mails take letters and digits only.

    `steps` is the ladder in order of time, fixed when the clock was stamped. `fired` maps a step's name to the deadline
    that it fired for (L3). `arm` counts the timers it has had, since a closed execution's name cannot be used again for
    90 days. `seen_at` is when its first post came in (I7); `channel` is that post's, kept here so that a list can tell
    which policy matches (None on a clock from before it was). `fallback` says why its promise is not the one that the
    settings mean (I9). `held_until`: somebody acknowledged it after its deadline,
    and escalation waits that long (L4).
    """

    id: str
    post: str
    kind: ClockKind
    started_at: datetime
    seen_at: datetime
    target: timedelta
    due_at: datetime
    policy: Ref
    calendar: Ref
    state: ClockState = ClockState.RUNNING
    stopped_at: datetime | None = None
    stopped_by: str | None = None
    reason: str | None = None
    late: bool = False
    business: timedelta | None = None
    steps: tuple[StepInstant, ...] = ()
    fired: Mapping[str, datetime] = field(default_factory=dict)
    acknowledged_at: datetime | None = None
    held_until: datetime | None = None
    timer_generation: int = 1
    channel: Channel | None = None
    fallback: str | None = None

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        """Clocks stand in the order of the posts that started them."""
        return self.started_at, self.seen_at, self.post

    @property
    def running(self) -> bool:
        return self.state is ClockState.RUNNING

    @property
    def elapsed(self) -> timedelta | None:
        """From start to stop, round the clock; None while it runs."""
        return None if self.stopped_at is None else self.stopped_at - self.started_at
