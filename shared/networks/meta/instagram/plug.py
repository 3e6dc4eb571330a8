"""An Instagram professional account, with all the parts that it has. Each is imported when it is first asked for."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.networks.context import PlugContext
from shared.networks.meta.instagram.rules import RULES
from shared.networks.meta.plug import MetaPlug

if TYPE_CHECKING:
    from shared.networks.meta.instagram.lookups import InstagramLookups
    from shared.networks.meta.instagram.timelines import InstagramTimelines
    from shared.ports.networks import Plug


class InstagramPlug(MetaPlug):
    name = "instagram"
    rules = RULES

    @cached_property
    def person_ids(self) -> None:
        """Nothing links Instagram's ids with a person whom Meta asks to erase."""

    @cached_property
    def timelines(self) -> "InstagramTimelines":
        from shared.networks.meta.instagram.timelines import InstagramTimelines

        return InstagramTimelines(self.client, self._context.watched)

    @cached_property
    def lookups(self) -> "InstagramLookups":
        from shared.networks.meta.instagram.lookups import InstagramLookups

        return InstagramLookups(self.client)


def plug(context: PlugContext) -> "Plug":
    return InstagramPlug(context)
