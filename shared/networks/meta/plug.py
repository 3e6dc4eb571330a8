"""The parts that Meta's networks share. Each is imported when it is first asked for."""

from shared.networks.context import PlugContext


class MetaPlug:
    """The plug of one of Meta's networks, but for what is that network's own."""

    redelivery = None
    """Meta delivers again by itself for 36 hours, and cannot be asked."""
    media = None
    """Meta's terms allow to keep the address of a file, not the file."""
    quotas = None

    def __init__(self, context: PlugContext) -> None:
        self._context = context
