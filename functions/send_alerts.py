"""The alert queue's consumer: every notification that is due goes out, by mail and SMS."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, assert_never

from aws_lambda_powertools import Logger

from shared import settings, wiring
from shared.adapters.aws.alert_messages import decode
from shared.adapters.aws.sqs_batch import Message, take_batch
from shared.domain.errors import ConflictError, DeliveryError, UnreadableMessageError
from shared.domain.notifications.outcomes import NotificationOutcome
from shared.domain.notifications.queued import (
    AlertDue,
    DigestDue,
    IncidentNotice,
    MentionInNote,
    QueuedNotification,
    ReplyReturned,
    SampleRequested,
)
from shared.usecases.notifications.notify_incident import notify_incident
from shared.usecases.notifications.notify_mentioned import notify_mentioned
from shared.usecases.notifications.notify_writer import notify_writer
from shared.usecases.notifications.send_alert import LEASE, send_alert
from shared.usecases.notifications.send_digest import send_digest
from shared.usecases.notifications.send_sample import send_sample

logger = Logger()

SOON: Mapping[type[Exception], timedelta] = {ConflictError: LEASE, DeliveryError: timedelta(seconds=20)}
"""Shorter retries than the visibility timeout: another worker's lease expires, and a throttling carrier recovers, sooner."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_batch(event, _send, retries=wiring.desk().alert_retries, soon=SOON)


def _send(message: Message) -> None:
    """Send one notification; a message that this release cannot read rests among the dead letters, with its reason."""
    try:
        notification = decode(message.body)
    except UnreadableMessageError as error:
        wiring.desk().alert_dead_letters.put(message.body, str(error))
        logger.warning("message rests on the dead-letter queue", reason=str(error), message_id=message.id)
        return
    outcome = _dispatch(notification, message.id)
    logger.info("notification", kind=type(notification).__name__, outcome=outcome, extra=_names(notification))
    if isinstance(notification, AlertDue) and outcome == NotificationOutcome.SENT and settings.has_dashboard():
        _publish_lateness(notification.alert.due_at)
    if outcome == NotificationOutcome.BUSY:
        raise ConflictError("Another worker holds this message; the queue brings it again.")


def _publish_lateness(due_at: datetime) -> None:
    """Publish how long after its time an alert was told, for the dashboard."""
    from aws_lambda_powertools.metrics import (
        MetricUnit,
        single_metric,
    )  # only with a dashboard, and not cheap at a cold start

    late = (wiring.desk().clock.now() - due_at).total_seconds()
    with single_metric(name="AlertLateness", unit=MetricUnit.Seconds, value=max(0.0, late)):
        pass


def _dispatch(notification: QueuedNotification, message_id: str) -> str:
    desk = wiring.desk()
    match notification:
        case AlertDue(alert):
            return send_alert(alert.ticket, alert.clock, alert.step, alert.due_at, desk=desk)
        case DigestDue(recipient):
            return send_digest(recipient, desk=desk)
        case MentionInNote(ticket, note):
            return notify_mentioned(ticket, note, desk=desk)
        case ReplyReturned(ticket, reply):
            return notify_writer(ticket, reply, desk=desk)
        case SampleRequested(person, message, sms, sample, attempt):
            results = send_sample(sample or message_id, person, message, sms=sms, attempt=attempt, desk=desk)
            return "; ".join(each.reason or f"{each.how}: sent" for each in results) or NotificationOutcome.STALE
        case IncidentNotice(fault):
            return notify_incident(fault, desk=desk)
        case _:
            assert_never(notification)


def _names(notification: QueuedNotification) -> dict[str, str]:
    """Return what the log says of an alert: ids and names, and nothing that anybody wrote."""
    match notification:
        case AlertDue(alert):
            return {"ticket": alert.ticket, "step": alert.step}
        case DigestDue(recipient):
            return {"recipient": recipient}
        case MentionInNote(ticket, note):
            return {"ticket": ticket, "note": note}
        case ReplyReturned(ticket, reply):
            return {"ticket": ticket, "reply": reply}
        case SampleRequested(person=person):
            return {"person": person}
        case IncidentNotice(fault):
            return {"fault": fault}
        case _:
            assert_never(notification)
