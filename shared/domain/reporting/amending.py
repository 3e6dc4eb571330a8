"""From clocks that were touched to what became of them."""

from datetime import datetime

from shared.domain.reporting.clock_table import ident_of, micros, placed_clock
from shared.domain.reporting.in_time import Measured
from shared.domain.reporting.sealed_day import Amendment
from shared.domain.reporting.stream_changes import TouchedClock


def amendments_of(ticket: str, touched: set[TouchedClock], now: list[Measured]) -> list[Amendment]:
    """Return what became of a ticket's clocks, from those of them that count `now`. What is told by one record of an item alone may
    be undone by another that came before it, so the state is read and not taken from the records."""
    standing = {_key(ticket, clock.kind, clock.started_at, clock.ident): clock for clock in now}
    found = dict.fromkeys(_key(ticket, each.kind, each.started_at, each.ident) for each in sorted(touched))
    changes = []
    for kind, start, ident in found | dict.fromkeys(standing):
        clock = standing.get((kind, start, ident))
        placed = placed_clock(clock) if clock is not None else None
        changes.append(Amendment(placed[0] if placed else kind, start, ident, placed[1] if placed else None))
    return changes


def _key(ticket: str, kind: str, started_at: datetime, ident: str) -> tuple[str, int, int]:
    return str(kind), micros(started_at), ident_of(ticket, kind, ident)
