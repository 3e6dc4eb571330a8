"""Rebuild the search index: add tickets of versions without search, and lost entries."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from itertools import islice
from typing import Protocol

from shared.domain.errors import NotFoundError
from shared.domain.operations.checkpoint import SliceBudget, SweepName
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.rows import TicketRow
from shared.usecases.paging import by_recency
from shared.usecases.search.update_index import UpdateIndexDesk, ensure_ticket
from shared.usecases.settings.current import ReadsSettings, desk_settings
from shared.usecases.slices import SliceDesk, Sweep, Walked, walk


class RebuildIndexDesk(UpdateIndexDesk, ReadsSettings, SliceDesk, Protocol):
    """The parts of the desk that `rebuild_index` uses."""


EVERYTHING = SliceBudget(rows=1_000_000_000, time=timedelta(days=1))


class RebuildOutcome(StrEnum):
    """What became of a ticket: its entries were there, were added, it was erased meanwhile, or it could not be indexed."""

    COMPLETE = "complete"
    MENDED = "mended"
    GONE = "gone"
    FAILED = "failed"


def rebuild_search(*, desk: RebuildIndexDesk, budget: SliceBudget = EVERYTHING) -> Walked[RebuildOutcome]:
    """Index every ticket. Idempotent; after an interruption it goes on where it stopped, and a ticket that fails keeps no other back.

    A ticket whose status changes meanwhile is indexed by that change, or is listed again.
    """

    def tickets(account: str, *, after: str | None, limit: int) -> Sequence[tuple[str, TicketRow]]:
        return list(islice(by_recency(account, tuple(Status), after=after, desk=desk), limit))

    def indexed(row: TicketRow) -> RebuildOutcome:
        try:
            return RebuildOutcome.MENDED if ensure_ticket(row.id, desk=desk) else RebuildOutcome.COMPLETE
        except NotFoundError:
            return RebuildOutcome.GONE

    accounts = (account.id for account in desk_settings(desk, fresh=True).accounts)
    return walk(Sweep(SweepName.SEARCH, tickets, indexed, RebuildOutcome.FAILED), accounts, budget, desk=desk)
