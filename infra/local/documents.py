"""A stand-in's memory, on disk so that it survives a restart: JSON documents by kind and id, in the order of their insertion."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

Json = dict[str, Any]


class Shelf:
    """All documents of one kind, held in memory and written through."""

    def __init__(self, db: sqlite3.Connection, kind: str) -> None:
        self._db = db
        self._kind = kind
        rows = db.execute("SELECT id, doc FROM documents WHERE kind = ? ORDER BY rowid", (kind,))
        self._documents: dict[str, Json] = {ident: json.loads(doc) for ident, doc in rows}

    def __iter__(self) -> Iterator[Json]:
        return iter(list(self._documents.values()))

    def __contains__(self, ident: str) -> bool:
        return ident in self._documents

    def get(self, ident: str) -> Json | None:
        return self._documents.get(ident)

    def put(self, ident: str, document: Json) -> Json:
        self._documents[ident] = document
        self._db.execute(
            "INSERT INTO documents (kind, id, doc) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET doc = excluded.doc",
            (self._kind, ident, json.dumps(document, ensure_ascii=False)),
        )
        return document

    def drop(self, ident: str) -> bool:
        self._db.execute("DELETE FROM documents WHERE kind = ? AND id = ?", (self._kind, ident))
        return self._documents.pop(ident, None) is not None

    def clear(self) -> None:
        self._documents.clear()
        self._db.execute("DELETE FROM documents WHERE kind = ?", (self._kind,))


class Documents:
    """The shelves of one stand-in, in one SQLite file named after it."""

    def __init__(self, folder: Path, name: str, kinds: Sequence[str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # Autocommit: each write is one document, and losing the last one in a power cut harms nobody here.
        self._db = sqlite3.connect(folder / f"{name}.sqlite3", isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS documents (kind TEXT NOT NULL, id TEXT NOT NULL, doc TEXT NOT NULL, UNIQUE (kind, id))"
        )
        self._shelves = {kind: Shelf(self._db, kind) for kind in kinds}

    def __getitem__(self, kind: str) -> Shelf:
        return self._shelves[kind]

    def clear(self) -> None:
        for shelf in self._shelves.values():
            shelf.clear()

    def close(self) -> None:
        self._db.close()
