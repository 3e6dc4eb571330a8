"""Cut a delivery of very many events: an entry holds up to 1,000, and Meta promises nothing about how it batches them.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

import json
from collections.abc import Iterator
from typing import Any

MOST_EVENTS = 2
"""Events in a part: one call of the function that reads them takes five parts, and has to be through with them in half a minute,
though it asks Meta about some of them and nine others are at work beside it."""

SMALL = 4_000
"""Bytes of a delivery that is not worth a look: it is one message to one Page, as nearly all are."""

EVENTS = ("changes", "messaging", "standby")
"""The lists of events in an entry."""


def delivery_parts(body: bytes) -> Iterator[bytes]:
    """Yield the delivery in parts of at most `MOST_EVENTS` events, each a delivery of its own. Whatever has another form than
    Meta documents stays whole: its reader says so."""
    delivery = _parsed(body) if len(body) > SMALL else None
    pieces = list(_pieces(delivery)) if delivery is not None else []
    if delivery is None or sum(events for events, _ in pieces) <= MOST_EVENTS:
        yield body
        return
    part: list[Any] = []
    held = 0
    for events, entry in pieces:
        if part and held + events > MOST_EVENTS:
            yield json.dumps({**delivery, "entry": part}).encode()
            part, held = [], 0
        part.append(entry)
        held += events
    yield json.dumps({**delivery, "entry": part}).encode()


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("entry"), list) else None


def _pieces(delivery: dict[str, Any]) -> Iterator[tuple[int, Any]]:
    """Yield entries of at most `MOST_EVENTS` events, each with the number of its events; an entry without a list of events counts
    as one."""
    for entry in delivery["entry"]:
        lists = [
            name for name in EVENTS if isinstance(entry, dict) and isinstance(entry.get(name), list) and entry[name]
        ]
        if sum(len(entry[name]) for name in lists) <= MOST_EVENTS:
            yield max(1, sum(len(entry[name]) for name in lists)), entry
            continue
        beside = {name: value for name, value in entry.items() if name not in lists}
        for name in lists:
            for start in range(0, len(entry[name]), MOST_EVENTS):
                events = entry[name][start : start + MOST_EVENTS]
                yield len(events), {**beside, name: events}
