"""Count an alert of the outbox for its recipients, and queue it."""

from datetime import timedelta
from typing import Protocol

from shared.domain.notifications.digest import FEW, FIRST_LOOK, TOGETHER
from shared.domain.notifications.queued import AlertDue
from shared.domain.sla.alert import Alert, AlertKey
from shared.domain.sla.clock import SlaClock
from shared.domain.tickets.ticket import Ticket
from shared.ports.clock import HasClock
from shared.ports.notifications import HasAddresses, HasAlerts, HasDigests
from shared.usecases.alerts.recipients import for_digest, recipients_of
from shared.usecases.settings.current import ReadsSettings, desk_settings


class QueueAlertDesk(ReadsSettings, HasAddresses, HasAlerts, HasClock, HasDigests, Protocol):
    """The parts of the desk that `queue_alert` uses."""


def queue_alert(alert: Alert, ticket: Ticket, clock: SlaClock, *, desk: QueueAlertDesk) -> None:
    """Count the alert for each recipient, and queue it.

    A few alerts go at once, each within two seconds of its instant. If more than those few have just fired for the same
    recipient, the queue delays this one for a moment: by the time it is sent, the alerts that fire together with it
    have been counted, and the rest of a storm is one digest (L5).
    """
    now = desk.clock.now()
    busy = False
    for person in recipients_of(alert, ticket, clock, desk_settings(desk), now, desk.addresses.statuses(now)):
        desk.digests.note(person.id, for_digest(ticket.id, alert))
        busy = busy or desk.digests.noted(person.id, now - TOGETHER) > FEW
    desk.alerts.put(AlertDue(AlertKey(ticket.id, *alert.key)), delay=FIRST_LOOK if busy else timedelta(0))
