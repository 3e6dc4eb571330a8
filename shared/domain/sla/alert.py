"""An alert: one step of the ladder that has fired for a clock and a deadline, and whom it reached."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class SendState(StrEnum):
    """`sending` is a lease: a second worker does not send the message at the same time. `retrying`: the carrier did not
    take it, and the desk tries it again by itself. `collected`: it waits for the person's digest, which answers for it
    from then on (L5)."""

    SENDING = "sending"
    RETRYING = "retrying"
    SENT = "sent"
    FAILED = "failed"
    COLLECTED = "collected"


UNSETTLED = frozenset({SendState.SENDING, SendState.RETRYING})
"""What is still owed, by this way to this person."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One message to one person by one way, and what became of it; `reason` has the words of a carrier that did not take
    it."""

    person: str
    how: str
    state: SendState
    at: datetime
    reason: str | None = None

    @property
    def reached(self) -> bool:
        """Whether the person has it, or a digest of theirs answers for it."""
        return self.state in (SendState.SENT, SendState.COLLECTED)

    @property
    def owed(self) -> bool:
        return self.state in UNSETTLED

    def given_up(self) -> "Sending":
        """The same where nothing is owed any more."""
        return replace(self, state=SendState.FAILED) if self.owed else self


@dataclass(frozen=True, slots=True)
class AlertKey:
    """Which alert of which ticket a message is about, for when it comes back."""

    ticket: str
    clock: str
    step: str
    due_at: datetime

    @property
    def batch(self) -> str:
        """The name under which it is kept which of the alert's messages are out."""
        return "#".join(("alert", self.ticket, self.clock, self.step, self.due_at.isoformat()))


@dataclass(frozen=True, slots=True)
class Alert:
    """Fires once for (clock, step, deadline) (L3). `pending_since` is set until every message is out or given up, for the
    sweep."""

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

    def with_sending(self, sending: Sending) -> "Alert":
        return replace(self, sent=with_sending(self.sent, sending))

    @property
    def reached(self) -> bool:
        return any(sending.reached for sending in self.sent)

    def closed(self, outcome: str) -> "Alert":
        """Nothing of it is tried any more."""
        return replace(self, pending_since=None, outcome=outcome, sent=tuple(s.given_up() for s in self.sent))


def with_sending(sent: tuple[Sending, ...], new: Sending) -> tuple[Sending, ...]:
    """`new` in the place of what was known of this person and way."""
    others = tuple(other for other in sent if (other.person, other.how) != (new.person, new.how))
    return (*others, new)


def lost(sent: tuple[Sending, ...]) -> frozenset[str]:
    """The people whom no way has reached, and none is tried any more."""
    kept = {sending.person for sending in sent if sending.reached or sending.owed}
    return frozenset(sending.person for sending in sent) - kept


def after_run(sent: tuple[Sending, ...], results: Iterable[Sending], *, expired: bool) -> tuple[Sending, ...]:
    """What is known of each message once a run has ended with these `results`. What was owed and was not in the run has
    nobody to go to any more; and once the time for it has `expired`, all is given up."""
    told = {(each.person, each.how): each for each in results}
    known = {(each.person, each.how): each.given_up() for each in sent} | told
    return tuple(each.given_up() if expired else each for each in known.values())
