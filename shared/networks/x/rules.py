"""The rules of X, as pure functions and data (N1)."""

from shared.domain.networks.measure import Measure
from shared.domain.posts.post import Channel
from shared.networks.x.measure import measure
from shared.networks.x.text_matching import texts_match


class XRules:
    """What X allows, how it measures, and what it says (domain.networks.NetworkRules)."""

    title = "X"

    def measure(self, channel: Channel) -> Measure:
        return measure(channel)

    def texts_match(self, ours: str, theirs: str) -> bool:
        return texts_match(ours, theirs)


RULES = XRules()
