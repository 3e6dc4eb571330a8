"""X, with all the parts that a network can have. Each is imported when it is first asked for."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from shared.networks.context import PlugContext
from shared.networks.plain_plug import PlainPlug
from shared.networks.x.rules import RULES

if TYPE_CHECKING:
    from shared.domain.accounts.allowance import Allowance
    from shared.networks.x.api.secrets import XAppSecrets
    from shared.networks.x.auth.credentials import XKeys
    from shared.networks.x.auth.grants import XGrants
    from shared.networks.x.auth.oauth2 import XOAuth2
    from shared.networks.x.auth.pin_sign_in import PinSignIn
    from shared.networks.x.console import XConsole
    from shared.networks.x.reading.reader import XReader
    from shared.networks.x.setup import XSetup
    from shared.ports.network_reading import Lookups, Timelines
    from shared.ports.network_sending import Sender
    from shared.ports.networks import Redelivery
    from shared.ports.webhooks import Webhook

API = "https://api.x.com"


class XPlug(PlainPlug):
    """X's media have lasting addresses, its posts come with their authors' names, and it charges for each answer instead of
    limiting them: there are no `media`, `profiles` and `quotas`."""

    name = "x"
    rules = RULES

    def __init__(self, context: PlugContext) -> None:
        super().__init__(context)
        self._api_url = context.api_url or API

    @cached_property
    def webhook(self) -> "Webhook":
        from shared.networks.x.webhook import WEBHOOK

        return WEBHOOK

    @cached_property
    def reader(self) -> "XReader":
        from shared.networks.x.reading.reader import XReader

        return XReader()

    @cached_property
    def timelines(self) -> "Timelines":
        from shared.networks.x.polling import XPolling

        context = self._context
        return XPolling(self._api_url, self._secrets, context.clock, context.budgets(), context.tally)

    @cached_property
    def lookups(self) -> "Lookups":
        from shared.networks.x.lookups import XLookups

        context = self._context
        return XLookups(self._api_url, self._secrets, context.clock, context.budgets(), context.tally)

    @cached_property
    def sender(self) -> "Sender":
        from shared.networks.x.sender import XNetwork

        context = self._context
        return XNetwork(self._api_url, self._secrets, context.clock, context.budgets(), context.tally)

    @cached_property
    def console(self) -> "XConsole":
        from shared.networks.x.console import XConsole

        return XConsole(
            self._api_url,
            self._secrets,
            self._context.clock,
            tally=self._context.tally,
            permits=lambda account: self.grants.access_token(account),
        )

    @cached_property
    def grants(self) -> "XGrants":
        from shared.networks.x.auth.grants import XGrants

        return XGrants(self._context.grants, self._secrets, self.oauth2, self._context.clock)

    @cached_property
    def redelivery(self) -> "Redelivery":
        from shared.networks.x.webhooks import XRedelivery

        return XRedelivery(self._api_url, self._secrets, self._context.clock)

    @cached_property
    def allowances(self) -> "Sequence[Allowance]":
        from shared.networks.x.api.limits import EVERY

        return EVERY

    @cached_property
    def setup(self) -> "XSetup":
        from shared.networks.x.setup import XSetup

        return XSetup(self)

    @cached_property
    def keys(self) -> "XKeys":
        from shared.networks.x.auth.credentials import XKeys

        return XKeys(self._context.secrets)

    @cached_property
    def sign_in(self) -> "PinSignIn":
        from shared.networks.x.auth.pin_sign_in import PinSignIn

        return PinSignIn(self._api_url)

    @cached_property
    def oauth2(self) -> "XOAuth2":
        from shared.networks.x.auth.oauth2 import XOAuth2

        return XOAuth2(self._api_url, self._context.clock)

    @cached_property
    def _secrets(self) -> "XAppSecrets":
        from shared.networks.x.api.secrets import XAppSecrets

        return XAppSecrets(self._context.secrets)


def plug(context: PlugContext) -> XPlug:
    return XPlug(context)
