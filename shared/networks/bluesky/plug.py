"""Bluesky, with all the parts that it has: it delivers nothing by itself, so there is no webhook and nothing to redeliver. Each
part is imported when it is first asked for."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from shared.networks.bluesky.rules import RULES
from shared.networks.context import PlugContext
from shared.networks.plain_plug import PlainPlug

if TYPE_CHECKING:
    from shared.domain.accounts.allowance import Allowance
    from shared.networks.bluesky.api.hosts import Hosts
    from shared.networks.bluesky.api.session import Permissions
    from shared.networks.bluesky.auth.grants import BlueskyGrants
    from shared.networks.bluesky.auth.log_in import BlueskyLogIn
    from shared.networks.bluesky.console import BlueskyConsole
    from shared.networks.bluesky.reading.reader import BlueskyReader
    from shared.networks.bluesky.setup import BlueskySetup
    from shared.ports.network_reading import Lookups, Timelines
    from shared.ports.network_sending import Sender


class BlueskyPlug(PlainPlug):
    """Pictures have lasting addresses: there is no `media`."""

    name = "bluesky"
    rules = RULES

    @cached_property
    def reader(self) -> "BlueskyReader":
        from shared.networks.bluesky.reading.reader import BlueskyReader

        return BlueskyReader()

    @cached_property
    def timelines(self) -> "Timelines":
        from shared.networks.bluesky.timelines import BlueskyTimelines

        return BlueskyTimelines(self.hosts, self.permissions, self._context.budgets())

    @cached_property
    def lookups(self) -> "Lookups":
        from shared.networks.bluesky.lookups import BlueskyLookups

        return BlueskyLookups(self.hosts, self.permissions, self._context.budgets())

    @cached_property
    def sender(self) -> "Sender":
        from shared.networks.bluesky.sender import BlueskySender

        return BlueskySender(self.hosts, self.permissions, self._context.budgets())

    @cached_property
    def console(self) -> "BlueskyConsole":
        from shared.networks.bluesky.console import BlueskyConsole

        return BlueskyConsole(self.hosts, self.permissions, self._context.budgets())

    @cached_property
    def grants(self) -> "BlueskyGrants":
        from shared.networks.bluesky.auth.grants import BlueskyGrants

        return BlueskyGrants(self.permissions, self.log_in, self.hosts)

    @cached_property
    def allowances(self) -> "Sequence[Allowance]":
        from shared.networks.bluesky.api.limits import EVERY

        return EVERY

    @cached_property
    def setup(self) -> "BlueskySetup":
        from shared.networks.bluesky.setup import BlueskySetup

        return BlueskySetup(self)

    @cached_property
    def log_in(self) -> "BlueskyLogIn":
        from shared.networks.bluesky.auth.log_in import BlueskyLogIn

        return BlueskyLogIn(self.hosts, self._context.budgets())

    @cached_property
    def permissions(self) -> "Permissions":
        from shared.networks.bluesky.api.session import Permissions

        return Permissions(self._context.grants)

    @cached_property
    def hosts(self) -> "Hosts":
        from shared.networks.bluesky.api.hosts import Hosts

        return Hosts(self._context.clock, self._context.api_url)


def plug(context: PlugContext) -> BlueskyPlug:
    return BlueskyPlug(context)
