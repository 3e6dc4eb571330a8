"""Taking a settings document out of force: its versions stay, since finished clocks point at them (C6)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.domain.errors import InvalidError
from shared.ports.settings import Document
from shared.usecases.settings.file import normal
from shared.usecases.settings.kinds import BUILT_IN, RETIRABLE, is_retired, path_of


def asks_to_retire(document: Document) -> bool:
    """A document that says `{"retired": true}` and nothing else, or what it said before and that."""
    return document.body.get("retired") is True


def retiring(document: Document, before: Document | None) -> Document:
    """The document as it would stand, retired: with what it said, which is how it can be read and brought back.

    Raises InvalidError for what cannot be retired: the desk, a person, and what is there whatever anybody says.
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
    said = {name: value for name, value in before.body.items() if name != "retired"}
    if others and normal(Document(document.kind, document.id, 0, others)).body != said:
        raise InvalidError(f"{path}.retired", "a document is retired as it is; change it before, or not at all")
    return before if is_retired(before) else replace(before, body={**said, "retired": True})
