"""Reading a whole list of tickets that the store hands out a page at a time."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Protocol

from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.rows import TicketRow
from shared.ports.tickets import HasTickets

A_PAGE = 100

WAITING = "waiting"


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
    """Yield the account's tickets: those that wait, by their deadline, then status after status, the newest of each first. Each
    comes with its place in this order, and `after` goes on behind one. One that begins with none of the lists means the
    beginning."""
    lists: dict[str, ReadPage] = {WAITING: partial(desk.tickets.waiting, account)}
    lists |= {status.value: partial(desk.tickets.recent, account, status) for status in statuses}
    name, _, key = (after or "").partition("|")
    names = list(lists)
    begin = names.index(name) if name in lists else 0
    behind = key if key and name in lists else None
    for each in names[begin:]:
        while page := lists[each](after=behind, limit=A_PAGE):
            yield from ((f"{each}|{place}", row) for place, row in page)
            if len(page) < A_PAGE:
                break
            behind = page[-1][0]
        behind = None
