"""The rules of Instagram, as pure functions and data (N1)."""

import re
from collections.abc import Sequence
from datetime import timedelta

from shared.domain.networks.account_form import AccountForm, FieldForm
from shared.domain.networks.answerable import Reason
from shared.domain.networks.measure import Measure
from shared.domain.networks.rules import NetworkRules, OwnAccount
from shared.domain.networks.sign import Shape, Sign
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.moderation import Moderation
from shared.domain.posts.post import Post
from shared.networks.meta import addresses, blind_spots
from shared.networks.meta.answerable import comment_answerable
from shared.networks.meta.api.reading_limits import INSTAGRAM
from shared.networks.meta.family_rules import MetaRules
from shared.networks.meta.fault_texts import fault_texts
from shared.networks.meta.measures import INSTAGRAM_COMMENT, INSTAGRAM_MESSAGE
from shared.networks.meta.windows import OPTIONS, PRIVATE_ANSWER

HANDLE = r"[A-Za-z0-9._]{1,30}"
_NAMED = re.compile(rf"(?<![\w/.@])@({HANDLE})", re.ASCII)


class InstagramRules(MetaRules):
    """Instagram's permissions, measures and texts (domain.networks.NetworkRules). People have one id in comments and messages."""

    network = "instagram"
    title = "Instagram"
    sign = Sign("I", Shape.DIAMOND)
    account_form = AccountForm(
        FieldForm(
            r"[0-9]{5,20}", "the id of the Instagram professional account, digits in quotes", "17840000000000001"
        ),
        FieldForm(HANDLE, "the account's handle without the @: letters, digits, _ and dots", "acme.shop"),
        OPTIONS,
    )
    reading = INSTAGRAM
    handles_tell = frozenset({Channel.PUBLIC})
    private_answer_window: timedelta | None = PRIVATE_ANSWER
    moderation = frozenset({Moderation.HIDE, Moderation.UNHIDE, Moderation.DELETE})
    """Instagram lets no app like a comment."""
    blind_spots = blind_spots.INSTAGRAM
    fault_texts = fault_texts("Instagram")

    def measure(self, channel: Channel, account: OwnAccount | None = None) -> Measure:  # noqa: ARG002
        return INSTAGRAM_MESSAGE if channel is Channel.DIRECT else INSTAGRAM_COMMENT

    def opening(self, account: OwnAccount, post: Post, channel: Channel) -> str:  # noqa: ARG002
        """An answer to a reply lands under the comment above it, whose author alone is told of it."""
        is_reply = post.kind is PostKind.COMMENT and post.conversation_id not in ("", post.id)
        named = channel is Channel.PUBLIC and is_reply and re.fullmatch(HANDLE, post.author.username)
        return f"@{post.author.username} " if named else ""

    def handles_in(self, text: str) -> Sequence[str]:
        """A handle ends before a dot that ends a sentence."""
        return [found.rstrip(".") for found in _NAMED.findall(text) if found.rstrip(".")]

    def may_answer(self, post: Post, account: OwnAccount, channel: Channel) -> Reason:
        return comment_answerable(post, account, channel)

    def post_address(self, post_id: str, account: OwnAccount | None = None) -> str | None:  # noqa: ARG002
        """No id leads to a comment: the address of its post tells neither."""
        return None

    def customer_address(self, customer: Author) -> str | None:
        return addresses.instagram_profile(customer.username)

    def message_address(self, account: OwnAccount) -> str | None:
        return addresses.instagram_chat(account.username)

    def inbox_address(self, account: OwnAccount) -> str | None:  # noqa: ARG002
        return addresses.INBOX

    def post_id_in(self, said: str) -> str | None:
        return addresses.instagram_id(said)


RULES: NetworkRules = InstagramRules()
