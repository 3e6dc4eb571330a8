"""The parts that Meta's networks share. Each is imported when it is first asked for."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from shared.networks.plain_plug import PlainPlug

if TYPE_CHECKING:
    from shared.domain.accounts.allowance import Allowance
    from shared.domain.networks.rules import NetworkRules
    from shared.networks.meta.api.client import Connection, MetaClient
    from shared.networks.meta.completing import MetaCompleter
    from shared.networks.meta.console import MetaConsole
    from shared.networks.meta.profiles import MetaProfiles
    from shared.networks.meta.reading.reader import MetaReader
    from shared.networks.meta.setup import MetaSetup
    from shared.ports.network_reading import PersonIds
    from shared.ports.network_sending import Moderator, Sender
    from shared.ports.webhooks import Webhook


class MetaPlug(PlainPlug):
    """The plug of one of Meta's networks, but for what is that network's own.

    There is no redelivery: Meta delivers again by itself for 36 hours, and cannot be asked. No `media`: its terms allow to keep
    the address of a file, not the file. No `grants`: a Page's token lasts; one that does not is told of by the daily check,
    and only a person can renew it."""

    rules: "NetworkRules"

    @cached_property
    def webhook(self) -> "Webhook":
        """The one webhook of the family."""
        from shared.networks.meta.webhook import WEBHOOK

        return WEBHOOK

    @cached_property
    def reader(self) -> "MetaReader":
        """The one reader of the family: a delivery may tell of all its networks."""
        from shared.networks.meta.reading.reader import MetaReader

        return MetaReader()

    @cached_property
    def completer(self) -> "MetaCompleter":
        from shared.networks.meta.completing import MetaCompleter

        return MetaCompleter(self.client)

    @cached_property
    def profiles(self) -> "MetaProfiles":
        from shared.networks.meta.profiles import MetaProfiles

        return MetaProfiles(self.client)

    @cached_property
    def sender(self) -> "Sender":
        from shared.networks.meta.sender import MetaSender

        return MetaSender(self.client)

    @cached_property
    def console(self) -> "MetaConsole":
        from shared.networks.meta.console import MetaConsole

        return MetaConsole(self.client)

    @cached_property
    def setup(self) -> "MetaSetup":
        from shared.networks.meta.setup import MetaSetup

        return MetaSetup(self)

    @cached_property
    def moderation(self) -> "Moderator | None":
        if not self.rules.moderation:
            return None
        from shared.networks.meta.moderation import MetaModerator

        return MetaModerator(self.client)

    @cached_property
    def allowances(self) -> "Sequence[Allowance]":
        from shared.networks.meta.api.limits import EVERY

        return EVERY

    @cached_property
    def person_ids(self) -> "PersonIds | None":
        """Links a person with the ids on a Page. Instagram's ids are linked with nothing: its plug has None."""
        from shared.networks.meta.person_ids import MetaPersonIds

        return MetaPersonIds(self.client)

    @cached_property
    def client(self) -> "MetaClient":
        from shared.networks.meta.api.client import MetaClient

        return MetaClient(self.connection)

    @cached_property
    def connection(self) -> "Connection":
        from shared.networks.meta.api.client import Connection
        from shared.networks.meta.api.keys import AppKeys
        from shared.networks.meta.api.permissions import Permissions
        from shared.networks.meta.api.usage import UsageMeter

        context = self._context
        return Connection(
            context.clock,
            AppKeys(context.secrets),
            Permissions(context.grants),
            context.budgets(),
            context.api_url,
            UsageMeter(),
        )
