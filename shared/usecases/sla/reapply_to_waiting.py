"""Reapply changed policies and calendars to everything that waits: what would move, the most urgent at once, the rest in slices
(C6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from heapq import merge
from operator import itemgetter
from typing import Protocol

from shared.domain.errors import DeskError
from shared.domain.operations.checkpoint import SliceBudget, SweepName
from shared.domain.settings.desk import DeskSettings
from shared.domain.tickets.lists.rows import TicketRow
from shared.ports.tickets import HasTickets
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings.laps import lap_of
from shared.usecases.sla.reapply_sla import Move, ReapplySlaDesk, SlaMatcher, reapply_sla
from shared.usecases.slices import SliceDesk, Sweep, Walked, walk


class ReapplyEverywhereDesk(ReapplySlaDesk, SliceDesk, Protocol):
    """The parts of the desk that `reapply_everywhere` uses."""


EXAMPLES = 20

LOOKED_AT = 5000
"""Waiting tickets that a dry run looks at, the most urgent first: a person waits for it, whatever the number of tickets."""

A_PAGE = 100
AT_FIRST = 1000
"""Tickets that are read before the first is looked at: a page an account, so that many accounts get shorter ones."""

ONE_RUN = SliceBudget(rows=5000, time=timedelta(seconds=20))
"""What one run takes while a change of settings is applied, every minute."""

IN_PASSING = SliceBudget(rows=250, time=timedelta(seconds=5))
"""What one run looks at without a change, every five minutes: reopening a ticket or taking an answer back lets a clock run again
that has the promise of its own time."""


class Reapplied(StrEnum):
    """What became of a waiting ticket. The values are labels in the log."""

    REAPPLIED = "reapplied"
    UNCHANGED = "up_to_date"
    FAILED = "failed"


@dataclass(slots=True)
class Moves:
    """The effect of a change on the tickets `looked_at`: the number of `clocks` that are stamped anew, and of them those that are due
    earlier, later, or become overdue. `more`: others wait that were not looked at; `failed` counts errors."""

    looked_at: int = 0
    clocks: int = 0
    earlier: int = 0
    later: int = 0
    become_overdue: int = 0
    failed: int = 0
    more: bool = False
    examples: list[Move] = field(default_factory=list)

    def count(self, move: Move, now: datetime) -> None:
        self.clocks += 1
        self.earlier += move.new_due_at < move.due_at
        self.later += move.new_due_at > move.due_at
        self.become_overdue += move.new_due_at <= now < move.due_at
        if move.new_due_at != move.due_at and len(self.examples) < EXAMPLES:
            self.examples.append(move)


def what_would_move(
    after: DeskSettings, *, desk: ReapplySlaDesk, within: timedelta, rows: int | None = LOOKED_AT
) -> Moves:
    """Return what `reapply_sla_to_waiting` would do to running clocks, the most urgent first, and do nothing. It looks at so many
    `rows`, all if None, for as long as `within`, and says with `looked_at` and `more` what the numbers cover."""
    moves, sla, now = Moves(), SlaMatcher(after), desk.clock.now()
    for row in _most_urgent_first(sla.accounts, moves, desk=desk):
        if moves.looked_at == rows or desk.clock.now() - now > within:
            moves.more = True
            break
        moves.looked_at += 1
        try:
            found = sla.of_row(row, desk=desk)
        except DeskError:
            moves.failed += 1
            continue
        if found is not None:
            clock, given = found
            moves.count(Move(row.id, row.account, row.customer, clock.due_at, given.due_at), now)
    return moves


def reapply_sla_to_waiting(settings: DeskSettings, *, desk: ReapplySlaDesk, within: timedelta | None) -> Moves:
    """Stamp anew every running clock that does not carry the matching promise, the most urgent first, for as long as `within`.

    The settings are in force already, so an error here does not fail the save. `reapply_everywhere` does the rest, and clocks
    that a function with cached old settings has started meanwhile.
    """
    moves, sla, now = Moves(), SlaMatcher(settings), desk.clock.now()
    for row in _most_urgent_first(sla.accounts, moves, desk=desk):
        if within is not None and desk.clock.now() - now > within:
            moves.more = True
            break
        moves.looked_at += 1
        try:
            move = reapply_sla(row, sla, desk=desk)
        except DeskError:
            moves.failed += 1
        else:
            if move is not None:
                moves.count(move, now)
    return moves


def reapply_everywhere(*, desk: ReapplyEverywhereDesk, budget: SliceBudget = ONE_RUN) -> Walked[Reapplied]:
    """Go on with stamping anew what waits under an older promise, in slices, a lap over all accounts for each change of settings.

    That a lap is due follows from the settings in force and the last lap that was finished, so that nothing is lost of a change
    however its saving ended. A lap in which a ticket failed is made again. Settings that a run has read at its beginning are new enough:
    a lap under ones that are older than the newest is made again under those.
    """
    settings = desk_settings(desk)
    lap = lap_of(desk.settings.current(), desk.clock.now())
    return walk(
        _sweep(SweepName.PROMISES, settings, desk=desk), SlaMatcher(settings).accounts, budget, desk=desk, lap=lap
    )


def reapply_in_passing(*, desk: ReapplyEverywhereDesk, budget: SliceBudget = IN_PASSING) -> Walked[Reapplied]:
    """Look at some of what waits in each run, whether or not the settings have changed, and lag behind without an alarm."""
    settings = desk_settings(desk)
    sweep = _sweep(SweepName.PROMISES_IN_PASSING, settings, desk=desk)
    return walk(sweep, SlaMatcher(settings).accounts, budget, desk=desk).in_passing()


def _sweep(name: str, settings: DeskSettings, *, desk: ReapplyEverywhereDesk) -> Sweep[TicketRow, Reapplied]:
    sla = SlaMatcher(settings)

    def waiting(account: str, *, after: str | None, limit: int) -> Sequence[tuple[str, TicketRow]]:
        return desk.tickets.waiting(account, after=after, limit=limit)

    def reapplied(row: TicketRow) -> Reapplied:
        return Reapplied.UNCHANGED if reapply_sla(row, sla, desk=desk) is None else Reapplied.REAPPLIED

    return Sweep(name, waiting, reapplied, Reapplied.FAILED)


def _most_urgent_first(accounts: Sequence[str], moves: Moves, *, desk: HasTickets) -> Iterator[TicketRow]:
    """Yield what waits on all accounts in the order of its deadlines, reading no more than is asked for. An account that cannot be
    read any further leaves `more`, and keeps no other back."""
    size = max(1, min(A_PAGE, AT_FIRST // max(1, len(accounts))))

    def of(account: str) -> Iterator[tuple[str, TicketRow]]:
        after: str | None = None
        while True:
            try:
                page = desk.tickets.waiting(account, after=after, limit=size)
            except DeskError:
                moves.more = True
                return
            yield from page
            if len(page) < size:
                return
            after = page[-1][0]

    for _, row in merge(*(of(account) for account in accounts), key=itemgetter(0)):
        yield row
