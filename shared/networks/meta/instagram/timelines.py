"""An Instagram account as a source for polling (ports.Timelines): comments under its media, and under advertisements that only
the webhook names; media in which somebody has tagged it; and its conversations.

No list says when a medium was last commented on, but how many comments it has: one whose number has not changed since this
process read it is left alone. Comments elsewhere that name the account, and stories, are in no list.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from shared.domain.errors import RefusedError, UnavailableError
from shared.domain.settings.desk import Account
from shared.networks.fields import dict_in, text_in
from shared.networks.meta.api.client import MetaClient
from shared.networks.meta.api.refusals import GoneOrNoRightError
from shared.networks.meta.ids import is_node
from shared.networks.meta.polling.comments import (
    INSTAGRAM_FIELDS,
    REPLY_FIELDS,
    author,
    instagram_comment,
    instagram_comments,
)
from shared.networks.meta.polling.conversations import conversations
from shared.networks.meta.polling.pages import (
    A_POLL,
    CHANGES,
    INSTAGRAM,
    Polled,
    PolledPage,
    Source,
    listed,
    seconds,
    without_none,
    written,
)
from shared.networks.meta.polling.progress import Progress
from shared.networks.meta.reading.version import version_of
from shared.ports.network_reading import Timeline

logger = logging.getLogger(__name__)

MEDIA = 50
SHALLOW, DEEP = 2, 6
"""Pages of media in a poll, and in a sweep."""

COMMENTS = 50
SHALLOW_COMMENTS, DEEP_COMMENTS = 3, 20
"""Pages of comments under one medium. Answers stand below their comment, however old that is."""

WATCHED = 10
"""Advertisements that are read in a poll, those that were commented on last; a sweep reads all that are known."""

TAG_FIELDS = "id,caption,timestamp,username,permalink"


class InstagramTimelines:
    def __init__(self, client: MetaClient, watched: Callable[[Account], Sequence[str]]) -> None:
        self._client = client
        self._watched = watched
        self._progress = Progress(client)

    def connected(self, account: Account) -> bool:
        return self._client.connected(account)

    def read(self, account: Account, timeline: Timeline, since: datetime) -> Iterator[PolledPage]:
        match timeline:
            case Timeline.MENTIONS:
                yield from self._mentions(account, since)
            case Timeline.MESSAGES:
                yield from conversations(self._client, account, "instagram", since)
            case Timeline.OWN_POSTS:
                return

    def _mentions(self, account: Account, since: datetime) -> Iterator[PolledPage]:
        seen, until = set(), self._progress.deadline()
        for media_id, count in self._media(account, since):
            seen.add(media_id)
            if count != 0 and self._progress.is_news(media_id, count, since):
                self._progress.ensure_time(until)
                yield from self._comments(account, media_id, since)
                self._progress.note(media_id, count, since)
        most = WATCHED if self._client.now() - since <= A_POLL else None
        for media_id in islice(self._advertisements(account), most):
            if media_id not in seen:
                yield from self._comments(account, media_id, since)
        try:
            yield from self._tags(account, since)
        except RefusedError as error:
            logger.info("tags of %s cannot be read: %s", account.id, type(error).__name__)

    def _media(self, account: Account, since: datetime) -> Iterator[tuple[str, int | None]]:
        params = [("fields", "id,comments_count"), ("limit", str(MEDIA))]
        most = SHALLOW if self._client.now() - since <= A_POLL else DEEP
        for page in listed(self._client, account, f"/{account.network_id}/media", params, most=most):
            for one in page:
                count = one.get("comments_count")
                if is_node(one.get("id")):
                    yield one["id"], count if isinstance(count, int) and not isinstance(count, bool) else None

    def _advertisements(self, account: Account) -> Iterator[str]:
        try:
            yield from (each for each in self._watched(account) if is_node(each))
        except UnavailableError as error:
            logger.warning("the advertisements of %s are not known: %s", account.id, type(error).__name__)

    def _comments(self, account: Account, media_id: str, since: datetime) -> Iterator[PolledPage]:
        """Yield the comments under a medium since then; none if it is gone."""
        now = self._client.now()
        most = SHALLOW_COMMENTS if now - since <= A_POLL else DEEP_COMMENTS
        params = [("fields", INSTAGRAM_FIELDS), ("limit", str(COMMENTS))]
        try:
            for page in listed(self._client, account, f"/{media_id}/comments", params, most=most):
                found = [each for one in page for each in instagram_comments(one, media_id, account, now)]
                for top in page:
                    found += self._more_replies(account, top, media_id, now)
                yield self._page(account, (one for one in found if one.at >= since))
        except GoneOrNoRightError:
            return

    def _more_replies(self, account: Account, top: Mapping[str, Any], media_id: str, now: datetime) -> list[Polled]:
        """Return the answers to a comment that did not come with it."""
        paging = dict_in(dict_in(top.get("replies")).get("paging"))
        after = text_in(dict_in(paging.get("cursors")).get("after"))
        if not paging.get("next") or not after or not is_node(top.get("id")):
            return []
        params = [("fields", REPLY_FIELDS), ("limit", str(COMMENTS)), ("after", after)]
        pages = listed(self._client, account, f"/{top['id']}/replies", params, most=SHALLOW_COMMENTS)
        replies = (instagram_comment(one, media_id, top["id"], account, now) for page in pages for one in page)
        return [one for one in replies if one is not None]

    def _tags(self, account: Account, since: datetime) -> Iterator[PolledPage]:
        params = [("fields", TAG_FIELDS), ("limit", str(MEDIA))]
        now = self._client.now()
        for page in listed(self._client, account, f"/{account.network_id}/tags", params, most=SHALLOW):
            found = [one for one in (tagged(media, account, now) for media in page) if one is not None]
            yield self._page(account, (one for one in found if one.at >= since))
            if any(one.at < since for one in found):
                return

    def _page(self, account: Account, found: Iterator[Polled]) -> PolledPage:
        return PolledPage(Source(INSTAGRAM, account.network_id, CHANGES, self._client.now()), list(found))


def tagged(media: Mapping[str, Any], account: Account, now: datetime) -> Polled | None:
    """Return somebody else's medium that tags the account, as the webhook tells of a caption that names it."""
    ident, at, text = media.get("id"), written(media, "timestamp"), text_in(media.get("caption"))
    if not is_node(ident):
        return None
    value = {
        "media_id": ident,
        **without_none(
            {
                "from": author(media, account),
                "text": text,
                "permalink": text_in(media.get("permalink")),
                "sokuto": without_none(
                    {
                        "created_time": seconds(at) if at is not None else None,
                        "only_listed": not _names(text, account.username) or None,
                    }
                ),
            }
        ),
    }
    return Polled(str(ident), at or now, ({"field": "mentions", "value": value},), version_of(text) if text else None)


def _names(caption: str, username: str) -> bool:
    """Return whether the caption names the account. The webhook tells of those; of a tag in the picture itself it does not."""
    return bool(username) and f"@{username}".casefold() in caption.casefold()
