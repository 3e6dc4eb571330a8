"""Polling: an account's mentions, its own posts and its direct messages, as X lists them. The webhook alone would miss
a customer's second answer in a thread (X reports explicit mentions and answers to our own posts only), and everything
while it is switched off."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

import requests

from shared.domain.settings.desk import Account
from shared.networks.x.api.client import XClient, pages, reading_answer
from shared.networks.x.api.fields import Fields
from shared.networks.x.api.session import document
from shared.networks.x.reading.reader import MENTIONS, MESSAGES, OWN_POSTS
from shared.networks.x.reading.snowflake import snowflake_time

PAGE = 100
FEW = 20
"""The first page of messages: X takes no start there, and charges once a day for each that it shows."""

REACH = 8
"""Pages; X lists the newest 800 mentions and no more."""

LARGEST_BODY = 700_000
"""Bytes; in base64 and with its envelope still below what the ingest queue takes."""

FIELDS: Mapping[str, Sequence[str]] = {
    "tweet_fields": (
        *("attachments", "author_id", "conversation_id", "created_at", "display_text_range", "entities"),
        *("in_reply_to_user_id", "note_tweet", "referenced_tweets", "reply_settings"),
    ),
    "expansions": ("author_id", "attachments.media_keys"),
    "user_fields": ("connection_status", "name", "protected", "receives_your_dm", "username"),
    "media_fields": ("alt_text", "preview_image_url", "type", "url", "variants"),
}


LEAN: Mapping[str, Sequence[str]] = {"tweet_fields": FIELDS["tweet_fields"]}
"""The fields that polling asks for first. X charges for each author and picture that comes along with a post, twice the
price of the post, and nearly every post that a poll finds is known by then: they are asked for only for unknown
posts."""

_MESSAGE_FIELDS: Mapping[str, Sequence[str]] = {
    "dm_event_fields": ("attachments", "created_at", "dm_conversation_id", "entities", "event_type", "id", "text"),
    "expansions": ("attachments.media_keys", "participant_ids", "sender_id"),
    "user_fields": FIELDS["user_fields"],
    "media_fields": FIELDS["media_fields"],
}

SPARED = 100
"""Requests for own posts that polling leaves to the looks for a send of unknown outcome (R1), which use the same limit."""


@dataclass(frozen=True, slots=True)
class ListedPage:
    """Posts as X shows them, newest first. `poll` names the timeline for the reader of the deliveries."""

    posts: tuple[Any, ...]
    includes: Mapping[str, Any]
    poll: str

    def bodies(self, account: Account) -> Iterator[bytes]:
        """Yield the page as deliveries for the ingest queue: one, or several if it is too large for one message."""
        yield from delivery_bodies(account, self.poll, list(self.posts), self.includes)


class XTimelines(XClient):
    """Reads with the account's own token: a desk whose X app belongs to that account pays a fifth for each post.

    Every method raises DisconnectedError, OutOfCreditError, RateLimitedError, RefusedError, UnreachableError,
    OutcomeUnknownError, as Network does.
    """

    def mentions(self, account: Account, start_time: datetime | None = None) -> Iterator[ListedPage]:
        """Yield the mentions from `start_time` on, newest first. X's `since_id` has been seen to miss posts, so a
        poller overlaps its windows; the desk deduplicates posts (I3)."""
        ask = partial(self._as_account(account).get_users_mentions, account.network_id, start_time=start_time)
        yield from _pages(MENTIONS, partial(ask, **lists(LEAN)))

    def own_posts(self, account: Account, start_time: datetime) -> Iterator[ListedPage]:
        """Yield the account's own posts from `start_time` on, without reposts, newest first."""
        client = self._as_account(account, spare=SPARED)
        ask = partial(client.get_users_tweets, account.network_id, exclude=["retweets"], start_time=start_time)
        yield from _pages(OWN_POSTS, partial(ask, **lists(LEAN)))

    def whole(self, account: Account, page: ListedPage) -> ListedPage:
        """Return the posts of a page with their authors and media; one that is gone meanwhile is left out."""
        ids = [str(post.get("id")) for post in page.posts if isinstance(post, Mapping)]
        payload = document(self._as_account(account).get_tweets(ids, user_auth=True, **lists(FIELDS)), partly=True)
        return _listed(page.poll, Fields(payload, ""))

    def messages(self, account: Account, start_time: datetime) -> Iterator[ListedPage]:
        """Yield direct messages to and from the account, newest first. X takes no start here: each page is cut at it,
        and the one that reaches it is the last."""
        ask = partial(self._as_account(account).get_direct_message_events, event_types="MessageCreate")
        for page in _pages(MESSAGES, partial(ask, **lists(_MESSAGE_FIELDS)), first_size=FEW):
            new = tuple(message for message in page.posts if not _older(message, start_time))
            yield replace(page, posts=new)
            if len(new) < len(page.posts):
                return


def lists(fields: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Convert the fields to lists: tweepy joins lists, and lists alone."""
    return {name: list(values) for name, values in fields.items()}


def _pages(poll: str, ask: Callable[..., requests.Response], *, first_size: int | None = None) -> Iterator[ListedPage]:
    with reading_answer():
        for page in pages(partial(ask, user_auth=True), most=REACH, size=PAGE, first_size=first_size):
            yield _listed(poll, page)


def _older(message: Any, start: datetime) -> bool:
    """Return True if the message is older than the start. One without a readable date is not older: the ingest queue
    reports its fault (I5)."""
    ident = message.get("id") if isinstance(message, Mapping) else None
    at = snowflake_time(ident) if isinstance(ident, str) else None
    return at is not None and at < start


def _listed(poll: str, told: Fields) -> ListedPage:
    """Return the posts of an answer and the objects that came along with them. Raises OutcomeUnknownError."""
    with reading_answer():
        return ListedPage(tuple(post for _, post in told.elements("data")), included(told), poll)


def included(told: Fields) -> Mapping[str, Any]:
    """Return the authors and media that came along with the posts of an answer. Raises UnreadableError."""
    includes = told.maybe_inside("includes")
    return includes.values if includes is not None else {}


def delivery_bodies(account: Account, poll: str, posts: list[Any], includes: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield `posts` as deliveries for the ingest queue, each small enough for one message."""
    if not posts:
        return
    delivery = {
        "poll": poll,
        "account_id": account.id,
        "network_id": account.network_id,
        "data": posts,
        "includes": includes,
    }
    body = json.dumps(delivery, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if len(body) <= LARGEST_BODY or len(posts) == 1:
        yield body
        return
    half = len(posts) // 2
    yield from delivery_bodies(account, poll, posts[:half], includes)
    yield from delivery_bodies(account, poll, posts[half:], includes)
