"""Mastodon, with all the parts that it has: it delivers nothing to an account by itself, so there is no webhook and nothing to
redeliver, and its tokens last. Each part is imported when it is first asked for."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from shared.networks.context import PlugContext
from shared.networks.mastodon.rules import RULES
from shared.networks.plain_plug import PlainPlug

if TYPE_CHECKING:
    from shared.domain.accounts.allowance import Allowance
    from shared.networks.mastodon.api.client import Connection
    from shared.networks.mastodon.console import MastodonConsole
    from shared.networks.mastodon.reading.reader import MastodonReader
    from shared.networks.mastodon.setup import MastodonSetup
    from shared.ports.network_reading import Lookups, Timelines
    from shared.ports.network_sending import Sender


class MastodonPlug(PlainPlug):
    """Pictures have lasting addresses: there is no `media`."""

    name = "mastodon"
    rules = RULES

    @cached_property
    def reader(self) -> "MastodonReader":
        from shared.networks.mastodon.reading.reader import MastodonReader

        return MastodonReader()

    @cached_property
    def timelines(self) -> "Timelines":
        from shared.networks.mastodon.timelines import MastodonTimelines

        return MastodonTimelines(self.connection)

    @cached_property
    def lookups(self) -> "Lookups":
        from shared.networks.mastodon.lookups import MastodonLookups

        return MastodonLookups(self.connection)

    @cached_property
    def sender(self) -> "Sender":
        from shared.networks.mastodon.sender import MastodonSender

        return MastodonSender(self.connection)

    @cached_property
    def console(self) -> "MastodonConsole":
        from shared.networks.mastodon.console import MastodonConsole

        return MastodonConsole(self.connection)

    @cached_property
    def allowances(self) -> "Sequence[Allowance]":
        from shared.networks.mastodon.api.limits import EVERY

        return EVERY

    @cached_property
    def setup(self) -> "MastodonSetup":
        from shared.networks.mastodon.setup import MastodonSetup

        return MastodonSetup(self)

    @cached_property
    def connection(self) -> "Connection":
        from shared.networks.mastodon.api.client import Connection
        from shared.networks.mastodon.api.permissions import Permissions

        context = self._context
        return Connection(context.clock, Permissions(context.grants), context.budgets(), context.api_url)


def plug(context: PlugContext) -> MastodonPlug:
    return MastodonPlug(context)
