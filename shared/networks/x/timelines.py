"""Polling: an account's mentions, its own posts and its direct messages, as X lists them. The webhook alone would miss a
customer's second answer in a thread (X tells of explicit mentions and of answers to our own posts only), and everything
while it is switched off."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

import requests
import tweepy

from shared.adapters.aws.secrets import XAppSecrets
from shared.adapters.clock import SystemClock
from shared.domain.errors import OutcomeUnknownError
from shared.domain.posts.post import snowflake_time
from shared.domain.settings.desk import Account
from shared.networks.x.fields import Fields, UnreadableError
from shared.networks.x.reader import MENTIONS, MESSAGES, OWN_POSTS
from shared.networks.x.session import Tally, connected, document
from shared.ports.accounts import Budgets
from shared.ports.clock import Clock

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
"""What polling asks for first. X charges for each author and picture that comes along with a post, twice what the post
costs, and nearly every post that a poll finds is known by then: only of those that are not are they asked for."""

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
    """Posts as X shows them, newest first. `poll` names what was read, for whoever reads the deliveries."""

    posts: tuple[Any, ...]
    includes: Mapping[str, Any]
    poll: str = MENTIONS

    def bodies(self, account: Account) -> Iterator[bytes]:
        """The page as deliveries for the ingest queue: one, or several where it is too large for one message."""
        yield from delivery_bodies(account, self.poll, list(self.posts), self.includes)


class XTimelines:
    """Reads with the account's own token: a desk whose X app belongs to that account pays a fifth for each post.

    Every method raises DisconnectedError, OutOfCreditError, RateLimitedError, RefusedError, UnreachableError,
    OutcomeUnknownError, as Network does.
    """

    def __init__(
        self,
        api_url: str,
        secrets: XAppSecrets,
        clock: Clock | None = None,
        budgets: Budgets | None = None,
        tally: Tally | None = None,
    ) -> None:
        self._api_url = api_url
        self._secrets = secrets
        self._clock = clock or SystemClock()
        self._budgets = budgets
        self._tally = tally

    def mentions(self, account: Account, start_time: datetime | None = None) -> Iterator[ListedPage]:
        """The mentions from `start_time` on, newest first. X's `since_id` has been seen to miss posts, so a poller
        overlaps its windows; the desk takes each post once (I3)."""
        ask = partial(self._connected(account).get_users_mentions, account.network_id, start_time=start_time)
        yield from _pages(MENTIONS, partial(ask, **_lists(LEAN)))

    def own_posts(self, account: Account, start_time: datetime) -> Iterator[ListedPage]:
        """What the account itself wrote from `start_time` on, but for reposts, newest first."""
        ask = partial(self._connected(account, spare=SPARED).get_users_tweets, account.network_id, exclude=["retweets"])
        yield from _pages(OWN_POSTS, partial(ask, start_time=start_time, **_lists(LEAN)))

    def whole(self, account: Account, page: ListedPage) -> ListedPage:
        """The posts of a page with their authors and media; one that is gone meanwhile is left out."""
        ids = [str(post.get("id")) for post in page.posts if isinstance(post, Mapping)]
        told = document(self._connected(account).get_tweets(ids, user_auth=True, **_lists(FIELDS)), partly=True)
        posts, includes = _listed(told)
        return replace(page, posts=posts, includes=includes)

    def messages(self, account: Account, start_time: datetime) -> Iterator[ListedPage]:
        """Direct messages to and from the account, newest first. X takes no start here: each page is cut at it, and the
        one that reaches it is the last."""
        ask = partial(self._connected(account).get_direct_message_events, event_types="MessageCreate")
        for page in _pages(MESSAGES, partial(ask, **_lists(_MESSAGE_FIELDS)), first=FEW):
            new = tuple(message for message in page.posts if not _older(message, start_time))
            yield replace(page, posts=new)
            if len(new) < len(page.posts):
                return

    def _connected(self, account: Account, *, spare: int = 0) -> tweepy.Client:
        return connected(
            self._api_url,
            self._secrets,
            account,
            self._clock,
            budgets=self._budgets,
            spare=spare,
            tally=self._tally,
        )


def _lists(fields: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """tweepy joins lists, and lists alone."""
    return {name: list(values) for name, values in fields.items()}


def _pages(poll: str, ask: Callable[..., requests.Response], *, first: int = PAGE) -> Iterator[ListedPage]:
    token: str | None = None
    for n in range(REACH):
        page, token = _page(ask(max_results=PAGE if n else first, pagination_token=token, user_auth=True))
        yield replace(page, poll=poll)
        if token is None:
            return


def _older(message: Any, start: datetime) -> bool:
    """What cannot be dated is not older: the ingest queue says what is wrong with it (I5)."""
    ident = message.get("id") if isinstance(message, Mapping) else None
    at = snowflake_time(ident) if isinstance(ident, str) else None
    return at is not None and at < start


def _page(response: requests.Response) -> tuple[ListedPage, str | None]:
    told = document(response)
    posts, includes = _listed(told)
    try:
        fields = Fields(told, "")
        token = (fields.maybe_inside("meta") or fields).maybe_text("next_token")
    except UnreadableError as error:
        raise OutcomeUnknownError(f"X's answer cannot be read: {error}") from error
    return ListedPage(posts, includes), token


def _listed(told: Mapping[str, Any]) -> tuple[tuple[Any, ...], Mapping[str, Any]]:
    """The posts of an answer and what came along with them. Raises OutcomeUnknownError."""
    fields = Fields(told, "")
    try:
        includes = fields.maybe_inside("includes")
        return tuple(post for _, post in fields.elements("data")), includes.values if includes else {}
    except UnreadableError as error:
        raise OutcomeUnknownError(f"X's answer cannot be read: {error}") from error


def delivery_bodies(account: Account, poll: str, posts: list[Any], includes: Mapping[str, Any]) -> Iterator[bytes]:
    """`posts` as deliveries for the ingest queue, each small enough for one message."""
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
