"""A Page's Messenger, with all the parts that it has. Each is imported when it is first asked for."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.networks.context import PlugContext
from shared.networks.meta.messenger.rules import RULES
from shared.networks.meta.plug import MetaPlug

if TYPE_CHECKING:
    from shared.networks.meta.messenger.timelines import MessengerTimelines
    from shared.ports.networks import Plug


class MessengerPlug(MetaPlug):
    name = "messenger"
    rules = RULES
    lookups = None
    """Meta calls every message deleted that is not among the twenty newest of its conversation."""

    @cached_property
    def timelines(self) -> "MessengerTimelines":
        from shared.networks.meta.messenger.timelines import MessengerTimelines

        return MessengerTimelines(self.client)


def plug(context: PlugContext) -> "Plug":
    return MessengerPlug(context)
