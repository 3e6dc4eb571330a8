"""The queue: waiting tickets, soonest deadline first, so that overdue ones are on top."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from shared.domain.errors import InvalidError
from shared.domain.posts.kinds import Channel
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.listed import AccountList, ListedTicket
from shared.domain.tickets.lists.queue_counts import Count, count, count_tags, counts_change_at
from shared.domain.tickets.lists.rows import TicketRow
from shared.usecases.search.search_tickets import Match, SearchTicketsDesk, search_tickets
from shared.usecases.settings.current import ReadsSettings, desk_settings
from shared.usecases.sla.remaining_business_time import RemainingBusinessTime, remaining_by_ticket
from shared.usecases.tickets.queue_lists import QueueListsDesk, first_waiting, further, steady_until


class ListQueueDesk(SearchTicketsDesk, QueueListsDesk, ReadsSettings, Protocol):
    """The parts of the desk that `list_queue` uses."""


COUNTED = 1_000
"""The maximum number of tickets counted; beyond it counts report `more` (design §5)."""

WAITING = ("new", "open")

NOT_MARKED: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Filters, which are combined with AND. `assignee` is a person, `none`, or empty for everybody; `channel` is that of the
    customer's last post. With `q` the page holds the search's results of every status, or of the given one. Without `counts`
    a page has no counts, and reads nothing for them."""

    accounts: tuple[str, ...] = ()
    status: str | None = None
    assignee: str | None = None
    q: str = ""
    channel: str | None = None
    tag: str | None = None
    only: str | None = None
    limit: int = 50
    cursor: str | None = None
    counts: bool = True
    left: frozenset[str] = frozenset()
    """Disabled people, whose tickets count as unassigned (L2). Filled in by `list_queue`."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue. `tags` are those of all waiting tickets, most frequent first; `ahead` is the remaining open time of
    the page's running clocks. For a search, `matches` explain each row, and words were searched back to
    `searched_back_to`, or all of them if that is None. While the accounts' marks stay, the page is the same until
    `steady_until`: then time alone changes a count, a claim or a row, or the marks are believed no longer. None: nothing
    vouches for it."""

    as_of: datetime
    rows: tuple[TicketRow, ...]
    next_cursor: str | None
    counts: dict[str, Count]
    tags: dict[str, int]
    ahead: dict[str, RemainingBusinessTime]
    matches: Mapping[str, Match] = field(default_factory=dict)
    searched_back_to: datetime | None = None
    steady_until: datetime | None = None


def list_queue(
    wanted: QueueFilter,
    *,
    me: str,
    desk: ListQueueDesk,
    marks: Mapping[str, str] = NOT_MARKED,
    fresh: bool = True,
) -> QueuePage:
    """Return one page of the queue, and the counts of all waiting tickets.

    Accounts are merged by deadline; the cursor is the sort key of the last row, which is a position in the index of every
    account. `marks` are the accounts' marks, read before; unless `fresh`, what this process read of an account is used again
    while its mark stays. Raises InvalidError for an unknown status or account.
    """
    if not 1 <= wanted.limit <= 200:
        raise InvalidError("limit", "must lie between 1 and 200")
    settings = desk_settings(desk)
    known = [account.id for account in settings.accounts]
    if not set(wanted.accounts) <= set(known):
        known = [account.id for account in desk_settings(desk, fresh=True).accounts]
    for name in wanted.accounts:
        if name not in known:
            raise InvalidError("account", f"there is no account {name!r}")
    _check(wanted)
    accounts = list(wanted.accounts) or known
    now = desk.clock.now()
    wanted = replace(wanted, left=frozenset(person.id for person in settings.people if person.disabled))
    if wanted.q.strip():
        return _searched(wanted, accounts, me=me, now=now, desk=desk)
    front = _Front.read(wanted, accounts, marks, fresh=fresh, now=now, desk=desk)
    found = _found(wanted, accounts, front, marks, me=me, now=now, desk=desk)
    rows = tuple(each.row() for each in found.page)
    ahead = remaining_by_ticket(rows, now=now, desk=desk)
    changes = [counts_change_at([*front.tickets, *found.behind], now), *_row_changes(rows, ahead, now)]
    steady = _steady([*front.lists, *found.lists], changes)
    return QueuePage(now, rows, found.cursor, front.counts(wanted, me, now), front.tags(), ahead, steady_until=steady)


@dataclass(frozen=True, slots=True)
class _Front:
    """The waiting tickets that are counted; none of them for a page without counts. `more` wait behind them."""

    counted: bool
    tickets: list[ListedTicket] = field(default_factory=list)
    more: bool = False
    lists: list[AccountList] = field(default_factory=list)

    @classmethod
    def read(
        cls,
        wanted: QueueFilter,
        accounts: Sequence[str],
        marks: Mapping[str, str],
        *,
        fresh: bool,
        now: datetime,
        desk: QueueListsDesk,
    ) -> "_Front":
        if not wanted.counts:
            return cls(counted=False)
        first, _, lists = first_waiting(COUNTED + 1, accounts, marks, fresh=fresh, now=now, desk=desk)
        return cls(counted=True, tickets=first[:COUNTED], more=len(first) > COUNTED, lists=lists)

    def holds(self, wanted: QueueFilter) -> bool:
        """Return whether the page begins among these."""
        if not self.counted or wanted.status not in (None, *WAITING):
            return False
        return wanted.cursor is None or bool(self.tickets and wanted.cursor < self.tickets[-1].place)

    def counts(self, wanted: QueueFilter, me: str, now: datetime) -> dict[str, Count]:
        return count(self.tickets, more=self.more, me=me, left=wanted.left, now=now) if self.counted else {}

    def tags(self) -> dict[str, int]:
        return count_tags(self.tickets)


def _searched(
    wanted: QueueFilter, accounts: Sequence[str], *, me: str, now: datetime, desk: ListQueueDesk
) -> QueuePage:
    """Return the search's results in its order, filtered like the queue."""
    found = search_tickets(wanted.q, accounts=accounts, after=wanted.cursor, limit=wanted.limit, desk=desk)
    matching = [(row, match) for row, match in found.rows if _matches(ListedTicket.of("", row), wanted, me=me, now=now)]
    rows = tuple(row for row, _ in matching)
    matches = {row.id: match for row, match in matching}
    ahead = remaining_by_ticket(rows, now=now, desk=desk)
    front = _Front.read(wanted, accounts, NOT_MARKED, fresh=True, now=now, desk=desk)
    return QueuePage(now, rows, found.next, front.counts(wanted, me, now), front.tags(), ahead, matches, found.back_to)


def _check(wanted: QueueFilter) -> None:
    if wanted.status not in (None, *Status):
        raise InvalidError("status", f"must be one of {', '.join(Status)}")
    if wanted.channel not in (None, *Channel):
        raise InvalidError("channel", f"must be one of {', '.join(Channel)}")


@dataclass(frozen=True, slots=True)
class _Found:
    """A page's tickets, and the position behind it; what was looked at behind the counted tickets, and the lists read for it."""

    page: Sequence[ListedTicket]
    cursor: str | None
    behind: Sequence[ListedTicket] = ()
    lists: Sequence[AccountList] = ()


def _found(
    wanted: QueueFilter,
    accounts: Sequence[str],
    front: _Front,
    marks: Mapping[str, str],
    *,
    me: str,
    now: datetime,
    desk: QueueListsDesk,
) -> _Found:
    """Find the page's tickets, among those that are counted or behind them.

    Behind them a page reads what it shows, and with a filter on until it is full or has looked at as many as are counted.
    """
    if front.holds(wanted):
        looked_at = [each for each in front.tickets if wanted.cursor is None or each.place > wanted.cursor]
        matching = [each for each in looked_at if _matches(each, wanted, me=me, now=now)]
        return _Found(*_cut(wanted, looked_at, matching, is_all=not front.more))
    status = Status(wanted.status) if wanted.status not in (None, *WAITING) else None
    lists = {account: AccountList(now, marks.get(account)) for account in accounts}
    size = wanted.limit + 1
    while True:
        looked_at, is_all = further(size, lists, status=status, after=wanted.cursor, desk=desk)
        matching = [each for each in looked_at if _matches(each, wanted, me=me, now=now)]
        if is_all or len(matching) > wanted.limit or size >= COUNTED:
            return _Found(*_cut(wanted, looked_at, matching, is_all=is_all), looked_at, [*lists.values()])
        size = min(COUNTED, size * 4)


def _cut(
    wanted: QueueFilter, looked_at: Sequence[ListedTicket], matching: Sequence[ListedTicket], *, is_all: bool
) -> tuple[Sequence[ListedTicket], str | None]:
    """Return the page, and the position of its last ticket, or of the last that was looked at, if there may be more."""
    page = matching[: wanted.limit]
    if len(matching) > wanted.limit:
        return page, page[-1].place
    return page, looked_at[-1].place if looked_at and not is_all else None


def _matches(each: ListedTicket, wanted: QueueFilter, *, me: str, now: datetime) -> bool:
    if wanted.status is not None and each.status != wanted.status:
        return False
    if wanted.channel is not None and each.channel != wanted.channel:
        return False
    if wanted.tag is not None and wanted.tag not in each.tags:
        return False
    if wanted.assignee == "none" and not each.unassigned(wanted.left):
        return False
    if wanted.assignee not in (None, "", "none") and each.assignee != (
        me if wanted.assignee == "me" else wanted.assignee
    ):
        return False
    if wanted.only == "overdue" and not each.overdue(now):
        return False
    return wanted.only != "due_soon" or each.due_soon(now)


def _row_changes(
    rows: Iterable[TicketRow], ahead: Mapping[str, RemainingBusinessTime], now: datetime
) -> Iterable[datetime | None]:
    """Yield the instants at which time alone changes a row: a claim that lapses, open hours that end."""
    for row in rows:
        if row.claim is not None and row.claim.until > now:
            yield row.claim.until
        if row.id in ahead and ahead[row.id].spans:
            yield ahead[row.id].spans[0].end


def _steady(lists: Iterable[AccountList], changes: Iterable[datetime | None]) -> datetime | None:
    held = [steady_until(each.read_at, each.mark) for each in lists]
    if not held or None in held:
        return None
    return min(at for at in (*held, *changes) if at is not None)
