"""The rules of Bluesky, as pure functions and data (N1)."""

from collections.abc import Sequence
from datetime import timedelta

from shared.domain.networks.account_form import AccountForm, FieldForm
from shared.domain.networks.answerable import Reason
from shared.domain.networks.idempotency import IdempotencyKeys
from shared.domain.networks.measure import Measure
from shared.domain.networks.plain_rules import PlainRules
from shared.domain.networks.rules import NetworkRules, OwnAccount
from shared.domain.networks.sign import Shape, Sign
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.networks.bluesky import ids
from shared.networks.bluesky.answering import may_answer
from shared.networks.bluesky.api.limits import READING
from shared.networks.bluesky.fault_texts import FAULT_TEXTS
from shared.networks.bluesky.text.facets import handles_in
from shared.networks.bluesky.text.measure import measure

KEYS = IdempotencyKeys(trusted_for=timedelta(days=30), channels=frozenset({Channel.PUBLIC}))
"""A record's key is its place in the account's repository, which is never forgotten. A message has none."""


class BlueskyRules(PlainRules):
    """Bluesky's permissions, measures and texts (domain.networks.NetworkRules).

    The author of a post is told of every answer to it, so nothing stands in front of one. No documented address begins a message.
    A record key looks like a time and is none: its author's client chooses it."""

    network = "bluesky"
    title = "Bluesky"
    sign = Sign("B", Shape.CIRCLE)
    account_form = AccountForm(
        FieldForm(
            r"did:(?:plc:[a-z0-9]{8,64}|web:[A-Za-z0-9.%:-]{1,200})",
            "the account's DID on Bluesky, which begins with did:plc: or did:web:",
            "did:plc:abcdefghijklmnopqrstuvwx",
        ),
        FieldForm(
            ids.HANDLE,
            "the account's handle without the @: a domain such as acme.bsky.social",
            "acme.bsky.social",
        ),
    )
    leaves_out = True
    idempotency: IdempotencyKeys | None = KEYS
    finds_own = True
    handles_tell = frozenset({Channel.PUBLIC})
    shows_native_answers = True
    reading = READING
    fault_texts = FAULT_TEXTS

    def measure(self, channel: Channel, account: OwnAccount | None = None) -> Measure:  # noqa: ARG002
        return measure(channel)

    def texts_match(self, ours: str, theirs: str) -> bool:
        """Bluesky changes no text but for white space at its ends."""
        return ours.split() == theirs.split()

    def handles_in(self, text: str) -> Sequence[str]:
        return handles_in(text)

    def may_answer(self, post: Post, account: OwnAccount, channel: Channel) -> Reason:
        return may_answer(post, account, channel)

    def post_address(self, post_id: str, account: OwnAccount | None = None) -> str | None:  # noqa: ARG002
        return ids.post_address(post_id)

    def customer_address(self, customer: Author) -> str | None:
        return ids.customer_address(customer.id)

    def inbox_address(self, account: OwnAccount) -> str:  # noqa: ARG002
        return f"{ids.APP}/messages"

    def post_id_in(self, said: str) -> str | None:
        return ids.post_id_in(said)


RULES: NetworkRules = BlueskyRules()
