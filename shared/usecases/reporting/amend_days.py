"""Lay what the table's stream tells of clocks over the days that are over."""

from collections import defaultdict
from typing import Protocol

from shared.domain.reporting.amending import amendments_of
from shared.domain.reporting.sealed_day import Amendment, Amendments, day_of
from shared.domain.reporting.stream_changes import StreamChanges
from shared.ports.clock import HasClock
from shared.ports.reporting import HasSealedDays
from shared.ports.tickets import HasTickets


class AmendDaysDesk(HasSealedDays, HasTickets, HasClock, Protocol):
    """The parts of the desk that `amend_days` uses."""


def amend_days(changes: StreamChanges, *, ident: str, desk: AmendDaysDesk) -> None:
    """Amend the days that are over: of today nothing is sealed yet. A day is amended whether it is sealed or not, since another
    function may seal it right now. Idempotent. `ident` names the batch."""
    today = day_of(desk.clock.now())
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
