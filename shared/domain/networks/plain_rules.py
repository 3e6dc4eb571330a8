"""What holds on a network unless its own rules say otherwise (N1)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from shared.domain.networks.rules import OwnAccount
from shared.domain.posts.kinds import Channel
from shared.domain.posts.moderation import Moderation
from shared.domain.posts.post import Post


class PlainRules:
    """The parts of NetworkRules that few networks have: no moderation, no window for answers, no answer in private that a
    network counts, no pictures that a browser may fetch from the network itself, nothing in front of an answer; and nothing
    that costs by the piece."""

    moderation: frozenset[Moderation] = frozenset()
    private_answer_window: timedelta | None = None
    private_network: str | None = None
    media_hosts: tuple[str, ...] = ()
    blind_spots: Mapping[str, Sequence[str]] = {}
    prices: Mapping[str, Decimal] = {}
    charge_names: Mapping[str, Mapping[str, str]] = {}
    link_charge: str | None = None
    lookup_charge: str | None = None

    def answer_window(self, channel: Channel, account: OwnAccount) -> timedelta | None:  # noqa: ARG002
        return None

    def opening(self, account: OwnAccount, post: Post, channel: Channel) -> str:  # noqa: ARG002
        return ""

    def charge_of(self, part: str, *, channel: Channel, summoned: bool, first: bool) -> str | None:  # noqa: ARG002
        return None

    def read_charge(self, charge: str, account: OwnAccount) -> tuple[str, str]:  # noqa: ARG002
        return charge, charge
