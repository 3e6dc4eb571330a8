"""Setup of an account on Bluesky by the engineer who deploys the desk (ports.AccountSetup): an app password, the session that
it opens, and the account's setting for messages. Existing parts stay unchanged."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.accounts.connection import SetupStep, StepState
from shared.domain.errors import DeskError, InvalidError, SocialNetworkError
from shared.domain.settings.desk import Account
from shared.networks.bluesky.console import EVERYBODY, INCOMING, WHOM
from shared.ports.setup import Ask, PermissionDesk
from shared.usecases.accounts.connect_account import check_identity, check_tokens
from shared.usecases.accounts.renew_grants import alone, well

if TYPE_CHECKING:
    from shared.networks.bluesky.plug import BlueskyPlug

SIGN_IN = "sign-in"
RENEWALS = {SIGN_IN: "the account's app password, and its session"}

PASSWORD = "app password"
HOW = (
    "In Bluesky, as @{username}: Settings, Privacy and security, App passwords, Add app password. Tick 'Allow access to your "
    "direct messages', and paste the password here; it looks like xxxx-xxxx-xxxx-xxxx. Never the account's own password."
)
ASK_INCOMING = (
    "The account takes direct messages only from {whom}, so most customers cannot write to it in private. Let everybody write? "
    "(yes or no)"
)


class BlueskySetup:
    """Asks for the app password; typed input is never shown, and stored only once Bluesky has taken it."""

    renewals = RENEWALS

    def __init__(self, plug: "BlueskyPlug") -> None:
        self._plug = plug

    def connected(self, account: Account) -> bool:
        return self._plug.permissions.of(account, fresh=True) is not None

    def run(
        self, account: Account, ask: Ask, *, anew: Collection[str] = (), desk: PermissionDesk
    ) -> Iterator[SetupStep]:
        step = self._password(account, ask, anew=SIGN_IN in anew, desk=desk)
        yield step
        if step.state is StepState.FAILED:
            return
        yield from self._incoming(account, ask)

    def _password(self, account: Account, ask: Ask, *, anew: bool, desk: PermissionDesk) -> SetupStep:
        """Log in with a typed app password; one of another account is not stored."""
        plug = self._plug
        if not anew and self.connected(account):
            return check_tokens(account, console=plug.console)
        ask.say(HOW.format(username=account.username))
        password = ask.secret("App password")
        if not password:
            raise InvalidError("", "The app password was left empty; nothing was written.")
        with alone(account, desk=desk) as free:
            if not free:
                raise InvalidError("", "The desk is renewing a session just now; run this again in two minutes.")
            try:
                session = plug.log_in.create(account, password)
            except SocialNetworkError as error:
                return SetupStep(PASSWORD, StepState.FAILED, str(error))
            plug.grants.put(account, password, session)
        well(account, desk=desk)
        step = check_identity(account, plug.console.identity(account))
        return step if step.state is StepState.FAILED else replace(step, what=PASSWORD, state=StepState.MADE)

    def _incoming(self, account: Account, ask: Ask) -> Iterator[SetupStep]:
        """Offer to open the account's messages to everybody, which is Bluesky's own setting and not the desk's."""
        console = self._plug.console
        try:
            taken = console.takes_messages_from(account)
            if taken == EVERYBODY:
                return
            whom = WHOM.get(taken, taken)
            if ask.word(ASK_INCOMING.format(whom=whom)).strip().lower() in ("y", "yes", "はい"):
                console.take_messages_from_everybody(account)
                yield SetupStep(INCOMING, StepState.MADE)
        except DeskError as error:
            yield SetupStep(INCOMING, StepState.FAILED, str(error))
