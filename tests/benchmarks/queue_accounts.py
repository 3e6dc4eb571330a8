"""The first page of ten accounts beside that of one with as many waiting tickets. A process belongs to one table, so each desk has its
own, and they take turns: a busy machine slows both down alike."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from statistics import median

from tests.benchmarks.queue_growth import SIZES, desk_with

Row = tuple[str, str]

ACCOUNTS = (1, 10)
TIMES = 60
WARM = 8


def queue_accounts(sizes: Sequence[int] = SIZES) -> Iterator[Row]:
    for size in sizes:
        one, ten = _medians(size)
        said = f"queue, {size:,} waiting: first page of {ACCOUNTS[1]} accounts / of {ACCOUNTS[0]}, in turns"
        yield said, f"{ten:.1f} ms / {one:.1f} ms = {ten / one:.2f}"


def _medians(size: int) -> list[float]:
    with ExitStack() as opened:
        desks = [opened.enter_context(_process(many, size)) for many in ACCOUNTS]
        taken = [[_turn(desk) for desk in desks] for _ in range(WARM + TIMES)]
    return [median(each) for each in zip(*taken[WARM:], strict=True)]


def _process(many: int, size: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.benchmarks.queue_accounts", str(many), str(size)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _turn(desk: "subprocess.Popen[str]") -> float:
    if desk.stdin is None or desk.stdout is None:
        raise SystemExit("the desk has no pipes")
    desk.stdin.write("\n")
    desk.stdin.flush()
    return float(desk.stdout.readline())


def main() -> None:
    """Be one of the desks: answer each line with the CPU of a first page, in milliseconds, until there are no more."""
    with desk_with(int(sys.argv[1]), int(sys.argv[2])) as desk:
        for _ in sys.stdin:
            began = time.process_time()
            desk.ask()
            sys.stdout.write(f"{(time.process_time() - began) * 1000}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
