"""What becomes of a notification, and of a mail that came back."""

from enum import StrEnum


class NotificationOutcome(StrEnum):
    """What one run of the alert queue's worker did for a notification."""

    SENT = "sent"

    RETRYING = "retrying"
    """A part is out; the rest is tried again."""

    GIVEN_UP = "given_up"
    """No carrier took it for too long."""

    KNOWN = "known"
    """Nothing is owed any more."""

    STALE = "stale"
    """What it was about is answered, gone, or of nobody who works here."""

    BUSY = "busy"
    """Another worker holds it: the queue brings it again."""

    HELD = "held"
    """Outside open hours: the sweep brings it at the next opening (L1)."""

    OVERTAKEN = "overtaken"
    """A higher step goes out instead (L3)."""

    RESTING = "resting"
    """The recipient had a digest within the last ten minutes (L5)."""


class BounceOutcome(StrEnum):
    """What a mail that came back did to its addresses."""

    MARKED = "marked"
    KNOWN = "known"
    COUNTED = "counted"
