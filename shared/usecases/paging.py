"""Reading a whole list of tickets that the store hands out a page at a time."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from shared.domain.tickets.fold import Status
from shared.domain.tickets.rows import TicketRow
from shared.ports.tickets import HasTickets

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


def by_recency(
    account: str, statuses: Sequence[Status], *, after: str | None, desk: HasTickets
) -> Iterator[tuple[str, TicketRow]]:
    """Yield the account's tickets status after status, the newest of each first, each with its place in this order, and go on behind
    the place `after`. One that begins with none of the statuses means the beginning."""
    name, _, key = (after or "").partition("|")
    begin = next((n for n, status in enumerate(statuses) if status.value == name), 0)
    behind = key if key and name == statuses[begin].value else None
    for status in statuses[begin:]:
        while page := desk.tickets.recent(account, status, after=behind, limit=A_PAGE):
            yield from ((f"{status.value}|{place}", row) for place, row in page)
            if len(page) < A_PAGE:
                break
            behind = page[-1][0]
        behind = None
