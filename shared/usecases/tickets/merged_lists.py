"""Lists of several accounts as one: each is read in small pages, and further only where the merged list needs it."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

from shared.domain.tickets.lists.listed import AccountList, ListedTicket

SPARE = 15
"""How many more tickets than its equal share an account is asked for, so that accounts of about the same size are mostly read once:
of ten at random, a share of a hundred differs by more in one of sixteen."""

ReadList = Callable[[str, str | None, int], Sequence[ListedTicket]]
"""Read an account's list behind a place, or from its beginning: at most so many tickets."""

_place = attrgetter("place")


def first_tickets(
    n: int,
    lists: Mapping[str, AccountList],
    read: ReadList,
    *,
    after: str | None = None,
    newest_first: bool = False,
) -> tuple[list[ListedTicket], bool]:
    """Return the first `n` tickets of all lists together, and whether that is all there is. What is read is added to `lists`.

    What stands up to the nearest end of what was read is complete. So in the end about `n` tickets are read, however many
    accounts there are: an account is read further only while the end of its page is the nearest, and so far as its part of what is
    complete lets expect.
    """
    share = n if len(lists) == 1 else min(n, n // max(len(lists), 1) + SPARE)
    for account, each in lists.items():
        if not each.tickets and not each.ended:
            _extend(account, each, share, read, after)
    nearest = max if newest_first else min
    while True:
        going_on = {each.tickets[-1].place: account for account, each in lists.items() if not each.ended}
        end = nearest(going_on, default=None)
        ready = [
            ticket
            for each in lists.values()
            for ticket in each.tickets
            if end is None or (ticket.place >= end if newest_first else ticket.place <= end)
        ]
        if end is None or len(ready) >= n:
            ready.sort(key=_place, reverse=newest_first)
            return ready[:n], end is None and len(ready) <= n
        account = going_on[end]
        found = len(lists[account].tickets)
        of_open = max(found, len(ready) - sum(len(each.tickets) for each in lists.values() if each.ended))
        _extend(account, lists[account], (n - len(ready)) * found // of_open + SPARE, read, after)


def _extend(account: str, known: AccountList, size: int, read: ReadList, after: str | None) -> None:
    found = read(account, known.tickets[-1].place if known.tickets else after, size)
    known.tickets += found
    known.ended = len(found) < size
