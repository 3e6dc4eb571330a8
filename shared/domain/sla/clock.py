"""A clock: one promise being measured, from the oldest unanswered post to the first human answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.posts.kinds import Channel


class ClockKind(StrEnum):
    FIRST_REPLY = "first_reply"
    NEXT_REPLY = "next_reply"


class ClockState(StrEnum):
    RUNNING = "running"
    ANSWERED = "answered"
    NO_REPLY_NEEDED = "no_reply_needed"
    SPAM = "spam"
    CANCELLED = "cancelled"


TOLD_BY_HAND = "told_by_hand"
"""The reason of a clock that stopped because a person said that an answer was given where the desk sees none (N5)."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A settings document at the version with which a clock was stamped (C6)."""

    id: str
    version: int


@dataclass(frozen=True, slots=True)
class StepInstant:
    """A step of the ladder, with its instant for this clock."""

    name: str
    at: datetime
    whom: tuple[str, ...]
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SlaClock:
    """A clock. `post` is the post that started it, and `id` is derived from it, so that the clock keeps its identity however
    often the fold is repeated. Ids have letters and digits only, as names of timers and tags of mails require.

    `steps` is the ladder by time, fixed when the clock was stamped. `fired` maps a step's name to the deadline for which
    it fired (L3). `timer_generation` counts the clock's timers, since the name of a closed execution cannot be reused for
    90 days. `seen_at` is when its first post came in (I7); `channel` is that post's, from which lists tell the matching
    policy (None on clocks of earlier versions). `fallback` is the reason for which its promise is not the settings' own
    (I9). Until `held_until` escalation waits, because a person acknowledged the clock after its deadline (L4).
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
    def order(self) -> tuple[datetime, datetime, str, str]:
        """The sort key: clocks are ordered as the posts that started them; its own id keeps two of one post in place."""
        return self.started_at, self.seen_at, self.post, self.id

    @property
    def running(self) -> bool:
        return self.state is ClockState.RUNNING

    @property
    def told_by_hand(self) -> bool:
        return self.state is ClockState.ANSWERED and self.reason == TOLD_BY_HAND

    @property
    def elapsed(self) -> timedelta | None:
        """The time from start to stop, around the clock; None while it runs."""
        return None if self.stopped_at is None else self.stopped_at - self.started_at


@dataclass(frozen=True, slots=True)
class ListedClock:
    """A running clock as a list shows it, without its ladder."""

    id: str
    kind: ClockKind
    started_at: datetime
    due_at: datetime
    target: timedelta
    policy: Ref
    calendar: Ref
    channel: Channel | None = None
    late: bool = False
    fallback: str | None = None

    @classmethod
    def of(cls, clock: SlaClock) -> "ListedClock":
        return cls(
            id=clock.id,
            kind=clock.kind,
            started_at=clock.started_at,
            due_at=clock.due_at,
            target=clock.target,
            policy=clock.policy,
            calendar=clock.calendar,
            channel=clock.channel,
            late=clock.late,
            fallback=clock.fallback,
        )

    @property
    def state(self) -> ClockState:
        return ClockState.RUNNING
