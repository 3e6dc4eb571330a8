"""What is still to be sent, by the index `due`, and by `recent` where a waiting ticket's head has its place in `due` already."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.keys import index_keys, ticket_keys, timed_keys
from shared.adapters.dynamodb.tickets.head import newest_reply
from shared.domain.errors import NotFoundError, UnavailableError
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import OutboxPart, Outgoing

Placed = tuple[str, Outgoing]
Load = Callable[[str], Ticket]

PARTS: Mapping[OutboxPart, str] = {
    OutboxPart.REPLIES: index_keys.DUE_REPLIES,
    OutboxPart.RETURNED: index_keys.DUE_RETURNED,
    OutboxPart.NOTES: index_keys.DUE_NOTES,
}
"""Partitions of parts of a ticket with a place of their own."""


def outbox(before: datetime, *, limit: int, load: Load) -> Sequence[Outgoing]:
    """List what is due, oldest first. A ticket that cannot be read keeps nothing else from being listed, and stands at the end."""
    until = timed_keys.instant(before)
    found: list[Placed] = []
    for part in PARTS:
        for place, ticket, ident in _placed_parts(part, until, None, limit):
            found.append((place, _of_part(part, ticket, ident)))
    for ticket in _tickets(until, limit):
        found += _due_of(ticket, until, load)
    return [outgoing for _, outgoing in sorted(found, key=lambda placed: placed[0])[:limit]]


def outbox_part(
    part: OutboxPart, before: datetime, *, after: str | None, limit: int, load: Load
) -> Sequence[tuple[str, Sequence[Outgoing]]]:
    """List one part of the outbox behind a place. A ticket's place may be earlier than what it holds, so the ticket is read."""
    until = timed_keys.instant(before)
    if after is not None and after >= until:
        return []
    if part in PARTS:
        return [(place, (_of_part(part, *names),)) for place, *names in _placed_parts(part, until, after, limit)]
    found: list[tuple[str, Sequence[Outgoing]]] = []
    heads = _waiting_heads if part is OutboxPart.WAITING else _other_heads
    for place, ticket in heads(until, after, limit):
        found.append((place, [outgoing for _, outgoing in _due_of(ticket, until, load)]))
    return found


def _placed_parts(part: OutboxPart, until: str, after: str | None, limit: int) -> Iterator[tuple[str, str, str]]:
    """Yield the place of each part that has one of its own, and the ticket and the part that it names."""
    for item in Item.query(PARTS[part], _behind(Item.due_sk, until, after), index_name="due", limit=limit):
        _, ticket, ident = item.due_sk.split("#", 2)
        yield item.due_sk, ticket, ident


def _of_part(part: OutboxPart, ticket: str, ident: str) -> Outgoing:
    if part is OutboxPart.REPLIES:
        return Outgoing(ticket, reply=ident)
    return Outgoing(ticket, note=ident) if part is OutboxPart.NOTES else Outgoing(ticket, returned=ident)


def _tickets(until: str, limit: int) -> list[str]:
    """Return the tickets of which the head, an older clock or a lost one owes something, longest ago first."""
    places = [*_waiting_heads(until, None, limit), *_other_heads(until, None, limit)]
    return list(dict.fromkeys(ticket for _, ticket in sorted(places)))[:limit]


def _waiting_heads(until: str, after: str | None, limit: int) -> Iterator[tuple[str, str]]:
    behind = _behind(Item.recent_sk, until, after)
    for item in Item.query(index_keys.DUE_TICKETS, behind, index_name="recent", limit=limit):
        yield item.recent_sk, ticket_keys.ticket_in(item.pk, item.sk)


def _other_heads(until: str, after: str | None, limit: int) -> Iterator[tuple[str, str]]:
    behind = _behind(Item.due_sk, until, after)
    for item in Item.query(index_keys.DUE_TICKETS, behind, index_name="due", limit=limit):
        yield item.due_sk, ticket_keys.ticket_in(item.pk, item.sk)


def _behind(key: UnicodeAttribute, until: str, after: str | None) -> Condition:
    """Return the condition of what is due and stands behind the place; DynamoDB takes one condition on a sort key, and its *between*
    includes both ends."""
    return key < until if after is None else key.between(f"{after}\x00", until)


def _due_of(ticket: str, until: str, load: Load) -> Sequence[Placed]:
    """Return what the ticket owes; by its id alone, where it cannot be read, for now or because another release has written it."""
    try:
        return [placed for placed in _owed(load(ticket)) if placed[0] < until]
    except NotFoundError:
        return []
    except (UnavailableError, KeyError, TypeError, ValueError):
        return [(until, Outgoing(ticket))]


def _owed(ticket: Ticket) -> Iterator[Placed]:
    """Yield what the ticket owes without a place of its own. The alerts of a running clock are found by the clock."""
    reply, running = newest_reply(ticket), ticket.running
    if reply is not None and reply.due_at is not None:
        yield timed_keys.instant(reply.due_at), Outgoing(ticket.id, reply=reply.id)
    for alert in ticket.alerts:
        if alert.pending_since is not None and (running is None or alert.clock != running.id):
            yield timed_keys.instant(alert.pending_since), Outgoing(ticket.id, alert=alert.key)
