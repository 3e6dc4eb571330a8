"""Setup of a LINE Official Account by the engineer who deploys the desk: the channel's id and secret (ports.AccountSetup).
They are all that is kept: tokens are bought with them as they are needed."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from shared.domain.accounts.connection import SetupStep, StepState
from shared.domain.errors import InvalidError, SocialNetworkError, UnavailableError
from shared.domain.settings.desk import Account
from shared.networks.line.api.keys import LineChannel
from shared.ports.setup import Ask, PermissionDesk
from shared.usecases.accounts.connect_account import check_tokens

if TYPE_CHECKING:
    from shared.networks.line.plug import LinePlug

SIGN_IN = "sign-in"
RENEWALS = {SIGN_IN: "the channel ID and the channel secret"}


class LineSetup:
    """Asks for missing keys; the secret is never shown."""

    renewals = RENEWALS

    def __init__(self, plug: "LinePlug") -> None:
        self._plug = plug

    def connected(self, account: Account) -> bool:
        try:
            return self._plug.keys.is_set_up(account.app)
        except UnavailableError:
            return True

    def run(
        self,
        account: Account,
        ask: Ask,
        *,
        anew: Collection[str] = (),
        desk: PermissionDesk,  # noqa: ARG002
    ) -> Iterator[SetupStep]:
        yield self._channel(account, ask, anew=SIGN_IN in anew)
        yield check_tokens(account, console=self._plug.console)

    def _channel(self, account: Account, ask: Ask, *, anew: bool) -> SetupStep:
        """Set the channel's keys, typed if they are missing; keys that LINE does not accept are not written."""
        what, app = "channel", account.app
        if not anew and self._plug.keys.is_set_up(app):
            return SetupStep(what, StepState.THERE, app)
        ask.say(
            f"The LINE channel {app!r} of {account.name} has no keys yet. They stand in LINE's developer console "
            "(https://developers.line.biz/console/), in the account's Messaging API channel under Basic settings."
        )
        channel = LineChannel(ask.word("Channel ID"), ask.secret("Channel secret"))
        if not channel.id or not channel.secret:
            raise InvalidError("", "A key was left empty; nothing was written.")
        if not (channel.id + channel.secret).isascii():
            raise InvalidError("", "A key holds characters that no key of LINE has; nothing was written.")
        try:
            self._plug.client.prove(channel)
        except SocialNetworkError as error:
            raise InvalidError("", f"{error} Nothing was written.") from error
        self._plug.keys.put(app, channel)
        return SetupStep(what, StepState.MADE, app)
