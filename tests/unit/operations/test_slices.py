"""Sweeps walk in slices: bounded, fair over accounts, and going on where the last run stopped (AWS6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import UnavailableError
from shared.domain.operations.checkpoint import ATTEMPTS_AT_A_PLACE, Checkpoint, SliceBudget
from shared.usecases.slices import Sweep, Walked, walk
from tests.fake_desk import FakeDesk

MINUTE = timedelta(minutes=1)
AMPLE = SliceBudget(1_000_000, MINUTE)


@dataclass
class Lists:
    """Lists of numbers, whose rows or pages can fail, and what was handled of them."""

    desk: FakeDesk
    rows: dict[str, list[str]]
    handled: list[str] = field(default_factory=list)
    broken_rows: set[str] = field(default_factory=set)
    broken_lists: set[str] = field(default_factory=set)
    read: int = 0
    takes: timedelta = timedelta(0)
    error: type[Exception] = UnavailableError

    def page(self, part: str, *, after: str | None, limit: int) -> Sequence[tuple[str, str]]:
        if part in self.broken_lists:
            raise self.error("The table did not answer.")
        found = [row for row in self.rows[part] if after is None or row > after][:limit]
        self.read += len(found)
        return [(row, f"{part}{row}") for row in found]

    def handle(self, row: str) -> str:
        self.desk.clock.forward(self.takes)
        if row in self.broken_rows:
            raise self.error("The ticket cannot be saved.")
        self.handled.append(row)
        return "done"

    def walk(self, budget: SliceBudget = AMPLE, *, page: int = 2, rewinds: bool = True, lap: str = "") -> Walked[str]:
        sweep = Sweep("test", self.page, self.handle, "failed", page, rewinds)
        return walk(sweep, self.rows, budget, desk=self.desk, lap=lap)


def lists(**lengths: int) -> Lists:
    return Lists(FakeDesk(), {part: [f"{n:04d}" for n in range(length)] for part, length in lengths.items()})


def rows(n: int) -> SliceBudget:
    return SliceBudget(n, MINUTE)


def test_AWS6_a_run_costs_the_same_however_much_waits() -> None:
    read = []
    for waiting in (10, 1000):
        found = lists(a=waiting, b=waiting)
        found.walk(rows(6))
        read.append(found.read)
        assert len(found.handled) == 6
    assert read == [6, 6]


def test_AWS6_the_next_run_resumes_where_the_last_stopped_and_every_row_has_its_turn() -> None:
    found = lists(a=7)
    for _ in range(4):
        found.walk(rows(2))
    assert found.handled == [f"a{n:04d}" for n in range(7)]
    found.walk(rows(2))
    assert found.handled[7:] == ["a0000", "a0001"], "the next lap begins at the beginning"


def test_AWS6_a_long_list_keeps_no_short_one_waiting() -> None:
    found = lists(huge=1000, small=2, tiny=1)
    found.walk(rows(8))
    assert {"small0000", "small0001", "tiny0000"} <= set(found.handled)


def test_AWS6_lists_that_had_no_turn_come_first_in_the_next_run() -> None:
    found = lists(a=50, b=50, c=50)
    for _ in range(6):
        found.walk(rows(2))
    assert [row[0] for row in found.handled] == ["a", "a", "b", "b", "c", "c"] * 2


def test_AWS6_a_row_that_fails_is_counted_and_the_rest_goes_on() -> None:
    found = lists(a=5)
    found.broken_rows = {"a0001"}
    walked = found.walk()
    assert walked.outcomes == {"done": 4, "failed": 1}
    found.broken_rows = set()
    assert found.walk().outcomes == {"done": 5}, "the next lap tries it again"


def test_AWS6_an_unforeseen_error_is_raised_after_the_others_had_their_turn() -> None:
    found = lists(a=5, b=2)
    found.error, found.broken_rows = KeyError, {"a0001"}
    walked = found.walk()
    assert walked.outcomes == {"done": 6, "failed": 1}
    with pytest.raises(KeyError):
        walked.raise_unexpected()


def test_AWS6_no_account_is_dropped_because_a_page_failed() -> None:
    found = lists(a=6, b=3)
    found.walk(rows(2))
    found.broken_lists = {"a"}
    assert found.walk().outcomes == {"done": 3, "failed": 1}
    found.broken_lists = set()
    found.handled.clear()
    found.walk(rows(4))
    assert found.handled[:4] == ["a0002", "a0003", "b0000", "b0001"], "the failed page is read again"


def test_AWS6_a_place_that_cannot_be_read_blocks_its_list_for_some_runs_only() -> None:
    """A deploy may have changed the form of the keys."""
    found = lists(a=6)
    found.walk(rows(2))
    found.broken_lists = {"a"}
    for _ in range(ATTEMPTS_AT_A_PLACE):
        found.walk()
    found.broken_lists = set()
    found.handled.clear()
    found.walk()
    assert found.handled[0] == "a0000"


def test_AWS6_rows_that_move_or_go_meanwhile_hide_no_other() -> None:
    found = lists(a=6)
    found.walk(rows(3), page=3)
    found.rows["a"] = ["0000", "0003", "0004", "0005"]
    found.handled.clear()
    found.walk()
    assert found.handled == ["a0003", "a0004", "a0005"]


def test_AWS6_a_run_takes_no_row_after_its_time() -> None:
    found = lists(a=100)
    found.takes = timedelta(seconds=1)
    found.walk(SliceBudget(1000, timedelta(seconds=5)), page=50)
    assert len(found.handled) == 5
    found.walk(SliceBudget(1000, timedelta(seconds=5)), page=50)
    assert found.handled[5] == "a0005"


def test_AWS6_a_run_that_is_killed_repeats_one_page_at_most() -> None:
    class Killed(BaseException):
        pass

    found = lists(a=6)
    real, count = found.handle, iter(range(100))

    def dying(row: str) -> str:
        if next(count) == 3:
            raise Killed
        return real(row)

    found.handle = dying  # type: ignore[method-assign]
    with pytest.raises(Killed):
        found.walk()
    found.handle = real  # type: ignore[method-assign]
    found.walk()
    assert found.handled == ["a0000", "a0001", "a0002", "a0002", "a0003", "a0004", "a0005"]


def test_AWS6_of_two_runs_at_once_the_slower_one_leaves_the_list() -> None:
    found = lists(a=8)
    other = lists(a=8)
    other.desk.checkpoints = found.desk.checkpoints
    real = found.handle

    def overtaken(row: str) -> str:
        if row == "a0001":
            other.walk(rows(4))
        return real(row)

    found.handle = overtaken  # type: ignore[method-assign]
    found.walk(rows(8))
    assert found.handled == ["a0000", "a0001"]
    found.walk(rows(2))
    assert found.handled[2:] == ["a0004", "a0005"]


def test_AWS6_an_empty_list_costs_no_write() -> None:
    found = lists(a=0, b=0)
    found.walk()
    assert found.desk.checkpoints.kept == {}


def test_AWS6_a_lap_that_is_never_finished_is_seen() -> None:
    found = lists(a=1000, b=1)
    for _ in range(3):
        walked = found.walk(rows(4))
        found.desk.clock.forward(timedelta(minutes=25))
    assert walked.behind == timedelta(minutes=50)
    assert found.walk(rows(5000)).behind == timedelta(0)


def test_AWS6_a_round_over_the_lists_that_takes_long_is_seen() -> None:
    found = lists(a=1, b=1, c=1)
    found.takes = timedelta(minutes=20)
    behind = [found.walk(SliceBudget(9, timedelta(seconds=1))).behind for _ in range(6)]
    assert found.handled == ["a0000", "b0000", "c0000"] * 2
    assert [each // MINUTE for each in behind] == [0, 20, 40, 0, 20, 40]


def test_AWS6_a_sweep_that_does_not_rewind_goes_on_with_what_is_added() -> None:
    found = lists(a=3)
    found.walk(rewinds=False)
    found.rows["a"] += ["0003"]
    walked = found.walk(rewinds=False)
    assert found.handled[3:] == ["a0003"]
    assert walked.behind == timedelta(0)


def test_C6_another_reason_begins_the_lap_anew() -> None:
    found = lists(a=5)
    found.walk(rows(2), lap="1")
    found.handled.clear()
    found.walk(rows(2), lap="2")
    assert found.handled == ["a0000", "a0001"]
    found.walk(lap="2")
    assert found.desk.checkpoints.of("test")["a"].finished == "2"


@given(
    lengths=st.lists(st.integers(0, 12), min_size=1, max_size=4),
    budgets=st.lists(st.integers(1, 9), min_size=40, max_size=40),
    page=st.integers(1, 5),
)
def test_AWS6_whatever_the_budgets_every_row_has_its_turn(lengths: list[int], budgets: list[int], page: int) -> None:
    found = lists(**{chr(97 + n): length for n, length in enumerate(lengths)})
    for n in budgets:
        found.walk(rows(n), page=page)
    every = {f"{part}{row}" for part, each in found.rows.items() for row in each}
    assert set(found.handled) == every or sum(budgets) < 2 * len(every)


def test_an_unreadable_place_delays_the_sweep_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    found = lists(a=2)

    def fails(sweep: str) -> dict[str, Checkpoint]:
        raise UnavailableError("The table did not answer.")

    monkeypatch.setattr(found.desk.checkpoints, "of", fails)
    assert found.walk().outcomes == {"failed": 1}
    assert found.handled == []


def test_AWS6_a_run_without_time_takes_no_lists_turn_from_it() -> None:
    found = lists(**dict.fromkeys("abcdef", 500))
    for _ in range(3):
        found.walk(rows(4))
        found.walk(SliceBudget(4, timedelta(0)))
    assert [row[0] for row in found.handled[::2]] == list("abcdef")
