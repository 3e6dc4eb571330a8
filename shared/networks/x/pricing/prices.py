"""X's charges, and its list prices in USD."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from shared.domain.networks.rules import OwnAccount
from shared.domain.posts.kinds import Channel
from shared.networks.x.text.urls import url_spans


class XCharge(StrEnum):
    """A kind of charge on X."""

    POST_READ = "post_read"
    OWN_READ = "own_read"
    USER_READ = "user_read"
    MEDIA_READ = "media_read"
    MESSAGE_READ = "message_read"
    POST_EVENT = "post_event"
    MESSAGE_EVENT = "message_event"
    POST = "post"
    POST_WITH_LINK = "post_with_link"
    SUMMONED_REPLY = "summoned_reply"
    MESSAGE = "message"


PRICES: Mapping[str, Decimal] = {
    XCharge.POST_EVENT: Decimal("0.005"),
    XCharge.MESSAGE_EVENT: Decimal("0.010"),
    XCharge.POST_READ: Decimal("0.005"),
    XCharge.OWN_READ: Decimal("0.001"),
    XCharge.USER_READ: Decimal("0.010"),
    XCharge.MEDIA_READ: Decimal("0.005"),
    XCharge.MESSAGE_READ: Decimal("0.010"),
    XCharge.SUMMONED_REPLY: Decimal("0.010"),
    XCharge.POST: Decimal("0.015"),
    XCharge.POST_WITH_LINK: Decimal("0.200"),
    XCharge.MESSAGE: Decimal("0.015"),
}
"""Pay per use, as of August 2026 (X developer documentation: "Pricing", "Event pricing").

A read is charged for every resource in its answer, including those that come along with a post: its author, its
pictures. The same resource is charged once a UTC day. `own_read` is the price of an account's own mentions and posts if
the X app belongs to that account. An event is charged when it is delivered; those of deletions and of messages sent are
free.

A post with a link costs the same whatever it answers: X charges for the link. An answer to an author who summoned the
account is cheaper than a post; the second part of a thread answers our own post and costs as much as a post.
"""

CHARGES: Mapping[str, Mapping[str, str]] = {
    "en": {
        XCharge.POST_EVENT: "Posts delivered",
        XCharge.MESSAGE_EVENT: "Direct messages delivered",
        XCharge.POST_READ: "Posts read",
        XCharge.OWN_READ: "Own posts and mentions read",
        XCharge.USER_READ: "Authors read",
        XCharge.MEDIA_READ: "Pictures and videos read",
        XCharge.MESSAGE_READ: "Direct messages read",
        XCharge.SUMMONED_REPLY: "Replies sent",
        XCharge.POST: "Posts sent",
        XCharge.POST_WITH_LINK: "Posts with a link sent",
        XCharge.MESSAGE: "Direct messages sent",
    },
    "ja": {
        XCharge.POST_EVENT: "投稿の配信",
        XCharge.MESSAGE_EVENT: "DM の配信",
        XCharge.POST_READ: "投稿の読み取り",
        XCharge.OWN_READ: "自アカウントの投稿・メンションの読み取り",
        XCharge.USER_READ: "投稿者情報の読み取り",
        XCharge.MEDIA_READ: "画像・動画の読み取り",
        XCharge.MESSAGE_READ: "DM の読み取り",
        XCharge.SUMMONED_REPLY: "返信の送信",
        XCharge.POST: "投稿の送信",
        XCharge.POST_WITH_LINK: "リンク付き投稿の送信",
        XCharge.MESSAGE: "DM の送信",
    },
}
"""The names of charges in texts, by language."""

_THINGS: Mapping[str, str] = {XCharge.OWN_READ: "post", XCharge.POST_READ: "post"}
"""A post is the same thing by whichever route it is read; the first one that day sets its price."""


def charge_of(part: str, *, channel: Channel, summoned: bool, first: bool) -> XCharge:
    """Return the charge of sending one part of an answer; `summoned` says whether the first answers somebody who named
    the account."""
    if channel is Channel.DIRECT:
        return XCharge.MESSAGE
    if url_spans(part):
        return XCharge.POST_WITH_LINK
    return XCharge.SUMMONED_REPLY if summoned and first else XCharge.POST


def read_charge(charge: str, account: OwnAccount) -> tuple[str, str]:
    """Return the charge under which a read of the account is recorded, and the resource kind that is charged once a
    day."""
    charged = XCharge.POST_READ if charge == XCharge.OWN_READ and not account.owns_app else charge
    return charged, _THINGS.get(charge, charge)
