"""The stand-in's memory: records in one SQLite file, so that they survive a restart; all of them are held in memory too."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import Field, asdict, dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

Json = dict[str, Any]


class Record(Protocol):
    """A dataclass with an id."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=Record)


@dataclass
class Person:
    """Somebody on LINE; `shown` is the name in the profile, which they may not show."""

    id: str
    name: str
    shown: str
    follows: bool = True
    blocks: bool = False
    has_profile: bool = True
    wrote_at: float = 0.0


@dataclass
class Message:
    """What somebody wrote: `content` is the message object as LINE delivers it."""

    id: str
    sender: str
    content: Json
    at: float
    unsent: bool = False


@dataclass
class Push:
    """What the account sent in one request, under its retry key if there was one; `arrived` says that the recipient sees
    it: LINE answers 200 either way."""

    id: str
    to: str
    ids: list[str]
    texts: list[str]
    at: float
    arrived: bool
    key: str = ""
    quoted: str = ""


@dataclass
class Delivery:
    """`state` is waiting, delivered, failed, or withheld."""

    id: str
    body: str
    state: str = "waiting"
    attempts: list[Json] = field(default_factory=list)


@dataclass
class ReplyToken:
    id: str
    person: str
    until: float
    used: bool = False


@dataclass
class Settings:
    """What an admin of the Official Account sets: `plan` are the messages a month, None without a limit; `suspended` has
    LINE deliver nothing for a while."""

    id: str = "settings"
    endpoint: str = ""
    active: bool = True
    redelivery: bool = True
    chat_mode: str = "chat"
    plan: int | None = None
    used: int = 0
    suspended: bool = False
    secret: str = ""


class Shelf(Generic[R]):
    """All records of one kind, in the order of their first insertion."""

    def __init__(self, db: sqlite3.Connection, record: type[R]) -> None:
        self._db = db
        self._kind = record.__name__
        rows = db.execute("SELECT doc FROM records WHERE kind = ? ORDER BY rowid", (self._kind,))
        self._records: dict[str, R] = {one.id: one for one in (record(**json.loads(doc)) for (doc,) in rows)}

    def __iter__(self) -> Iterator[R]:
        return iter(list(self._records.values()))

    def get(self, record_id: str) -> R | None:
        return self._records.get(record_id)

    def put(self, record: R) -> R:
        self._records[record.id] = record
        document = json.dumps(asdict(record), ensure_ascii=False)
        self._db.execute(
            "INSERT INTO records (kind, id, doc) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET doc = excluded.doc",
            (self._kind, record.id, document),
        )
        return record

    def clear(self) -> None:
        self._records.clear()
        self._db.execute("DELETE FROM records WHERE kind = ?", (self._kind,))


class Store:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # Autocommit: each write is one document, and losing the last one in a power cut harms nobody here.
        self._db = sqlite3.connect(folder / "line.sqlite3", isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS records (kind TEXT NOT NULL, id TEXT NOT NULL, doc TEXT NOT NULL, UNIQUE (kind, id))"
        )
        self.people = Shelf(self._db, Person)
        self.messages = Shelf(self._db, Message)
        self.pushes = Shelf(self._db, Push)
        self.deliveries = Shelf(self._db, Delivery)
        self.reply_tokens = Shelf(self._db, ReplyToken)
        self.settings = Shelf(self._db, Settings)

    def close(self) -> None:
        self._db.close()
