"""The store of settings documents, version by version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Saved:
    """The author and time of a version of a settings document. `by` is a person's id, or None for the desk's operator; `name`
    is the author's name at that time."""

    at: datetime
    by: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """A settings document at one version. `saved` is None for built-in documents, and ignored in comparisons."""

    kind: str
    id: str
    version: int
    body: Mapping[str, Any]
    saved: Saved | None = field(default=None, compare=False)


class SettingsStore(Protocol):
    def current(self, *, fresh: bool = False) -> Sequence[Document]:
        """Return every document at its newest version, cached for at most 30 seconds; `fresh` reads them again."""

    def at(self, kind: str, ident: str, version: int) -> Document:
        """Return a document at that version. Raises NotFoundError."""

    def newest(self, kind: str, ident: str) -> Document | None:
        """Return a document at its newest version, past the cache: for changes that take effect at once."""

    def versions(self, kind: str, ident: str, *, before: int | None = None, limit: int) -> Sequence[Document]:
        """List the versions of a document, newest first, below `before` if given."""

    def put(self, documents: Iterable[Document], *, standing: Sequence[Document] = ()) -> None:
        """Save each document as the successor of `document.version - 1`, on the condition that every document of `standing` is
        still at its version. Raises VersionConflictError."""


class HasSettings(Protocol):
    @property
    def settings(self) -> SettingsStore: ...
