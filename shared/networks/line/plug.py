"""LINE, with the parts that it has: it delivers and sends, and shows nothing. Each is imported when it is first asked for."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from shared.networks.context import PlugContext
from shared.networks.line.rules import RULES
from shared.networks.plain_plug import PlainPlug

if TYPE_CHECKING:
    from shared.domain.accounts.allowance import Allowance
    from shared.networks.line.api.client import LineClient
    from shared.networks.line.api.keys import LineKeys
    from shared.networks.line.console import LineConsole
    from shared.networks.line.media import LineMedia
    from shared.networks.line.profiles import LineProfiles
    from shared.networks.line.quotas import LineQuotas
    from shared.networks.line.reading.reader import LineReader
    from shared.networks.line.sender import LineSender
    from shared.networks.line.setup import LineSetup
    from shared.ports.networks import Plug
    from shared.ports.webhooks import Webhook


class LinePlug(PlainPlug):
    """LINE decides by itself when it delivers again, and cannot be asked: there is no redelivery."""

    name = "line"
    rules = RULES

    @cached_property
    def webhook(self) -> "Webhook":
        from shared.networks.line.webhook import WEBHOOK

        return WEBHOOK

    @cached_property
    def reader(self) -> "LineReader":
        from shared.networks.line.reading.reader import LineReader

        return LineReader()

    @cached_property
    def sender(self) -> "LineSender":
        from shared.networks.line.sender import LineSender

        return LineSender(self.client)

    @cached_property
    def profiles(self) -> "LineProfiles":
        from shared.networks.line.profiles import LineProfiles

        return LineProfiles(self.client)

    @cached_property
    def media(self) -> "LineMedia":
        from shared.networks.line.media import LineMedia

        return LineMedia(self.client)

    @cached_property
    def quotas(self) -> "LineQuotas":
        from shared.networks.line.quotas import LineQuotas

        return LineQuotas(self.client)

    @cached_property
    def console(self) -> "LineConsole":
        from shared.networks.line.console import LineConsole

        return LineConsole(self.client)

    @cached_property
    def setup(self) -> "LineSetup":
        from shared.networks.line.setup import LineSetup

        return LineSetup(self)

    @cached_property
    def allowances(self) -> "Sequence[Allowance]":
        from shared.networks.line.api.limits import EVERY

        return EVERY

    @cached_property
    def client(self) -> "LineClient":
        """One client for all parts, so that they share their access token."""
        from shared.networks.line.api.client import LineClient

        context = self._context
        return LineClient(self.keys, context.clock, budgets=context.budgets(), url=context.api_url)

    @cached_property
    def keys(self) -> "LineKeys":
        from shared.networks.line.api.keys import LineKeys

        return LineKeys(self._context.secrets)


def plug(context: PlugContext) -> "Plug":
    return LinePlug(context)
