"""The alert queue's messages as JSON: `kind` names the notification, beside it stand its fields."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any, assert_never

from shared.domain.accounts.faults import Fault
from shared.domain.errors import UnreadableMessageError
from shared.domain.notifications.queued import (
    AlertDue,
    DigestDue,
    IncidentNotice,
    MentionInNote,
    QueuedNotification,
    ReplyReturned,
    SampleRequested,
)
from shared.domain.sla.alert import AlertKey
from shared.domain.templates.messages import Message
from shared.domain.text.rfc3339 import exact

ALERT, DIGEST, NOTE, REPLY, SAMPLE, INCIDENT = "alert", "digest", "note", "reply", "sample", "incident"


def encode(notification: QueuedNotification) -> dict[str, Any]:
    match notification:
        case AlertDue(alert):
            return {"kind": ALERT, **asdict(alert), "due_at": exact(alert.due_at)}
        case DigestDue():
            return {"kind": DIGEST, **asdict(notification)}
        case MentionInNote():
            return {"kind": NOTE, **asdict(notification)}
        case ReplyReturned():
            return {"kind": REPLY, **asdict(notification)}
        case SampleRequested():
            return {"kind": SAMPLE, **asdict(notification)}
        case IncidentNotice():
            return {"kind": INCIDENT, **asdict(notification)}
        case _:
            assert_never(notification)


def decode(body: str) -> QueuedNotification:
    """Read a message of the queue. Raises UnreadableMessageError with the reason where this release cannot."""
    try:
        fields = dict(json.loads(body))
        return _read(fields.pop("kind", None), fields)
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableMessageError(f"no notification of ours: {type(error).__name__}") from error


def _read(kind: object, fields: dict[str, Any]) -> QueuedNotification:
    if kind == ALERT:
        return AlertDue(AlertKey(**{**fields, "due_at": datetime.fromisoformat(fields["due_at"])}))
    if kind == DIGEST:
        return DigestDue(**fields)
    if kind == NOTE:
        return MentionInNote(**fields)
    if kind == REPLY:
        return ReplyReturned(**fields)
    if kind == SAMPLE:
        return SampleRequested(**{**fields, "message": Message(**fields["message"])})
    if kind == INCIDENT:
        return IncidentNotice(Fault(fields["fault"]))
    raise UnreadableMessageError(f"unknown kind of notification: {kind!r}")
