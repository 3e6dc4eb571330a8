"""What metrics read of finished clocks and resolutions: a small attribute of the item that holds them, and of the index `clocks`."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from shared.adapters.dynamodb.deflated import inflated
from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.keys import index_keys, ticket_keys
from shared.adapters.dynamodb.keys.ticket_keys import RESOLUTION
from shared.adapters.dynamodb.tickets.models import ClockItem, ResolutionItem, TicketItem
from shared.adapters.dynamodb.tickets.packed import Packed, padded, span, span_of, text_of, trimmed
from shared.domain.sla.clock import ClockKind, ClockState, SlaClock
from shared.domain.sla.resolution import Resolution
from shared.domain.tickets.lists.rows import MeasuredClock
from shared.domain.tickets.ticket import Ticket

SAME = "="
"""Open time that is all of the time."""


def measured_text(ticket: Ticket, clock: SlaClock | None, resolution: Resolution | None) -> str | None:
    """Return the attribute: nothing for a clock that runs, for a resolution that was resumed, and of spam (C4)."""
    if ticket.spam:
        return None
    found: list[Packed] = []
    if clock is not None and not clock.running:
        stopper = next((post for post in ticket.posts if post.is_known_as(clock.stopped_by or "")), None)
        found.append(_pack_clock(clock, by=stopper.by if stopper is not None else None))
    if resolution is not None and not resolution.resumed:
        found.append(_pack_resolution(resolution))
    return text_of(found) if found else None


def measured_in(item: Item) -> Iterator[MeasuredClock]:
    """Yield what an item of the index `clocks` holds. Its keys say the rest: the account, the ticket, the clock and its start."""
    if isinstance(item, TicketItem | ClockItem | ResolutionItem) and item.measured is not None and item.clocks_pk:
        yield from _measured(item.measured, item.clocks_pk, item.clocks_sk, ticket_keys.ticket_in(item.pk, item.sk))


def measures_of(raw: Mapping[str, Mapping[str, Any]]) -> tuple[MeasuredClock, ...]:
    """Return what an item of any kind holds, from DynamoDB's own form of it, such as an image in the table's stream."""
    if "measured" not in raw or "clocks_pk" not in raw:
        return ()
    partition, sort_key, at, place = (raw[name]["S"] for name in ("pk", "sk", "clocks_pk", "clocks_sk"))
    return tuple(_measured(inflated(raw["measured"]["B"]), at, place, ticket_keys.ticket_in(partition, sort_key)))


def _pack_clock(clock: SlaClock, *, by: str | None) -> Packed:
    started, stopped, due = clock.started_at, clock.stopped_at, clock.due_at
    return trimmed(
        [
            clock.kind.value,
            clock.state.value,
            span(stopped - started) if stopped is not None else None,
            by,
            span(clock.target),
            span(due - started) if due - started != clock.target else None,
            span(clock.business) if clock.business != clock.elapsed else SAME,
            1 if clock.late else None,
            1 if clock.told_by_hand else None,
        ]
    )


def _pack_resolution(resolution: Resolution) -> Packed:
    lasted, business = resolution.resolved_at - resolution.started_at, resolution.business
    same = SAME if business == resolution.elapsed else span(business)
    return [RESOLUTION, span(lasted), span(resolution.elapsed), same]


def _measured(text: str, partition: str, place: str, ticket: str) -> Iterator[MeasuredClock]:
    """Read the attribute. What stands in one item started at the same instant, which the place tells."""
    prefix, _, account = partition.partition("#")
    if index_keys.started("") != f"{prefix}#":
        return
    at, _, ident = place.split("#", 2)
    started_at = datetime.fromisoformat(at)
    for stored in json.loads(text):
        if stored[0] == RESOLUTION:
            yield _resolution(stored, account, ticket, started_at)
        else:
            yield _clock(stored, account, ticket, started_at, ident)


def _clock(stored: Packed, account: str, ticket: str, started_at: datetime, ident: str) -> MeasuredClock:
    kind, state, lasted, by, target, due, business, late, by_hand = padded(stored, 9)
    elapsed, due_in = span_of(lasted), span_of(due if due is not None else target)
    return MeasuredClock(
        account=account,
        ticket=ticket,
        kind=ClockKind(kind),
        started_at=started_at,
        stopped_at=started_at + elapsed if elapsed is not None else None,
        state=ClockState(state),
        elapsed=elapsed,
        business=elapsed if business == SAME else span_of(business),
        target=span_of(target),
        late=bool(late),
        by=by,
        due_at=started_at + due_in if due_in is not None else None,
        told_by_hand=bool(by_hand),
        ident=ident,
    )


def _resolution(stored: Packed, account: str, ticket: str, started_at: datetime) -> MeasuredClock:
    """Return a resolution as a measured clock: it promises nothing, so it has no target, and no single agent resolved it."""
    _, lasted, took, business = stored
    elapsed, lasting = span_of(took), span_of(lasted)
    return MeasuredClock(
        account=account,
        ticket=ticket,
        kind=RESOLUTION,
        started_at=started_at,
        stopped_at=started_at + lasting if lasting is not None else None,
        state=ClockState.ANSWERED,
        elapsed=elapsed,
        business=elapsed if business == SAME else span_of(business),
        target=None,
        late=False,
        by=None,
        ident=RESOLUTION,
    )
