"""Whether a person can be reached by mail and by SMS (L2)."""

from typing import Any

from shared.domain.notifications.deliverability import MAIL, SMS, address_of
from shared.domain.text.rfc3339 import rfc3339
from shared.usecases.notifications.deliverability import Deliverability


def deliverability_view(found: Deliverability) -> dict[str, Any]:
    person = found.person
    return {"id": person.id, "name": person.name, "mail": _address(found, MAIL), "sms": _address(found, SMS)}


def _address(found: Deliverability, way: str) -> dict[str, Any]:
    """One of the person's addresses: `none` if they have none of this kind, `unsteady` if mails to it bounced lately,
    which may pass."""
    mark = found.mail if way == MAIL else found.sms
    if address_of(found.person, way) is None or mark is None:
        return {"state": "none" if address_of(found.person, way) is None else "ok"}
    return {
        "state": mark.fault or "unsteady",
        "since": rfc3339(mark.since) if mark.since else None,
        "reason": mark.reason or None,
        "soft_bounces": mark.soft,
    }
