"""A ticket with so many finished clocks that all of them do not go into one transaction (DynamoDB takes 100 records).

What a finished clock's record holds beside the clock itself follows from the head and the posts: whether metrics find it
(spam leaves them, C4). So a save may leave such records for later: everything else is written in one transaction, guarded
as ever, with a note that they are owed. Whoever works the note off reads the ticket as it is then, writes the records that
differ a hundred at a time, each time only if the head has not moved, and takes the note away with the last of them. A
crash at any point leaves the note, and doing it twice writes the same.
"""

from collections.abc import Mapping, Sequence

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.aggregate import items_of
from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.models import ClockItem, OwedItem, TicketItem
from shared.adapters.dynamodb.transaction import MOST_ITEMS, Check, Put, write
from shared.domain.tickets.ticket import Ticket

Key = tuple[str, str]

AT_ONCE = MOST_ITEMS - 2
"""Beside the records stand the check of the head and, the last time, the note."""


def put_off(changed: Mapping[Key, Item], before: Ticket, after: Ticket) -> dict[Key, Item]:
    """What has to be written at once of `changed`: all but the records of clocks that are the same before and after,
    and the note that those are owed."""
    same = {clock.id for clock in after.clocks if before.clock(clock.id) == clock}
    now = {k: item for k, item in changed.items() if not (isinstance(item, ClockItem) and item.clock.id in same)}
    note = _note(after)
    note.due_pk, note.due_sk = keys.DUE_CLOCKS, keys.place(after.last_post.posted_at, after.id)
    return {**now, (note.pk, note.sk): note}


def write_off(ticket: Ticket, stored: Sequence[Item]) -> None:
    """Writes the clocks' records that differ from what the ticket says, and takes the note away.

    Raises VersionConflictError where the ticket is saved meanwhile: read it again, and begin again.
    """
    held = {(item.pk, item.sk): item.serialize() for item in stored}
    clocks = (item for item in items_of(ticket) if isinstance(item, ClockItem))
    owed = [Put(item) for item in clocks if held.get((item.pk, item.sk)) != item.serialize()]
    note = _note(ticket)
    head = TicketItem(note.pk, keys.in_ticket(keys.TICKET, ticket.id))
    unmoved = Check(head, TicketItem.version == ticket.version)
    while len(owed) > AT_ONCE:
        write(owed[:AT_ONCE], checks=[unmoved])
        owed = owed[AT_ONCE:]
    write(owed, deletes=[note], checks=[unmoved])


def _note(ticket: Ticket) -> OwedItem:
    return OwedItem(keys.customer_of(ticket.id), keys.in_ticket(keys.OWED, ticket.id), ticket=ticket.id)
