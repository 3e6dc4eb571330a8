"""`python -m infra.local.replay FILE`: the whole of a replay, with a progress bar."""

import argparse
import asyncio
import sys
import time
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.local.replay.as_x import AsX
from infra.local.replay.deliver import DeliveryCounts, deliver
from infra.local.replay.desk import Outputs, Queues, ReplayError, push_accounts, read_outputs
from infra.local.replay.lines import BadFileError, ReplayLine, read
from infra.local.surroundings import keep_to_this_machine

DONE, UNFINISHED, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
OUTPUTS: Final = Path(".local/outputs.json")
SWALLOWED_WITHIN: Final = 600.0
SHOWN: Final = 20


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m infra.local.replay", description="Plays posts to the running desk."
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--outputs", type=Path, default=OUTPUTS, help="what `make up` wrote about the desk")
    parser.add_argument("--wait", type=float, default=SWALLOWED_WITHIN, help="seconds to wait for the desk at the end")
    given = parser.parse_args(arguments)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    try:
        return _play(given.file, given.outputs, given.wait, console)
    except BadFileError as e:
        console.print(f"{given.file} was not played, nothing was sent:\n{e}", style="red")
    except (ReplayError, OSError) as e:
        console.print(str(e), style="red")
    except KeyboardInterrupt:
        console.print("Stopped. What was sent stays; playing the file again sends the rest and repeats nothing.")
        return INTERRUPTED
    return UNUSABLE


def _play(file: Path, outputs_path: Path, wait: float, console: Console) -> int:
    lines = read(file)
    outputs = read_outputs(outputs_path)
    as_x = AsX(lines)
    console.print(f"{len(lines)} posts of {len(as_x.accounts)} accounts in {file}")
    push_accounts(as_x.accounts, outputs.internal)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    ) as bar:
        tally, seconds = _deliver(lines, as_x, outputs, bar)
        queues = Queues(outputs.internal)
        drained = _drain(queues, wait, bar, len(lines))
    dead = queues.dead()
    _report(console, tally, seconds, len(lines))
    if not drained:
        console.print(
            f"The desk had not swallowed everything after {wait:.0f} s: {queues.waiting()} waiting.", style="red"
        )
    if dead:
        console.print(f"{dead} messages rest on the dead-letter queue of ingest.", style="red")
    return DONE if drained and not dead and not tally.refused else UNFINISHED


def _deliver(lines: list[ReplayLine], as_x: AsX, outputs: Outputs, bar: Progress) -> tuple[DeliveryCounts, float]:
    task = bar.add_task("Delivering", total=len(lines))
    started = time.monotonic()
    tally = asyncio.run(
        deliver(
            lines,
            as_x,
            webhook_url=outputs.webhook_url,
            secret=outputs.x_consumer_secret,
            progress=lambda: bar.advance(task),
        )
    )
    return tally, max(time.monotonic() - started, 0.001)


def _drain(queues: Queues, wait: float, bar: Progress, total: int) -> bool:
    task = bar.add_task("Swallowing", total=total)
    drained = queues.drain(wait, lambda waiting: bar.update(task, completed=max(0, total - waiting)))
    bar.update(task, completed=total if drained else None)
    return drained


def _report(console: Console, tally: DeliveryCounts, seconds: float, total: int) -> None:
    console.print(
        f"{tally.sent} of {total} posts delivered in {seconds:.1f} s ({tally.sent / seconds:.1f} a second), "
        f"{tally.again} tried again, {len(tally.refused)} refused"
    )
    for reason in tally.refused[:SHOWN]:
        console.print(f"  {reason}", style="red")
    if len(tally.refused) > SHOWN:
        console.print(f"  and {len(tally.refused) - SHOWN} more", style="red")


if __name__ == "__main__":
    keep_to_this_machine()
    sys.exit(main())
