"""`desk`: what the engineer who runs a desk does from a terminal.

It reads the same environment as the functions do, or takes it from the stack that `--stack` names, and changes nothing
that the use cases would refuse to the API.
"""

import tomllib
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from infra.ops.deployment import enter
from shared import wiring
from shared.domain.errors import DeskError, InvalidError
from shared.settings import MissingSettingError
from shared.usecases.settings import documents_in, push_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
settings_app = typer.Typer(no_args_is_help=True, help="The desk's settings: one TOML file that a team keeps in git.")
dead_app = typer.Typer(no_args_is_help=True, help="Events that could not be used, and rest on the dead-letter queue.")
app.add_typer(settings_app, name="settings")
app.add_typer(dead_app, name="dead")

console = Console()
errors = Console(stderr=True)

Stack = Annotated[str, typer.Option(envvar="DESK_STACK", help="The desk's stack, such as Sokuto-prod.")]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A settings file (TOML).")]


@app.callback()
def desk(stack: Stack = "") -> None:
    """What the engineer who runs a desk does from a terminal."""
    if stack:
        enter(stack)


@settings_app.command()
def push(file: File) -> None:
    """Put the documents in FILE in force. Those it does not name stay as they are."""
    try:
        written = push_settings(documents_in(tomllib.loads(file.read_text("utf-8"))), desk=wiring.desk())
    except tomllib.TOMLDecodeError as e:
        raise RefusedError(f"{file}: {e}") from e
    except InvalidError as e:
        raise RefusedError(f"{file}: {e.path}: {e.sentence}. Nothing was changed.") from e
    for document in written:
        console.print(
            f"{document.kind} {document.id}: version {document.version}", highlight=False, markup=False, soft_wrap=True
        )
    console.print(f"{len(written)} documents written." if written else "Nothing differs; nothing was written.")


@dead_app.command("list")
def list_dead() -> None:
    """Show what rests on the ingest dead-letter queue, and why. Never what it says."""
    letters = wiring.desk().dead_letter_office.look()
    for letter in letters:
        console.print(
            f"{letter.sent_at:%Y-%m-%d %H:%M:%SZ}  {letter.id}  {letter.reason or 'no reason was given'}",
            highlight=False,
        )
    console.print(f"{len(letters)} events." if letters else "Nothing rests there.")


@dead_app.command()
def resend() -> None:
    """Send everything that rests there into the ingest queue again."""
    console.print(f"{wiring.desk().dead_letter_office.send_again()} events sent again.")


class RefusedError(Exception):
    """The command cannot be done; the message is for the person at the terminal."""


def main() -> None:
    """Exit codes: 0 done, 1 refused or failed, 2 wrong words on the command line."""
    try:
        app()
    except (RefusedError, DeskError, MissingSettingError) as e:
        errors.print(f"{type(e).__name__.removesuffix('Error')}: {e}", highlight=False, markup=False, soft_wrap=True)
        raise SystemExit(1) from e


if __name__ == "__main__":
    main()
