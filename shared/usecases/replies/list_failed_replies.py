"""What went no further by itself and still needs a person, across the desk (W4)."""

from collections.abc import Collection
from dataclasses import dataclass

from shared.domain.replies.reply import Reply
from shared.domain.tickets.rows import TicketRow
from shared.ports.tickets import HasTickets

A_PAGE = 100
"""How many are read at once; those of others are passed over."""

MOST_READ = 1_000
"""A desk on which more than this has failed is looked through page by page by whoever asks."""


@dataclass(frozen=True, slots=True)
class ReturnedReply:
    """`place` is where a list goes on behind it."""

    place: str
    ticket: TicketRow
    reply: Reply


def list_failed_replies(
    *, by: str | None = None, accounts: Collection[str] = (), after: str | None = None, limit: int, desk: HasTickets
) -> tuple[list[ReturnedReply], str | None]:
    """The newest first, with where the list goes on; of one writer, or of some accounts, where that is asked for."""
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
