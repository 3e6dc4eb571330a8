"""Do what follows once a ticket is saved, whatever changed it. Every step is idempotent."""

from typing import Protocol

from shared.domain.tickets.follow_ups import Charge, EnsureTimer, StopTimer, TicketFollowUp, UpdateIndex
from shared.domain.tickets.ticket import Ticket
from shared.ports.search import HasSearch
from shared.usecases.accounts.usage import UsageDesk, charge_part
from shared.usecases.search.update_index import update_index
from shared.usecases.sla.ensure_timer import EnsureTimerDesk, ensure_timer, stop_timer


class TicketFollowUpDesk(UsageDesk, EnsureTimerDesk, HasSearch, Protocol):
    """The parts of the desk that `follow_up` uses."""


def follow_up_ticket(each: TicketFollowUp, ticket: Ticket, *, desk: TicketFollowUpDesk) -> Ticket:
    """Carry out one follow-up, and return the ticket as it stands afterwards."""
    match each:
        case StopTimer(clock):
            stop_timer(ticket.id, clock, desk=desk)
        case EnsureTimer():
            return ensure_timer(ticket, desk=desk)
        case UpdateIndex(before):
            update_index(before, ticket, desk=desk)
        case Charge(reply, part):
            charge_part(ticket, reply, part, desk=desk)
    return ticket
