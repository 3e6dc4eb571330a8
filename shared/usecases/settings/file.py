"""The settings file that a team keeps in git: conversion between its tables and documents."""

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
"""The maximum size of a document in bytes: the store takes four times as much, and nobody edits more by hand."""


def documents_in(file: Mapping[str, Any]) -> tuple[Document, ...]:
    """Return the documents of a settings file (tables by kind), without versions, and the order of its policies, which is the
    order in which they match (C8)."""
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
    """Return the settings file of the documents; `documents_in` is its inverse."""
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
    """Return the stored documents that are not retired, and built-in ones that none replaces."""
    return in_order(document for document in all_of(stored) if not is_retired(document))


def all_of(stored: Iterable[Document]) -> tuple[Document, ...]:
    """Return the stored documents, with retired ones, and built-in ones that none replaces."""
    known = {(d.kind, d.id): normal(d) for d in (*BUILT_IN, *stored)}
    return in_order(known.values())


def normal(document: Document) -> Document:
    """Return the document in canonical form: days as text, and no empty fields.

    Raises InvalidError for values that cannot be stored: NaN, infinity, or a document that is too large.
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
