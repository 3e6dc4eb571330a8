"""Keys that begin with a time, so that they sort by it.

Instants have six digits of a second and end in Z, so that they sort as text and survive the round trip.
"""

from datetime import UTC, datetime

from shared.domain.tickets.ticket_id import CUSTOMER_LENGTH


def instant(at: datetime) -> str:
    """Format an instant as RFC 3339 in UTC, at the same width for all instants."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def place_in(at: datetime, ticket: str, *rest: str) -> str:
    """Return a position of one of an account's tickets, by the end of its id: the item's own key has the rest."""
    return place(at, ticket[CUSTOMER_LENGTH:], *rest)


def place(at: datetime, *rest: str) -> str:
    """Return a position in an index: the time, then the parts that make it unique."""
    return "#".join((instant(at), *rest))
