"""Whether a person can be reached by mail and by SMS (L2)."""

from typing import Any

from shared.domain.notifications.deliverability import MAIL, SMS, address_of
from shared.domain.text.rfc3339 import rfc3339
from shared.usecases.notifications.deliverability import Reach


def deliverability_view(reach: Reach) -> dict[str, Any]:
    person = reach.person
    return {"id": person.id, "name": person.name, "mail": _address(reach, MAIL), "sms": _address(reach, SMS)}


def _address(reach: Reach, way: str) -> dict[str, Any]:
    """One of the person's addresses: `none` if they have none of this kind, `unsteady` if mails to it bounced lately,
    which may pass."""
    mark = reach.mail if way == MAIL else reach.sms
    if address_of(reach.person, way) is None or mark is None:
        return {"state": "none" if address_of(reach.person, way) is None else "ok"}
    return {
        "state": mark.fault or "unsteady",
        "since": rfc3339(mark.since) if mark.since else None,
        "reason": mark.reason or None,
        "soft_bounces": mark.soft,
    }
