"""Whether an account may answer a post, decided before anything is sent (R6)."""

from shared.domain.networks.answerable import Answerable, Reason
from shared.domain.networks.rules import NetworkRules
from shared.domain.posts.post import Channel, Post
from shared.domain.settings.desk import Account


def answerable(
    post: Post | None, account: Account, rules: NetworkRules, *, channel: Channel | None = None
) -> Answerable:
    """Whether `account` may answer `post` on `channel`, or on the post's own channel where none is given."""
    return Answerable.because(_reason(post, account, rules, channel), rules.title)


def _reason(post: Post | None, account: Account, rules: NetworkRules, channel: Channel | None) -> Reason:
    if post is None:
        return Reason.NO_POST
    if post.deleted_at is not None:
        return Reason.DELETED
    asked = channel or post.channel
    if post.refused is not None and asked is post.channel and post.account == account.id:
        return Reason.REFUSED
    return rules.may_answer(post, account, asked)
