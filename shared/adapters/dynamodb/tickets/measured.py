"""The clocks of a ticket that figures count, by their keys."""

from collections.abc import Collection, Sequence
from datetime import datetime

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.tickets.models import ClockItem, ResolutionItem
from shared.adapters.dynamodb.tickets.rows import measured_clock, measured_resolution
from shared.domain.sla.clock import ClockState
from shared.domain.tickets.rows import MeasuredClock
from shared.domain.tickets.ticket_id import is_ticket_id


def measured(ticket_id: str, clocks: Collection[tuple[datetime, str]]) -> Sequence[MeasuredClock]:
    """Read the clocks consistently, by their start and identity; a resolution starts with its ticket."""
    if not is_ticket_id(ticket_id):
        return []
    partition = keys.customer_of(ticket_id)
    places = {
        keys.only(keys.RESOLUTION, ticket_id)
        if ident == keys.RESOLUTION
        else keys.part(ticket_id, at, keys.CLOCK, ident)
        for at, ident in clocks
    }
    found = Item.batch_get([(partition, place) for place in sorted(places)], consistent_read=True)
    counted = [clock for item in found if item.recent_pk is not None for clock in _clocks_of(item)]
    return [clock for clock in counted if (clock.started_at, clock.ident) in clocks]


def _clocks_of(item: Item) -> list[MeasuredClock]:
    if isinstance(item, ResolutionItem):
        return [measured_resolution(item)]
    clock = measured_clock(item) if isinstance(item, ClockItem) else None
    return [clock] if clock is not None and clock.state is not ClockState.RUNNING else []
