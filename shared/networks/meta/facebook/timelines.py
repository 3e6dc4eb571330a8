"""A Page as a source for polling (ports.Timelines): comments under its posts and advertisements, visitors' posts, posts that name
it, and recommendations.

A list of posts tells of each when it was last commented on, so a quiet poll costs four calls, and a call for each post that
somebody has commented on since. Comments elsewhere that name the Page are in no list.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from shared.domain.errors import RefusedError
from shared.domain.settings.desk import Account
from shared.networks.fields import dict_in, objects_in, text_in
from shared.networks.meta.api.client import MetaClient
from shared.networks.meta.api.refusals import GoneOrNoRightError
from shared.networks.meta.ids import is_node, rating_without_story
from shared.networks.meta.polling.comments import FACEBOOK_FIELDS, facebook_comment
from shared.networks.meta.polling.pages import (
    A_POLL,
    CHANGES,
    PAGE,
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

POSTS = 50
SHALLOW, DEEP = 2, 8
"""Pages of posts in a poll, and in a sweep: the newest hundred, and the newest four hundred."""

COMMENTS = 50
COMMENT_PAGES = 20

_NEWEST_COMMENT = "comments.filter(stream).order(reverse_chronological).limit(1){id,created_time}"
POST_FIELDS = f"id,from,message,created_time,permalink_url,full_picture,{_NEWEST_COMMENT}"
TAGGED_FIELDS = "id,from,message,created_time,permalink_url"
RATING_FIELDS = "created_time,recommendation_type,review_text,reviewer{id,name},open_graph_story"

FEED, ADS, TAGGED, RATINGS = "feed", "ads_posts", "tagged", "ratings"
OPTIONAL = (ADS, TAGGED, RATINGS)
"""Lists that not every Page and app may read. The doctor says which are refused; the others are read all the same."""


class FacebookTimelines:
    def __init__(self, client: MetaClient) -> None:
        self._client = client
        self._progress = Progress(client)

    def connected(self, account: Account) -> bool:
        return self._client.connected(account)

    def read(self, account: Account, timeline: Timeline, since: datetime) -> Iterator[PolledPage]:
        """Yield what is new on the Page. The account's own comments stand among the others, and its private messages belong to
        Messenger."""
        if timeline is not Timeline.MENTIONS:
            return
        yield from self._posts(account, FEED, since)
        reads: Mapping[str, Callable[[Account, str, datetime], Iterator[PolledPage]]] = {
            ADS: self._posts,
            TAGGED: self._tagged,
            RATINGS: self._ratings,
        }
        for edge in OPTIONAL:
            try:
                yield from reads[edge](account, edge, since)
            except RefusedError as error:
                logger.info("%s of %s cannot be read: %s", edge, account.id, type(error).__name__)

    def _posts(self, account: Account, edge: str, since: datetime) -> Iterator[PolledPage]:
        now, until = self._client.now(), self._progress.deadline()
        most = SHALLOW if now - since <= A_POLL else DEEP
        params = [("fields", POST_FIELDS), ("limit", str(POSTS))]
        for page in listed(self._client, account, f"/{account.network_id}/{edge}", params, most=most):
            visitors = (visitor_post(post, account, now) for post in page)
            yield self._page(account, (post for post in visitors if post is not None and post.at >= since))
            for post in page:
                newest = _newest_comment(post)
                if not is_node(post.get("id")) or newest is None or newest < since:
                    continue
                if self._progress.is_news(post["id"], newest, since):
                    self._progress.ensure_time(until)
                    yield from self._comments(account, post["id"], since)
                    self._progress.note(post["id"], newest, since)

    def _comments(self, account: Account, post_id: str, since: datetime) -> Iterator[PolledPage]:
        """Yield the comments under a post since then, newest first; none if it is gone."""
        params = [
            ("filter", "stream"),
            ("order", "reverse_chronological"),
            ("since", str(seconds(since))),
            ("fields", FACEBOOK_FIELDS),
            ("limit", str(COMMENTS)),
        ]
        try:
            for page in listed(self._client, account, f"/{post_id}/comments", params, most=COMMENT_PAGES):
                comments = [facebook_comment(one, post_id, self._client.now()) for one in page]
                known = [one for one in comments if one is not None]
                yield self._page(account, (one for one in known if one.at >= since))
                if any(one.at < since for one in known):
                    return
        except GoneOrNoRightError:
            return

    def _tagged(self, account: Account, edge: str, since: datetime) -> Iterator[PolledPage]:
        now, params = self._client.now(), [("fields", TAGGED_FIELDS), ("limit", str(POSTS))]
        for page in listed(self._client, account, f"/{account.network_id}/{edge}", params, most=SHALLOW):
            found = [_mention(post, account, now) for post in page]
            yield self._page(account, (one for one in found if one is not None and one.at >= since))
            if any(one is not None and one.at < since for one in found):
                return

    def _ratings(self, account: Account, edge: str, since: datetime) -> Iterator[PolledPage]:
        """Yield recommendations; in a sweep also what stands under those of its time."""
        now, params = self._client.now(), [("fields", RATING_FIELDS), ("limit", str(POSTS))]
        for page in listed(self._client, account, f"/{account.network_id}/{edge}", params, most=SHALLOW):
            found = [one for one in (_rating(rating, now) for rating in page) if one is not None]
            yield self._page(account, (one for one in found if one.at >= since))
            if now - since > A_POLL:
                for one in found:
                    if one.at >= since and is_node(one.id):
                        yield from self._comments(account, one.id, since)
            if any(one.at < since for one in found):
                return

    def _page(self, account: Account, found: Iterator[Polled]) -> PolledPage:
        return PolledPage(Source(PAGE, account.network_id, CHANGES, self._client.now()), list(found))


def _newest_comment(post: Mapping[str, Any]) -> datetime | None:
    newest = next(objects_in(dict_in(post.get("comments")).get("data")), None)
    return written(newest) if newest is not None else None


def visitor_post(post: Mapping[str, Any], account: Account, now: datetime) -> Polled | None:
    """Return a post that somebody else has written on the Page; None for the Page's own, and for one without an author, as
    posts are without the right to read what people write."""
    author = dict_in(post.get("from"))
    if not is_node(post.get("id")) or author.get("id") in (None, account.network_id):
        return None
    at, text = written(post), text_in(post.get("message"))
    value = {
        "item": "post",
        "verb": "add",
        "post_id": post["id"],
        **without_none(
            {
                "from": author,
                "message": text,
                "created_time": seconds(at) if at is not None else None,
                "permalink_url": post.get("permalink_url"),
                "photo": text_in(post.get("full_picture")),
            }
        ),
    }
    return Polled(post["id"], at or now, ({"field": "feed", "value": value},), version_of(text))


def _mention(post: Mapping[str, Any], account: Account, now: datetime) -> Polled | None:
    author = dict_in(post.get("from"))
    if not is_node(post.get("id")) or author.get("id") == account.network_id:
        return None
    at, text = written(post), text_in(post.get("message"))
    value = {
        "item": "post",
        "verb": "add",
        "post_id": post["id"],
        **without_none(
            {
                "sender_id": author.get("id"),
                "sender_name": author.get("name"),
                "message": text,
                "created_time": seconds(at) if at is not None else None,
                "permalink_url": post.get("permalink_url"),
            }
        ),
    }
    return Polled(post["id"], at or now, ({"field": "mention", "value": value},), version_of(text) if text else None)


def _rating(rating: Mapping[str, Any], now: datetime) -> Polled | None:
    """Return a recommendation, which goes by its story; None for one that has neither a story nor an author and a time."""
    reviewer, story = dict_in(rating.get("reviewer")), dict_in(rating.get("open_graph_story")).get("id")
    at, text = written(rating), text_in(rating.get("review_text"))
    reviewer_id = text_in(reviewer.get("id"))
    if not is_node(story) and not (reviewer_id and at):
        return None
    ident = str(story) if is_node(story) else rating_without_story(reviewer_id, (at or now).isoformat())
    value = {
        "item": "rating",
        "verb": "add",
        **without_none(
            {
                "reviewer_id": reviewer_id,
                "reviewer_name": text_in(reviewer.get("name")),
                "recommendation_type": text_in(rating.get("recommendation_type")),
                "review_text": text,
                "open_graph_story_id": story if is_node(story) else None,
                "created_time": seconds(at) if at is not None else None,
            }
        ),
    }
    return Polled(ident, at or now, ({"field": "ratings", "value": value},), version_of(text))
