"""Rebuild the search index: add tickets of versions without search, and lost entries."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Protocol

from shared.domain.errors import NotFoundError
from shared.domain.tickets.fold import Status
from shared.ports.tickets import HasTickets
from shared.usecases.paging import all_rows
from shared.usecases.search.update_index import UpdateIndexDesk, ensure_ticket
from shared.usecases.settings.current import ReadsSettings, desk_settings


class RebuildIndexDesk(UpdateIndexDesk, ReadsSettings, Protocol):
    """The parts of the desk that `rebuild_index` uses."""


def rebuild_search(*, desk: RebuildIndexDesk) -> Counter[str]:
    """Index every ticket; return the number of tickets examined, incomplete, and erased meanwhile. Idempotent; after an
    interruption it starts over."""
    done: Counter[str] = Counter()
    for account in desk_settings(desk, fresh=True).accounts:
        for ticket in _tickets(account.id, desk=desk):
            try:
                missing = ensure_ticket(ticket, desk=desk)
            except NotFoundError:
                done["gone"] += 1
                continue
            done["looked_at"] += 1
            done["mended"] += bool(missing)
    return done


def _tickets(account: str, *, desk: HasTickets) -> Iterator[str]:
    """Yield the account's tickets. A ticket whose status changes meanwhile is indexed by that change, or is listed again."""
    for status in Status:
        yield from (row.id for row in all_rows(partial(desk.tickets.recent, account, status)))
