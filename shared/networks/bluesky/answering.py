"""Bluesky's rules for the posts that an account may answer: any public post whose author lets it, and messages where the
recipient takes them.

Its PDS takes an answer to every post and says nothing when the app hides it, so what the author allows is read with the post
(`viewer.replyDisabled`, app.bsky.feed.defs#viewerState) and once more just before sending.
"""

from shared.domain.networks.answerable import Reason
from shared.domain.networks.rules import OwnAccount
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post


def may_answer(post: Post, account: OwnAccount, channel: Channel) -> Reason:
    """Return the reason why the post can be answered on the channel, or cannot."""
    return _private(post, account) if channel is Channel.DIRECT else _public(post)


def _private(post: Post, account: OwnAccount) -> Reason:
    if post.account != account.id:
        return Reason.OTHER_ACCOUNT
    if post.channel is Channel.PUBLIC and post.author_takes_messages is False:
        return Reason.NO_MESSAGES
    return Reason.PRIVATE


def _public(post: Post) -> Reason:
    if post.channel is Channel.DIRECT:
        return Reason.NO_PUBLIC_POST
    return Reason.CLOSED_BY_AUTHOR if post.reply_settings else Reason.SUMMONED
