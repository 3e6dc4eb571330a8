"""What is still to be sent, by the index `due`, and by `recent` where a waiting ticket's head has its place in `due` already."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.keys import index_keys, ticket_keys, timed_keys
from shared.adapters.dynamodb.tickets.head import newest_reply
from shared.domain.errors import NotFoundError, UnavailableError
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import Outgoing

Placed = tuple[str, Outgoing]


def outbox(before: datetime, *, limit: int, load: Callable[[str], Ticket]) -> Sequence[Outgoing]:
    """List what is due, oldest first. A ticket's place may be earlier than what it holds, so the ticket is read; one that cannot be
    read, for now or because another release has written it, keeps nothing else from being listed, and is listed by its id alone."""
    until = timed_keys.instant(before)
    found = [(at, Outgoing(ticket, reply=reply)) for at, ticket, reply in _parts(index_keys.DUE_REPLIES, until, limit)]
    found += [
        (at, Outgoing(ticket, returned=reply)) for at, ticket, reply in _parts(index_keys.DUE_RETURNED, until, limit)
    ]
    found += [(at, Outgoing(ticket, note=note)) for at, ticket, note in _parts(index_keys.DUE_NOTES, until, limit)]
    for ident in _tickets(until, limit):
        try:
            found += [placed for placed in _owed(load(ident)) if placed[0] < until]
        except NotFoundError:
            continue
        except (UnavailableError, KeyError, TypeError, ValueError):
            found.append((until, Outgoing(ident)))
    return [outgoing for _, outgoing in sorted(found, key=lambda placed: placed[0])[:limit]]


def _parts(partition: str, until: str, limit: int) -> Iterator[tuple[str, str, str]]:
    """Yield the place of each part that has one of its own, and the ticket and the part that it names."""
    for item in Item.query(partition, Item.due_sk < until, index_name="due", limit=limit):
        _, ticket, part = item.due_sk.split("#", 2)
        yield item.due_sk, ticket, part


def _tickets(until: str, limit: int) -> list[str]:
    """Return the tickets of which the head, an older clock or a lost one owes something, longest ago first."""
    waiting = Item.query(index_keys.DUE_TICKETS, Item.recent_sk < until, index_name="recent", limit=limit)
    places = [(item.recent_sk, ticket_keys.ticket_in(item.pk, item.sk)) for item in waiting]
    others = Item.query(index_keys.DUE_TICKETS, Item.due_sk < until, index_name="due", limit=limit)
    places += [(item.due_sk, ticket_keys.ticket_in(item.pk, item.sk)) for item in others]
    return list(dict.fromkeys(ticket for _, ticket in sorted(places)))[:limit]


def _owed(ticket: Ticket) -> Iterator[Placed]:
    """Yield what the ticket owes without a place of its own. The alerts of a running clock are found by the clock."""
    reply, running = newest_reply(ticket), ticket.running
    if reply is not None and reply.due_at is not None:
        yield timed_keys.instant(reply.due_at), Outgoing(ticket.id, reply=reply.id)
    for alert in ticket.alerts:
        if alert.pending_since is not None and (running is None or alert.clock != running.id):
            yield timed_keys.instant(alert.pending_since), Outgoing(ticket.id, alert=alert.key)
