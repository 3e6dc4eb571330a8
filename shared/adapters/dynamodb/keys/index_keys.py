"""Keys of the sparse indexes: the lists of tickets, and the outboxes."""

from shared.domain.text.fingerprint import fingerprint
from shared.domain.tickets.ticket_id import CUSTOMER_LENGTH

DUE_REPLIES = "outbox#replies"
DUE_RETURNED = "outbox#returned"
DUE_TICKETS = "outbox#tickets"
DUE_NOTES = "outbox#notes"
DUE_CLOCKS = "outbox#clocks"
DUE_WORDS = "outbox#words"
DUE_DIGESTS = "outbox#digests"
DUE_ATTACHMENTS = "outbox#attachments"
RETURNED = "returned"


def waiting(account: str) -> str:
    """Return the partition of `due` with the account's waiting tickets."""
    return f"waiting#{account}"


def listed(account: str, status: str) -> str:
    """Return the partition of `recent` with the account's tickets of a status."""
    return f"listed#{account}#{status}"


def handle(account: str, folded: str) -> str:
    """Return the partition of `handles` with the tickets of the customers of this handle, whatever their status."""
    return f"handle#{account}#{fingerprint(folded)[:CUSTOMER_LENGTH]}"


def steps(account: str) -> str:
    """Return the partition of `clocks` with the account's waiting tickets, by when they have to be looked at next."""
    return f"steps#{account}"


def started(account: str) -> str:
    """Return the partition of `clocks` with the account's finished clocks by their start.

    One for all time, so that years of an account are one query; a table that outgrows 1,000 new clocks a second on one
    account would add the month.
    """
    return f"started#{account}"
