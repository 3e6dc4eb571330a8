"""Reads that met a save. A query returns each item as it stands, not all of them as of one instant ("read-committed",
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-isolation): beside an old head
may stand what the next save took out of it. That shows in the ticket, and it is read again."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from shared.adapters.dynamodb.item import Item
from shared.domain.errors import UnavailableError
from shared.domain.tickets.ticket import Ticket

T = TypeVar("T")

TORN_READS = 3
"""How often is read what is saved meanwhile."""


class TornReadError(UnavailableError):
    """What was read is of two saves."""


def read_again(read: Callable[[], T]) -> T:
    """Return what is read, at the third time of asking at the latest. Raises TornReadError if it is torn each time."""
    for _ in range(TORN_READS - 1):
        try:
            return read()
        except TornReadError:
            continue
    return read()


def heads_first(partition: str) -> list[Item]:
    """Read a customer's partition from its end, where the heads are: what is saved meanwhile is newer than the head that was read,
    and no save by that head succeeds. The other way round a new head could miss what has just left it."""
    return list(Item.query(partition, consistent_read=True, scan_index_forward=False))


def check_one_save(ticket: Ticket) -> Ticket:
    """Return the ticket. Raises TornReadError if it holds something twice: in the head, and in an item of its own."""
    held: tuple[Sequence[object], ...] = (
        [post.id for post in ticket.posts],
        [action.id for action in ticket.actions],
        [reply.id for reply in ticket.replies],
        [clock.id for clock in ticket.clocks],
        [alert.key for alert in ticket.alerts],
    )
    if any(len({*idents}) < len(idents) for idents in held):
        raise TornReadError(f"Ticket {ticket.id!r} was saved while it was read.")
    return ticket
