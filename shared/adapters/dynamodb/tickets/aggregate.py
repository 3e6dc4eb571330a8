"""Mapping between a ticket and the set of items that store it, and from a partition's items to its tickets."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.tickets.mapping import (
    action_of,
    alert_of,
    claim_map,
    claim_of,
    clock_map,
    clock_of,
    fill_action,
    fill_alert,
    fill_reply,
    ref_map,
    ref_of,
    reply_of,
)
from shared.adapters.dynamodb.tickets.mapping_posts import author_map, author_of, fill_post, post_of
from shared.adapters.dynamodb.tickets.models import (
    ActionItem,
    AlertItem,
    BlockItem,
    ClockItem,
    HandleItem,
    PointerItem,
    PostItem,
    ReplyItem,
    ResolutionItem,
    TicketItem,
)
from shared.adapters.dynamodb.tickets.private_ids import private_ids_of
from shared.domain.posts.post import Post
from shared.domain.sla.resolution import Resolution
from shared.domain.text.search_words import folded
from shared.domain.tickets.brief import threads_of
from shared.domain.tickets.customer_block import CustomerBlock
from shared.domain.tickets.fold import Status
from shared.domain.tickets.rows import TicketRow
from shared.domain.tickets.ticket import Ticket

ItemT = TypeVar("ItemT", bound=Item)


def items_of(ticket: Ticket) -> Iterator[Item]:
    """Yield every item of the ticket in its customer's partition, with its index keys."""
    partition = keys.customer_of(ticket.id)
    yield _head(ticket, partition)
    handle = folded(ticket.customer.username)
    if handle:
        yield HandleItem(
            partition,
            keys.only(keys.NAMED, ticket.id),
            ticket=ticket.id,
            recent_pk=keys.handle(ticket.account, handle),
            recent_sk=ticket.id,
        )
    for post in ticket.posts:
        place = keys.part(ticket.id, post.posted_at, keys.POST, keys.of_network(post.id))
        stored = PostItem(partition, place, ticket=ticket.id)
        fill_post(stored, post)
        yield stored
    yield from _clocks(ticket, partition)
    for reply in ticket.replies:
        item = ReplyItem(partition, keys.part(ticket.id, reply.created_at, keys.REPLY, reply.id), ticket=ticket.id)
        fill_reply(item, reply)
        if reply.due_at is not None:
            item.due_pk, item.due_sk = keys.DUE_REPLIES, keys.place(reply.due_at, ticket.id, reply.id)
        if reply.returned is not None:
            item.recent_pk, item.recent_sk = keys.RETURNED, keys.place(reply.returned.at, ticket.id, reply.id)
            if reply.returned.tell_at is not None:
                item.due_pk = keys.DUE_RETURNED
                item.due_sk = keys.place(reply.returned.tell_at, ticket.id, reply.id)
        yield item
    for action in ticket.actions:
        note = ActionItem(partition, keys.part(ticket.id, action.at, keys.ACTION, action.id), ticket=ticket.id)
        fill_action(note, action)
        if action.pending_since is not None:
            note.due_pk, note.due_sk = keys.DUE_NOTES, keys.place(action.pending_since, ticket.id, action.id)
        yield note
    for alert in ticket.alerts:
        step = (alert.clock, alert.step, keys.instant(alert.due_at))
        fired = AlertItem(partition, keys.part(ticket.id, alert.fired_at, keys.ALERT, *step), ticket=ticket.id)
        fill_alert(fired, alert)
        if alert.pending_since is not None:
            fired.due_pk, fired.due_sk = keys.DUE_ALERTS, keys.place(alert.pending_since, ticket.id, *step)
        yield fired


def pointer_of(post: Post, ident: str, ticket: Ticket) -> PointerItem:
    """Return the item that leads from one of the post's ids to the post's location."""
    at = keys.known(post.network, ident)
    return PointerItem(at, keys.POINTER, ticket=ticket.id, account=ticket.account, post=post.id, at=post.posted_at)


def _head(ticket: Ticket, partition: str) -> TicketItem:
    row = TicketRow.of(ticket)
    item = TicketItem(
        partition,
        keys.head(ticket.id),
        id=row.id,
        account=row.account,
        network=row.network,
        customer=author_map(row.customer),
        status=row.status.value,
        priority=row.priority,
        assignee=row.assignee,
        tags=row.tags,
        opened_at=row.opened_at,
        last_post_at=row.last_post_at,
        clock=clock_map(row.clock) if row.clock is not None else None,
        claim=claim_map(row.claim) if row.claim is not None else None,
        excerpt=row.excerpt,
        posts_count=row.posts_count,
        flags=row.flags,
        next_step_at=row.next_step_at,
        waiting=ticket.waiting,
        to_look_at=tuple(sorted(ticket.to_look_at)),
        spam=ticket.spam,
        linked_to=ticket.linked_to,
        version=row.version,
        channel=row.channel.value if row.channel is not None else None,
        answer_by=row.answer_by,
        excerpt_media=row.excerpt_media.value if row.excerpt_media is not None else None,
        closed_at=ticket.done_by_person_at,
        threads=threads_of(ticket) or None,
    )
    if not ticket.expired:
        item.recent_pk, item.recent_sk = (
            keys.listed(row.account, row.status.value),
            keys.place(row.last_post_at, row.id),
        )
    if row.clock is not None:
        item.due_pk, item.due_sk = keys.waiting(row.account), keys.place(row.answer_before or row.clock.due_at, row.id)
    return item


def _clocks(ticket: Ticket, partition: str) -> Iterator[Item]:
    """Yield the clocks and the resolution; metrics find them unless the ticket is spam (C4)."""
    for clock in ticket.clocks:
        stopper = ticket.post(clock.stopped_by) if clock.stopped_by is not None else None
        item = ClockItem(
            partition,
            keys.part(ticket.id, clock.started_at, keys.CLOCK, clock.id),
            ticket=ticket.id,
            account=ticket.account,
            clock=clock_map(clock),
            by=stopper.by if stopper is not None else None,
        )
        _measured(item, ticket, clock.started_at, clock.id)
        yield item
    if ticket.resolution is not None:
        resolution = ticket.resolution
        resolved = ResolutionItem(
            partition,
            keys.only(keys.RESOLUTION, ticket.id),
            ticket=ticket.id,
            account=ticket.account,
            started_at=resolution.started_at,
            resolved_at=resolution.resolved_at,
            elapsed=resolution.elapsed,
            first_resolved_at=resolution.first_resolved_at,
            resumed=resolution.resumed or None,
            calendar=ref_map(resolution.calendar) if resolution.calendar is not None else None,
            business=resolution.business,
        )
        if not resolution.resumed:
            _measured(resolved, ticket, resolution.started_at, keys.RESOLUTION)
        yield resolved


def _measured(item: ClockItem | ResolutionItem, ticket: Ticket, started_at: datetime, ident: str) -> None:
    if not ticket.spam:
        item.recent_pk, item.recent_sk = keys.started(ticket.account), keys.place(started_at, ticket.id, ident)


def tickets_of(items: Iterable[Item]) -> tuple[Ticket, ...]:
    """Return the tickets in a partition, ordered by when they were opened, whatever the order of the items."""
    found = list(items)
    heads = [item for item in found if isinstance(item, TicketItem)]
    block = next((CustomerBlock(each.at, each.blocked) for each in _of(BlockItem, found)), None)
    private_ids = private_ids_of(found)
    tickets = [
        replace(
            _ticket(head, [i for i in found if getattr(i, "ticket", None) == head.id], block), private_ids=private_ids
        )
        for head in heads
    ]
    return tuple(sorted(tickets, key=lambda ticket: (ticket.opened_at, ticket.id)))


def _ticket(head: TicketItem, parts: list[Item], block: CustomerBlock | None) -> Ticket:
    resolution = next(iter(_of(ResolutionItem, parts)), None)
    return Ticket(
        id=head.id,
        account=head.account,
        network=head.network,
        customer=author_of(head.customer),
        posts=tuple(sorted((post_of(item) for item in _of(PostItem, parts)), key=lambda post: post.order)),
        actions=tuple(sorted((action_of(item) for item in _of(ActionItem, parts)), key=lambda a: (a.at, a.id))),
        replies=tuple(sorted((reply_of(item) for item in _of(ReplyItem, parts)), key=lambda r: (r.created_at, r.id))),
        alerts=tuple(sorted((alert_of(item) for item in _of(AlertItem, parts)), key=lambda a: (a.fired_at, a.key))),
        clocks=tuple(sorted((clock_of(item.clock) for item in _of(ClockItem, parts)), key=lambda clock: clock.order)),
        status=Status(head.status),
        waiting=head.waiting,
        to_look_at=frozenset(head.to_look_at),
        resolution=_resolution(resolution) if resolution is not None else None,
        spam=head.spam,
        priority=head.priority,
        assignee=head.assignee,
        tags=head.tags,
        claim=claim_of(head.claim) if head.claim is not None else None,
        linked_to=head.linked_to,
        version=int(head.version),
        block=block,
    )


def _of(model: type[ItemT], items: list[Item]) -> Iterator[ItemT]:
    return (item for item in items if isinstance(item, model))


def _resolution(item: ResolutionItem) -> Resolution:
    return Resolution(
        started_at=item.started_at,
        resolved_at=item.resolved_at,
        elapsed=item.elapsed,
        first_resolved_at=item.first_resolved_at,
        resumed=bool(item.resumed),
        calendar=ref_of(item.calendar) if item.calendar is not None else None,
        business=item.business,
    )
