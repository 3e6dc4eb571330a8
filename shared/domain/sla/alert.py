"""An alert: a step of the ladder that has fired for a clock's deadline, and its messages."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class SendState(StrEnum):
    """The state of one message. `sending` is a lease, so that no second worker sends it at the same time. `retrying`: the
    carrier refused it, and the desk retries by itself. `collected`: it waits for the person's digest, which replaces it
    (L5)."""

    SENDING = "sending"
    RETRYING = "retrying"
    SENT = "sent"
    FAILED = "failed"
    COLLECTED = "collected"


class AlertOutcome(StrEnum):
    """How an alert ended: it reached somebody, reached nobody, lost its reason, or gave way to a higher step (L3)."""

    SENT = "sent"
    FAILED = "failed"
    STALE = "stale"
    OVERTAKEN = "overtaken"


UNSETTLED = frozenset({SendState.SENDING, SendState.RETRYING})
"""States in which the message has yet to be sent."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One message to one person by one channel, with its state; `reason` is the message of a carrier that refused it."""

    person: str
    how: str
    state: SendState
    at: datetime
    reason: str | None = None

    @property
    def reached(self) -> bool:
        """Return whether the person has received it, or their digest replaces it."""
        return self.state in (SendState.SENT, SendState.COLLECTED)

    @property
    def owed(self) -> bool:
        return self.state in UNSETTLED

    def given_up(self) -> "Sending":
        """Return the message given up, unless it is settled already."""
        return replace(self, state=SendState.FAILED) if self.owed else self


@dataclass(frozen=True, slots=True)
class AlertKey:
    """The alert and ticket of a message, to identify a bounce."""

    ticket: str
    clock: str
    step: str
    due_at: datetime

    @property
    def batch(self) -> str:
        """The key under which the sent messages of the alert are recorded."""
        return "#".join(("alert", self.ticket, self.clock, self.step, self.due_at.isoformat()))


@dataclass(frozen=True, slots=True)
class Alert:
    """A fired step, unique for (clock, step, deadline) (L3). `pending_since` is set until every message is sent or given up,
    for the sweep."""

    clock: str
    step: str
    due_at: datetime
    fired_at: datetime
    whom: tuple[str, ...]
    how: tuple[str, ...]
    pending_since: datetime | None = None
    sent: tuple[Sending, ...] = ()
    outcome: AlertOutcome | None = None

    @property
    def key(self) -> tuple[str, str, datetime]:
        return self.clock, self.step, self.due_at

    @property
    def order(self) -> tuple[datetime, tuple[str, str, datetime]]:
        """The sort key."""
        return self.fired_at, self.key

    def with_sending(self, sending: Sending) -> "Alert":
        return replace(self, sent=with_sending(self.sent, sending))

    @property
    def reached(self) -> bool:
        return any(sending.reached for sending in self.sent)

    def closed(self, outcome: AlertOutcome) -> "Alert":
        """Return the alert closed with `outcome`: none of its messages is tried any more."""
        return replace(self, pending_since=None, outcome=outcome, sent=tuple(s.given_up() for s in self.sent))


def with_sending(sent: tuple[Sending, ...], new: Sending) -> tuple[Sending, ...]:
    """Replace the message of the same person and channel by `new`."""
    others = tuple(other for other in sent if (other.person, other.how) != (new.person, new.how))
    return (*others, new)


def lost(sent: tuple[Sending, ...]) -> frozenset[str]:
    """Return the people whom no channel has reached, with no attempt left."""
    kept = {sending.person for sending in sent if sending.reached or sending.owed}
    return frozenset(sending.person for sending in sent) - kept


def after_run(sent: tuple[Sending, ...], results: Iterable[Sending], *, expired: bool) -> tuple[Sending, ...]:
    """Merge the `results` of a run into the messages. Unsettled messages that were not in the run have no recipient any more
    and are given up; once the alert has `expired`, all are."""
    told = {(each.person, each.how): each for each in results}
    known = {(each.person, each.how): each.given_up() for each in sent} | told
    return tuple(each.given_up() if expired else each for each in known.values())
