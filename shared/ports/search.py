"""Full-text and code search over tickets."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from shared.domain.search.entries import IndexChange, SearchEntry
from shared.domain.search.results import CodesFound, WordsFound
from shared.domain.text.codes import Lookup


class TicketSearch(Protocol):
    """What was written in tickets, by codes and by words. It is written after the ticket, never with it, and every call
    can be repeated."""

    def apply(self, change: IndexChange, *, version: int) -> None:
        """What was put from a later version of its ticket stays as it is."""

    def missing(self, entries: Iterable[SearchEntry]) -> Sequence[SearchEntry]:
        """Those that are not held as they are given."""

    def by_code(
        self,
        lookups: Sequence[Lookup],
        needles: Sequence[str] = (),
        *,
        accounts: Collection[str],
        after: str | None = None,
        limit: int,
    ) -> CodesFound:
        """Tickets of the accounts with a code that fits the first of the lookups, then the second, and so on, of every
        age; `needles` have to stand in the ticket as well, up to where the code does. Raises InvalidError for an
        `after` that is no place."""

    def by_words(
        self, needles: Sequence[str], *, accounts: Collection[str], after: str | None = None, limit: int
    ) -> WordsFound:
        """Tickets of the accounts in which all `needles` (one at least) occur, from the newest words back, as far as one
        request may read. Raises InvalidError for an `after` that is no place."""


class HasSearch(Protocol):
    @property
    def search(self) -> TicketSearch: ...
