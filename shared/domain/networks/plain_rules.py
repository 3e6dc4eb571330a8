"""What holds on a network unless its own rules say otherwise (N1)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from shared.domain.networks.rules import OwnAccount
from shared.domain.posts.moderation import Moderation
from shared.domain.posts.post import Channel


class PlainRules:
    """The parts of NetworkRules that few networks have: no moderation, no window for answers, no answer in private that a
    network counts, and no pictures that a browser may fetch from the network itself."""

    moderation: frozenset[Moderation] = frozenset()
    private_answer_window: timedelta | None = None
    private_network: str | None = None
    media_hosts: tuple[str, ...] = ()
    blind_spots: Mapping[str, Sequence[str]] = {}

    def answer_window(self, channel: Channel, account: OwnAccount) -> timedelta | None:  # noqa: ARG002
        return None
