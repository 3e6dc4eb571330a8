"""Walking over lists of any length in slices, a run at a time, with a place at which the next run resumes."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from shared.domain.errors import DeskError
from shared.domain.operations.checkpoint import Checkpoint, SliceBudget, lag
from shared.ports.clock import HasClock
from shared.ports.operations import HasCheckpoints

Row = TypeVar("Row")
Outcome = TypeVar("Outcome", bound=str)
Row_co = TypeVar("Row_co", covariant=True)


class SliceDesk(HasClock, HasCheckpoints, Protocol):
    """The parts of the desk that `walk` uses."""


class ReadSlice(Protocol[Row_co]):
    """The rows of a list behind `after`, in a fixed order, each with its key."""

    def __call__(self, part: str, /, *, after: str | None, limit: int) -> Sequence[tuple[str, Row_co]]: ...


TURN = ":turn"
"""The record of the list that was walked last, where a run could not visit them all; account ids have no colon."""


@dataclass(frozen=True, slots=True)
class Sweep(Generic[Row, Outcome]):
    """A walk over lists. `handle` has to be idempotent: after a crash some rows are handled again. A failure of it is counted as
    `failed`. One list is left for the next after `page` rows, so that a long one keeps none waiting.

    A sweep that `rewinds` begins each list anew once it has reached the end; another one goes on there with what is added."""

    name: str
    read: ReadSlice[Row]
    handle: Callable[[Row], Outcome]
    failed: Outcome
    page: int = 100
    rewinds: bool = True


@dataclass(slots=True)
class Walked(Generic[Outcome]):
    """One run of a sweep: its outcomes, for how long the longest lap has been under way that is not at its end, an error that
    is none of the desk's, and the error that kept the whole sweep from beginning, since its places could not be read. Such errors are raised
    only after the other rows, and the other sweeps of the run, have had their turn."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    behind: timedelta = timedelta(0)
    unexpected: Exception | None = None
    not_begun: Exception | None = None

    def plus(self, other: "Walked[Outcome]") -> "Walked[Outcome]":
        """Return both as one."""
        return Walked(
            self.outcomes + other.outcomes,
            max(self.behind, other.behind),
            self.unexpected or other.unexpected,
            self.not_begun or other.not_begun,
        )

    def in_passing(self) -> "Walked[Outcome]":
        """Return it as one of a sweep that need not come to an end."""
        return replace(self, behind=timedelta(0))

    def raise_unexpected(self) -> Counter[Outcome]:
        """Return the outcomes. Raises the error that is none of the desk's, if there was one."""
        if self.unexpected is not None:
            raise self.unexpected
        return self.outcomes


def walk(
    sweep: Sweep[Row, Outcome],
    parts: Iterable[str],
    budget: SliceBudget,
    *,
    desk: SliceDesk,
    lap: str = "",
) -> Walked[Outcome]:
    """Walk on through every list in `parts`, page by page in turn, until each is at its end or the budget is used up.

    A list that cannot be read is tried again by the next run, and delays no other; a row that cannot be handled is counted, and
    the walk goes on behind it. Each place is stored after its page, so that a run that is killed repeats one page at most.
    `lap` names the reason for which the lists are walked: under another one they begin anew, and one that was walked to its end
    for this reason, without a row that failed, is left alone.
    """
    return _Run(sweep, budget, desk, lap).over(parts)


class _Run(Generic[Row, Outcome]):
    def __init__(self, sweep: Sweep[Row, Outcome], budget: SliceBudget, desk: SliceDesk, lap: str) -> None:
        self._sweep, self._desk, self._lap = sweep, desk, lap
        self._rows_left, self._until = budget.rows, desk.clock.now() + budget.time
        self._places: dict[str, Checkpoint] = {}
        self._walked: Walked[Outcome] = Walked()

    def over(self, parts: Iterable[str]) -> Walked[Outcome]:
        try:
            self._places = dict(self._desk.checkpoints.of(self._sweep.name))
        except Exception as error:  # noqa: BLE001  # raised once the other sweeps have had their turn
            self._count_failure(error)
            self._walked.not_begun = error
            return self._walked
        every = {part for part in parts if not self._lap or self._place(part).finished != self._lap}
        turns = Turns(every, self._place(TURN))
        while self._is_budget_left() and (part := turns.next()) is not None:
            if self._visit(part):
                turns.again(part)
        left_at = turns.left_at(self._desk.clock.now())
        if left_at is not None:
            self._keep(TURN, left_at)
        known = [place for part, place in self._places.items() if part in every or part == TURN]
        self._walked.behind = lag(known, self._desk.clock.now())
        self._walked.outcomes = +self._walked.outcomes
        return self._walked

    def _place(self, part: str) -> Checkpoint:
        return self._places.get(part, Checkpoint())

    def _is_budget_left(self) -> bool:
        return self._rows_left > 0 and self._desk.clock.now() < self._until

    def _visit(self, part: str) -> bool:
        """Take one page of the list; return whether it goes on behind it in this run."""
        before = self._place(part)
        place = before.begun(self._lap, self._desk.clock.now())
        if not self._sweep.rewinds:
            place = replace(place, after=before.after)
        limit = min(self._sweep.page, self._rows_left)
        try:
            page = self._sweep.read(part, after=place.after, limit=limit)
        except Exception as error:  # noqa: BLE001  # raised once the other lists have had their turn
            self._count_failure(error)
            self._keep(part, place.failed())
            return False
        failed = self._walked.outcomes[self._sweep.failed]
        seen = self._handle(page)
        if seen:
            is_unclean = self._walked.outcomes[self._sweep.failed] > failed
            place = place.moved(page[seen - 1][0], unclean=is_unclean)
        at_end = seen == len(page) < limit
        if at_end:
            place = self._at_end(place)
            if not _differs(place, before):
                return False
        return self._keep(part, place) and not at_end

    def _at_end(self, place: Checkpoint) -> Checkpoint:
        return place.at_end() if self._sweep.rewinds else replace(place.at_end(), after=place.after)

    def _handle(self, page: Sequence[tuple[str, Row]]) -> int:
        """Handle the rows for as long as there is time; return how many."""
        for seen, (_, row) in enumerate(page):
            if not self._is_budget_left():
                return seen
            self._rows_left -= 1
            try:
                self._walked.outcomes[self._sweep.handle(row)] += 1
            except Exception as error:  # noqa: BLE001  # raised once the other rows have had their turn
                self._count_failure(error)
        return len(page)

    def _count_failure(self, error: Exception) -> None:
        self._walked.outcomes[self._sweep.failed] += 1
        if not isinstance(error, DeskError):
            self._walked.unexpected = self._walked.unexpected or error

    def _keep(self, part: str, place: Checkpoint) -> bool:
        """Store the place. Return False where another run is at this list, or the place could not be stored: then the next run
        takes the page again."""
        try:
            kept = self._desk.checkpoints.keep(self._sweep.name, part, place)
        except Exception as error:  # noqa: BLE001  # raised once the other lists have had their turn
            self._count_failure(error)
            return False
        if kept is not None:
            self._places[part] = kept
        return kept is not None


class Turns:
    """The lists of a sweep, each in its turn, beginning with those that the last run left without one, as `place` says."""

    def __init__(self, parts: Iterable[str], place: Checkpoint) -> None:
        ordered = sorted(parts)
        behind = [part for part in ordered if place.after is not None and part > place.after]
        self._place, self._last = place, ""
        self._waiting = deque(behind + ordered[: len(ordered) - len(behind)])

    def next(self) -> str | None:
        """Return the list whose turn it is; None if every list is at its end."""
        self._last = self._waiting.popleft() if self._waiting else ""
        return self._last or None

    def again(self, part: str) -> None:
        """Give the list another turn, after the others."""
        self._waiting.append(part)

    def left_at(self, now: datetime) -> Checkpoint | None:
        """Return where the round is left, to be kept under `TURN`; None if that is known already, or if no list has had a turn."""
        if self._waiting and not self._last:
            return None
        place = self._place.at_end()
        if self._waiting:
            is_round_over = self._place.after is not None and self._last <= self._place.after
            place = (place if is_round_over else self._place).begun("", now).moved(self._last)
        return place if _differs(place, self._place) else None


def _differs(place: Checkpoint, before: Checkpoint) -> bool:
    """Return whether there is anything to store: a list that is empty every time costs no write."""
    same = place if place.version == before.version else replace(place, version=before.version)
    return same != before
