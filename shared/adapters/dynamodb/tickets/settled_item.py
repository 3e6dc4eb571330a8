"""The settled part of a long ticket as an item of its own: it changes once in fifty posts, the head with every one."""

import json
from datetime import datetime, timedelta
from typing import Any

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.keys import ticket_keys
from shared.adapters.dynamodb.tickets.mapping_indexed import slot_of, slot_text
from shared.adapters.dynamodb.tickets.models import SettledItem
from shared.adapters.dynamodb.tickets.packed import (
    Packed,
    instant_of,
    micros,
    pack_resolution,
    resolution_of,
    span,
    span_of,
    text_of,
)
from shared.domain.sla.clock import Ref
from shared.domain.tickets.known_ids import KnownIds
from shared.domain.tickets.settled import Settled, SettledResolution
from shared.domain.tickets.ticket import Ticket

NOTHING = timedelta(0)


def settled_item(ticket: Ticket, settled: Settled) -> SettledItem:
    item = SettledItem(
        ticket_keys.customer_of(ticket.id), ticket_keys.only(ticket_keys.SETTLED, ticket.id), ticket=ticket.id
    )
    item.through, item.known, item.state = settled.through, settled.ids.text, text_of(_packed(settled))
    return item


def settled_of(item: SettledItem) -> Settled:
    state: dict[str, Any] = json.loads(item.state)
    calendar, ran, reply, slot = (state[name] for name in ("calendar", "running", "reply", "slot"))
    return Settled(
        through=item.through,
        opened_at=_at(state["opened"]),
        posts=state["posts"],
        clocks=state["clocks"],
        ids=KnownIds(item.known),
        calendar=Ref(*calendar) if calendar is not None else None,
        running=(_at(ran[0]), ran[1]) if ran is not None else None,
        reply=(_at(reply[0]), reply[1]) if reply is not None else None,
        kept=tuple((_at(at), ident) for at, ident in state["kept"]),
        answered=bool(state["answered"]),
        done=bool(state["done"]),
        spam=bool(state["spam"]),
        quiet_since=instant_of(state["quiet"]),
        closed_at=instant_of(state["closed"]),
        resolution=_resolution(state["resolution"]),
        retracted=tuple(((_at(one), _at(two), ident), _at(at)) for one, two, ident, at in state["retracted"]),
        to_look_at=tuple(state["look"]),
        deleted=bool(state["deleted"]),
        revision=state["revision"],
        threads=tuple(state["threads"]),
        slot=slot_of(slot) if slot is not None else None,
    )


def kept_places(ticket_id: str, settled: Settled) -> list[tuple[str, str]]:
    """Return the keys of what is read of the settled part."""
    places = [
        ticket_keys.part(ticket_id, at, ticket_keys.POST, ticket_keys.of_network(ident)) for at, ident in settled.kept
    ]
    if settled.running is not None:
        places.append(ticket_keys.part(ticket_id, settled.running[0], ticket_keys.CLOCK, settled.running[1]))
    if settled.reply is not None:
        places.append(ticket_keys.part(ticket_id, settled.reply[0], ticket_keys.REPLY, settled.reply[1]))
    return [(ticket_keys.customer_of(ticket_id), place) for place in places]


def settled_in(items: list[Item]) -> Settled | None:
    return next((settled_of(item) for item in items if isinstance(item, SettledItem)), None)


def _packed(settled: Settled) -> dict[str, Any]:
    calendar, ran, reply = settled.calendar, settled.running, settled.reply
    return {
        "opened": micros(settled.opened_at),
        "posts": settled.posts,
        "clocks": settled.clocks,
        "calendar": [calendar.id, calendar.version] if calendar is not None else None,
        "running": [micros(ran[0]), ran[1]] if ran is not None else None,
        "reply": [micros(reply[0]), reply[1]] if reply is not None else None,
        "kept": [[micros(at), ident] for at, ident in settled.kept],
        "answered": int(settled.answered),
        "done": int(settled.done),
        "spam": int(settled.spam),
        "quiet": micros(settled.quiet_since),
        "closed": micros(settled.closed_at),
        "resolution": _pack_resolution(settled.resolution),
        "retracted": [[micros(one), micros(two), ident, micros(at)] for (one, two, ident), at in settled.retracted],
        "look": settled.to_look_at,
        "deleted": int(settled.deleted),
        "revision": settled.revision,
        "threads": settled.threads,
        "slot": slot_text(settled.slot) if settled.slot is not None else None,
    }


def _pack_resolution(told: SettledResolution) -> Packed:
    last = pack_resolution(told.told) if told.told is not None else None
    times = [micros(told.opened_at), micros(told.since), span(told.elapsed), span(told.business)]
    return [*times, int(told.answered), last]


def _resolution(stored: Packed) -> SettledResolution:
    opened, since, elapsed, business, answered, last = stored
    told = resolution_of(last) if last is not None else None
    return SettledResolution(
        opened_at=instant_of(opened),
        since=instant_of(since),
        elapsed=span_of(elapsed) or NOTHING,
        business=span_of(business) or NOTHING,
        answered=bool(answered),
        told=told,
    )


def _at(stored: int) -> datetime:
    at = instant_of(stored)
    if at is None:
        raise ValueError("an instant of the settled part is missing")
    return at
