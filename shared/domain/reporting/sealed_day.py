"""Days of UTC that are over, with their finished clocks in columns, and what has changed in them since.

A day is over long before its clocks are: tickets are done days later, answers are taken back, people are erased. Each such
change is an amendment, which the columns are read together with until they are made again. So a day need not be read from
its clocks because one of them has changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from shared.domain.reporting.clock_table import ENDED, ClockTable, FinishedClock, Tables, instant_of
from shared.domain.sla.clock import ClockKind

LAG = timedelta(minutes=10)
"""How far the index, and clocks of functions, may lag behind: an amendment from less than so long before a day was made may be
missing in it, and is laid over it again, which changes nothing otherwise."""

ONE_DAY = timedelta(days=1)

REPLIES = (ClockKind.FIRST_REPLY.value, ClockKind.NEXT_REPLY.value, ENDED)
"""Tables of which one holds a clock at most: a late post makes the first reply a later one, and a reply may not be needed."""


@dataclass(frozen=True, slots=True)
class SealedDay:
    """The finished clocks of an account that started on `day`, of UTC, as they were read from `made_at` on."""

    account: str
    day: date
    made_at: datetime
    tables: Tables


@dataclass(frozen=True, slots=True)
class Amendment:
    """What became of one clock: its row now, or none where no figure counts it any more."""

    kind: str
    start: int
    ident: int
    row: FinishedClock | None

    @property
    def day(self) -> date:
        return instant_of(self.start).date()


@dataclass(frozen=True, slots=True)
class Amendments:
    """Changes of an account's past days that came to light at one instant, in their order. Days in `unknown` have changed in a
    way that could not be read: they are read from their clocks until they are made again."""

    at: datetime
    changes: tuple[Amendment, ...] = ()
    unknown: frozenset[date] = frozenset()

    @property
    def days(self) -> frozenset[date]:
        return self.unknown | {change.day for change in self.changes}


@dataclass(frozen=True, slots=True)
class SealingProgress:
    """How far an account's days are sealed: every day before `until`, with every amendment from before `folded`. A day that was
    made before `trusted` may lack amendments that are kept no more. `made` are the days that an unfinished run has made again, so
    that the next one goes on with others."""

    until: date
    folded: datetime
    trusted: datetime
    made: Mapping[date, datetime] = field(default_factory=dict)


def amended(sealed: SealedDay, batches: Iterable[Amendments]) -> SealedDay | None:
    """Return the day with all amendments, oldest first, that it may lack; None if it has to be read from its clocks.

    Idempotent: an amendment names the state of its clock, whatever the day holds of it."""
    newest: dict[tuple[str, ...], dict[tuple[int, int], Amendment]] = defaultdict(dict)
    for batch in batches:
        if batch.at < sealed.made_at - LAG:
            continue
        if sealed.day in batch.unknown:
            return None
        for change in batch.changes:
            if change.day == sealed.day:
                newest[REPLIES if change.kind in REPLIES else (change.kind,)][change.start, change.ident] = change
    if not newest:
        return sealed
    tables = dict(sealed.tables)
    for slot, changes in newest.items():
        for kind in slot:
            put = [change.row for change in changes.values() if change.kind == kind and change.row is not None]
            tables[kind] = _replaced(tables.get(kind), changes.keys(), put)
    return replace(sealed, tables=tables)


def _replaced(table: ClockTable | None, gone: Iterable[tuple[int, int]], put: Sequence[FinishedClock]) -> ClockTable:
    away = frozenset(gone)
    kept = [row for row in table.rows() if (row.start, row.ident) not in away] if table is not None else []
    return ClockTable.of([*kept, *put])


def same_clocks(one: Tables, other: Tables) -> bool:
    """Return whether two ways to the clocks of a day have found the same."""
    kinds = {*one, *other}
    nothing = ClockTable.of([])
    return all(list(one.get(kind, nothing).rows()) == list(other.get(kind, nothing).rows()) for kind in kinds)


def day_of(at: datetime) -> date:
    return at.astimezone(UTC).date()


def begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def is_over(day: date, now: datetime) -> bool:
    """Return whether the day has ended so long ago that its clocks can be read completely."""
    return begin_of(day) + ONE_DAY + LAG <= now


def days_between(first: date, last: date) -> list[date]:
    """Return the days from `first` to `last`, both included."""
    return [first + n * ONE_DAY for n in range((last - first).days + 1)]
