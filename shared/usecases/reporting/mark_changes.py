"""Carry what the table's stream tells to the pages that wait for news."""

from collections.abc import Callable, Iterable
from typing import Protocol

from shared.domain.reporting.stream_changes import StreamChanges
from shared.ports.changes import HasChanges
from shared.ports.clock import HasClock


class MarkChangesDesk(HasChanges, HasClock, Protocol):
    """The parts of the desk that `mark_changes` uses."""


def mark_changes(
    changes: StreamChanges, *, every_account: Callable[[], Iterable[str]], desk: MarkChangesDesk
) -> frozenset[str]:
    """Mark the accounts of which a list shows something else now; return them. `every_account` is asked after a change of
    settings."""
    accounts = frozenset((*changes.accounts, *(every_account() if changes.everybody else ())))
    for account in sorted(accounts):
        desk.changes.mark(account, desk.clock.now())
    return accounts
