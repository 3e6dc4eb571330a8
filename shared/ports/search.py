"""Full-text and code search over tickets."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from shared.domain.search.entries import IndexChange, SearchEntry
from shared.domain.search.results import CodesFound, WordsFound
from shared.domain.text.codes import CodeLookup


class TicketSearch(Protocol):
    """The search index over tickets, by codes and by words. It is written after the ticket, never with it; every call is
    idempotent."""

    def apply(self, change: IndexChange, *, version: int) -> None:
        """Write the change; entries from a later version of their ticket stay."""

    def missing(self, entries: Iterable[SearchEntry]) -> Sequence[SearchEntry]:
        """Return the entries that the index lacks or holds differently."""

    def by_code(
        self,
        lookups: Sequence[CodeLookup],
        needles: Sequence[str] = (),
        *,
        accounts: Collection[str],
        after: str | None = None,
        limit: int,
    ) -> CodesFound:
        """Find the accounts' tickets with a code that matches the first lookup, then the second, and so on, of any age. Every
        needle must occur in the ticket too, up to the code's place. Raises InvalidError for an invalid cursor `after`."""

    def by_words(
        self, needles: Sequence[str], *, accounts: Collection[str], after: str | None = None, limit: int
    ) -> WordsFound:
        """Find the accounts' tickets that contain all `needles` (one at least), newest text first, as far as one request may
        read. Raises InvalidError for an invalid cursor `after`."""


class HasSearch(Protocol):
    @property
    def search(self) -> TicketSearch: ...
