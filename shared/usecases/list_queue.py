"""The queue: who waits, soonest deadline first, so that what is overdue stands on top."""

import heapq
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.clock import Clock
from shared.domain.errors import InvalidError
from shared.domain.fold import Status
from shared.domain.post import Channel
from shared.domain.rows import TicketRow
from shared.ports import Desk
from shared.usecases.open_ahead import OpenAhead, open_ahead_of
from shared.usecases.settings import desk_settings

COUNTED = 1_000
"""Tickets that counts and the search look at; beyond it they say that there is more (design §5)."""

SOON = 0.2
"""A ticket is due soon in the last fifth of its time: where the ladder warns."""

WAITING = ("new", "open")

OF_A_HANDLE = 50
"""Tickets of a customer that their exact handle finds beside those that wait; the ticket itself shows the others."""

TAGS_SHOWN = 30
"""More than these nobody picks from a list; the search finds the others."""


@dataclass(frozen=True, slots=True)
class Count:
    n: int
    more: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters: all of those given hold. `assignee` is a person, `none`, or empty for everybody; `channel` is where the
    customer wrote last. A `q` that is somebody's handle finds their tickets of every status, or of the one given."""

    accounts: tuple[str, ...] = ()
    status: str | None = None
    assignee: str | None = None
    q: str = ""
    channel: str | None = None
    tag: str | None = None
    only: str | None = None
    limit: int = 50
    cursor: str | None = None
    left: frozenset[str] = frozenset()
    """Who was disabled: what was theirs is nobody's (L2). Filled in by `list_queue`."""


@dataclass(frozen=True, slots=True)
class Queue:
    """`tags` are those of all that waits, the most frequent first; `ahead` is known of the page's running clocks."""

    as_of: datetime
    rows: tuple[TicketRow, ...]
    next_cursor: str | None
    counts: dict[str, Count]
    tags: dict[str, int]
    ahead: dict[str, OpenAhead]


def list_queue(wanted: Wanted, *, me: str, desk: Desk) -> Queue:
    """One page of the queue, and the counts of all that waits.

    Accounts are merged by deadline; the cursor is the place of the last row in that order, which holds a place in each
    account's index alike. Raises InvalidError for a status or an account that does not exist.
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
    waiting, more = _first_waiting(accounts, desk=desk)
    wanted = replace(wanted, left=frozenset(person.id for person in settings.people if person.disabled))
    rows, cursor = _page(wanted, accounts, waiting, more=more, me=me, now=now, desk=desk)
    all_waiting = [row for _, row in waiting]
    tags = Counter(tag for row in all_waiting for tag in row.tags).most_common(TAGS_SHOWN)
    counts = _counts(all_waiting, left=wanted.left, more=more, me=me, now=now)
    return Queue(now, rows, cursor, counts, dict(tags), open_ahead_of(rows, now=now, desk=desk))


def overdue(row: TicketRow, now: datetime) -> bool:
    return row.clock is not None and row.clock.due_at <= now


def due_soon(clock: Clock, now: datetime) -> bool:
    left = clock.due_at - now
    return timedelta(0) < left <= (clock.due_at - clock.started_at) * SOON


def search_key(text: str) -> str:
    """NFKC and lower case, so that ｶﾀｶﾅ finds カタカナ."""
    return unicodedata.normalize("NFKC", text).casefold()


def _first_waiting(accounts: Sequence[str], *, desk: Desk) -> tuple[list[tuple[str, TicketRow]], bool]:
    found = [desk.tickets.waiting(account, limit=COUNTED + 1) for account in accounts]
    merged = list(heapq.merge(*found, key=lambda placed: placed[0]))
    return merged[:COUNTED], len(merged) > COUNTED


def _page(
    wanted: Wanted,
    accounts: Sequence[str],
    waiting: list[tuple[str, TicketRow]],
    *,
    more: bool,
    me: str,
    now: datetime,
    desk: Desk,
) -> tuple[tuple[TicketRow, ...], str | None]:
    """The rows of the page, and the place of the last row looked at where there may be more behind it."""
    if wanted.status not in (None, *Status):
        raise InvalidError("status", f"must be one of {', '.join(Status)}")
    if wanted.channel not in (None, *Channel):
        raise InvalidError("channel", f"must be one of {', '.join(Channel)}")
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
    rows = tuple(row for _, row in page)
    if wanted.cursor is None:
        rows += _of_handle(wanted, accounts, known=rows, me=me, now=now, desk=desk)
    return rows, cursor


def _of_handle(
    wanted: Wanted, accounts: Sequence[str], *, known: Sequence[TicketRow], me: str, now: datetime, desk: Desk
) -> tuple[TicketRow, ...]:
    """What an exact handle finds beside the page, by a read of its own: on the first page, behind what waits."""
    handle = search_key(wanted.q).strip().removeprefix("@")
    if not handle or len(handle.split()) > 1:
        return ()
    shown = {row.id for row in known}
    found = [row for account in accounts for row in desk.tickets.by_handle(account, handle, limit=OF_A_HANDLE)]
    anyones = replace(wanted, q="")
    matching = [row for row in found if row.id not in shown and _matches(row, anyones, me=me, now=now)]
    return tuple(sorted(matching, key=lambda row: (row.clock is None, -row.last_post_at.timestamp())))[:OF_A_HANDLE]


def _merged(accounts: Sequence[str], wanted: Wanted, *, desk: Desk) -> list[tuple[str, TicketRow]]:
    if wanted.status in (None, *WAITING):
        found = [desk.tickets.waiting(a, after=wanted.cursor, limit=COUNTED) for a in accounts]
        return list(heapq.merge(*found, key=lambda placed: placed[0]))
    status = Status(wanted.status or "")
    found = [desk.tickets.recent(a, status, after=wanted.cursor, limit=COUNTED) for a in accounts]
    return list(heapq.merge(*found, key=lambda placed: placed[0], reverse=True))


def _matches(row: TicketRow, wanted: Wanted, *, me: str, now: datetime) -> bool:
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
    if wanted.only == "due_soon" and (row.clock is None or not due_soon(row.clock, now)):
        return False
    words = search_key(wanted.q).lstrip("@").split()
    if not words:
        return True
    text = search_key(f"{row.customer.name} {row.customer.username} {row.excerpt}")
    return all(word in text for word in words)


def _unassigned(row: TicketRow, left: frozenset[str]) -> bool:
    return row.assignee is None or row.assignee in left


def _counts(rows: Sequence[TicketRow], *, left: frozenset[str], more: bool, me: str, now: datetime) -> dict[str, Count]:
    return {
        "overdue": Count(sum(overdue(row, now) for row in rows), more),
        "due_soon": Count(sum(row.clock is not None and due_soon(row.clock, now) for row in rows), more),
        "waiting": Count(len(rows), more),
        "unassigned": Count(sum(_unassigned(row, left) for row in rows), more),
        "mine": Count(sum(row.assignee == me for row in rows), more),
    }
