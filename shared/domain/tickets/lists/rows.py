"""What lists and metrics read of a ticket, without its history."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.posts.media import MediaType
from shared.domain.sla.clock import ClockKind, ClockState, ListedClock
from shared.domain.tickets.claim import Claim
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.excerpt import excerpt_media_of, excerpt_of
from shared.domain.tickets.lists.flags import flags_of
from shared.domain.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as a list shows it: what the head of a ticket holds, without its history."""

    id: str
    account: str
    network: str
    customer: Author
    status: Status
    priority: str
    assignee: str | None
    tags: tuple[str, ...]
    opened_at: datetime
    last_post_at: datetime
    waiting_since: datetime | None
    clock: ListedClock | None
    claim: Claim | None
    late: bool
    excerpt: str
    posts_count: int
    flags: tuple[str, ...]
    channel: Channel | None = None
    answer_by: datetime | None = None
    excerpt_media: MediaType | None = None

    @property
    def answer_before(self) -> datetime | None:
        """The earlier of the deadline and the end of the answer window (N3): by it the queue is ordered."""
        due_at = self.clock.due_at if self.clock is not None else None
        return min((end for end in (due_at, self.answer_by) if end is not None), default=None)

    @classmethod
    def of(cls, ticket: Ticket) -> "TicketRow":
        running = ticket.running
        return cls(
            id=ticket.id,
            account=ticket.account,
            network=ticket.network,
            customer=ticket.customer,
            status=ticket.status,
            priority=ticket.priority,
            assignee=ticket.assignee,
            tags=ticket.tags,
            opened_at=ticket.opened_at,
            last_post_at=ticket.last_post.posted_at,
            waiting_since=ticket.waiting_since,
            clock=ListedClock.of(running) if running is not None else None,
            claim=ticket.claim,
            late=ticket.late,
            excerpt=excerpt_of(ticket),
            posts_count=ticket.posts_count,
            flags=flags_of(ticket),
            channel=ticket.channel or (running.channel if running is not None else None),
            answer_by=ticket.answer_by,
            excerpt_media=excerpt_media_of(ticket),
        )


@dataclass(frozen=True, slots=True)
class MeasuredClock:
    """A clock as metrics read it. `kind` is a ClockKind or `resolution`, which promises nothing and is never due; `by`
    wrote the answer that stopped it, None where it was answered in the network's own app or is not answered.
    `told_by_hand`: a person said that it was, since the desk does not see such answers (N5). `ident` tells it from others of its ticket."""

    account: str
    ticket: str
    kind: ClockKind | str
    started_at: datetime
    stopped_at: datetime | None
    state: ClockState
    elapsed: timedelta | None
    business: timedelta | None
    target: timedelta | None
    late: bool
    by: str | None
    due_at: datetime | None = None
    told_by_hand: bool = False
    ident: str = ""
