"""A ticket with so many finished clocks that all of them do not fit into one transaction (DynamoDB takes 100 records).

A finished clock's record holds, beside the clock itself, only what follows from the head and the posts: whether metrics
find it (spam leaves them, C4). So a save may defer such records: everything else is written in one transaction, guarded
as ever, with a note that they are owed. The worker that processes the note reads the ticket as it is then, writes the
records that differ a hundred at a time, each time only if the head has not moved, and deletes the note with the last of
them. A crash at any point leaves the note, and the work is idempotent.
"""

from collections.abc import Mapping, Sequence

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.keys import index_keys, ticket_keys, timed_keys
from shared.adapters.dynamodb.tickets.aggregate import items_of
from shared.adapters.dynamodb.tickets.models import ClockItem, OwedItem, TicketItem
from shared.adapters.dynamodb.transaction import MOST_ITEMS, Check, Put, write
from shared.domain.tickets.ticket import Ticket

Key = tuple[str, str]

AT_ONCE = MOST_ITEMS - 2
"""Leaves room for the check of the head and, in the last transaction, the note."""


def put_off(changed: Mapping[Key, Item], stored: Mapping[Key, Item], after: Ticket) -> dict[Key, Item]:
    """Return the part of `changed` that is written at once: all but the records that hold the same clock and the same alerts as
    those that are `stored`, and the note that those are owed. A clock that stood in the head has no record yet."""
    now = {key: item for key, item in changed.items() if not _says_the_same(item, stored.get(key))}
    note = _note(after)
    note.due_pk, note.due_sk = index_keys.DUE_CLOCKS, timed_keys.place(after.last_post.posted_at, after.id)
    return {**now, (note.pk, note.sk): note}


def write_off(ticket: Ticket, stored: Sequence[Item]) -> None:
    """Write the clocks' records that differ from the ticket, and delete the note.

    Raises VersionConflictError where the ticket is saved meanwhile: read it again, and begin again.
    """
    held = {(item.pk, item.sk): item.serialize() for item in stored}
    clocks = (item for item in items_of(ticket) if isinstance(item, ClockItem))
    owed = [Put(item) for item in clocks if held.get((item.pk, item.sk)) != item.serialize()]
    note = _note(ticket)
    head = TicketItem(note.pk, ticket_keys.head(ticket.id))
    unmoved = Check(head, TicketItem.version == ticket.version)
    while len(owed) > AT_ONCE:
        write(owed[:AT_ONCE], checks=[unmoved])
        owed = owed[AT_ONCE:]
    write(owed, deletes=[note], checks=[unmoved])


def _says_the_same(item: Item, stored: Item | None) -> bool:
    """Return whether the records differ only in what follows from the head and the posts."""
    if not isinstance(item, ClockItem) or not isinstance(stored, ClockItem):
        return False
    return (item.clock, item.alerts) == (stored.clock, stored.alerts)


def _note(ticket: Ticket) -> OwedItem:
    return OwedItem(ticket_keys.customer_of(ticket.id), ticket_keys.only(ticket_keys.OWED, ticket.id), ticket=ticket.id)
