"""What a decision about a ticket reads of the desk."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.settings.desk import DeskSettings
from shared.domain.thanks.short_thanks import ShortThanks
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_state import SlaCalculator, fold_ticket


@dataclass(frozen=True, slots=True)
class DecisionContext:
    """The desk at the instant `now`: its settings, and its policies and calendars."""

    settings: DeskSettings
    sla: SlaCalculator
    now: datetime

    def refolded(self, ticket: Ticket) -> Ticket:
        """Compute the state of the ticket again from its posts and actions."""
        return fold_ticket(ticket, self.sla, thanks=ShortThanks.of(self.settings.general.thanks))
