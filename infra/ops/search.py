"""`desk search`: the search of tickets."""

import typer
from rich.console import Console

from shared import wiring
from shared.usecases.search.rebuild_index import RebuildOutcome, rebuild_search

app = typer.Typer(no_args_is_help=True, help="The search over all that was written.")
console = Console(soft_wrap=True, highlight=False, markup=False)


@app.callback()
def search() -> None:
    """The search over all that was written."""


@app.command()
def rebuild() -> None:
    """Take every ticket into the search that it lacks, such as those from before a desk had one. Can be repeated, and goes on where
    it was interrupted."""
    done = rebuild_search(desk=wiring.desk()).raise_unexpected()
    looked_at, mended = done[RebuildOutcome.COMPLETE] + done[RebuildOutcome.MENDED], done[RebuildOutcome.MENDED]
    console.print(f"{looked_at} tickets looked at, {mended} of them lacked something and were taken in.")
    if done[RebuildOutcome.FAILED]:
        console.print(f"{done[RebuildOutcome.FAILED]} could not be taken in just now; run this again.")
        raise typer.Exit(1)
