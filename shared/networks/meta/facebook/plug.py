"""A Facebook Page, with all the parts that it has. Each is imported when it is first asked for."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.networks.context import PlugContext
from shared.networks.meta.facebook.rules import RULES
from shared.networks.meta.plug import MetaPlug

if TYPE_CHECKING:
    from shared.networks.meta.facebook.lookups import FacebookLookups
    from shared.networks.meta.facebook.timelines import FacebookTimelines
    from shared.ports.networks import Plug


class FacebookPlug(MetaPlug):
    name = "facebook"
    rules = RULES

    @cached_property
    def timelines(self) -> "FacebookTimelines":
        from shared.networks.meta.facebook.timelines import FacebookTimelines

        return FacebookTimelines(self.client)

    @cached_property
    def lookups(self) -> "FacebookLookups":
        from shared.networks.meta.facebook.lookups import FacebookLookups

        return FacebookLookups(self.client)


def plug(context: PlugContext) -> "Plug":
    return FacebookPlug(context)
