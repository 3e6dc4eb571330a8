"""Carry what the table's stream tells to where it is waited for: the accounts' marks of change, and the amendments to sealed days."""

from collections import defaultdict
from datetime import date
from typing import Protocol

from shared.domain.reporting.sealed_day import Amendment, Amendments, day_of
from shared.domain.reporting.stream_changes import StreamChanges, amendments_of
from shared.ports.changes import HasChanges
from shared.ports.clock import HasClock
from shared.ports.reporting import HasSealedDays
from shared.ports.tickets import HasTickets
from shared.usecases.settings.current import ReadsSettings, desk_settings


class NoteChangesDesk(ReadsSettings, HasChanges, HasSealedDays, HasTickets, HasClock, Protocol):
    """The parts of the desk that `note_changes` uses."""


def note_changes(changes: StreamChanges, *, ident: str, desk: NoteChangesDesk) -> frozenset[str]:
    """Mark the accounts, and amend the days that are over. Return the accounts. `ident` names the batch.

    Marks come first: somebody waits for them. Idempotent."""
    accounts = set(changes.accounts)
    if changes.everybody:
        accounts |= {account.id for account in desk_settings(desk, fresh=True).accounts}
    for account in sorted(accounts):
        desk.changes.mark(account, desk.clock.now())
    _amend(changes, day_of(desk.clock.now()), ident=ident, desk=desk)
    return frozenset(accounts)


def _amend(changes: StreamChanges, today: date, *, ident: str, desk: NoteChangesDesk) -> None:
    """Amend the days before `today`: of today nothing is sealed yet. A day is amended whether it is sealed or not, since another
    function may seal it right now."""
    found: dict[str, list[Amendment]] = defaultdict(list)
    for (account, ticket), clocks in sorted(changes.clocks.items()):
        past = {clock for clock in clocks if day_of(clock.started_at) < today}
        if past:
            now = desk.tickets.measured(ticket, {(clock.started_at, clock.ident) for clock in past})
            found[account] += amendments_of(ticket, past, list(now))
    for account in sorted({*found, *changes.unknown}):
        unknown = frozenset(day for day in changes.unknown.get(account, ()) if day < today)
        if found[account] or unknown:
            desk.sealed_days.amend(account, Amendments(desk.clock.now(), tuple(found[account]), unknown), ident=ident)
