"""Walk over what is due by its time: what has come due since the last run at once, and then some of what was due before."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from shared.domain.errors import DeskError
from shared.domain.operations.checkpoint import Checkpoint, SliceBudget, SweepName
from shared.usecases.slices import ReadSlice, SliceDesk, Sweep, Walked, walk

Row = TypeVar("Row")
Outcome = TypeVar("Outcome", bound=str)

FRESH = SliceBudget(rows=1000, time=timedelta(seconds=15))
"""What one run takes of what has come due since the last one."""

AGAIN = SliceBudget(rows=200, time=timedelta(seconds=5))
"""What one run takes of what was looked at before and is still due: held until the next opening, or failing."""


def fresh_first(
    names: tuple[SweepName, SweepName],
    parts: Sequence[str],
    read: ReadSlice[Row],
    handle: Callable[[Row], Outcome],
    failed: Outcome,
    time: timedelta,
    *,
    desk: SliceDesk,
) -> Walked[Outcome]:
    """Walk over what has come due since the last run, and then over some of what was due before, each with a place of its own:
    however much of that there is, what is newly due is found within the run, and all the rest has its turn. `read` lists what is due, in
    the order of its instants."""
    began = desk.clock.now()
    fresh, again = names
    seen = _places(fresh, desk=desk)

    def due_before(part: str, *, after: str | None, limit: int) -> Sequence[tuple[str, Row]]:
        until = (seen or {}).get(part, Checkpoint()).after
        page = read(part, after=after, limit=limit) if until is not None else ()
        return [(place, row) for place, row in page if until is not None and place <= until]

    walked = walk(Sweep(fresh, read, handle, failed, rewinds=False), parts, FRESH.within(time), desk=desk)
    if seen is None:
        return walked
    left = time - (desk.clock.now() - began)
    looked_again = walk(Sweep(again, due_before, handle, failed), parts, AGAIN.within(left), desk=desk)
    return walked.plus(looked_again.in_passing())


def _places(sweep: SweepName, *, desk: SliceDesk) -> Mapping[str, Checkpoint] | None:
    """Return the places before the walk; None if they cannot be read, which `walk` counts."""
    try:
        return desk.checkpoints.of(sweep)
    except DeskError:
        return None
