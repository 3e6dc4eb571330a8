"""Where settings documents are stored, version by version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Saved:
    """Who saved a version of a settings document, and when. `by` is the id of a person, or None for whoever held the keys
    of the desk itself; `name` is what they were called then."""

    at: datetime
    by: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """A settings document at one version. `saved` is unknown of what is built in, and of what was saved before the desk
    kept it; two documents are equal without it."""

    kind: str
    id: str
    version: int
    body: Mapping[str, Any]
    saved: Saved | None = field(default=None, compare=False)


class SettingsStore(Protocol):
    def current(self, *, fresh: bool = False) -> Sequence[Document]:
        """Every document at its newest version; held for 30 seconds at most, read anew if `fresh`."""

    def at(self, kind: str, ident: str, version: int) -> Document:
        """A document as it was. Raises NotFoundError."""

    def newest(self, kind: str, ident: str) -> Document | None:
        """One document as it stands at this moment, whatever is held: for what must count at once."""

    def versions(self, kind: str, ident: str, *, before: int | None = None, limit: int) -> Sequence[Document]:
        """The versions of one document, newest first: those below `before`, if it is given."""

    def put(self, documents: Iterable[Document], *, standing: Sequence[Document] = ()) -> None:
        """Each as the next version after `document.version - 1`, as long as those that are `standing` are still at the
        version that they have here. Raises VersionConflictError."""


class HasSettings(Protocol):
    @property
    def settings(self) -> SettingsStore: ...
