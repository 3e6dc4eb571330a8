"""Whether somebody may write in a ticket, or is kept from it by a colleague's claim (R2)."""

from shared.domain.errors import ClaimHeldError
from shared.domain.settings.desk import Person
from shared.domain.tickets.ticket import Ticket
from shared.ports.desk import Desk
from shared.usecases.settings.current_person import current_person


def ensure_unclaimed(person: Person, ticket: Ticket, *, desk: Desk) -> None:
    """Raises ClaimHeldError while somebody else holds the claim. Who was disabled holds none."""
    claim = ticket.claim
    if claim is None or not claim.held_by_another(person.id, desk.clock.now()):
        return
    holder = current_person(claim.by, desk=desk)
    if holder is None or not holder.disabled:
        raise ClaimHeldError(claim.by, claim.until)
