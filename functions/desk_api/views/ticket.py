"""A ticket as one row of the queue. Plain values: Pydantic, which checks nothing here, would be a fifth of the API's cold start."""

from datetime import datetime
from typing import Any

from functions.desk_api.views.clocks import clock_view
from functions.desk_api.views.people import People, customer_view, person_view
from shared.domain.text.rfc3339 import rfc3339
from shared.domain.tickets.lists.flags import HELD_ELSEWHERE
from shared.domain.tickets.lists.rows import TicketRow
from shared.domain.tickets.lists.urgency import overdue
from shared.usecases.sla.remaining_business_time import RemainingBusinessTime


def ticket_view(
    row: TicketRow, *, now: datetime, people: People, ahead: RemainingBusinessTime | None = None
) -> dict[str, Any]:
    return {
        "id": row.id,
        "account": row.account,
        "network": row.network,
        "customer": customer_view(row.customer),
        "status": row.status,
        "priority": row.priority,
        "assignee": person_view(people(row.assignee)),
        "tags": row.tags,
        "opened_at": rfc3339(row.opened_at),
        "last_post_at": rfc3339(row.last_post_at),
        "waiting_since": _maybe(row.waiting_since),
        "clock": clock_view(row.clock, ahead) if row.clock is not None else None,
        "holder": _holder(row, now, people),
        "overdue": overdue(row, now),
        "late": row.late,
        "excerpt": row.excerpt,
        "excerpt_media": row.excerpt_media,
        "posts_count": row.posts_count,
        "flags": row.flags,
        "channel": row.channel,
        "answer_by": _maybe(row.answer_by),
        "held_elsewhere": HELD_ELSEWHERE in row.flags,
    }


def _holder(row: TicketRow, now: datetime, people: People) -> dict[str, str] | None:
    """Return who is answering. A disabled person holds no claim."""
    claim = row.claim
    if claim is None or claim.until <= now or people.has_left(claim.by):
        return None
    person = people(claim.by)
    return {"sub": claim.by, "name": person.name if person is not None else "", "until": rfc3339(claim.until)}


def _maybe(at: datetime | None) -> str | None:
    return None if at is None else rfc3339(at)
