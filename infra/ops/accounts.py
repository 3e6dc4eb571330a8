"""`desk accounts`: an account of the brand is connected to the desk, step by step."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.prompt import Prompt

from infra.ops.refused import RefusedError
from shared import settings, wiring
from shared.domain.accounts.connection import SetupStep, StepState
from shared.domain.errors import DeskError, NotFoundError, SocialNetworkError
from shared.domain.settings.desk import Account
from shared.usecases.accounts.connect_account import account_to_connect, check_identity, check_tokens, connect_account
from shared.usecases.accounts.renew_grants import alone, revive, well
from shared.usecases.settings.current import desk_settings

app = typer.Typer(no_args_is_help=True, help="The brand's accounts on social networks.")

console = Console(soft_wrap=True, highlight=False)
asking = Console(stderr=True, soft_wrap=True, highlight=False)

Ident = Annotated[str, typer.Argument(help="The account's id in the settings.")]
AsJson = Annotated[bool, typer.Option("--json", help="Say it as JSON.")]
Anew = Annotated[bool, typer.Option("--sign-in", help="Ask for the account's tokens again.")]
Oauth2 = Annotated[bool, typer.Option("--oauth2", help="Ask for the permission for private messages again.")]
Client = Annotated[bool, typer.Option("--client", help="Ask for the app's OAuth 2 client again, and the permission.")]
TakeOver = Annotated[bool, typer.Option("--take-over", help="Take the app's webhook away from another address.")]

SIGNS = {
    StepState.THERE: "✓",
    StepState.MADE: "+",
    StepState.MENDED: "~",
    StepState.FAILED: "✗",
    StepState.WITHOUT: "-",
}
PERMISSION = "permission for private messages"
KEY_NAMES = {"consumer_key": "API key", "consumer_secret": "API key secret", "bearer_token": "Bearer token"}


@app.command()
def connect(
    account: Ident,
    sign_in: Anew = False,
    oauth2: Oauth2 = False,
    client: Client = False,
    take_over: TakeOver = False,
    as_json: AsJson = False,
) -> None:
    """Connect ACCOUNT: the app's keys, the account's tokens and permission, the webhook, every subscription.

    What is there already stays as it is, so that it can be run again. Exit codes: 0 all is there, 1 something is not.
    """
    steps: list[SetupStep] = []
    try:
        for step in _connected(account, sign_in=sign_in, oauth2=oauth2, client=client, take_over=take_over):
            steps.append(step)
            _tell(step, as_json=as_json)
    except (DeskError, RefusedError) as e:
        if not as_json:
            raise
        steps.append(SetupStep("stopped", StepState.FAILED, str(e)))
    if as_json:
        console.print_json(json.dumps(_shown(steps)))
    if any(step.state is StepState.FAILED for step in steps):
        raise typer.Exit(1)


def _connected(ident: str, *, sign_in: bool, oauth2: bool, client: bool, take_over: bool) -> Iterator[SetupStep]:
    """Each step once it is done. What stops it, an empty key or the tokens of somebody else, is raised."""
    found = _known(ident)
    yield _keys(found.app)
    yield _tokens(found, anew=sign_in)
    yield _permission(found, anew=oauth2 or client, retype=client)
    webhook_url = f"{settings.url()}/webhooks/x/{found.app}"
    yield from connect_account(found, webhook_url, take_over=take_over, console=_x().console)


@app.command("list")
def list_accounts() -> None:
    """Show the accounts in the settings, and whether the desk holds tokens for each."""
    desk = wiring.desk()
    for account in desk_settings(desk, fresh=True).live_accounts:
        held = "connected" if _x().keys.has_tokens(account.app, account.id) else "not connected"
        console.print(f"{account.id}  @{account.username}  {account.network}  {held}", markup=False)


def _x() -> Any:
    return wiring.desk().networks["x"]


def _known(ident: str) -> Account:
    desk = wiring.desk()
    try:
        return account_to_connect(ident, desk=desk)
    except NotFoundError as e:
        known = ", ".join(sorted(account.id for account in desk_settings(desk).live_accounts)) or "none yet"
        sentence = f"The settings name no account {ident!r} (they name: {known}). Add it to the settings file, and then"
        raise RefusedError(f"{sentence} `desk settings push FILE`.") from e


def _keys(name: str) -> SetupStep:
    """The app's own keys, typed where they are missing; never shown."""
    keys = _x().keys
    lacking = keys.missing(name)
    if not lacking:
        return SetupStep("app keys", StepState.THERE, name)
    asking.print(f"The X app {name!r} has no keys yet. They stand in X's developer portal under Keys and tokens.")
    typed = {key: Prompt.ask(KEY_NAMES[key], password=True, console=asking).strip() for key in lacking}
    if not all(typed.values()):
        raise RefusedError("A key was left empty; nothing was written.")
    keys.put_app(name, typed)
    return SetupStep("app keys", StepState.MADE, name)


def _tokens(account: Account, *, anew: bool) -> SetupStep:
    """The account's tokens, by PIN where there are none; those of another account are not written."""
    if not anew and _x().keys.has_tokens(account.app, account.id):
        return check_tokens(account, console=_x().console)
    consumer = _x().keys.consumer(account.app)
    asked = _x().sign_in.begin(consumer)
    asking.print(f"Open this as @{account.username}, allow the app, and type the PIN that X shows:\n{asked.url}")
    tokens, found = _x().sign_in.finish(consumer, asked, Prompt.ask("PIN", console=asking))
    step = check_identity(account, found)
    _x().keys.put_tokens(account.app, account.id, tokens)
    return step if step.state is StepState.FAILED else replace(step, state=StepState.MADE)


def _permission(account: Account, *, anew: bool, retype: bool) -> SetupStep:
    """The account's OAuth 2 permission, for which X tells of private messages where it wants one; the desk renews it.

    An app may do without: X also documents the tokens that the account has given already. So what X refuses here does
    not keep the rest from being made.
    """
    desk = wiring.desk()
    client = _x().keys.client(account.app)
    if client is None or retype or (anew and not all(client)):
        asking.print(
            "X may ask for OAuth 2 before it tells of private messages. The app's client stands in X's developer portal, "
            f"under User authentication settings; {_x().oauth2.redirect} has to be among its callback addresses. "
            "Leave the first one empty to do without."
        )
        client_id = Prompt.ask("Client ID", default="", show_default=False, console=asking).strip()
        secret = Prompt.ask("Client secret", password=True, console=asking).strip() if client_id else ""
        if client_id and not secret:
            raise RefusedError("The client's secret was left empty; nothing was written.")
        client = client_id, secret
        _x().keys.put_app(account.app, {"client_id": client_id, "client_secret": secret})
    if not all(client):
        return SetupStep(PERMISSION, StepState.THERE, "none; --oauth2 asks for one")
    standing = None if anew else revive(account, _x().grants, desk=desk)
    if standing is not None:
        well(account, desk=desk)
        return SetupStep(PERMISSION, StepState.THERE, " ".join(standing.scopes))
    asked = _x().oauth2.begin(client[0])
    asking.print(
        f"Open this as @{account.username} and allow the app. X then sends the browser to an address at which nothing "
        f"answers; copy it whole:\n{asked.url}"
    )
    address = Prompt.ask("Address", console=asking)
    with alone(account, desk=desk) as free:  # before X takes the code, which serves once
        if not free:
            raise RefusedError("The desk is renewing a permission just now; run this again in two minutes.")
        try:
            tokens = _x().oauth2.finish(client, asked, address)
        except SocialNetworkError as e:
            return SetupStep(PERMISSION, StepState.FAILED, str(e))
        check_identity(account, _x().console.identity_of(tokens.access_token))
        _x().grants.put(account, tokens)
    well(account, desk=desk)
    return SetupStep(PERMISSION, StepState.MADE, " ".join(tokens.scopes))


def _tell(step: SetupStep, *, as_json: bool) -> None:
    if not as_json:
        sentence = f"  {step.sentence}" if step.sentence else ""
        console.print(f"{SIGNS[step.state]} {step.what}{sentence}", markup=False)


def _shown(steps: Iterable[SetupStep]) -> list[dict[str, Any]]:
    return [{"what": step.what, "state": step.state.value, "sentence": step.sentence} for step in steps]
