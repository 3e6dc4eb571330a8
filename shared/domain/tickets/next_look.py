"""When a waiting ticket has to be looked at next, whether or not its timer wakes (L3)."""

from datetime import datetime

from shared.domain.sla.alert import Alert
from shared.domain.sla.clock import SlaClock
from shared.domain.sla.ladder import next_step_at
from shared.domain.tickets.ticket import Ticket


def next_look_at(ticket: Ticket) -> datetime | None:
    """Return the instant of the running clock's next step, or of an alert of it that is still to be sent if that is earlier. None
    if nothing is left to come.

    An alert that has just fired keeps its step's instant, so the ticket keeps its place until the alert is sent."""
    clock = ticket.running
    if clock is None:
        return None
    owed = (_owed_at(alert, clock) for alert in ticket.alerts if alert.clock == clock.id)
    return min((at for at in (next_step_at(clock), *owed) if at is not None), default=None)


def _owed_at(alert: Alert, clock: SlaClock) -> datetime | None:
    if alert.pending_since != alert.fired_at:
        return alert.pending_since
    step = next((step for step in clock.steps if step.name == alert.step), None)
    return min(step.at, alert.fired_at) if step is not None else alert.fired_at
