"""The messages of the alert queue: a notification that is due, by its key. Its recipients and its text are decided from
fresh state just before it is sent (L3)."""

from dataclasses import dataclass

from shared.domain.accounts.faults import Fault
from shared.domain.sla.alert import AlertKey
from shared.domain.templates.messages import Message


@dataclass(frozen=True, slots=True)
class AlertDue:
    """A step of a ladder has fired."""

    alert: AlertKey


@dataclass(frozen=True, slots=True)
class DigestDue:
    """Alerts collected for a person, or an account's late posts, are ready to be sent as one message (L5, I7)."""

    recipient: str


@dataclass(frozen=True, slots=True)
class MentionInNote:
    """A note mentions colleagues who have not been notified of it."""

    ticket: str
    note: str


@dataclass(frozen=True, slots=True)
class ReplyReturned:
    """A reply that failed is back with its writer (W4)."""

    ticket: str
    reply: str


@dataclass(frozen=True, slots=True)
class SampleRequested:
    """A person wants to see a message before it is in force: the one notification that carries its text. `sample` is its
    name from the second attempt on; the first is named by the queue."""

    person: str
    message: Message
    sms: bool
    sample: str | None = None
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class IncidentNotice:
    """Accounts have the fault, or no longer have it (I8)."""

    fault: Fault


QueuedNotification = AlertDue | DigestDue | MentionInNote | ReplyReturned | SampleRequested | IncidentNotice
