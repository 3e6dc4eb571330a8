"""Setup of an account on Mastodon by the engineer who deploys the desk (ports.AccountSetup): an access token of its server,
and the account's notification settings. Existing parts stay unchanged."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.accounts.connection import SetupStep, StepState
from shared.domain.errors import DeskError, InvalidError, SocialNetworkError
from shared.domain.settings.desk import Account
from shared.networks.mastodon.api.permissions import Permissions, TypedToken
from shared.networks.mastodon.console import ALL_IN, DROPS, LIMIT, POLICY, MastodonConsole, dropping
from shared.networks.mastodon.ids import server_of
from shared.ports.setup import Ask, PermissionDesk
from shared.usecases.accounts.connect_account import check_identity, check_tokens
from shared.usecases.accounts.renew_grants import well

if TYPE_CHECKING:
    from shared.networks.mastodon.plug import MastodonPlug

SIGN_IN = "sign-in"
RENEWALS = {SIGN_IN: "the account's access token"}

TOKEN = "access token"
HOW = (
    "On {server}, as @{username}: Preferences, Development, New application. Name it after your desk, tick read:accounts, "
    "read:notifications, read:statuses, write:statuses and write:notifications, submit, open the application and paste 'Your "
    "access token' here."
)
ASK_POLICY = (
    "The account's notification settings drop posts without a trace ({which}), so some customers would never be seen. Accept "
    "everybody? (yes or no)"
)
YES = ("y", "yes", "はい")


class MastodonSetup:
    """Asks for the token; typed input is never shown, and stored only once the server has taken it."""

    renewals = RENEWALS

    def __init__(self, plug: "MastodonPlug") -> None:
        self._plug = plug

    @property
    def _permissions(self) -> Permissions:
        return self._plug.connection.permissions

    def connected(self, account: Account) -> bool:
        return self._permissions.of(account, fresh=True) is not None

    def run(
        self, account: Account, ask: Ask, *, anew: Collection[str] = (), desk: PermissionDesk
    ) -> Iterator[SetupStep]:
        step = self._token(account, ask, anew=SIGN_IN in anew, desk=desk)
        yield step
        if step.state is StepState.FAILED:
            return
        yield self._policy(account, ask)
        yield self._limit(account)

    def _token(self, account: Account, ask: Ask, *, anew: bool, desk: PermissionDesk) -> SetupStep:
        """Take a typed token; one of another account, or one that the server does not take, replaces nothing."""
        if not anew and self.connected(account):
            return check_tokens(account, console=self._plug.console)
        ask.say(HOW.format(server=server_of(account), username=account.username.partition("@")[0]))
        typed = ask.secret("Access token").strip()
        if not typed:
            raise InvalidError("", "The access token was left empty; nothing was written.")
        typed_in = replace(self._plug.connection, permissions=TypedToken(typed))
        try:
            step = check_identity(account, MastodonConsole(typed_in).identity(account))
        except SocialNetworkError as error:
            return SetupStep(TOKEN, StepState.FAILED, str(error))
        if step.state is StepState.FAILED:
            return step
        self._permissions.put(account, typed)
        well(account, desk=desk)
        return SetupStep(TOKEN, StepState.MADE, step.sentence)

    def _policy(self, account: Account, ask: Ask) -> SetupStep:
        """Offer to have nobody's posts dropped, which is the account's own setting and not the desk's."""
        console = self._plug.console
        try:
            dropped = dropping(console.policy(account))
            if not dropped:
                return SetupStep(POLICY, StepState.THERE, ALL_IN)
            which = ", ".join(dropped)
            if ask.word(ASK_POLICY.format(which=which)).strip().lower() not in YES:
                return SetupStep(POLICY, StepState.WITHOUT, DROPS.format(which=which))
            console.accept_everybody(account)
        except DeskError as error:
            return SetupStep(POLICY, StepState.FAILED, str(error))
        return SetupStep(POLICY, StepState.MADE, ALL_IN)

    def _limit(self, account: Account) -> SetupStep:
        """Compare the server's limit with what the account's settings say."""
        try:
            [found] = [check for check in self._plug.console.checks(account) if check.what == LIMIT]
        except DeskError as error:
            return SetupStep(LIMIT, StepState.FAILED, str(error))
        return SetupStep(LIMIT, StepState.THERE if found.well else StepState.WITHOUT, found.sentence)
