"""A save in which nothing but the head changes: one conditional put, at half the price of a transaction."""

from secrets import token_hex

from pynamodb.exceptions import PutError

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.tickets.models import TicketItem
from shared.adapters.dynamodb.transaction import Put

CONFLICTS = {"ConditionalCheckFailedException", "TransactionConflictException"}


def write_head(put: Put) -> None:
    """Put the head if its condition holds. Raises VersionConflictError if somebody else saved first.

    A put has no token, as a transaction has: one that botocore repeats after a lost response meets its own work, and its
    condition fails. So each carries a mark, and a head that carries it is no conflict.
    """
    head = put.item
    if not isinstance(head, TicketItem):
        raise TypeError("only a head is saved alone")
    head.written = token_hex(4)
    try:
        head.save(condition=put.condition)
    except PutError as error:
        if error.cause_response_code not in CONFLICTS:
            raise
        if not _stands(head):
            raise put.lost("Somebody else saved first.") from error


def _stands(head: TicketItem) -> bool:
    try:
        found = Item.get(head.pk, head.sk, consistent_read=True)
    except Item.DoesNotExist:
        return False
    return isinstance(found, TicketItem) and (found.version, found.written) == (head.version, head.written)
