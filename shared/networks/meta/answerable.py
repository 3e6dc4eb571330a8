"""Whether an account may answer a post, as far as the post itself says (R6). Windows, and whether the one private answer is used,
are the desk's to know."""

from shared.domain.networks.answerable import Reason
from shared.domain.networks.rules import OwnAccount
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.post import Post

NO_PRIVATE_ANSWER = frozenset({PostKind.MENTION, PostKind.REVIEW})
"""Meta takes private answers to what stands on the brand's own pages:
https://developers.facebook.com/docs/messenger-platform/discovery/private-replies"""


def comment_answerable(post: Post, account: OwnAccount, channel: Channel) -> Reason:
    """Decide for an account that has comments and messages."""
    if post.account != account.id:
        return Reason.OTHER_ACCOUNT
    if post.channel is Channel.DIRECT:
        return Reason.PRIVATE if channel is Channel.DIRECT else Reason.NO_PUBLIC_POST
    if channel is Channel.PUBLIC:
        return Reason.SUMMONED
    return Reason.NO_MESSAGES if post.kind in NO_PRIVATE_ANSWER else Reason.PRIVATE


def message_answerable(post: Post, account: OwnAccount, channel: Channel) -> Reason:
    """Decide for an account that has messages alone: ids of customers serve one Page."""
    if channel is not Channel.DIRECT:
        return Reason.NO_PUBLIC_POST
    return Reason.PRIVATE if post.account == account.id else Reason.OTHER_ACCOUNT
