"""An alert: one step of the ladder that has fired for a clock and a deadline, and whom it reached."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class SendState(StrEnum):
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    COLLECTED = "collected"


@dataclass(frozen=True, slots=True)
class Sending:
    """One message to one person by one way. `sending` is a lease: a second worker does not send it at the same time.
    `collected`: it waits for the person's digest, which answers for it from then on (L5)."""

    person: str
    how: str
    state: SendState
    at: datetime
    reason: str | None = None

    @property
    def reached(self) -> bool:
        """Whether the person has it, or a digest of theirs answers for it."""
        return self.state in (SendState.SENT, SendState.COLLECTED)


@dataclass(frozen=True, slots=True)
class AlertKey:
    """Which alert of which ticket a message is about, for when it comes back."""

    ticket: str
    clock: str
    step: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """Fires once for (clock, step, deadline) (L3). `pending_since` is set until every message is out, for the sweep."""

    clock: str
    step: str
    due_at: datetime
    fired_at: datetime
    whom: tuple[str, ...]
    how: tuple[str, ...]
    pending_since: datetime | None = None
    sent: tuple[Sending, ...] = ()
    outcome: str | None = None

    @property
    def key(self) -> tuple[str, str, datetime]:
        return self.clock, self.step, self.due_at

    def sending_to(self, person: str, how: str) -> Sending | None:
        return next((s for s in self.sent if (s.person, s.how) == (person, how)), None)

    def with_sending(self, sending: Sending) -> "Alert":
        others = tuple(s for s in self.sent if (s.person, s.how) != (sending.person, sending.how))
        return replace(self, sent=(*others, sending))
