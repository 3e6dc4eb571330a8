"""The rules of Facebook Pages, as pure functions and data (N1)."""

from datetime import timedelta

from shared.domain.networks.account_form import AccountForm, FieldForm
from shared.domain.networks.answerable import Reason
from shared.domain.networks.measure import Measure
from shared.domain.networks.rules import NetworkRules, OwnAccount
from shared.domain.networks.sign import Shape, Sign
from shared.domain.posts.kinds import Channel
from shared.domain.posts.moderation import Moderation
from shared.domain.posts.post import Post
from shared.networks.meta import addresses, blind_spots
from shared.networks.meta.answerable import comment_answerable
from shared.networks.meta.api.reading_limits import FACEBOOK
from shared.networks.meta.family_rules import MetaRules
from shared.networks.meta.fault_texts import fault_texts
from shared.networks.meta.measures import COMMENT, MESSAGE
from shared.networks.meta.windows import OPTIONS, PRIVATE_ANSWER


class FacebookRules(MetaRules):
    """Facebook's permissions, measures and texts (domain.networks.NetworkRules). A comment can be answered below it, or in private
    by one message, which its author gets in Messenger: there they are known by another id."""

    network = "facebook"
    title = "Facebook"
    sign = Sign("F", Shape.SHIELD)
    account_form = AccountForm(
        FieldForm(r"[0-9]{5,20}", "the Page's id on Facebook, digits in quotes", "100000000000001"), options=OPTIONS
    )
    reading = FACEBOOK
    refuses_repeats = True
    private_answer_window: timedelta | None = PRIVATE_ANSWER
    private_network: str | None = "messenger"
    moderation = frozenset(Moderation)
    blind_spots = blind_spots.FACEBOOK
    fault_texts = fault_texts("Facebook")

    def measure(self, channel: Channel, account: OwnAccount | None = None) -> Measure:  # noqa: ARG002
        return MESSAGE if channel is Channel.DIRECT else COMMENT

    def may_answer(self, post: Post, account: OwnAccount, channel: Channel) -> Reason:
        """A recommendation without a story has no page of its own that could hold an answer."""
        if post.id.startswith("rating:"):
            return Reason.NO_POST
        return comment_answerable(post, account, channel)

    def post_address(self, post_id: str, account: OwnAccount | None = None) -> str | None:
        return addresses.facebook_post(post_id, account.network_id if account is not None else None)

    def message_address(self, account: OwnAccount) -> str | None:
        return addresses.messenger_chat(account.username or account.network_id)

    def inbox_address(self, account: OwnAccount) -> str | None:
        return addresses.page_inbox(account.network_id)

    def post_id_in(self, said: str) -> str | None:
        return addresses.facebook_id(said)


RULES: NetworkRules = FacebookRules()
