"""What metrics read of finished clocks and resolutions: a small attribute of the item that holds them, and of the index `clocks`."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.keys import RESOLUTION
from shared.adapters.dynamodb.tickets.models import ClockItem, ResolutionItem, TicketItem
from shared.adapters.dynamodb.tickets.packed import Packed, instant_of, micros, span, span_of, text_of
from shared.domain.sla.clock import ClockKind, ClockState, SlaClock
from shared.domain.sla.resolution import Resolution
from shared.domain.tickets.rows import MeasuredClock
from shared.domain.tickets.ticket import Ticket


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
    """Yield what an item of the index `clocks` holds. Its key says the rest: the account, the ticket and the clock."""
    if isinstance(item, TicketItem | ClockItem | ResolutionItem) and item.measured is not None and item.clocks_pk:
        yield from _measured(item.measured, item.clocks_pk, item.clocks_sk)


def measures_of(raw: Mapping[str, Mapping[str, Any]]) -> tuple[MeasuredClock, ...]:
    """Return what an item of any kind holds, from DynamoDB's own form of it, such as an image in the table's stream."""
    if "measured" not in raw or "clocks_pk" not in raw:
        return ()
    return tuple(_measured(raw["measured"]["S"], raw["clocks_pk"]["S"], raw["clocks_sk"]["S"]))


def _pack_clock(clock: SlaClock, *, by: str | None) -> Packed:
    spans = [span(clock.elapsed), span(clock.business), span(clock.target)]
    times = [micros(clock.started_at), micros(clock.stopped_at), micros(clock.due_at)]
    told = [1 if clock.late else 0, 1 if clock.told_by_hand else 0]
    return [clock.kind.value, clock.state.value, *times, *spans, *told, by]


def _pack_resolution(resolution: Resolution) -> Packed:
    times = [micros(resolution.started_at), micros(resolution.resolved_at), None]
    return [
        RESOLUTION,
        ClockState.ANSWERED.value,
        *times,
        span(resolution.elapsed),
        span(resolution.business),
        None,
        0,
        0,
        None,
    ]


def _measured(text: str, partition: str, place: str) -> Iterator[MeasuredClock]:
    prefix, _, account = partition.partition("#")
    if keys.started("") != f"{prefix}#":
        return
    _, ticket, ident = place.split("#", 2)
    for kind, state, started, stopped, due, elapsed, business, target, late, by_hand, by in json.loads(text):
        started_at = instant_of(started)
        if started_at is None:
            continue
        yield MeasuredClock(
            account=account,
            ticket=ticket,
            kind=kind if kind == RESOLUTION else ClockKind(kind),
            started_at=started_at,
            stopped_at=instant_of(stopped),
            state=ClockState(state),
            elapsed=span_of(elapsed),
            business=span_of(business),
            target=span_of(target),
            late=bool(late),
            by=by,
            due_at=instant_of(due),
            told_by_hand=bool(by_hand),
            ident=RESOLUTION if kind == RESOLUTION else ident,
        )
