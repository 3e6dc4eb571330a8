"""A ticket as one row of the queue."""

from datetime import datetime

from pydantic import BaseModel

from functions.desk_api.views.clocks import ClockSummary
from functions.desk_api.views.instant import Instant
from functions.desk_api.views.people import CustomerView, HolderView, People, PersonView, holder_of
from shared.domain.tickets.lists.flags import HELD_ELSEWHERE
from shared.domain.tickets.lists.rows import TicketRow
from shared.domain.tickets.lists.urgency import overdue
from shared.usecases.sla.remaining_business_time import RemainingBusinessTime


class TicketView(BaseModel):
    id: str
    account: str
    network: str
    customer: CustomerView
    status: str
    priority: str
    assignee: PersonView | None
    tags: tuple[str, ...]
    opened_at: Instant
    last_post_at: Instant
    waiting_since: Instant | None
    clock: ClockSummary | None
    holder: HolderView | None
    overdue: bool
    late: bool
    excerpt: str
    excerpt_media: str | None
    posts_count: int
    flags: tuple[str, ...]
    channel: str | None
    answer_by: Instant | None
    held_elsewhere: bool

    @classmethod
    def of(
        cls, row: TicketRow, *, now: datetime, people: People, ahead: RemainingBusinessTime | None = None
    ) -> "TicketView":
        clock, claim = row.clock, row.claim
        return cls(
            id=row.id,
            account=row.account,
            network=row.network,
            customer=CustomerView(id=row.customer.id, username=row.customer.username, name=row.customer.name),
            status=row.status,
            priority=row.priority,
            assignee=people(row.assignee),
            tags=row.tags,
            opened_at=row.opened_at,
            last_post_at=row.last_post_at,
            waiting_since=row.waiting_since,
            clock=ClockSummary.of(clock, ahead) if clock is not None else None,
            holder=holder_of(claim.by, claim.until, people) if claim is not None and claim.until > now else None,
            overdue=overdue(row, now),
            late=row.late,
            excerpt=row.excerpt,
            excerpt_media=row.excerpt_media,
            posts_count=row.posts_count,
            flags=row.flags,
            channel=row.channel,
            answer_by=row.answer_by,
            held_elsewhere=HELD_ELSEWHERE in row.flags,
        )
