"""What holds on a network unless its own rules say otherwise (N1)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from shared.domain.networks.idempotency import IdempotencyKeys
from shared.domain.networks.rules import OwnAccount
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.posts.moderation import Moderation
from shared.domain.posts.post import Post


class PlainRules:
    """What NetworkRules say of a network that names nothing of its own: no moderation, no window for answers and none in private
    that are counted, no idempotency keys, texts that stay as they were sent, with nothing in front of them, no handles, nobody
    to be left out of an answer, no addresses of people and messages, no ids that carry a time, no pictures that a browser may
    fetch from the network itself, no words of its own for faults; and nothing that costs by the piece."""

    idempotency: IdempotencyKeys | None = None
    strangers_reached_for: timedelta | None = None
    leaves_out = False
    refuses_repeats = False
    handles_tell: frozenset[Channel] = frozenset()
    moderation: frozenset[Moderation] = frozenset()
    private_answer_window: timedelta | None = None
    private_network: str | None = None
    media_hosts: tuple[str, ...] = ()
    blind_spots: Mapping[str, Sequence[str]] = {}
    fault_texts: Mapping[str, Mapping[str, tuple[str, str]]] = {}
    prices: Mapping[str, Decimal] = {}
    charge_names: Mapping[str, Mapping[str, str]] = {}
    link_charge: str | None = None
    lookup_charge: str | None = None

    def answer_window(self, channel: Channel, account: OwnAccount) -> timedelta | None:  # noqa: ARG002
        return None

    def opening(self, account: OwnAccount, post: Post, channel: Channel) -> str:  # noqa: ARG002
        return ""

    def texts_match(self, ours: str, theirs: str) -> bool:
        return ours == theirs

    def handles_in(self, text: str) -> Sequence[str]:  # noqa: ARG002
        return ()

    def customer_address(self, customer: Author) -> str | None:  # noqa: ARG002
        return None

    def message_address(self, account: OwnAccount) -> str | None:  # noqa: ARG002
        return None

    def inbox_address(self, account: OwnAccount) -> str | None:  # noqa: ARG002
        return None

    def written_at(self, post_id: str) -> datetime | None:  # noqa: ARG002
        return None

    def charge_of(self, part: str, *, channel: Channel, summoned: bool, first: bool) -> str | None:  # noqa: ARG002
        return None

    def read_charge(self, charge: str, account: OwnAccount) -> tuple[str, str]:  # noqa: ARG002
        return charge, charge
