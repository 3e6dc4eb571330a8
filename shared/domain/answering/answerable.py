"""Whether a network lets an account answer a post through its API, decided before anything is sent (R6).

What X allows since February 2026 (X API documentation, "Create or edit Post"): an app may answer a post only if its
author summoned the account, by naming or quoting it. Whether a later answer in the same chain that names nobody counts
as summoned is not documented: such a post is allowed here and said to be doubtful, until X has refused an answer to it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from shared.domain.posts.post import Channel, Post, PostKind, Summons
from shared.domain.settings.desk import Account


class Reason(StrEnum):
    """Why a post can be answered, or cannot; the page has a sentence for each in both languages."""

    SUMMONED = "summoned"
    PRIVATE = "private"
    DOUBTFUL = "doubtful"
    ASSUMED = "assumed"
    NO_POST = "no_post"
    DELETED = "deleted"
    REFUSED = "refused"
    LIMITED = "limited"
    PROTECTED = "protected"
    OTHER_ACCOUNT = "other_account"
    NO_MESSAGES = "no_messages"
    NO_PUBLIC_POST = "no_public_post"
    TOO_LONG = "too_long"
    RETIRED = "retired"
    DISCONNECTED = "disconnected"
    OUT_OF_CREDIT = "out_of_credit"
    ACCOUNT_REFUSED = "account_refused"


ALLOWS = frozenset({Reason.SUMMONED, Reason.PRIVATE, Reason.DOUBTFUL, Reason.ASSUMED})

_SENTENCES = {
    Reason.SUMMONED: "The customer named the account.",
    Reason.PRIVATE: "A private message can be sent.",
    Reason.DOUBTFUL: "X may refuse this one: the post does not name the account.",
    Reason.ASSUMED: "No post was given: an answer to one that names the account is assumed.",
    Reason.NO_POST: "There is no post to answer.",
    Reason.DELETED: "Its author deleted the post.",
    Reason.REFUSED: "X has refused an answer to this post.",
    Reason.LIMITED: "Its author lets only certain people answer the post.",
    Reason.PROTECTED: "The customer's posts are protected, and X lets nobody answer them through an app.",
    Reason.OTHER_ACCOUNT: "X lets only an account that the post names answer it.",
    Reason.NO_MESSAGES: "The customer does not take private messages from the account.",
    Reason.NO_PUBLIC_POST: "A private message has no public post to answer.",
    Reason.TOO_LONG: "It is longer than the network takes.",
    Reason.RETIRED: "The account is retired: nothing is sent from it any more.",
    Reason.DISCONNECTED: "The account is not connected: an engineer has to connect it first.",
    Reason.OUT_OF_CREDIT: "The credit with the network is used up.",
    Reason.ACCOUNT_REFUSED: "The network refuses what the account sends, and may refuse this too.",
}


@dataclass(frozen=True, slots=True)
class Answerable:
    """The decision: `sentence` says it in English, `reason_code` lets a page say it in the reader's language."""

    allowed: bool
    reason_code: Reason
    sentence: str

    @classmethod
    def because(cls, reason: Reason) -> "Answerable":
        return cls(reason in ALLOWS, reason, _SENTENCES[reason])


def answerable(post: Post | None, account: Account, *, channel: Channel | None = None) -> Answerable:
    """Whether `account` may answer `post` on `channel`, or on the post's own channel where none is given."""
    if post is None:
        return Answerable.because(Reason.NO_POST)
    if post.deleted_at is not None:
        return Answerable.because(Reason.DELETED)
    asked = channel or post.channel
    if post.refused is not None and asked is post.channel and post.account == account.id:
        return Answerable.because(Reason.REFUSED)
    return Answerable.because(_private(post, account) if asked is Channel.DIRECT else _public(post, account))


def _private(post: Post, account: Account) -> Reason:
    """A conversation in messages is with one account. Who wrote the first message takes the answer to it."""
    if post.account != account.id:
        return Reason.OTHER_ACCOUNT
    if post.channel is Channel.PUBLIC and post.author_takes_messages is False:
        return Reason.NO_MESSAGES
    return Reason.PRIVATE


def _public(post: Post, account: Account) -> Reason:
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


def _reads_summoned(post: Post, account: Account) -> bool:
    """Of a post that was stored before the network's own marks were kept."""
    return post.kind in (PostKind.MENTION, PostKind.QUOTE) or names(post.text, account.username)


_LEADING = re.compile(r"^(?:\s*[@＠][A-Za-z0-9_]{1,20})+")


def names(text: str, username: str) -> bool:
    """Whether the words name the account by themselves; handles at the front of a reply are put there by X."""
    words = text[found.end() :] if (found := _LEADING.match(text)) else text
    return re.search(rf"(?<![A-Za-z0-9_])[@＠]{re.escape(username)}(?![A-Za-z0-9_])", words, re.IGNORECASE) is not None
