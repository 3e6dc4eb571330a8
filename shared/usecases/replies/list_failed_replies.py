"""Replies across the desk that failed and still need a person (W4)."""

from collections.abc import Collection
from dataclasses import dataclass

from shared.domain.replies.reply import Reply
from shared.domain.tickets.lists.rows import TicketRow
from shared.ports.tickets import HasTickets

A_PAGE = 100
"""The number of replies read at once; those of other writers are skipped."""

MOST_READ = 1_000
"""The maximum number of replies read for one page; beyond it the caller continues with the cursor."""


@dataclass(frozen=True, slots=True)
class ReturnedReply:
    """A failed reply; `place` is its position, from which a list continues."""

    place: str
    ticket: TicketRow
    reply: Reply


def list_failed_replies(
    *, by: str | None = None, accounts: Collection[str] = (), after: str | None = None, limit: int, desk: HasTickets
) -> tuple[list[ReturnedReply], str | None]:
    """List failed replies, newest first, with the cursor; optionally of one writer, or of some accounts."""
    found: list[tuple[str, str, Reply]] = []
    place, read = after, 0
    while len(found) <= limit and read < MOST_READ:
        page = desk.tickets.returned(after=place, limit=A_PAGE)
        found += [each for each in page if by in (None, each[2].by) and (not accounts or each[2].account in accounts)]
        read += len(page)
        place = page[-1][0] if len(page) == A_PAGE else None
        if place is None:
            break
    shown, more = found[:limit], found[limit:]
    rows = desk.tickets.rows([ticket for _, ticket, _ in shown])
    listed = [ReturnedReply(at, rows[ticket], reply) for at, ticket, reply in shown if ticket in rows]
    return listed, shown[-1][0] if more else place
