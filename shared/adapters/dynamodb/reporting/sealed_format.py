"""The stored form of a day's clock tables, at about ten bytes a clock.

Columns of numbers are reduced to their offset and their greatest common step (seconds, milliseconds …), cut into planes
of one byte, lowest first, and each plane is deflated by itself: high bytes repeat themselves and nearly vanish, low bytes are
noise and stay as they are. What follows from another column is stored as the difference from it. All instants stand once, in
one list of starts; each table names its places in there.
"""

import json
import math
import sys
import zlib
from array import array
from collections.abc import Sequence
from itertools import accumulate
from operator import add, sub
from typing import Any

from shared.domain.reporting.clock_table import ClockTable, FinishedClock, Tables
from shared.domain.sla.clock import ClockKind

VERSION = 1
"""Raised with every change of the form, of columns or of rows: a day of another version, or with an amendment of one, is read from its clocks
until it is made again."""

FIRST, RESOLUTION = ClockKind.FIRST_REPLY.value, "resolution"

NO_TARGET = -1


def pack(tables: Tables) -> bytes:
    """Return the tables as bytes."""
    kept = {kind: table for kind, table in tables.items() if len(table)}
    places = sorted({place for table in kept.values() for place in zip(table.starts, table.idents, strict=True)})
    place_of = {place: n for n, place in enumerate(places)}
    agents: dict[str, int] = {}
    writer = _Writer()
    writer.numbers(_gaps([start for start, _ in places]))
    writer.numbers([ident for _, ident in places])
    first = _by_place(kept.get(FIRST))
    kinds = sorted(kept, key=lambda kind: (kind != FIRST, kind))
    for kind in kinds:
        table = kept[kind]
        at = list(zip(table.starts, table.idents, strict=True))
        like = [first.get(place, (0, 0)) if kind == RESOLUTION else (0, 0) for place in at]
        closed = list(map(sub, table.elapsed, table.business))
        writer.numbers(_gaps([place_of[place] for place in at]))
        writer.numbers(list(map(sub, table.elapsed, (elapsed for elapsed, _ in like))))
        writer.numbers(list(map(sub, closed, (away for _, away in like))))
        writer.numbers([agents.setdefault(agent or "", len(agents)) for agent in table.agents])
        writer.numbers([NO_TARGET if target is None else target for target in table.targets])
        writer.numbers(list(table.flags))
    return writer.bytes({"kinds": kinds, "agents": list(agents)})


def unpack(stored: bytes) -> dict[str, ClockTable]:
    """Return the tables that `pack` wrote. Raises ValueError, KeyError or zlib.error for anything else."""
    reader = _Reader(stored)
    starts, idents = list(accumulate(reader.numbers())), reader.numbers()
    names: list[str | None] = [name or None for name in reader.header["agents"]]
    tables: dict[str, ClockTable] = {}
    for kind in reader.header["kinds"]:
        places = list(accumulate(reader.numbers()))
        mine, known = [starts[n] for n in places], [idents[n] for n in places]
        elapsed, closed = reader.numbers(), reader.numbers()
        if kind == RESOLUTION:
            first = _by_place(tables.get(FIRST))
            like = [first.get(place, (0, 0)) for place in zip(mine, known, strict=True)]
            elapsed = list(map(add, elapsed, (length for length, _ in like)))
            closed = list(map(add, closed, (away for _, away in like)))
        agents = [names[n] for n in reader.numbers()]
        targets = [None if target == NO_TARGET else target for target in reader.numbers()]
        business = list(map(sub, elapsed, closed))
        tables[kind] = ClockTable(mine, known, elapsed, business, agents, targets, bytes(reader.numbers()))
    return tables


def row_to_list(row: FinishedClock) -> list[Any]:
    """Return a row for JSON."""
    return list(row)


def row_from_list(stored: Sequence[Any]) -> FinishedClock:
    return FinishedClock._make(stored)


def _gaps(ascending: Sequence[int]) -> list[int]:
    return [*ascending[:1], *map(sub, ascending[1:], ascending)]


def _by_place(table: ClockTable | None) -> dict[tuple[int, int], tuple[int, int]]:
    """Return, by start and identity, how long a first reply took, and how much of that the desk was closed."""
    if table is None:
        return {}
    closed = map(sub, table.elapsed, table.business)
    return dict(zip(zip(table.starts, table.idents, strict=True), zip(table.elapsed, closed, strict=True), strict=True))


class _Writer:
    """Columns one after the other, with a header that says how to read them."""

    def __init__(self) -> None:
        self._columns: list[list[int]] = []
        self._planes: list[bytes] = []

    def numbers(self, values: Sequence[int]) -> None:
        offset = min(values, default=0)
        above = [value - offset for value in values]
        step = math.gcd(*above) or 1
        width = (max(above, default=0) // step).bit_length() + 7 >> 3
        whole = array("Q", (value // step for value in above))
        _little(whole)
        raw = whole.tobytes()
        planes = [_deflated(raw[n::8]) for n in range(width)]
        self._columns.append([len(values), offset, step, *map(len, planes)])
        self._planes += planes

    def bytes(self, header: dict[str, Any]) -> bytes:
        text = json.dumps(header | {"columns": self._columns}, separators=(",", ":")).encode()
        head = zlib.compress(text, 9)
        return b"".join([len(head).to_bytes(4, "big"), head, *self._planes])


class _Reader:
    def __init__(self, stored: bytes) -> None:
        begin = 4 + int.from_bytes(stored[:4], "big")
        self.header: dict[str, Any] = json.loads(zlib.decompress(stored[4:begin]))
        self._columns = iter(self.header["columns"])
        self._rest, self._at = stored, begin

    def numbers(self) -> list[int]:
        number, offset, step, *lengths = next(self._columns)
        raw = bytearray(8 * number)
        for n, length in enumerate(lengths):
            raw[n::8] = _inflated(self._rest[self._at : self._at + length], number)
            self._at += length
        whole = array("Q")
        whole.frombytes(bytes(raw))
        _little(whole)
        return [value * step + offset for value in whole]


def _deflated(plane: bytes) -> bytes:
    """Return the plane deflated, or as it is if that is no longer: the length tells which."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    small = packing.compress(plane) + packing.flush()
    return small if len(small) < len(plane) else plane


def _inflated(plane: bytes, number: int) -> bytes:
    return plane if len(plane) == number else zlib.decompress(plane, -15)


def _little(whole: "array[int]") -> None:
    """Turn between this machine's order of bytes and the stored one."""
    if sys.byteorder == "big":
        whole.byteswap()
