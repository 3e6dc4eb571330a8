"""Results of index queries: a ticket as a list shows it, a clock as metrics read it."""

from shared.adapters.dynamodb.keys import RESOLUTION
from shared.adapters.dynamodb.tickets.mapping import claim_of, clock_of
from shared.adapters.dynamodb.tickets.mapping_posts import author_of
from shared.adapters.dynamodb.tickets.models import ClockItem, ResolutionItem, TicketItem
from shared.domain.posts.media import MediaType
from shared.domain.posts.post import Channel
from shared.domain.sla.clock import ClockState, SlaClock
from shared.domain.tickets.brief import TicketBrief
from shared.domain.tickets.fold import Status
from shared.domain.tickets.rows import MeasuredClock, TicketRow


def row_of(item: TicketItem) -> TicketRow:
    clock = clock_of(item.clock) if item.clock is not None else None
    return TicketRow(
        id=item.id,
        account=item.account,
        network=item.network,
        customer=author_of(item.customer),
        status=Status(item.status),
        priority=item.priority,
        assignee=item.assignee,
        tags=item.tags,
        opened_at=item.opened_at,
        last_post_at=item.last_post_at,
        waiting_since=clock.started_at if clock is not None else None,
        clock=clock,
        claim=claim_of(item.claim) if item.claim is not None else None,
        late=clock is not None and clock.late,
        excerpt=item.excerpt,
        posts_count=int(item.posts_count),
        flags=item.flags,
        next_step_at=item.next_step_at,
        version=int(item.version),
        channel=_channel(item.channel, clock),
        answer_by=item.answer_by,
        excerpt_media=MediaType.of(item.excerpt_media) if item.excerpt_media is not None else None,
    )


def brief_of(item: TicketItem) -> TicketBrief:
    return TicketBrief(
        id=item.id,
        opened_at=item.opened_at,
        last_post_at=item.last_post_at,
        closed_at=item.closed_at,
        threads=item.threads or (),
        expired=item.recent_pk is None,
    )


def _channel(stored: str | None, clock: SlaClock | None) -> Channel | None:
    """Return the row's channel; for a ticket stored before rows had one, the channel of the post that waits, if one
    does."""
    if stored is not None:
        return Channel(stored)
    return clock.channel if clock is not None else None


def measured_clock(item: ClockItem) -> MeasuredClock:
    clock = clock_of(item.clock)
    return MeasuredClock(
        account=item.account,
        ticket=item.ticket,
        kind=clock.kind,
        started_at=clock.started_at,
        stopped_at=clock.stopped_at,
        state=clock.state,
        elapsed=clock.elapsed,
        business=clock.business,
        target=clock.target,
        late=clock.late,
        by=item.by,
        due_at=clock.due_at,
        told_by_hand=clock.told_by_hand,
        ident=clock.id,
    )


def measured_resolution(item: ResolutionItem) -> MeasuredClock:
    """Map a resolution to a measured clock: it promises nothing, so it has no target, and no single agent resolved
    it."""
    return MeasuredClock(
        account=item.account,
        ticket=item.ticket,
        kind=RESOLUTION,
        started_at=item.started_at,
        stopped_at=item.resolved_at,
        state=ClockState.ANSWERED,
        elapsed=item.elapsed,
        business=item.business,
        target=None,
        late=False,
        by=None,
        ident=RESOLUTION,
    )
