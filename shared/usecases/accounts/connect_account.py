"""Connect an account: check its tokens, prove the webhook, and subscribe to every event that it needs."""

from collections.abc import Iterator

from shared.domain.accounts.connection import Identity, RegisteredWebhook, SetupStep, StepState, Subscription
from shared.domain.errors import DeskError, DisconnectedError, InvalidError, RefusedError, SocialNetworkError
from shared.domain.settings.desk import Account
from shared.ports.networks import Console
from shared.usecases.settings.current import ReadsSettings, desk_settings


def account_to_connect(account_id: str, *, desk: ReadsSettings) -> Account:
    """Return the account from the current settings. Raises NotFoundError."""
    return desk_settings(desk, fresh=True).account(account_id)


def check_identity(account: Account, found: Identity) -> SetupStep:
    """Check that the tokens belong to the account: others would answer customers under the wrong name (R3).

    A changed handle is no fault, since the network identifies the account by its id. Tokens that were issued while the app
    could only read stay read-only, whatever it is granted later. Raises InvalidError if the id differs.
    """
    if found.network_id != account.network_id:
        raise InvalidError(
            f"accounts[{account.id}].network_id",
            f"the tokens are those of {found.label} ({found.network_id}), and the settings say {account.network_id}",
        )
    renamed = "" if found.username == account.username else f"; the settings still call it {account.label}"
    access = f", {found.access}" if found.access else ""
    if found.lacking:
        sentence = (
            f"{found.label}{access}: {' and '.join(found.lacking)} missing; give the app that right in the network's portal, "
            "and then sign in again (--sign-in)"
        )
        return SetupStep("tokens", StepState.FAILED, sentence)
    return SetupStep("tokens", StepState.THERE, f"{found.label}{access}{renamed}")


def connect_account(
    account: Account, webhook_url: str, *, take_over: bool = False, console: Console
) -> Iterator[SetupStep]:
    """Carry out the missing steps, and yield each when it is done. Idempotent.

    An app that delivers to another address is left alone, unless `take_over`: that may be another team's desk. A failed
    subscription does not keep the others from being made.
    """
    step, webhook = _webhook(account, webhook_url, take_over=take_over, console=console)
    yield step
    yield _challenge(account, webhook_url, console=console)
    if webhook is None:
        return
    try:
        there = console.subscriptions(account)
    except SocialNetworkError as e:
        yield SetupStep("subscriptions", StepState.FAILED, str(e))
        return
    for wanted in console.wanted(account):
        yield _subscribe(wanted, account, webhook, there, console=console)


def check_account(account: Account, *, console: Console) -> Iterator[SetupStep]:
    """Check what else the desk depends on, on this network (`Console.checks`)."""
    states = {True: StepState.THERE, False: StepState.FAILED, None: StepState.WITHOUT}
    try:
        for check in console.checks(account):
            yield SetupStep(check.what, states[check.well], check.sentence)
    except DeskError as e:
        yield SetupStep("account", StepState.FAILED, str(e))


def check_tokens(account: Account, *, console: Console) -> SetupStep:
    """Check the stored tokens; a fault comes with its remedy."""
    try:
        return check_identity(account, console.identity(account))
    except (DisconnectedError, InvalidError) as e:
        reason = e.sentence if isinstance(e, InvalidError) else f"the network refuses them ({e})"
        sentence = f"{reason}; sign in again: `desk accounts connect {account.id} --sign-in`"
        return SetupStep("tokens", StepState.FAILED, sentence)
    except DeskError as e:
        return SetupStep("tokens", StepState.FAILED, str(e))


def missing(account: Account, *, console: Console) -> tuple[Subscription, ...]:
    """Return the missing subscriptions of the account."""
    there = console.subscriptions(account)
    return tuple(wanted for wanted in console.wanted(account) if wanted not in there)


def _webhook(
    account: Account, url: str, *, take_over: bool, console: Console
) -> tuple[SetupStep, RegisteredWebhook | None]:
    try:
        known = console.webhooks(account.app)
        ours = next((webhook for webhook in known if webhook.url == url), None)
        if ours is not None and ours.valid:
            return SetupStep("webhook", StepState.THERE, url), ours
        if ours is not None:
            console.prove(account.app, ours.id)
            return SetupStep("webhook", StepState.MENDED, f"{url} was proved again"), ours
        if known and not take_over:
            others = ", ".join(webhook.url for webhook in known)
            sentence = f"the app {account.app!r} sends to {others}; say --take-over to have it send here instead"
            return SetupStep("webhook", StepState.FAILED, sentence), None
        for webhook in known:
            console.remove(account.app, webhook.id)
        made = console.register(account.app, url)
    except DeskError as e:
        return SetupStep("webhook", StepState.FAILED, str(e)), None
    return SetupStep("webhook", StepState.MADE, url), made


def _challenge(account: Account, url: str, *, console: Console) -> SetupStep:
    """Check that the network's next challenge will be answered, since the result of its last one can be hours old."""
    try:
        console.challenge(account.app, url)
    except DeskError as e:
        return SetupStep("challenge", StepState.FAILED, str(e))
    return SetupStep("challenge", StepState.THERE)


def _subscribe(
    wanted: Subscription,
    account: Account,
    webhook: RegisteredWebhook,
    there: frozenset[Subscription],
    *,
    console: Console,
) -> SetupStep:
    if wanted in there:
        return SetupStep(wanted.event, StepState.THERE)
    try:
        console.subscribe(account, wanted, webhook.id)
    except DeskError as e:
        refused = wanted.optional and isinstance(e, RefusedError)
        return SetupStep(wanted.event, StepState.WITHOUT if refused else StepState.FAILED, str(e))
    return SetupStep(wanted.event, StepState.MADE)
