"""`desk metrics`: the numbers that are counted ahead."""

from datetime import date
from typing import Annotated

import typer
from rich.console import Console

from infra.ops.refused import CommandRefusedError
from shared import wiring
from shared.domain.reporting.sealed_day import ONE_DAY, day_of
from shared.usecases.reporting.seal_days import rebuild_days
from shared.usecases.settings.current import desk_settings

app = typer.Typer(no_args_is_help=True, help="Numbers that are counted ahead.")
console = Console(soft_wrap=True, highlight=False, markup=False)

USUAL_DAYS = 40
"""A little more than the days that change as a matter of course."""


@app.callback()
def metrics() -> None:
    """Numbers that are counted ahead."""


@app.command()
def rebuild(
    account: Annotated[list[str] | None, typer.Option(help="Only this account; may be said again.")] = None,
    since: Annotated[
        str, typer.Option("--from", help=f"The first day, such as 2026-09-01; {USUAL_DAYS} days ago.")
    ] = "",
    to: Annotated[str, typer.Option(help="The last day; yesterday.")] = "",
) -> None:
    """Count the days of a period again from their clocks, and say which had been counted otherwise. Days are those of UTC. Can be
    repeated, and interrupted; the page shows the same numbers meanwhile."""
    desk = wiring.desk()
    last = _day(to, "--to") if to else day_of(desk.clock.now()) - ONE_DAY
    first = _day(since, "--from") if since else last - (USUAL_DAYS - 1) * ONE_DAY
    if first > last:
        raise CommandRefusedError("--from must not lie after --to.")
    days, clocks, different = 0, 0, 0
    for each in account or [known.id for known in desk_settings(desk, fresh=True).accounts]:
        for rebuilt in rebuild_days(each, first, last, desk=desk):
            days, clocks = days + 1, clocks + rebuilt.clocks
            if rebuilt.same is False:
                different += 1
                console.print(f"{rebuilt.account}  {rebuilt.day.isoformat()}  was different and is mended.")
    console.print(f"{days} days with {clocks} clocks counted again; {different} of them were different.")


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as e:
        raise CommandRefusedError(f"{option} is {text!r}; say a day as 2026-09-01.") from e
