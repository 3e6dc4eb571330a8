"""The outcomes of a notification, and of a bounced mail."""

from enum import StrEnum


class NotificationOutcome(StrEnum):
    """The outcome of one run of the alert queue's worker for a notification."""

    SENT = "sent"

    RETRYING = "retrying"
    """Some messages are sent; the others are retried."""

    GIVEN_UP = "given_up"
    """No carrier accepted it for too long."""

    KNOWN = "known"
    """Nothing is owed any more."""

    STALE = "stale"
    """Its subject is answered, deleted, or belongs to nobody who works here."""

    BUSY = "busy"
    """Another worker holds the lease: the queue delivers it again."""

    HELD = "held"
    """Outside open hours: the sweep queues it at the next opening (L1)."""

    OVERTAKEN = "overtaken"
    """A higher step is sent instead (L3)."""

    RESTING = "resting"
    """The recipient had a digest within the last ten minutes (L5)."""


class BounceOutcome(StrEnum):
    """The effect of a bounced mail on its addresses."""

    MARKED = "marked"
    KNOWN = "known"
    COUNTED = "counted"
