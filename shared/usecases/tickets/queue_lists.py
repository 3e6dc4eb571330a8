"""The lists behind the queue, and how long what was read of them can be answered again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.listed import AccountList, ListedTicket
from shared.ports.changes import BELIEVED_FOR, marked_at
from shared.ports.memory import HasMemory
from shared.ports.tickets import HasTickets
from shared.usecases.tickets.merged_lists import ReadList, first_tickets


class QueueListsDesk(HasTickets, HasMemory, Protocol):
    """What reading the queue's lists takes."""


SETTLED_AFTER = timedelta(seconds=2)
"""An index is written shortly after the table. What was read of it within this time of a mark can lack the very change that
moved the mark, so it is read once more."""


HELD_AT_MOST = 5_000
"""Tickets held by a process: some four kilobytes each."""


def steady_until(read_at: datetime, mark: str | None) -> datetime | None:
    """Return until when what was read at `read_at`, after the account's mark, holds while the mark stays; None if it has no
    mark."""
    if mark is None:
        return None
    unsettled = read_at - marked_at(mark) < SETTLED_AFTER
    return read_at + (SETTLED_AFTER if unsettled else BELIEVED_FOR)


def first_waiting(
    n: int, accounts: Sequence[str], marks: Mapping[str, str], *, fresh: bool, now: datetime, desk: QueueListsDesk
) -> tuple[list[ListedTicket], bool, list[AccountList]]:
    """Return the first `n` waiting tickets, whether that is all, and the lists that they come from.

    A list is held by this process while its account's mark stays, unless `fresh`: a person who has just acted asks before
    the mark has moved.
    """
    held = desk.memory.waiting
    lists = {
        account: _held(held.get(account), marks.get(account), fresh=fresh, now=now)
        or AccountList(now, marks.get(account))
        for account in accounts
    }
    first, is_all = first_tickets(n, lists, _reads_waiting(desk))
    for account, each in lists.items():
        held.pop(account, None)
        if each.mark is not None:
            held[account] = each
    _forget_oldest(held)
    return first, is_all, list(lists.values())


def further(
    n: int,
    lists: Mapping[str, AccountList],
    *,
    status: Status | None,
    after: str | None,
    desk: HasTickets,
) -> tuple[list[ListedTicket], bool]:
    """Return the first `n` tickets behind `after`: of a status, the newest first, or of those that wait. `lists` keep what was
    read, so that more can be asked for."""
    if status is None:
        return first_tickets(n, lists, _reads_waiting(desk), after=after)
    return first_tickets(n, lists, _reads_status(status, desk), after=after, newest_first=True)


def _forget_oldest(held: dict[str, AccountList]) -> None:
    """Keep what was used last, so that many accounts that are looked at one by one do not fill the function's memory."""
    while len(held) > 1 and sum(len(each.tickets) for each in held.values()) > HELD_AT_MOST:
        del held[next(iter(held))]


def _held(known: AccountList | None, mark: str | None, *, fresh: bool, now: datetime) -> AccountList | None:
    if fresh or known is None or known.mark != mark:
        return None
    until = steady_until(known.read_at, mark)
    return known if until is not None and known.read_at <= now < until else None


def _reads_waiting(desk: HasTickets) -> ReadList:
    return lambda account, after, limit: desk.tickets.list_waiting(account, after=after, limit=limit)


def _reads_status(status: Status, desk: HasTickets) -> ReadList:
    return lambda account, after, limit: desk.tickets.list_status(account, status, after=after, limit=limit)
