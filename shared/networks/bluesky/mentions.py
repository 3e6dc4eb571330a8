"""Posts that speak to the account: its notifications, and the search as a net beneath them.

`app.bsky.notification.listNotifications` has traps. Without `priority=false` a setting of the account hides everybody whom it
does not follow. The reasons are filtered after a page is cut, so that pages are short, or empty, while the cursor goes on. The
order is that of the time which authors' clients declare, so that a back-dated post comes in far below. And a typed @name
without a facet notifies nobody.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from shared.domain.errors import SocialNetworkError
from shared.domain.settings.desk import Account
from shared.domain.text.rfc3339 import rfc3339
from shared.networks.bluesky.api.client import BlueskyClient, Call, reading_answer
from shared.networks.bluesky.api.posts import Views, posts_by_uri
from shared.networks.bluesky.ids import record_uri, repo_of
from shared.networks.bluesky.reading.posts import SEARCH
from shared.networks.bluesky.reading.reader import MENTIONS
from shared.networks.bluesky.text.facets import handles_in
from shared.networks.deliveries import delivery_bodies
from shared.networks.fields import Fields, UnreadableError, dict_in, instant_in, text_in

logger = logging.getLogger(__name__)

PAGE = 100
REACH = 40
"""Pages. Every like stands in the list too, so a post that many people see fills dozens of pages an hour; these are read in well
under a poll's time, and hold far more than what came since the last one."""

REASONS = ("mention", "reply", "quote")
LEVELS = 5
"""So many levels under a post of ours Bluesky tells of an answer."""

SEARCH_EVERY = timedelta(minutes=10)
SEARCHED = 2
"""Pages of the search: only what the list of notifications does not hold is wanted there."""

MOST_REMEMBERED = 5_000


@dataclass(frozen=True)
class MentionsPage:
    """A page of notifications, or of found posts: each with `uri`, `cid`, `reason`, and the time that it is listed by."""

    client: BlueskyClient
    account: Account
    listed: Sequence[Mapping[str, Any]]

    @cached_property
    def posts(self) -> Mapping[str, datetime]:
        return {one["uri"]: one["at"] for one in self.listed}

    @cached_property
    def versions(self) -> Mapping[str, str]:
        return {one["uri"]: one["cid"] for one in self.listed if one["cid"]}

    def only(self, ids: Collection[str]) -> Iterator[bytes]:
        """Yield deliveries of these posts as the app shows them, since a notification lacks pictures and quoted words. A post that
        is not there any more is left out."""
        wanted = [one for one in self.listed if one["uri"] in ids]
        if not wanted:
            return
        with reading_answer():
            views = posts_by_uri(self.client, self.account, [one["uri"] for one in wanted])
            through = answers_through(self.client, self.account, views)
        data = [
            {"post": views[uri].values, "reason": one["reason"], "answers_through": through.get(uri)}
            for one in wanted
            if (uri := one["uri"]) in views
        ]
        head = {"poll": MENTIONS, "account_id": self.account.id, "network_id": self.account.network_id}
        yield from delivery_bodies(head, data)


def answers_through(client: BlueskyClient, account: Account, views: Views) -> Mapping[str, str]:
    """Return, for posts that go on under a post of their own author, the author of the first other post above them: whom a
    customer answers who writes twice in a row."""
    found: dict[str, str] = {}
    above = {uri: parent for uri, view in views.items() if (parent := _own_parent(uri, view)) is not None}
    known = dict(views)
    for _ in range(LEVELS):
        missing = [parent for parent in above.values() if parent not in known]
        if missing:
            known |= posts_by_uri(client, account, missing)
        going_on: dict[str, str] = {}
        for uri, parent in above.items():
            if parent not in known:
                found[uri] = account.network_id  # a customer is not lost because they deleted a post in between
                continue
            over = _parent_of(known[parent])
            if over is not None and repo_of(over) == repo_of(uri):
                going_on[uri] = over
            elif over is not None and (author := repo_of(over)) is not None:
                found[uri] = author
        above = going_on
        if not above:
            break
    return found


def _parent_of(view: Fields) -> str | None:
    reply = dict_in(dict_in(view.values.get("record")).get("reply"))
    uri = record_uri(dict_in(reply.get("parent")).get("uri"))
    return str(uri) if uri is not None else None


def _own_parent(uri: str, view: Fields) -> str | None:
    parent = _parent_of(view)
    return parent if parent is not None and repo_of(parent) == repo_of(uri) else None


class MentionsList:
    """Reads the notifications of accounts. It remembers, in this process, when posts were indexed that the list dates long ago:
    each is asked for once."""

    def __init__(self, client: BlueskyClient) -> None:
        self._client = client
        self._indexed: dict[str, datetime] = {}
        self._searched: dict[str, datetime] = {}

    def read(self, account: Account, since: datetime, now: datetime) -> Iterator[MentionsPage]:
        """Yield pages of posts since then, newest first, and then what only the search has found. Raises UnreadableError and
        NetworkErrors."""
        told_of: set[str] = set()
        for page in self._notifications(account, since):
            told = [one for notification in page if (one := _listed(notification)) is not None]
            new = [one for one in told if one["at"] >= since]
            old = [one for one in told if one["at"] < since]
            late = self._back_dated(account, old, since) if old else []
            told_of.update(one["uri"] for one in told)
            yield MentionsPage(self._client, account, [*new, *late])
        found = [one for one in self._search(account, since, now) if one["uri"] not in told_of]
        if found:
            yield MentionsPage(self._client, account, found)

    def _notifications(self, account: Account, since: datetime) -> Iterator[list[Fields]]:
        cursor: str | None = None
        for _ in range(REACH):
            params = [("limit", str(PAGE)), ("priority", "false"), *(("reasons", reason) for reason in REASONS)]
            more = [("cursor", cursor)] if cursor else []
            answer = self._client.ask(account, Call("app.bsky.notification.listNotifications", [*params, *more]))
            page = list(answer.objects("notifications"))
            yield page
            cursor = answer.maybe_text("cursor")
            oldest = min(filter(None, (instant_in(one.values.get("indexedAt")) for one in page)), default=None)
            reached = oldest or instant_in(cursor)
            if not cursor or (reached is not None and reached < since):
                return

    def _back_dated(
        self, account: Account, listed: Sequence[Mapping[str, Any]], since: datetime
    ) -> list[Mapping[str, Any]]:
        """Return those that are listed as older than `since`, and were indexed after it: their authors' clients declare another
        time. Only the post itself says so."""
        unknown = [one["uri"] for one in listed if one["uri"] not in self._indexed]
        if len(self._indexed) + len(unknown) > MOST_REMEMBERED:
            self._indexed.clear()
            unknown = [one["uri"] for one in listed]
        if unknown:
            views = posts_by_uri(self._client, account, unknown)
            for uri in unknown:
                at = instant_in(views[uri].values.get("indexedAt")) if uri in views else None
                self._indexed[uri] = at or since - timedelta(days=365)
        return [one for one in listed if self._indexed[one["uri"]] >= since]

    def _search(self, account: Account, since: datetime, now: datetime) -> list[Mapping[str, Any]]:
        """Return posts that name the account, every ten minutes. The search is a net and no more: that it fails is no fault."""
        last = self._searched.get(account.id)
        if not account.username or (last is not None and now - last < SEARCH_EVERY):
            return []
        self._searched[account.id] = now
        try:
            found = list(self._found(account, min(since, last or since)))
        except (SocialNetworkError, UnreadableError) as error:
            logger.info("Bluesky's search gave nothing for %s: %s", account.id, type(error).__name__)
            return []
        return found

    def _found(self, account: Account, since: datetime) -> Iterator[Mapping[str, Any]]:
        cursor: str | None = None
        for _ in range(SEARCHED):
            params = [
                ("q", f'"@{account.username}"'),
                ("sort", "latest"),
                ("since", rfc3339(since)),
                ("limit", str(PAGE)),
            ]
            more = [("cursor", cursor)] if cursor else []
            answer = self._client.ask(account, Call("app.bsky.feed.searchPosts", [*params, *more]))
            for post in answer.objects("posts"):
                if _is_muted(post):
                    continue
                text = text_in(dict_in(post.values.get("record")).get("text"))
                named = account.username.lower() in (each.lower() for each in handles_in(text))
                one = _listed(Fields({**post.values, "reason": SEARCH}, post.path)) if named else None
                if one is not None and repo_of(one["uri"]) != account.network_id and one["at"] >= since:
                    yield one
            cursor = answer.maybe_text("cursor")
            if not cursor:
                return


def _is_muted(post: Fields) -> bool:
    """Return whether the account has muted the author or the thread: the list of notifications would not hold it either."""
    author = dict_in(dict_in(post.values.get("author")).get("viewer"))
    return author.get("muted") is True or dict_in(post.values.get("viewer")).get("threadMuted") is True


def _listed(notification: Fields) -> Mapping[str, Any] | None:
    """Return what is kept of a notification; None for one that is about no post, or that was not asked for."""
    uri = record_uri(notification.values.get("uri"))
    reason = text_in(notification.values.get("reason"))
    at = instant_in(notification.values.get("indexedAt"))
    if uri is None or at is None or reason not in (*REASONS, SEARCH):
        return None
    return {"uri": str(uri), "cid": text_in(notification.values.get("cid")), "reason": reason, "at": at}
