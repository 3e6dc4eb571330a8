"""Check of a colleague's claim before writing in a ticket (R2)."""

from typing import Protocol

from shared.domain.errors import ClaimHeldError
from shared.domain.settings.desk import Person
from shared.domain.tickets.ticket import Ticket
from shared.ports.clock import HasClock
from shared.ports.settings import HasSettings
from shared.usecases.settings.current_person import current_person


class EnsureUnclaimedDesk(HasClock, HasSettings, Protocol):
    """The parts of the desk that `ensure_unclaimed` uses."""


def ensure_unclaimed(person: Person, ticket: Ticket, *, desk: EnsureUnclaimedDesk) -> None:
    """Ensure that nobody else holds the claim; disabled people hold none. Raises ClaimHeldError."""
    claim = ticket.claim
    if claim is None or not claim.held_by_another(person.id, desk.clock.now()):
        return
    holder = current_person(claim.by, desk=desk)
    if holder is None or not holder.disabled:
        raise ClaimHeldError(claim.by, claim.until)
