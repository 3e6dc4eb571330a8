"""`desk erasures`: requests of people, brought by a network, that the desk erases what it holds of them."""

from typing import Annotated

import typer
from rich.console import Console

from shared import wiring
from shared.usecases.privacy.handle_erasures import settle_erasure

app = typer.Typer(no_args_is_help=True, help="People's requests to have their data erased.")
console = Console(soft_wrap=True, highlight=False, markup=False)

Code = Annotated[str, typer.Argument(help="The confirmation code of the request.")]


@app.command("list")
def list_open() -> None:
    """Show the requests that are not finished, and why a person has to see to one."""
    found = wiring.desk().erasures.open()
    for request in found:
        why = f"  {request.reason}" if request.reason else ""
        person = f"{request.plug}/{request.app} {request.person}"
        console.print(f"{request.received_at:%Y-%m-%d %H:%M:%SZ}  {request.code}  {person}  {request.state}{why}")
    if not found:
        console.print("No request is open.")


@app.command()
def settle(code: Code) -> None:
    """Record that the person of the request CODE was erased by hand, or that nothing is held of them."""
    settle_erasure(code, desk=wiring.desk())
    console.print(f"The request {code} is settled.")
