"""The chunks of the page's recent builds, so that a page that is open during a deployment finds those of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol


class PageArchive(Protocol):
    """Names carry the hash of their content: what stands under a name never changes."""

    def kept_until(self, build: str) -> datetime | None:
        """Return until when all chunks of a build are kept, None if they are not. It may be a moment old."""

    def keep(self, build: str, chunks: Mapping[str, bytes], until: datetime) -> None:
        """Keep the chunks of a build, by their names; idempotent. The build counts as kept once all of them are."""

    def find(self, name: str) -> bytes | None:
        """Return a chunk of any build that is kept."""


class HasPageArchive(Protocol):
    @property
    def page_archive(self) -> PageArchive: ...
