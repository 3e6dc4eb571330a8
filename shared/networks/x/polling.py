"""X as a source for polling (ports.Timelines): the posts of a page, and the delivery of some of them."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from shared.domain.settings.desk import Account
from shared.networks.x.reading.reader import OWN_POSTS
from shared.networks.x.reading.snowflake import snowflake_time
from shared.networks.x.timelines import ListedPage, XTimelines
from shared.ports.network_reading import Timeline

_HISTORY = ("edit_history_tweet_ids", "edit_history_post_ids")
_ANSWERING = ("referenced_tweets", "referenced_posts", "in_reply_to_user_id")


@dataclass(frozen=True)
class XPage:
    """`whole` asks X for the parts that a page of posts leaves out; messages come complete."""

    account: Account
    page: ListedPage
    whole: Callable[[Account, ListedPage], ListedPage] | None = None

    @cached_property
    def posts(self) -> Mapping[str, datetime]:
        """Return the posts with their times. An unreadable post is listed by its place, as new: the ingest queue then
        reports its fault (I5). Of our own posts only those that answer somebody can belong to a ticket."""
        mine = [(place, post) for place, post in enumerate(self.page.posts) if self._matters(post)]
        return {self._identity(place, post): _written(post) for place, post in mine}

    @property
    def versions(self) -> Mapping[str, str]:
        """Return nothing: on X every edit is a post with an id of its own."""
        return {}

    def only(self, ids: Collection[str]) -> Iterator[bytes]:
        """Yield deliveries of these posts. An unreadable one goes unchanged, so that the ingest queue can report its
        fault (I5)."""
        selected = [post for place, post in enumerate(self.page.posts) if self._identity(place, post) in ids]
        known = [post for post in selected if self.whole is not None and _has_an_id(post)]
        if known and self.whole is not None:
            yield from self.whole(self.account, replace(self.page, posts=tuple(known))).bodies(self.account)
        others = tuple(post for post in selected if post not in known)
        yield from replace(self.page, posts=others).bodies(self.account)

    def _matters(self, post: Any) -> bool:
        if self.page.poll != OWN_POSTS or not isinstance(post, Mapping):
            return True
        return any(post.get(name) for name in _ANSWERING)

    @staticmethod
    def _identity(place: int, post: Any) -> str:
        """Return the first id of the edit history (I3)."""
        if not isinstance(post, Mapping):
            return f"#{place}"
        history = next((post[name] for name in _HISTORY if isinstance(post.get(name), list) and post[name]), None)
        return str(history[0] if history else post.get("id", f"#{place}"))


class XPolling(XTimelines):
    """Implements ports.Timelines."""

    def read(self, account: Account, timeline: Timeline, since: datetime) -> Iterator[XPage]:
        lists: dict[Timeline, Callable[[Account, datetime], Iterator[ListedPage]]] = {
            Timeline.MENTIONS: self.mentions,
            Timeline.OWN_POSTS: self.own_posts,
            Timeline.MESSAGES: self.messages,
        }
        whole = None if timeline is Timeline.MESSAGES else self.whole
        for page in lists[timeline](account, since):
            yield XPage(account, page, whole)


def _has_an_id(post: Any) -> bool:
    return isinstance(post, Mapping) and str(post.get("id", "")).isdecimal()


def _written(post: Any) -> datetime:
    ident = post.get("id") if isinstance(post, Mapping) else None
    return snowflake_time(str(ident)) or datetime.now(UTC)
