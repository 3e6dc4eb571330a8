"""The rules of one network, as its plug brings them: pure, and without a call to anybody (N1)."""

from typing import Protocol

from shared.domain.networks.measure import Measure
from shared.domain.posts.post import Channel


class NetworkRules(Protocol):
    """What a network allows, how it measures, and what it says; page, doctor, preview, alerts and docs read it."""

    @property
    def title(self) -> str:
        """The network's name as people write it."""

    def measure(self, channel: Channel) -> Measure:
        """How long a text may be on the channel, and what becomes of a longer one (R4)."""

    def texts_match(self, ours: str, theirs: str) -> bool:
        """Whether a post on the network says what was sent, although the network changes a text on its way. `theirs` is
        the text as the network shows it, unescaped."""
