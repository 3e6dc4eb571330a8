"""An alert that stands in the outbox is counted for its readers and put into the queue."""

from shared.domain.alert import Alert
from shared.domain.clock import Clock
from shared.domain.digest import FIRST_LOOK
from shared.domain.ticket import Ticket
from shared.ports import Desk
from shared.usecases.settings import desk_settings
from shared.usecases.whom_to_tell import for_digest, readers_of


def announce_alert(alert: Alert, ticket: Ticket, clock: Clock, *, desk: Desk) -> None:
    """Counts the alert for each of its readers and puts it into the queue, which holds it for a moment: when it is sent,
    those that fired together with it have been counted (L5)."""
    for person in readers_of(alert, ticket, clock, desk_settings(desk), desk.clock.now()):
        desk.digests.note(person.id, for_digest(ticket.id, alert))
    desk.alerts.put(ticket.id, alert, delay=FIRST_LOOK)
