"""The clocks of a ticket that figures count, by their keys."""

from collections.abc import Collection, Sequence
from datetime import datetime

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.keys import ticket_keys
from shared.adapters.dynamodb.tickets.measures import measured_in
from shared.domain.tickets.lists.rows import MeasuredClock
from shared.domain.tickets.ticket_id import is_ticket_id


def measured(ticket_id: str, clocks: Collection[tuple[datetime, str]]) -> Sequence[MeasuredClock]:
    """Read the clocks consistently, by their start and identity; a resolution starts with its ticket. The newest clock stands in
    the head, with the resolution if that began with it."""
    if not is_ticket_id(ticket_id):
        return []
    partition = ticket_keys.customer_of(ticket_id)
    places = {ticket_keys.head(ticket_id), ticket_keys.only(ticket_keys.RESOLUTION, ticket_id)}
    places |= {
        ticket_keys.part(ticket_id, at, ticket_keys.CLOCK, ident)
        for at, ident in clocks
        if ident != ticket_keys.RESOLUTION
    }
    found = Item.batch_get([(partition, place) for place in sorted(places)], consistent_read=True)
    counted = [clock for item in found for clock in measured_in(item)]
    return [clock for clock in counted if (clock.started_at, clock.ident) in clocks]
