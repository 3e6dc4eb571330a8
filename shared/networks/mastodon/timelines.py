"""Mastodon as a source for polling (ports.Timelines): notifications, and the account's own statuses.

Pages are read from the newest back by `max_id` until one is older than asked for, so that nothing is skipped
(https://docs.joinmastodon.org/api/guidelines/#pagination).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from shared.domain.settings.desk import Account
from shared.networks.deliveries import delivery_bodies
from shared.networks.fields import Fields, dict_in, instant_in, text_in
from shared.networks.mastodon.api.client import Connection, MastodonClient, objects, reading_answer
from shared.networks.mastodon.ids import PostId, is_id, server_of
from shared.networks.mastodon.reading.posts import version_of
from shared.networks.mastodon.reading.reader import MENTIONS, OWN_POSTS
from shared.networks.mastodon.threads import ThreadsAbove, UnnamedReplies
from shared.ports.network_reading import Timeline, TimelinePage

NOTIFICATIONS = 80
STATUSES = 40
REACH = 50
"""Pages of one read: four thousand notifications."""

NEW = datetime.max.replace(tzinfo=UTC)
"""The time of what declares none that can be read: it is handed on, and the ingest queue reports its fault (I5)."""

TYPES = ("mention", "quote")
"""Notifications that bring a status to the account; `mention` is every status that names it, replies and private ones too."""


@dataclass(frozen=True)
class Listed:
    """A status, and why it is listed: the type of its notification, or `thread`."""

    status: Fields
    reason: str


@dataclass(frozen=True)
class StatusPage:
    """A page of statuses, newest first, as a delivery named `poll`."""

    client: MastodonClient
    account: Account
    poll: str
    listed: Sequence[Listed]

    @cached_property
    def posts(self) -> Mapping[str, datetime]:
        return {self._ident(one): instant_in(one.status.values.get("created_at")) or NEW for one in self.listed}

    @cached_property
    def versions(self) -> Mapping[str, str]:
        return {self._ident(one): version_of(one.status) for one in self.listed}

    def only(self, ids: Collection[str]) -> Iterator[bytes]:
        """Yield deliveries of these statuses, each with the thread above it."""
        wanted = {self._ident(one): one for one in reversed(self.listed) if self._ident(one) in ids}
        threads = ThreadsAbove(self.client, self.account)
        items = [
            {"status": one.status.values, "reason": one.reason, **threads.of(one.status)} for one in wanted.values()
        ]
        yield from delivery_bodies(head(self.poll, self.account), items)

    def _ident(self, one: Listed) -> str:
        return str(PostId(text_in(one.status.values.get("id"))[:100], server_of(self.account)))


class MastodonTimelines(MastodonClient):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._unnamed = UnnamedReplies(self)

    def read(self, account: Account, timeline: Timeline, since: datetime) -> Iterator[TimelinePage]:
        with reading_answer():
            match timeline:
                case Timeline.MENTIONS:
                    yield from self._mentions(account, since)
                case Timeline.OWN_POSTS:
                    yield from self._own_posts(account, since)
                case Timeline.MESSAGES:
                    return

    def _mentions(self, account: Account, since: datetime) -> Iterator[StatusPage]:
        """Yield what names or quotes the account, what its filters hold back included, and then what only threads show."""
        types = [("types[]", name) for name in TYPES]
        params = [*types, ("include_filtered", "true"), ("limit", str(NOTIFICATIONS))]
        for page in self._pages(account, "/api/v1/notifications", params, since):
            told = [(dict_in(one.values.get("status")), text_in(one.values.get("type"))) for one in page]
            listed = [Listed(Fields(status), reason) for status, reason in told if is_id(status.get("id"))]
            yield StatusPage(self, account, MENTIONS, listed)
        unnamed = [Listed(one, "thread") for one in self._unnamed.read(account, since, self._connection.clock.now())]
        if unnamed:
            yield StatusPage(self, account, MENTIONS, unnamed)

    def _own_posts(self, account: Account, since: datetime) -> Iterator[StatusPage]:
        """Yield the account's own statuses, private ones too. Only those that answer somebody can belong to a ticket, or that
        begin a private conversation."""
        path = f"/api/v1/accounts/{account.network_id}/statuses"
        params = [("exclude_reblogs", "true"), ("limit", str(STATUSES))]
        for page in self._pages(account, path, params, since):
            answers = [one for one in page if is_id(one.values.get("id")) and _concerns_somebody(one)]
            yield StatusPage(self, account, OWN_POSTS, [Listed(one, "") for one in answers])

    def _pages(
        self, account: Account, path: str, params: Sequence[tuple[str, str]], since: datetime
    ) -> Iterator[list[Fields]]:
        last = ""
        for _ in range(REACH):
            older = [("max_id", last)] if last else []
            page = objects(self.get(account, path, [*params, *older]))
            new = [one for one in page if (instant_in(one.values.get("created_at")) or NEW) >= since]
            yield new
            ids = [text_in(one.values.get("id")) for one in page]
            if len(new) < len(page) or not ids or not is_id(ids[-1]) or ids[-1] == last:
                return
            last = ids[-1]


def _concerns_somebody(status: Fields) -> bool:
    return bool(status.values.get("in_reply_to_id") or status.values.get("mentions") or status.values.get("quote"))


def head(poll: str, account: Account) -> Mapping[str, Any]:
    return {
        "poll": poll,
        "account_id": account.id,
        "network_id": account.network_id,
        "server": server_of(account),
    }
