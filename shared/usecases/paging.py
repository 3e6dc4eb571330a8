"""Reading a whole list of tickets that the store hands out a page at a time."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from shared.domain.tickets.rows import TicketRow

A_PAGE = 100


class ReadPage(Protocol):
    """A list of the TicketStore, with everything but the page chosen: each row with its place in the list's order."""

    def __call__(self, *, after: str | None, limit: int) -> Sequence[tuple[str, TicketRow]]: ...


def all_rows(read: ReadPage, *, page_size: int = A_PAGE) -> Iterator[TicketRow]:
    """Yield every row of a list, reading a page only when it is needed.

    The next page begins after the last place of the one before, so rows that leave the list meanwhile hide no other. A
    page that is not full is the last one.
    """
    after: str | None = None
    while True:
        page = read(after=after, limit=page_size)
        yield from (row for _, row in page)
        if len(page) < page_size:
            return
        after = page[-1][0]
