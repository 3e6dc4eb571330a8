"""Setup of an account on X by the engineer who deploys the desk, step by step: the app's keys, the account's tokens,
and its permission for private messages. Existing parts stay unchanged (ports.AccountSetup)."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.accounts.connection import SetupStep, StepState
from shared.domain.errors import InvalidError, SocialNetworkError
from shared.domain.settings.desk import Account
from shared.ports.setup import Ask, PermissionDesk
from shared.usecases.accounts.connect_account import check_identity, check_tokens
from shared.usecases.accounts.renew_grants import alone, revive, well

if TYPE_CHECKING:
    from shared.networks.x.plug import XPlug

PERMISSION = "permission for private messages"
KEY_NAMES = {"consumer_key": "API key", "consumer_secret": "API key secret", "bearer_token": "Bearer token"}

SIGN_IN, OAUTH2, CLIENT = "sign-in", "oauth2", "client"

RENEWALS = {
    SIGN_IN: "the account's tokens",
    OAUTH2: "the permission for private messages",
    CLIENT: "the app's OAuth 2 client, and the permission",
}


class XSetup:
    """Asks for missing keys; typed input is never shown."""

    renewals = RENEWALS

    def __init__(self, plug: "XPlug") -> None:
        self._plug = plug

    def connected(self, account: Account) -> bool:
        return self._plug.keys.has_tokens(account.app, account.id)

    def run(
        self, account: Account, ask: Ask, *, anew: Collection[str] = (), desk: PermissionDesk
    ) -> Iterator[SetupStep]:
        yield self._keys(account.app, ask)
        yield self._tokens(account, ask, anew=SIGN_IN in anew)
        retype = CLIENT in anew
        yield self._permission(account, ask, anew=retype or OAUTH2 in anew, retype=retype, desk=desk)

    def _keys(self, name: str, ask: Ask) -> SetupStep:
        """Set the app's own keys, typed if they are missing."""
        lacking = self._plug.keys.missing(name)
        if not lacking:
            return SetupStep("app keys", StepState.THERE, name)
        ask.say(f"The X app {name!r} has no keys yet. They stand in X's developer portal under Keys and tokens.")
        typed = {key: ask.secret(KEY_NAMES[key]) for key in lacking}
        if not all(typed.values()):
            raise InvalidError("", "A key was left empty; nothing was written.")
        self._plug.keys.put_app(name, typed)
        return SetupStep("app keys", StepState.MADE, name)

    def _tokens(self, account: Account, ask: Ask, *, anew: bool) -> SetupStep:
        """Set the account's tokens, by PIN if there are none; those of another account are not written."""
        plug = self._plug
        if not anew and self.connected(account):
            return check_tokens(account, console=plug.console)
        consumer = plug.keys.consumer(account.app)
        asked = plug.sign_in.begin(consumer)
        ask.say(f"Open this as @{account.username}, allow the app, and type the PIN that X shows:\n{asked.url}")
        tokens, found = plug.sign_in.finish(consumer, asked, ask.word("PIN"))
        step = check_identity(account, found)
        plug.keys.put_tokens(account.app, account.id, tokens)
        return step if step.state is StepState.FAILED else replace(step, state=StepState.MADE)

    def _permission(self, account: Account, ask: Ask, *, anew: bool, retype: bool, desk: PermissionDesk) -> SetupStep:
        """Set the account's OAuth 2 permission, which X may require before it delivers private messages; the desk
        renews it.

        An app may do without: X also documents the tokens that the account has given already. So a refusal of X here
        does not stop the other steps.
        """
        plug = self._plug
        client = self._client(account.app, ask, anew=anew, retype=retype)
        if not all(client):
            return SetupStep(PERMISSION, StepState.THERE, "none; --again oauth2 asks for one")
        standing = None if anew else revive(account, plug.grants, desk=desk)
        if standing is not None:
            well(account, desk=desk)
            return SetupStep(PERMISSION, StepState.THERE, " ".join(standing.scopes))
        asked = plug.oauth2.begin(client[0])
        ask.say(
            f"Open this as @{account.username} and allow the app. X then sends the browser to an address at which nothing "
            f"answers; copy it whole:\n{asked.url}"
        )
        address = ask.word("Address")
        with alone(account, desk=desk) as free:  # before X takes the code, which serves once
            if not free:
                raise InvalidError("", "The desk is renewing a permission just now; run this again in two minutes.")
            try:
                tokens = plug.oauth2.finish(client, asked, address)
            except SocialNetworkError as e:
                return SetupStep(PERMISSION, StepState.FAILED, str(e))
            check_identity(account, plug.console.identity_of(tokens.access_token))
            plug.grants.put(account, tokens)
        well(account, desk=desk)
        return SetupStep(PERMISSION, StepState.MADE, " ".join(tokens.scopes))

    def _client(self, app: str, ask: Ask, *, anew: bool, retype: bool) -> tuple[str, str]:
        """Return the app's OAuth 2 client; two empty strings for an app that does without."""
        client = self._plug.keys.client(app)
        if client is not None and not retype and not (anew and not all(client)):
            return client
        ask.say(
            "X may ask for OAuth 2 before it tells of private messages. The app's client stands in X's developer portal, "
            f"under User authentication settings; {self._plug.oauth2.redirect} has to be among its callback addresses. "
            "Leave the first one empty to do without."
        )
        client_id = ask.word("Client ID")
        secret = ask.secret("Client secret") if client_id else ""
        if client_id and not secret:
            raise InvalidError("", "The client's secret was left empty; nothing was written.")
        self._plug.keys.put_app(app, {"client_id": client_id, "client_secret": secret})
        return client_id, secret
