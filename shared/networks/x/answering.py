"""X's rules for the posts that an account may answer through its API.

Since February 2026 (X API documentation, "Create or edit Post") an app may answer a post only if its author summoned
the account, by naming or quoting it. Whether a later answer in the same chain that names nobody counts as summoned is
not documented, nor whether a name does that X itself put in front: such a post is allowed here and said to be doubtful,
until X has refused an answer to it.
"""

import re

from shared.domain.networks.answerable import Reason
from shared.domain.networks.rules import OwnAccount
from shared.domain.posts.kinds import Channel, PostKind, Summons
from shared.domain.posts.post import Post


def may_answer(post: Post, account: OwnAccount, channel: Channel) -> Reason:
    """Return the reason why the post can be answered on the channel, or cannot."""
    return _private(post, account) if channel is Channel.DIRECT else _public(post, account)


def _private(post: Post, account: OwnAccount) -> Reason:
    """Decide for a message. A conversation in messages is with one account; the author of the first message takes the
    answer to it."""
    if post.account != account.id:
        return Reason.OTHER_ACCOUNT
    if post.channel is Channel.PUBLIC and post.author_takes_messages is False:
        return Reason.NO_MESSAGES
    return Reason.PRIVATE


def _public(post: Post, account: OwnAccount) -> Reason:
    if post.channel is Channel.DIRECT:
        return Reason.NO_PUBLIC_POST
    if post.author_protected:
        return Reason.PROTECTED
    if post.account != account.id:
        return Reason.SUMMONED if account.network_id in post.also_names else Reason.OTHER_ACCOUNT
    summoned = post.summons in (Summons.NAMED, Summons.QUOTED) or (
        post.summons is None and _reads_summoned(post, account)
    )
    if post.reply_settings not in ("", "everyone") and post.summons is not Summons.NAMED:
        return Reason.LIMITED
    return Reason.SUMMONED if summoned else Reason.DOUBTFUL


def _reads_summoned(post: Post, account: OwnAccount) -> bool:
    """Decide by the text alone, for a post that was stored before the network's own marks were kept."""
    return post.kind in (PostKind.MENTION, PostKind.QUOTE) or names(post.text, account.username)


_LEADING = re.compile(r"^(?:\s*[@＠][A-Za-z0-9_]{1,20})+")


def names(text: str, username: str) -> bool:
    """Return True if the text names the account by itself; handles at the front of a reply are put there by X."""
    own_text = text[found.end() :] if (found := _LEADING.match(text)) else text
    return (
        re.search(rf"(?<![A-Za-z0-9_])[@＠]{re.escape(username)}(?![A-Za-z0-9_])", own_text, re.IGNORECASE) is not None
    )
