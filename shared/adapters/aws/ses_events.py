"""Events of Amazon SES about sent mails, in the format of its event destinations.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any

from shared.adapters.aws.ses import alert_in
from shared.domain.errors import BrokenEventError
from shared.domain.notifications.deliverability import AddressFault
from shared.domain.notifications.mail_event import Bounce

LONGEST_REASON = 300

NO_COMPLAINT = "not-spam"
"""The feedback type of a recipient who moved the mail out of the spam folder."""


TEST_OF_THE_TOPIC = "Successfully validated SNS topic for Amazon SES event publishing."
"""What SES publishes to a topic when it becomes an event destination: text, and no event."""


def read_mail_event(body: str) -> Bounce | None:
    """Parse a bounce or complaint; None for other messages (deliveries, delays, SNS's own messages).

    Only a permanent bounce marks an address; `Undetermined` counts as transient. Raises BrokenEventError for an unreadable
    event.
    """
    event = _unwrapped(body)
    kind = str(event.get("eventType") or event.get("notificationType") or "")
    try:
        if kind == "Bounce":
            bounce = event["bounce"]
            fault = AddressFault.BOUNCED if bounce["bounceType"] == "Permanent" else None
            return _returned(event, bounce, bounce["bouncedRecipients"], fault, _of_bounce)
        if kind == "Complaint" and event["complaint"].get("complaintFeedbackType") != NO_COMPLAINT:
            complaint = event["complaint"]
            return _returned(
                event, complaint, complaint["complainedRecipients"], AddressFault.COMPLAINED, _of_complaint
            )
    except (KeyError, TypeError, ValueError, AttributeError) as e:
        raise BrokenEventError(f"A {kind.lower()} of SES cannot be read: {type(e).__name__} {e}.") from e
    return None


def _unwrapped(body: str) -> Mapping[str, Any]:
    """Extract the event from SNS's envelope, if the subscription is not raw; empty if SES only tested the topic."""
    try:
        if body.strip() == TEST_OF_THE_TOPIC:
            return {}
        event = json.loads(body)
        if isinstance(event, dict) and event.get("Type") == "Notification":
            return _unwrapped(event["Message"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
        raise BrokenEventError(f"The message is no event of SES: {type(e).__name__}.") from e
    if not isinstance(event, dict):
        raise BrokenEventError("The message is no event of SES: it is no object.")
    return event


def _returned(
    event: Mapping[str, Any],
    detail: Mapping[str, Any],
    recipients: Sequence[Mapping[str, Any]],
    fault: AddressFault | None,
    words: Any,
) -> Bounce:
    mail = event["mail"]
    return Bounce(
        id=str(detail["feedbackId"]),
        fault=fault,
        recipients=tuple((parseaddr(str(each["emailAddress"]))[1], words(detail, each)) for each in recipients),
        at=datetime.fromisoformat(detail["timestamp"]).astimezone(UTC),
        alert=alert_in(mail.get("tags") or {}),
    )


def _of_bounce(bounce: Mapping[str, Any], recipient: Mapping[str, Any]) -> str:
    said = (
        recipient.get("diagnosticCode") or recipient.get("status") or bounce.get("bounceSubType") or "no reason given"
    )
    return _one_line(said)


def _of_complaint(complaint: Mapping[str, Any], _: Mapping[str, Any]) -> str:
    return _one_line(complaint.get("complaintFeedbackType") or complaint.get("complaintSubType") or "no reason given")


def _one_line(text: object) -> str:
    return " ".join(str(text).split())[:LONGEST_REASON]
