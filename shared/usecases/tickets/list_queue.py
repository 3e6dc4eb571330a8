"""The queue: waiting tickets, soonest deadline first, so that overdue ones are on top."""

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from shared.domain.errors import InvalidError
from shared.domain.posts.post import Channel
from shared.domain.tickets.fold import Status
from shared.domain.tickets.rows import TicketRow
from shared.domain.tickets.urgency import due_soon, overdue
from shared.ports.tickets import HasTickets
from shared.usecases.search.search_tickets import Match, SearchTicketsDesk, search_tickets
from shared.usecases.settings.current import ReadsSettings, desk_settings
from shared.usecases.sla.remaining_business_time import RemainingBusinessTime, remaining_by_ticket


class ListQueueDesk(SearchTicketsDesk, ReadsSettings, Protocol):
    """The parts of the desk that `list_queue` uses."""


COUNTED = 1_000
"""The maximum number of tickets counted; beyond it counts report `more` (design §5)."""

WAITING = ("new", "open")

TAGS_SHOWN = 30
"""The maximum number of tags in the filter's list; the search finds others."""


@dataclass(frozen=True, slots=True)
class Count:
    n: int
    more: bool


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Filters, which are combined with AND. `assignee` is a person, `none`, or empty for everybody; `channel` is that of the
    customer's last post. With `q` the page holds the search's results of every status, or of the given one; without
    `counts` such a page has no counts."""

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
    `searched_back_to`, or all of them if that is None."""

    as_of: datetime
    rows: tuple[TicketRow, ...]
    next_cursor: str | None
    counts: dict[str, Count]
    tags: dict[str, int]
    ahead: dict[str, RemainingBusinessTime]
    matches: Mapping[str, Match] = field(default_factory=dict)
    searched_back_to: datetime | None = None


def list_queue(wanted: QueueFilter, *, me: str, desk: ListQueueDesk) -> QueuePage:
    """Return one page of the queue, and the counts of all waiting tickets.

    Accounts are merged by deadline; the cursor is the sort key of the last row, which is a position in the index of every
    account. Raises InvalidError for an unknown status or account.
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
    accounts = list(wanted.accounts) or known
    now = desk.clock.now()
    wanted = replace(wanted, left=frozenset(person.id for person in settings.people if person.disabled))
    if wanted.q.strip():
        return _searched(wanted, accounts, me=me, now=now, desk=desk)
    waiting, more = _first_waiting(accounts, desk=desk)
    rows, cursor = _page(wanted, accounts, waiting, more=more, me=me, now=now, desk=desk)
    all_waiting = [row for _, row in waiting]
    counts = _counts(all_waiting, left=wanted.left, more=more, me=me, now=now)
    return QueuePage(now, rows, cursor, counts, _tags(all_waiting), remaining_by_ticket(rows, now=now, desk=desk))


def _searched(
    wanted: QueueFilter, accounts: Sequence[str], *, me: str, now: datetime, desk: ListQueueDesk
) -> QueuePage:
    """Return the search's results in its order, filtered like the queue."""
    _check(wanted)
    found = search_tickets(wanted.q, accounts=accounts, after=wanted.cursor, limit=wanted.limit, desk=desk)
    matching = [(row, match) for row, match in found.rows if _matches(row, wanted, me=me, now=now)]
    rows = tuple(row for row, _ in matching)
    matches = {row.id: match for row, match in matching}
    ahead = remaining_by_ticket(rows, now=now, desk=desk)
    counts, tags = _counted(accounts, wanted, me=me, now=now, desk=desk)
    return QueuePage(now, rows, found.next, counts, tags, ahead, matches, found.back_to)


def _counted(
    accounts: Sequence[str], wanted: QueueFilter, *, me: str, now: datetime, desk: HasTickets
) -> tuple[dict[str, Count], dict[str, int]]:
    if not wanted.counts:
        return {}, {}
    waiting, more = _first_waiting(accounts, desk=desk)
    rows = [row for _, row in waiting]
    return _counts(rows, left=wanted.left, more=more, me=me, now=now), _tags(rows)


def _first_waiting(accounts: Sequence[str], *, desk: HasTickets) -> tuple[list[tuple[str, TicketRow]], bool]:
    found = [desk.tickets.waiting(account, limit=COUNTED + 1) for account in accounts]
    merged = list(heapq.merge(*found, key=lambda placed: placed[0]))
    return merged[:COUNTED], len(merged) > COUNTED


def _check(wanted: QueueFilter) -> None:
    if wanted.status not in (None, *Status):
        raise InvalidError("status", f"must be one of {', '.join(Status)}")
    if wanted.channel not in (None, *Channel):
        raise InvalidError("channel", f"must be one of {', '.join(Channel)}")


def _page(
    wanted: QueueFilter,
    accounts: Sequence[str],
    waiting: list[tuple[str, TicketRow]],
    *,
    more: bool,
    me: str,
    now: datetime,
    desk: HasTickets,
) -> tuple[tuple[TicketRow, ...], str | None]:
    """Return the page's rows, and the position of the last examined row if there may be more."""
    _check(wanted)
    counted = wanted.status in (None, *WAITING) and (
        wanted.cursor is None or bool(waiting and wanted.cursor < waiting[-1][0])
    )
    if counted:
        looked_at = [placed for placed in waiting if wanted.cursor is None or placed[0] > wanted.cursor]
    else:
        looked_at = _merged(accounts, wanted, desk=desk)
        more = len(looked_at) >= COUNTED
    matching = [p for p in looked_at if _matches(p[1], wanted, me=me, now=now)]
    page = matching[: wanted.limit]
    if len(matching) > wanted.limit:
        cursor: str | None = page[-1][0]
    else:
        cursor = looked_at[-1][0] if more and looked_at else None
    return tuple(row for _, row in page), cursor


def _merged(accounts: Sequence[str], wanted: QueueFilter, *, desk: HasTickets) -> list[tuple[str, TicketRow]]:
    if wanted.status in (None, *WAITING):
        found = [desk.tickets.waiting(a, after=wanted.cursor, limit=COUNTED) for a in accounts]
        return list(heapq.merge(*found, key=lambda placed: placed[0]))
    status = Status(wanted.status or "")
    found = [desk.tickets.recent(a, status, after=wanted.cursor, limit=COUNTED) for a in accounts]
    return list(heapq.merge(*found, key=lambda placed: placed[0], reverse=True))


def _matches(row: TicketRow, wanted: QueueFilter, *, me: str, now: datetime) -> bool:
    if wanted.status is not None and row.status != wanted.status:
        return False
    if wanted.channel is not None and row.channel != wanted.channel:
        return False
    if wanted.tag is not None and wanted.tag not in row.tags:
        return False
    if wanted.assignee == "none" and not _unassigned(row, wanted.left):
        return False
    if wanted.assignee not in (None, "", "none") and row.assignee != (
        me if wanted.assignee == "me" else wanted.assignee
    ):
        return False
    if wanted.only == "overdue" and not overdue(row, now):
        return False
    return wanted.only != "due_soon" or due_soon(row, now)


def _tags(rows: Sequence[TicketRow]) -> dict[str, int]:
    return dict(Counter(tag for row in rows for tag in row.tags).most_common(TAGS_SHOWN))


def _unassigned(row: TicketRow, left: frozenset[str]) -> bool:
    return row.assignee is None or row.assignee in left


def _counts(rows: Sequence[TicketRow], *, left: frozenset[str], more: bool, me: str, now: datetime) -> dict[str, Count]:
    return {
        "overdue": Count(sum(overdue(row, now) for row in rows), more),
        "due_soon": Count(sum(due_soon(row, now) for row in rows), more),
        "waiting": Count(len(rows), more),
        "unassigned": Count(sum(_unassigned(row, left) for row in rows), more),
        "mine": Count(sum(row.assignee == me for row in rows), more),
    }
