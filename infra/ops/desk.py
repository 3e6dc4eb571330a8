"""`desk`: the operator's command line.

It reads the same environment as the functions, or takes it from the stack in `--stack`, and its changes pass the same
checks as the API's.
"""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from infra.interrupts import interrupt_when_told
from infra.ops import accounts, backup, erasures, metrics, people, search, settings
from infra.ops.deploying.commands import deploy, preflight
from infra.ops.deployment import enter
from infra.ops.doctor import doctor
from infra.ops.erase import erase
from infra.ops.refused import CommandRefusedError
from shared import wiring
from shared.domain.errors import DeskError
from shared.settings import MissingSettingError

if TYPE_CHECKING:
    from shared.adapters.aws.dead_letters import SqsDeadLetterOffice

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
dead_app = typer.Typer(no_args_is_help=True, help="Messages that could not be used, and rest on a dead-letter queue.")
app.add_typer(accounts.app, name="accounts")
app.add_typer(settings.app, name="settings")
app.add_typer(erasures.app, name="erasures")
app.add_typer(people.app, name="people")
app.add_typer(search.app, name="search")
app.add_typer(metrics.app, name="metrics")
app.add_typer(dead_app, name="dead")
app.add_typer(backup.app, name="backup")

console = Console()
errors = Console(stderr=True)

Stack = Annotated[str, typer.Option(envvar="DESK_STACK", help="The desk's stack, such as Sokuto-prod.")]


app.command()(doctor)
app.command()(erase)
app.command()(preflight)
app.command()(deploy)


@app.callback()
def desk(stack: Stack = "") -> None:
    """What the engineer who runs a desk does from a terminal."""
    if stack:
        enter(stack)


Queue = Annotated[
    str,
    typer.Option("--queue", help="polls, ingest, alerts, replies, attachments or returned_mail, as doctor names them."),
]


@dead_app.command("list")
def list_dead(queue: Queue = "ingest") -> None:
    """Show what rests on a dead-letter queue, and why. Never what it says."""
    with errors.status("asking the queue"):
        found = _office(queue).look()
    for letter in found.letters:
        console.print(
            f"{letter.sent_at:%Y-%m-%d %H:%M:%SZ}  {letter.id}  {letter.reason}", highlight=False, markup=False
        )
    if found.letters or not found.unseen:
        console.print(f"{len(found.letters)} events." if found.letters else "Nothing rests there.")
    _need_all_seen(found.unseen)


@dead_app.command()
def resend(queue: Queue = "ingest") -> None:
    """Send everything that rests there into its queue again."""
    with errors.status("asking the queue"):
        sent = _office(queue).send_again()
    console.print(f"{sent.done} events sent again.")
    _need_all_seen(sent.unseen)


def _office(queue: str) -> "SqsDeadLetterOffice":
    """Raises CommandRefusedError for a queue that the desk does not have."""
    offices = wiring.desk().dead_letter_offices
    if queue not in offices:
        raise CommandRefusedError(f"There is no queue {queue!r}; say one of {', '.join(offices)}.")
    return offices[queue]


def _need_all_seen(unseen: int) -> None:
    """Fail if some messages could not be examined, since exit code 0 means that there are no more. Raises CommandRefusedError."""
    if unseen:
        raise CommandRefusedError(
            f"{unseen} more events rest there by the queue's own count and could not be looked at: another command may "
            "be at work on them. Run it again in a minute."
        )


def main() -> None:
    """Run the command. Exit codes: 0 done, 1 refused or failed, 2 wrong usage; `settings diff` has those of diff."""
    interrupt_when_told()
    try:
        app()
    except MissingSettingError as e:
        errors.print(f"{e} Say which desk you mean: desk --stack Sokuto-prod …", highlight=False, soft_wrap=True)
        raise SystemExit(1) from e
    except (CommandRefusedError, DeskError) as e:
        errors.print(f"{type(e).__name__.removesuffix('Error')}: {e}", highlight=False, markup=False, soft_wrap=True)
        raise SystemExit(1) from e


if __name__ == "__main__":
    main()
