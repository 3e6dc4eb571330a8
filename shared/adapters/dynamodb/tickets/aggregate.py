"""Mapping between a ticket and the set of items that store it, and from a partition's items to its tickets."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.keys import index_keys, ticket_keys, timed_keys
from shared.adapters.dynamodb.tickets.head import (
    LINKED,
    SPAM,
    TO_LOOK_AT,
    WAITING,
    Head,
    alerts_of,
    head_of,
    last_actions,
    lead_clock,
    newest_reply,
    resolution_beside,
    short_reply,
)
from shared.adapters.dynamodb.tickets.mapping import (
    action_of,
    alert_of,
    fill_action,
    fill_alert,
    fill_reply,
    reply_of,
)
from shared.adapters.dynamodb.tickets.mapping_posts import fill_post, post_of
from shared.adapters.dynamodb.tickets.measures import measured_text
from shared.adapters.dynamodb.tickets.models import (
    ActionItem,
    AlertItem,
    BlockItem,
    ClockItem,
    PointerItem,
    PostItem,
    ReplyItem,
    ResolutionItem,
    TicketItem,
)
from shared.adapters.dynamodb.tickets.packed import alert_of as packed_alert
from shared.adapters.dynamodb.tickets.packed import (
    pack_alert,
    pack_clock,
    pack_resolution,
    resolution_of,
    text_of,
    whole_clock_of,
)
from shared.adapters.dynamodb.tickets.private_ids import private_ids_of
from shared.adapters.dynamodb.tickets.settled_item import settled_in, settled_item
from shared.adapters.dynamodb.tickets.torn import check_one_save
from shared.domain.posts.post import Post
from shared.domain.replies.reply import Reply
from shared.domain.sla.alert import Alert
from shared.domain.sla.clock import SlaClock
from shared.domain.tickets.customer_block import CustomerBlock
from shared.domain.tickets.partial import waiting_in_full
from shared.domain.tickets.ticket import Ticket

ItemT = TypeVar("ItemT", bound=Item)


def items_of(ticket: Ticket, *, beside: Ticket | None = None) -> Iterator[Item]:
    """Yield every item of the ticket in its customer's partition, with its index keys; without those of posts that another state
    of it, `beside`, has as the same objects: most of a long ticket's, of which nothing is to be written."""
    partition = ticket_keys.customer_of(ticket.id)
    yield head_of(ticket, partition)
    unchanged = {id(post) for post in beside.posts} if beside is not None else set()
    for post in (post for post in ticket.posts if id(post) not in unchanged):
        place = ticket_keys.part(ticket.id, post.posted_at, ticket_keys.POST, ticket_keys.of_network(post.id))
        stored = PostItem(partition, place, ticket=ticket.id)
        fill_post(stored, post)
        yield stored
    yield from _clocks(ticket, partition)
    newest, in_head = newest_reply(ticket), short_reply(ticket)
    apart = (reply for reply in ticket.replies if reply is not in_head)
    yield from (_reply(ticket, reply, partition, progress=reply is not newest) for reply in apart)
    short = {action.id for action in last_actions(ticket)}
    for action in (action for action in ticket.actions if action.id not in short):
        note = ActionItem(
            partition, ticket_keys.part(ticket.id, action.at, ticket_keys.ACTION, action.id), ticket=ticket.id
        )
        fill_action(note, action)
        if action.pending_since is not None:
            note.due_pk, note.due_sk = (
                index_keys.DUE_NOTES,
                timed_keys.place(action.pending_since, ticket.id, action.id),
            )
        yield note
    if ticket.settled is not None:
        yield settled_item(ticket, ticket.settled)
    clocks = {clock.id for clock in ticket.clocks}
    yield from (_alert(ticket, alert, partition) for alert in ticket.alerts if alert.clock not in clocks)


def pointer_of(post: Post, ident: str, ticket: Ticket) -> PointerItem:
    """Return the item that leads from one of the post's ids to the post's location."""
    at = ticket_keys.known(post.network, ident)
    return PointerItem(
        at, ticket_keys.POINTER, ticket=ticket.id, account=ticket.account, post=post.id, at=post.posted_at
    )


def _clocks(ticket: Ticket, partition: str) -> Iterator[Item]:
    """Yield the clocks that are not in the head, each with its alerts, and the resolution unless it stands beside a clock."""
    lead = lead_clock(ticket)
    for clock in ticket.clocks:
        if lead is not None and clock.id == lead.id:
            continue
        place = ticket_keys.part(ticket.id, clock.started_at, ticket_keys.CLOCK, clock.id)
        item = ClockItem(partition, place, ticket=ticket.id, account=ticket.account, clock=text_of(pack_clock(clock)))
        alerts = alerts_of(ticket, clock)
        item.alerts = text_of([pack_alert(alert, clock) for alert in alerts]) if alerts else None
        item.measured = measured_text(ticket, clock, None)
        if item.measured is not None:
            item.clocks_pk = index_keys.started(ticket.account)
            item.clocks_sk = timed_keys.place_in(clock.started_at, ticket.id, clock.id)
        _owe(item, ticket, alerts)
        yield item
    resolution = ticket.resolution
    if resolution is not None and resolution_beside(ticket) is None:
        stored = ResolutionItem(
            partition, ticket_keys.only(ticket_keys.RESOLUTION, ticket.id), ticket=ticket.id, account=ticket.account
        )
        stored.resolution, stored.measured = (
            text_of(pack_resolution(resolution)),
            measured_text(ticket, None, resolution),
        )
        if stored.measured is not None:
            stored.clocks_pk = index_keys.started(ticket.account)
            stored.clocks_sk = timed_keys.place_in(resolution.started_at, ticket.id, ticket_keys.RESOLUTION)
        yield stored


def _owe(item: Item, ticket: Ticket, alerts: Iterable[Alert]) -> None:
    """Put the ticket into the outbox for alerts that are still to be settled."""
    owed = [alert.pending_since for alert in alerts if alert.pending_since is not None]
    if owed:
        item.due_pk, item.due_sk = index_keys.DUE_TICKETS, timed_keys.place_in(min(owed), ticket.id)


def _reply(ticket: Ticket, reply: Reply, partition: str, *, progress: bool) -> ReplyItem:
    item = ReplyItem(
        partition, ticket_keys.part(ticket.id, reply.created_at, ticket_keys.REPLY, reply.id), ticket=ticket.id
    )
    fill_reply(item, reply, progress=progress)
    if not progress:
        return item
    if reply.due_at is not None:
        item.due_pk, item.due_sk = index_keys.DUE_REPLIES, timed_keys.place(reply.due_at, ticket.id, reply.id)
    if reply.returned is not None:
        item.recent_pk, item.recent_sk = index_keys.RETURNED, timed_keys.place(reply.returned.at, ticket.id, reply.id)
        if reply.returned.tell_at is not None:
            item.due_pk = index_keys.DUE_RETURNED
            item.due_sk = timed_keys.place(reply.returned.tell_at, ticket.id, reply.id)
    return item


def _alert(ticket: Ticket, alert: Alert, partition: str) -> AlertItem:
    """Return the item of an alert whose clock is no more."""
    step = (alert.clock, alert.step, timed_keys.instant(alert.due_at))
    item = AlertItem(partition, ticket_keys.part(ticket.id, alert.fired_at, ticket_keys.ALERT, *step), ticket=ticket.id)
    fill_alert(item, alert)
    _owe(item, ticket, (alert,))
    return item


def tickets_of(items: Iterable[Item], *, partial: bool = False) -> tuple[Ticket, ...]:
    """Return the tickets in a partition, ordered by when they were opened, whatever the order of the items. With `partial` they
    are the newest parts of tickets of which the rest is settled. Raises TornReadError if one was saved while they were read."""
    found = list(items)
    heads = [item for item in found if isinstance(item, TicketItem)]
    block = next((CustomerBlock(each.at, each.blocked) for each in _of(BlockItem, found)), None)
    private_ids = private_ids_of(found)
    parts: dict[str, list[Item]] = {}
    for item in found:
        parts.setdefault(getattr(item, "ticket", None) or "", []).append(item)
    tickets = [
        replace(
            check_one_save(_ticket(head, parts.get(ticket_keys.ticket_in(head.pk, head.sk), []), block)),
            private_ids=private_ids,
        )
        for head in heads
    ]
    tickets = [_whole(ticket) if not partial else replace(ticket, unread=ticket.settled) for ticket in tickets]
    return tuple(sorted(tickets, key=lambda ticket: (ticket.opened_at, ticket.id)))


def _whole(ticket: Ticket) -> Ticket:
    return ticket if ticket.settled is None else replace(ticket, waiting=waiting_in_full(ticket, ticket.settled))


def _ticket(item: TicketItem, parts: list[Item], block: CustomerBlock | None) -> Ticket:
    head = Head.of(item)
    row, state, lead = head.row, head.state, head.clock
    clocks, alerts = _clocks_in(parts)
    clocks += [lead] if lead is not None else []
    alerts += [*head.alerts(lead), *(alert_of(item) for item in _of(AlertItem, parts))]
    actions = [*head.actions, *(action_of(item) for item in _of(ActionItem, parts))]
    replies = [reply_of(item, head.progress) for item in _of(ReplyItem, parts)]
    replies += [short] if (short := head.reply) is not None else []
    apart = next((resolution_of(json.loads(item.resolution)) for item in _of(ResolutionItem, parts)), None)
    return Ticket(
        id=row.id,
        account=row.account,
        network=row.network,
        customer=row.customer,
        posts=tuple(sorted((post_of(item) for item in _of(PostItem, parts)), key=lambda post: post.order)),
        actions=tuple(sorted(actions, key=lambda action: action.order)),
        replies=tuple(sorted(replies, key=lambda reply: reply.order)),
        alerts=tuple(sorted(alerts, key=lambda alert: alert.order)),
        clocks=tuple(sorted(clocks, key=lambda clock: clock.order)),
        status=row.status,
        waiting=tuple(state.get(WAITING, ())),
        to_look_at=frozenset(state.get(TO_LOOK_AT, ())),
        resolution=head.resolution or apart,
        spam=SPAM in state,
        priority=row.priority,
        assignee=row.assignee,
        tags=row.tags,
        claim=row.claim,
        linked_to=state.get(LINKED),
        version=int(item.version),
        block=block,
        settled=settled_in(parts),
    )


def _clocks_in(parts: list[Item]) -> tuple[list[SlaClock], list[Alert]]:
    clocks: list[SlaClock] = []
    alerts: list[Alert] = []
    for item in _of(ClockItem, parts):
        clock = whole_clock_of(json.loads(item.clock))
        clocks.append(clock)
        alerts += [packed_alert(each, clock) for each in json.loads(item.alerts or "[]")]
    return clocks, alerts


def _of(model: type[ItemT], items: list[Item]) -> Iterator[ItemT]:
    return (item for item in items if isinstance(item, model))
