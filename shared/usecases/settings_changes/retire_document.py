"""Retirement of settings documents: their versions stay, since finished clocks refer to them (C6)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.domain.errors import InvalidError
from shared.ports.settings import Document
from shared.usecases.settings.file import normal
from shared.usecases.settings.kinds import BUILT_IN, RETIRABLE, is_retired, path_of


def asks_to_retire(document: Document) -> bool:
    """Return whether a document is retired by the request: `{"retired": true}` alone, or beside its stored content."""
    return document.body.get("retired") is True


def retiring(document: Document, before: Document | None) -> Document:
    """Return the document retired, with its content, so that it can still be read and restored.

    Raises InvalidError for documents that cannot be retired: the desk, a person, and built-in ones that must exist.
    """
    path = path_of(document)
    if document.kind == "person":
        raise InvalidError(f"{path}.retired", "a person is disabled instead, and keeps their name in the history")
    if document.kind not in RETIRABLE:
        raise InvalidError(f"{path}.retired", "this cannot be retired")
    if any((document.kind, document.id) == (built_in.kind, built_in.id) for built_in in BUILT_IN):
        raise InvalidError(f"{path}.retired", "every desk has this one; it can be changed and not retired")
    if before is None:
        raise InvalidError(path, "there is none to retire")
    others: Mapping[str, Any] = {name: value for name, value in document.body.items() if name != "retired"}
    content = {name: value for name, value in before.body.items() if name != "retired"}
    if others and normal(Document(document.kind, document.id, 0, others)).body != content:
        raise InvalidError(f"{path}.retired", "a document is retired as it is; change it before, or not at all")
    return before if is_retired(before) else replace(before, body={**content, "retired": True})
