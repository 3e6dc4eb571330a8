"""What a network's plug has unless it says otherwise: none of the parts that only some networks have."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shared.networks.context import PlugContext

if TYPE_CHECKING:
    from shared.domain.accounts.allowance import Allowance
    from shared.ports.network_reading import Completer, Lookups, MediaSource, PersonIds, Profiles, Timelines
    from shared.ports.network_sending import Moderator
    from shared.ports.networks import Grants, Quotas, Redelivery
    from shared.ports.webhooks import Webhook


class PlainPlug:
    """A plug without optional parts, so that a network names those that it has, and a new part of some networks touches no
    other. `ports.Plug` says what the absence of each means."""

    def __init__(self, context: PlugContext) -> None:
        self._context = context

    @property
    def webhook(self) -> "Webhook | None":
        return None

    @property
    def timelines(self) -> "Timelines | None":
        return None

    @property
    def lookups(self) -> "Lookups | None":
        return None

    @property
    def grants(self) -> "Grants | None":
        return None

    @property
    def redelivery(self) -> "Redelivery | None":
        return None

    @property
    def media(self) -> "MediaSource | None":
        return None

    @property
    def completer(self) -> "Completer | None":
        return None

    @property
    def profiles(self) -> "Profiles | None":
        return None

    @property
    def moderation(self) -> "Moderator | None":
        return None

    @property
    def quotas(self) -> "Quotas | None":
        return None

    @property
    def person_ids(self) -> "PersonIds | None":
        return None

    @property
    def allowances(self) -> "Sequence[Allowance]":
        return ()
