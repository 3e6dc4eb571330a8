"""X as the sweep needs it: posts that stand there, and the reports of its webhook and its timelines. In X's own shapes,
so that the desk reads them with its own reader.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.domain.errors import SocialNetworkError
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.networks.x.reading.snowflake import snowflake_time
from shared.networks.x.timelines import delivery_bodies
from shared.ports.network_reading import Timeline
from tests.builders import BRAND, CUSTOMER, snowflake


@dataclass(frozen=True)
class XPost:
    """A post, or a direct message to `recipient`."""

    id: str
    author: Author
    text: str
    answers: str | None = None
    conversation: str | None = None
    recipient: Author | None = None
    first: str | None = None
    """The first id of its edits."""

    @property
    def posted_at(self) -> datetime:
        at = snowflake_time(self.first or self.id)
        assert at is not None
        return at

    @property
    def timeline(self) -> Timeline:
        if self.recipient is not None:
            return Timeline.MESSAGES
        return Timeline.OWN_POSTS if self.author == BRAND else Timeline.MENTIONS

    def payload(self) -> dict[str, Any]:
        if self.recipient is not None:
            pair = sorted((self.author.id, self.recipient.id), key=int)
            return {
                "id": self.id,
                "event_type": "MessageCreate",
                "text": self.text,
                "dm_conversation_id": "-".join(pair),
                "sender_id": self.author.id,
            }
        post: dict[str, Any] = {
            "id": self.id,
            "author_id": self.author.id,
            "text": self.text,
            "conversation_id": self.conversation or self.answers or self.id,
            "edit_history_tweet_ids": [self.first, self.id] if self.first else [self.id],
        }
        if self.answers:
            post["referenced_tweets"] = [{"type": "replied_to", "id": self.answers}]
            post["in_reply_to_user_id"] = CUSTOMER.id if self.author == BRAND else BRAND.id
        return post

    def event(self) -> bytes:
        """Return the post's event as the webhook brings it."""
        if self.recipient is not None:
            kind = "dm.sent" if self.author == BRAND else "dm.received"
            message = {
                "type": "message_create",
                "id": self.id,
                "message_create": {
                    "target": {"recipient_id": self.recipient.id},
                    "sender_id": self.author.id,
                    "message_data": {"text": self.text},
                },
            }
            payload: dict[str, Any] = {
                "direct_message_events": [message],
                "users": {each.id: _user(each) for each in (self.author, self.recipient)},
            }
            return activity(kind, payload)
        kind = "post.create" if self.author == BRAND else "post.mention.create"
        return activity(kind, self.payload(), [self.author, BRAND])


def activity(kind: str, payload: Mapping[str, Any], users: Collection[Author] = ()) -> bytes:
    """Return a delivery of X's Activity API."""
    data: dict[str, Any] = {"event_type": kind, "filter": {"user_id": BRAND.id}, "payload": payload}
    if users:
        data["includes"] = {"users": [_user(user) for user in users]}
    return json.dumps({"data": data}, ensure_ascii=False).encode()


def _user(author: Author) -> dict[str, str]:
    return {"id": author.id, "username": author.username, "name": author.name}


@dataclass(frozen=True)
class XPage:
    account: Account
    timeline: Timeline
    found: tuple[XPost, ...]

    @property
    def posts(self) -> Mapping[str, datetime]:
        return {post.first or post.id: post.posted_at for post in self.found}

    @property
    def versions(self) -> Mapping[str, str]:
        return {}

    def only(self, ids: Collection[str]) -> Iterator[bytes]:
        wanted = [post for post in self.found if (post.first or post.id) in ids]
        people = {author.id: _user(author) for post in wanted for author in (post.author, BRAND)}
        includes = {"users": list(people.values())}
        return delivery_bodies(self.account, self.timeline.value, [post.payload() for post in wanted], includes)


@dataclass
class XTimelines:
    """`ports.Timelines` with pages of two posts, so that there is more than one."""

    standing: list[XPost] = field(default_factory=list)
    refuses: SocialNetworkError | None = None

    def connected(self, account: Account) -> bool:
        return True

    def read(self, account: Account, timeline: Timeline, since: datetime) -> Iterator[XPage]:
        if self.refuses is not None:
            raise self.refuses
        found = [post for post in self.standing if post.timeline is timeline and post.posted_at > since]
        found.sort(key=lambda post: post.posted_at, reverse=True)
        for start in range(0, max(1, len(found)), 2):
            yield XPage(account, timeline, tuple(found[start : start + 2]))


@dataclass(frozen=True)
class XLookedUp:
    account: Account
    found: Mapping[str, XPost]
    gone: Mapping[str, str]

    @property
    def versions(self) -> Mapping[str, str]:
        return {ident: post.id for ident, post in self.found.items()}

    def deliveries(self, ids: Collection[str]) -> Iterator[bytes]:
        gone = [{"id": ident, "because": why} for ident, why in self.gone.items() if ident in ids]
        yield from delivery_bodies(self.account, "gone", gone, {})
        there = [post for ident, post in self.found.items() if ident in ids]
        includes = {"users": [_user(post.author) for post in there]}
        yield from delivery_bodies(self.account, "looked_up", [post.payload() for post in there], includes)


@dataclass
class XLookups:
    """`ports.Lookups`: a post that does not stand there was deleted."""

    standing: list[XPost]

    def connected(self, account: Account) -> bool:
        return True

    def look_up(self, account: Account, ids: Collection[str]) -> XLookedUp:
        found = {ident: post for ident in ids for post in self.standing if ident in (post.id, post.first)}
        return XLookedUp(account, found, dict.fromkeys(set(ids) - set(found), "deleted"))


def mention(at: datetime, text: str, *, seq: int = 0, author: Author = CUSTOMER, **more: Any) -> XPost:
    return XPost(snowflake(at, seq), author, f"@{BRAND.username} {text}", **more)


def message(at: datetime, text: str, *, seq: int = 0, author: Author = CUSTOMER) -> XPost:
    return XPost(snowflake(at, seq), author, text, recipient=BRAND)


def own(at: datetime, text: str, *, answers: str, seq: int = 7, **more: Any) -> XPost:
    """Return a post that a colleague wrote in X's own app."""
    return XPost(snowflake(at, seq), BRAND, text, answers=answers, **more)


def own_message(at: datetime, text: str, *, to: Author = CUSTOMER, seq: int = 7) -> XPost:
    return XPost(snowflake(at, seq), BRAND, text, recipient=to)


def written_by_desk(sent: Any, *, channel: Channel, to: str, customer: Author) -> XPost:
    """Return X's report of a post that the desk has sent."""
    if channel is Channel.DIRECT:
        return XPost(sent.post_id, BRAND, sent.text, recipient=customer)
    return XPost(sent.post_id, BRAND, sent.text, answers=to)
