"""Polling: an account's mentions, as X lists them. The webhook alone would miss a customer's second answer in a thread
(X tells of explicit mentions and of answers to our own posts only), and everything while it is switched off."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from shared.adapters.clock import SystemClock
from shared.adapters.secrets import XAppSecrets
from shared.adapters.x_events import MENTIONS
from shared.adapters.x_fields import Fields, UnreadableError
from shared.adapters.x_session import connected, document, number
from shared.domain.desk import Account
from shared.domain.errors import OutcomeUnknownError
from shared.ports import Clock

PAGE = 100
REACH = 8
"""Pages; X lists the newest 800 mentions and no more."""

LARGEST_BODY = 700_000
"""Bytes; in base64 and with its envelope still below what the ingest queue takes."""

_FIELDS: Mapping[str, Sequence[str]] = {
    "tweet_fields": (
        *("attachments", "author_id", "conversation_id", "created_at", "display_text_range", "entities"),
        *("in_reply_to_user_id", "note_tweet", "referenced_tweets", "reply_settings"),
    ),
    "expansions": ("author_id", "attachments.media_keys"),
    "user_fields": ("name", "protected", "receives_your_dm", "username"),
    "media_fields": ("alt_text", "preview_image_url", "type", "url", "variants"),
}


@dataclass(frozen=True, slots=True)
class MentionsPage:
    """Posts as X shows them, newest first; `remaining` requests until `resets_at`, where X says so."""

    posts: tuple[Any, ...]
    includes: Mapping[str, Any]
    remaining: int | None
    resets_at: datetime | None

    def bodies(self, account: Account) -> Iterator[bytes]:
        """The page as deliveries for the ingest queue: one, or several where it is too large for one message."""
        yield from _bodies(account, list(self.posts), self.includes)


class XMentions:
    """Reads with the account's own token: a desk whose X app belongs to that account pays a fifth for each post."""

    def __init__(self, api_url: str, secrets: XAppSecrets, clock: Clock | None = None) -> None:
        self._api_url = api_url
        self._secrets = secrets
        self._clock = clock or SystemClock()

    def pages(
        self,
        account: Account,
        *,
        since_id: str | None = None,
        start_time: datetime | None = None,
        max_pages: int = REACH,
    ) -> Iterator[MentionsPage]:
        """The mentions after `since_id` and from `start_time` on, newest first, at most `max_pages` of 100 each.

        Both may be left out. `since_id` has been seen to miss posts, so a poller overlaps its windows; the desk takes
        each post once (I3). Raises DisconnectedError, RateLimitedError, RefusedError, UnreachableError,
        OutcomeUnknownError, as Network does.
        """
        with_x = connected(self._api_url, self._secrets, account, self._clock)
        token: str | None = None
        for _ in range(max_pages):
            response: requests.Response = with_x.get_users_mentions(
                account.network_id,
                max_results=PAGE,
                since_id=since_id,
                start_time=start_time,
                pagination_token=token,
                user_auth=True,
                **{name: list(values) for name, values in _FIELDS.items()},
            )
            page, token = _page(response)
            yield page
            if token is None:
                return


def _page(response: requests.Response) -> tuple[MentionsPage, str | None]:
    told = Fields(document(response), "")
    try:
        posts = tuple(post for _, post in told.elements("data"))
        includes = told.maybe_inside("includes")
        token = (told.maybe_inside("meta") or told).maybe_text("next_token")
    except UnreadableError as error:
        raise OutcomeUnknownError(f"X's answer cannot be read: {error}") from error
    reset = number(response.headers.get("x-rate-limit-reset"))
    page = MentionsPage(
        posts=posts,
        includes=includes.values if includes else {},
        remaining=number(response.headers.get("x-rate-limit-remaining")),
        resets_at=None if reset is None else datetime.fromtimestamp(reset, UTC),
    )
    return page, token


def _bodies(account: Account, posts: list[Any], includes: Mapping[str, Any]) -> Iterator[bytes]:
    if not posts:
        return
    delivery = {
        "poll": MENTIONS,
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
    yield from _bodies(account, posts[:half], includes)
    yield from _bodies(account, posts[half:], includes)
