"""The plug of one network of the toy family."""

from shared.networks.context import PlugContext
from tests.toy_family.plug import FamilyPlug


def plug(context: PlugContext) -> FamilyPlug:
    return FamilyPlug("red", context)
