"""The settings file that a team keeps in git: its tables are documents, and documents are its tables."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from shared.domain.errors import InvalidError
from shared.domain.text.suggestions import no_such
from shared.ports.settings import Document
from shared.usecases.settings.canonical import canonical
from shared.usecases.settings.kinds import BUILT_IN, KINDS, is_retired, path_of
from shared.usecases.settings.policy_order import LAST, ORDER, POLICIES, in_order

LARGEST = 100_000
"""Bytes of a document: the store takes four times as much, and nobody edits more than this by hand."""


def documents_in(file: Mapping[str, Any]) -> tuple[Document, ...]:
    """The documents of a settings file (tables by kind), each without a version yet; and the order in which it names the
    policies, which is the one in which they count (C8)."""
    tables = {table: kind for kind, table in KINDS.items() if kind != ORDER}
    found = []
    for table, content in file.items():
        kind = tables.get(table)
        if kind is None:
            raise no_such(table, "table in a settings file called", table, tables)
        if kind == "desk":
            found.append(normal(Document(kind, "desk", 0, _table(content, "desk"))))
            continue
        if not isinstance(content, list):
            raise InvalidError(table, f"must be a list of tables, each written under [[{table}]]")
        for index, item in enumerate(content):
            body = dict(_table(item, f"{table}[{index}]"))
            ident = body.pop("id", None)
            if not isinstance(ident, str) or not ident:
                raise InvalidError(f"{table}[{index}].id", "is missing; it must be a text, such as 'support'")
            if any((d.kind, d.id) == (kind, ident) for d in found):
                raise InvalidError(f"{table}[{index}].id", f"{ident!r} is there twice")
            found.append(normal(Document(kind, ident, 0, body)))
    order = [d.id for d in found if d.kind == POLICIES and d.id != LAST]
    return (*found, Document(ORDER, POLICIES, 0, {"ids": order})) if order else tuple(found)


def file_of(documents: Iterable[Document]) -> dict[str, Any]:
    """The settings file that says what the documents say: `documents_in` of it gives them back."""
    file: dict[str, Any] = {}
    told = [document for document in in_order(documents) if document.kind != ORDER]
    by_id = sorted(told, key=lambda each: "" if each.kind == POLICIES else each.id)
    for document in sorted(by_id, key=lambda each: list(KINDS).index(each.kind)):
        body = dict(normal(document).body)
        if document.kind == "desk":
            file["desk"] = body
        else:
            file.setdefault(KINDS[document.kind], []).append({"id": document.id, **body})
    return file


def in_force(stored: Iterable[Document]) -> tuple[Document, ...]:
    """The stored documents that are not retired, and what is built in where nothing stands in its place."""
    return in_order(document for document in all_of(stored) if not is_retired(document))


def all_of(stored: Iterable[Document]) -> tuple[Document, ...]:
    """The stored documents, retired ones too, and what is built in where nothing stands in its place."""
    known = {(d.kind, d.id): normal(d) for d in (*BUILT_IN, *stored)}
    return in_order(known.values())


def normal(document: Document) -> Document:
    """The document in the one form in which it is stored and compared: a day as text, and no field that says nothing.

    Raises InvalidError for what no store keeps: a number that is none, or more than a hand writes.
    """
    path = path_of(document)
    body = canonical(document.kind, _plain(document.body, path))
    if len(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")) > LARGEST:
        raise InvalidError(path, f"is larger than {LARGEST} bytes")
    return replace(document, body=body)


def _plain(value: Any, path: str) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(each, f"{path}.{name}") for name, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [_plain(each, f"{path}[{index}]") for index, each in enumerate(value)]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidError(path, "is no number")
    if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise InvalidError(path, "holds half a character")
    return value


def _table(value: object, path: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidError(path, "must be a table")
    return value
