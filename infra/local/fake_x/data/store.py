"""The stand-in's memory, on disk so that it survives a restart.

Everything is held in memory and written through to one SQLite file as JSON documents: a desk's worth of posts is small,
and reading never waits.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import Field, asdict
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from infra.local.fake_x.data.records import (
    AppRecord,
    DeliveryRecord,
    GrantRecord,
    MessageRecord,
    PostRecord,
    SubscriptionRecord,
    TokenRecord,
    UserRecord,
    WebhookRecord,
)


class Record(Protocol):
    """A dataclass with an id."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=Record)


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


class Shelf(Generic[R]):
    """All records of one kind, in the order of their first insertion."""

    def __init__(self, db: sqlite3.Connection, kind: str, record: type[R]) -> None:
        self._db = db
        self._kind = kind
        rows = db.execute("SELECT doc FROM records WHERE kind = ? ORDER BY rowid", (kind,))
        made = (record(**{name: _tuples(value) for name, value in json.loads(doc).items()}) for (doc,) in rows)
        self._records: dict[str, R] = {one.id: one for one in made}

    def __iter__(self) -> Iterator[R]:
        return iter(self._records.values())

    def __contains__(self, record_id: str) -> bool:
        return record_id in self._records

    def __len__(self) -> int:
        return len(self._records)

    def get(self, record_id: str | None) -> R | None:
        return self._records.get(record_id) if record_id is not None else None

    def put(self, record: R) -> R:
        self._records[record.id] = record
        document = json.dumps(asdict(record), ensure_ascii=False)
        self._db.execute(
            "INSERT INTO records (kind, id, doc) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET doc = excluded.doc",
            (self._kind, record.id, document),
        )
        return record

    def drop(self, record_id: str) -> bool:
        self._db.execute("DELETE FROM records WHERE kind = ? AND id = ?", (self._kind, record_id))
        return self._records.pop(record_id, None) is not None

    def clear(self) -> None:
        self._records.clear()
        self._db.execute("DELETE FROM records WHERE kind = ?", (self._kind,))

    def trim(self, most: int) -> None:
        """Delete the oldest records beyond `most`."""
        for record_id in list(islice(self._records, max(0, len(self._records) - most))):
            self.drop(record_id)


class Store:
    """One shelf a kind."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # Autocommit: each write is one document, and losing the last one in a power cut harms nobody here.
        self._db = sqlite3.connect(folder / "fake_x.sqlite3", isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS records (kind TEXT NOT NULL, id TEXT NOT NULL, doc TEXT NOT NULL, UNIQUE (kind, id))"
        )
        self.apps = Shelf(self._db, "app", AppRecord)
        self.tokens = Shelf(self._db, "token", TokenRecord)
        self.grants = Shelf(self._db, "grant", GrantRecord)
        self.users = Shelf(self._db, "user", UserRecord)
        self.posts = Shelf(self._db, "post", PostRecord)
        self.messages = Shelf(self._db, "message", MessageRecord)
        self.webhooks = Shelf(self._db, "webhook", WebhookRecord)
        self.subscriptions = Shelf(self._db, "subscription", SubscriptionRecord)
        self.deliveries = Shelf(self._db, "delivery", DeliveryRecord)
        self._by_author: dict[str, list[str]] = {}
        self._by_mention: dict[str, list[str]] = {}
        for post in self.posts:
            self._index(post)
        self._named = {user.username.casefold(): user.id for user in self.users}

    def taken(self, record_id: str) -> bool:
        """Return whether an id is in use by any record whose id X makes from the clock."""
        return any(
            record_id in shelf
            for shelf in (self.users, self.posts, self.messages, self.webhooks, self.subscriptions, self.deliveries)
        )

    def put_user(self, user: UserRecord) -> UserRecord:
        self._named[user.username.casefold()] = user.id
        return self.users.put(user)

    def user_named(self, username: str) -> UserRecord | None:
        return self.users.get(self._named.get(username.removeprefix("@").casefold()))

    def put_post(self, post: PostRecord) -> PostRecord:
        if post.id not in self.posts:
            self._index(post)
        return self.posts.put(post)

    def posts_by(self, user_id: str) -> list[PostRecord]:
        """Return a user's posts that still stand, in the order of their insertion."""
        return self._standing(self._by_author.get(user_id, []))

    def posts_mentioning(self, user_id: str) -> list[PostRecord]:
        return self._standing(self._by_mention.get(user_id, []))

    def forget_posts(self) -> None:
        self.posts.clear()
        self._by_author.clear()
        self._by_mention.clear()

    def forget_users(self) -> None:
        self.users.clear()
        self._named.clear()

    def _index(self, post: PostRecord) -> None:
        self._by_author.setdefault(post.author_id, []).append(post.id)
        for user_id in {mention["id"] for mention in post.entities.get("mentions", ())}:
            self._by_mention.setdefault(user_id, []).append(post.id)

    def _standing(self, post_ids: list[str]) -> list[PostRecord]:
        return [post for post in map(self.post, post_ids) if post]

    def post(self, post_id: str | None) -> PostRecord | None:
        """Return a post that has not been deleted."""
        post = self.posts.get(post_id)
        return post if post and not post.deleted else None

    def app_of_bearer(self, token: str) -> AppRecord | None:
        return next((app for app in self.apps if app.bearer_token == token), None)

    def app_of_key(self, consumer_key: str) -> AppRecord | None:
        return next((app for app in self.apps if app.consumer_key == consumer_key), None)

    def app_of_client(self, client_id: str) -> AppRecord | None:
        return next((app for app in self.apps if client_id and app.client_id == client_id), None)

    def close(self) -> None:
        self._db.close()
