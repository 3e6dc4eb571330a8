"""The rules of a network that this release does not know: a later one brought its tickets, and was rolled back. They are read,
counted and closed as any other; nothing can be answered, and people are told why (R6)."""

from datetime import timedelta

from shared.domain.networks.account_form import AccountForm, FieldForm
from shared.domain.networks.answerable import Reason
from shared.domain.networks.measure import LetterCount, Measure
from shared.domain.networks.plain_rules import PlainRules
from shared.domain.networks.reading import ReadingLimits
from shared.domain.networks.rules import NetworkRules, OwnAccount
from shared.domain.networks.sign import Shape, Sign
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post

MEASURE = Measure("graphemes", 1000, LetterCount())
"""Drafts are counted, though none goes out."""


class UnknownRules(PlainRules):
    """The network allows nothing, shows nothing and costs nothing. An answer that was given in its own app is told by hand
    (N5)."""

    finds_own = False
    shows_native_answers = False
    sign = Sign("?", Shape.CIRCLE)
    account_form = AccountForm(FieldForm(".+", "the account's id on its network", "1"))
    reading = ReadingLimits(timedelta(0), None, timedelta(0), 1)

    def __init__(self, network: str) -> None:
        self.network = self.title = network

    def may_answer(self, post: Post, account: OwnAccount, channel: Channel) -> Reason:  # noqa: ARG002
        return Reason.UNKNOWN_NETWORK

    def measure(self, channel: Channel, account: OwnAccount | None = None) -> Measure:  # noqa: ARG002
        return MEASURE

    def post_address(self, post_id: str, account: OwnAccount | None = None) -> str | None:  # noqa: ARG002
        return None

    def post_id_in(self, said: str) -> str | None:  # noqa: ARG002
        return None


def unknown_rules(network: str) -> NetworkRules:
    """Return the rules of a network by whose name the desk knows none."""
    return UnknownRules(network)
