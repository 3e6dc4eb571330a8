"""`desk accounts`: connect an account of the brand to the desk, step by step."""

import json
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.prompt import Prompt

from infra.ops.refused import CommandRefusedError
from shared import settings, wiring
from shared.domain.accounts.connection import SetupStep, StepState
from shared.domain.errors import DeskError, InvalidError, NotFoundError
from shared.domain.settings.desk import Account
from shared.usecases.accounts.connect_account import account_to_connect, check_account, connect_account
from shared.usecases.accounts.plugs import plug_of
from shared.usecases.settings.current import desk_settings

app = typer.Typer(no_args_is_help=True, help="The brand's accounts on social networks.")

console = Console(soft_wrap=True, highlight=False)
asking = Console(stderr=True, soft_wrap=True, highlight=False)

Ident = Annotated[str, typer.Argument(help="The account's id in the settings.")]
AsJson = Annotated[bool, typer.Option("--json", help="Say it as JSON.")]
Anew = Annotated[bool, typer.Option("--sign-in", help="Ask for the account's tokens again.")]
Again = Annotated[
    list[str] | None, typer.Option("--again", help="Ask for this again; a network says what it knows by that name.")
]
TakeOver = Annotated[bool, typer.Option("--take-over", help="Take the app's webhook away from another address.")]

SIGNS = {
    StepState.THERE: "✓",
    StepState.MADE: "+",
    StepState.MENDED: "~",
    StepState.FAILED: "✗",
    StepState.WITHOUT: "-",
}


@app.command()
def connect(
    account: Ident,
    sign_in: Anew = False,
    again: Again = None,
    take_over: TakeOver = False,
    as_json: AsJson = False,
) -> None:
    """Connect ACCOUNT: the app's keys, the account's tokens and permission, the webhook, every subscription.

    What is there already stays as it is, so that it can be run again. Exit codes: 0 all is there, 1 something is not.
    """
    steps: list[SetupStep] = []
    try:
        for step in _connected(account, anew=_renewed(sign_in, again), take_over=take_over):
            steps.append(step)
            _tell(step, as_json=as_json)
    except (DeskError, CommandRefusedError) as e:
        if not as_json:
            raise
        steps.append(SetupStep("stopped", StepState.FAILED, str(e)))
    if as_json:
        console.print_json(json.dumps(_shown(steps)))
    if any(step.state is StepState.FAILED for step in steps):
        raise typer.Exit(1)


def _renewed(sign_in: bool, again: list[str] | None) -> frozenset[str]:
    return frozenset([*(again or ()), *(("sign-in",) if sign_in else ())])


def _connected(ident: str, *, anew: frozenset[str], take_over: bool) -> Iterator[SetupStep]:
    """Yield each step once it is done. Raises the error that stops it, such as an empty key or another account's
    tokens.
    """
    desk = wiring.desk()
    found = _known(ident)
    plug = plug_of(found, desk=desk)
    if unknown := sorted(anew - plug.setup.renewals.keys()):
        known = "; ".join(f"{word}: {what}" for word, what in plug.setup.renewals.items())
        raise CommandRefusedError(
            f"{plug.rules.title} knows nothing by the name of {', '.join(unknown)}. It knows {known}."
        )
    try:
        yield from plug.setup.run(found, _Terminal(), anew=anew, desk=desk)
    except InvalidError as e:
        raise CommandRefusedError(str(e)) from e
    yield from check_account(found, console=plug.console)
    if plug.webhook is None:
        yield SetupStep("webhook", StepState.WITHOUT, f"{plug.rules.title} delivers nothing by itself: it is polled")
        return
    webhook_url = f"{settings.url()}/webhooks/{plug.webhook.name}/{found.app}"
    yield from connect_account(found, webhook_url, take_over=take_over, console=plug.console)


@app.command("list")
def list_accounts() -> None:
    """Show the accounts in the settings, and whether the desk holds tokens for each."""
    desk = wiring.desk()
    for account in desk_settings(desk, fresh=True).live_accounts:
        held = "connected" if plug_of(account, desk=desk).setup.connected(account) else "not connected"
        handle = account.label
        console.print(f"{account.id}  {handle}  {account.network}  {held}", markup=False)


def _known(ident: str) -> Account:
    desk = wiring.desk()
    try:
        return account_to_connect(ident, desk=desk)
    except NotFoundError as e:
        known = ", ".join(sorted(account.id for account in desk_settings(desk).live_accounts)) or "none yet"
        sentence = f"The settings name no account {ident!r} (they name: {known}). Add it to the settings file, and then"
        raise CommandRefusedError(f"{sentence} `desk settings push FILE`.") from e


class _Terminal:
    """Asks the person at the terminal; secrets are never shown."""

    def say(self, sentence: str) -> None:
        asking.print(sentence, markup=False)

    def word(self, question: str) -> str:
        return Prompt.ask(question, default="", show_default=False, console=asking).strip()

    def secret(self, question: str) -> str:
        return Prompt.ask(question, password=True, console=asking).strip()


def _tell(step: SetupStep, *, as_json: bool) -> None:
    if not as_json:
        sentence = f"  {step.sentence}" if step.sentence else ""
        console.print(f"{SIGNS[step.state]} {step.what}{sentence}", markup=False)


def _shown(steps: Iterable[SetupStep]) -> list[dict[str, Any]]:
    return [{"what": step.what, "state": step.state.value, "sentence": step.sentence} for step in steps]
