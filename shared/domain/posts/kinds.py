"""The kinds of posts: who wrote to whom, on which channel, in which form, and how a post calls on the account."""

from enum import StrEnum


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Channel(StrEnum):
    PUBLIC = "public"
    DIRECT = "direct"


class PostKind(StrEnum):
    MENTION = "mention"
    REPLY = "reply"
    QUOTE = "quote"
    DIRECT = "direct"
    COMMENT = "comment"
    """Something written under a post of the account."""
    VISITOR_POST = "visitor_post"
    """A post of somebody else's on the account's own page."""
    REVIEW = "review"
    STORY_MENTION = "story_mention"
    """A private message by which the network tells that somebody named the account in a story of theirs."""
    STORY_REPLY = "story_reply"
    """A private message about a story of the account's."""


class Summons(StrEnum):
    """How a customer's post calls on the account: some networks take an answer through their API only to a post whose
    author named or quoted the account. `carried` is a name that the network itself put in front of a reply."""

    NAMED = "named"
    QUOTED = "quoted"
    AUTO_MENTION = "carried"
    NONE = "none"


class Via(StrEnum):
    """The origin of an outbound post."""

    NATIVE = "native"
    DESK = "desk"
