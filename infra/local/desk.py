"""`python -m infra.local.desk run|up|down|fresh`: a whole desk on this machine, from the emulator to the customers."""

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from infra.interrupts import interrupt_when_told
from infra.local.place import TOOLS, LocalDesk
from infra.local.processes import LocalError
from infra.local.run import check_running
from infra.local.run import down as bring_down
from infra.local.run import fresh as forget_all
from infra.local.run import up as bring_up
from infra.local.show import show_address, show_what_goes_out
from infra.local.surroundings import keep_to_this_machine

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
console = Console()

State = Annotated[Path, typer.Option(envvar="DESK_STATE", help="Where this desk keeps everything.")]
Port = Annotated[int, typer.Option(envvar="DESK_PORT", help="The desk's own port, and the emulator's.")]
XPort = Annotated[
    int, typer.Option(envvar="X_PORT", help="The port of the stand-in for X; those of the other networks follow.")
]
Demo = Annotated[int, typer.Option(envvar="DEMO", help="1: customers who post, two minutes to answer. 0: neither.")]


@app.command()
def up(state: State = TOOLS, port: Port = 4566, x_port: XPort = 4567, demo: Demo = 1) -> None:
    """Bring the desk up in the background; back when it is ready. Up already, deploy what has changed."""
    _up(LocalDesk(state=state.resolve(), port=port, x_port=x_port), demo=bool(demo))


@app.command()
def down(state: State = TOOLS, port: Port = 4566, x_port: XPort = 4567) -> None:
    """Stop what `up` or `run` has started. What was written down stays, for the next time."""
    stopped = bring_down(LocalDesk(state=state.resolve(), port=port, x_port=x_port))
    console.print(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")


@app.command()
def fresh(state: State = TOOLS, port: Port = 4566, x_port: XPort = 4567) -> None:
    """Forget everything that the desk on this machine has written down, and stop it first if it runs."""
    place = LocalDesk(state=state.resolve(), port=port, x_port=x_port)
    stopped = forget_all(place)
    console.print(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")
    console.print("Forgotten: the next desk begins with nothing.")


@app.command()
def run(state: State = TOOLS, port: Port = 4566, x_port: XPort = 4567, demo: Demo = 1) -> None:
    """Bring the desk up and show the mails and SMS that it sends, until Ctrl-C; then stop everything."""
    place = LocalDesk(state=state.resolve(), port=port, x_port=x_port, command="make run")
    interrupt_when_told()
    try:
        outputs = _up(place, demo=bool(demo))
        show_what_goes_out(console, outputs, check=partial(check_running, place, demo=bool(demo)))
    except KeyboardInterrupt:
        console.print()
    finally:
        with console.status("stopping"):
            bring_down(place)
        console.print("stopped")


def _up(place: LocalDesk, *, demo: bool) -> dict[str, object]:
    if console.is_terminal:
        with console.status("looking around") as status:
            outputs = bring_up(place, demo=demo, tell=status.update)
    else:
        outputs = bring_up(place, demo=demo, tell=console.print)
    show_address(console, outputs, demo=demo)
    if not demo and place.demo.exists():
        console.print(
            f"The tickets of the demo are still there. To begin anew: make fresh, then {place.command} DEMO=0"
        )
    return outputs


def main() -> None:
    """Run the command. Exit codes: 0 done, 1 it cannot be done here, 2 wrong usage."""
    try:
        app()
    except LocalError as e:
        Console(stderr=True).print(f"[red]cannot:[/] {e}", highlight=False, markup=True)
        raise SystemExit(1) from e


if __name__ == "__main__":
    os.umask(0o077)
    keep_to_this_machine()
    main()
