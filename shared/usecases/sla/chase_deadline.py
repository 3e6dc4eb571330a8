"""Fire due steps when a timer wakes. Correctness rests on reading the ticket again, never on the timer."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from shared.domain.errors import NotFoundError
from shared.domain.sla.alert import Alert
from shared.domain.sla.clock import SlaClock, StepInstant
from shared.domain.sla.ladder import next_wake, step_sendable_at, step_to_fire
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.ticket import Ticket
from shared.ports.clock import HasIds
from shared.ports.tickets import HasTickets
from shared.usecases.alerts.queue_alert import QueueAlertDesk, queue_alert
from shared.usecases.retrying import on_fresh_state, on_newest
from shared.usecases.settings.current import calendar_of_clock


class ChaseDeadlineDesk(QueueAlertDesk, HasIds, HasTickets, Protocol):
    """The parts of the desk that `chase_deadline` uses."""


IDLE = "idle"
"""The reason for which the desk released a claim."""


@dataclass(frozen=True, slots=True)
class Chased:
    """The result: `wake_at` is the timer's next wake; None ends the timer."""

    wake_at: datetime | None
    fired: str | None = None


def chase_deadline(ticket_id: str, clock_id: str, timer_generation: int | None, *, desk: ChaseDeadlineDesk) -> Chased:
    """Fire the step that is due for the clock, if any, and return the timer's next wake (L1, L3).

    A step that comes due while the calendar is closed is held until the next opening, when only the highest held step is
    sent. Stale timers are harmless: a timer of an older generation, of an answered clock or of an erased ticket does
    nothing. `timer_generation` is None for the reconciler, which has no timer.
    """
    try:
        chase = partial(_chase, clock_id, timer_generation, desk=desk)
        return on_fresh_state(lambda: on_newest(ticket_id, chase, desk=desk))
    except NotFoundError:
        return Chased(None)


def _chase(clock_id: str, timer_generation: int | None, before: Ticket, *, desk: ChaseDeadlineDesk) -> Chased:
    clock = before.clock(clock_id)
    if (
        clock is None
        or not clock.running
        or (timer_generation is not None and timer_generation != clock.timer_generation)
    ):
        return Chased(None)
    now = desk.clock.now()
    calendar = calendar_of_clock(clock, desk)
    step = step_to_fire(clock, now)
    if step is not None and step_sendable_at(step.name, now, calendar) > now:
        step = None
    ticket = before if step is None else desk.tickets.save(before, _fired(before, clock, step, now, desk=desk))
    left = ticket.clock(clock_id) or clock
    for alert in ticket.alerts:
        if alert.pending_since is not None and alert.clock == clock_id:
            queue_alert(alert, ticket, left, desk=desk)
    return Chased(next_wake(left, now, calendar), step.name if step is not None else None)


def _fired(ticket: Ticket, clock: SlaClock, step: StepInstant, now: datetime, *, desk: HasIds) -> Ticket:
    """Mark the step and put its alert into the outbox in one save, so that it fires once and no crash loses it (L3).

    From the deadline on, the same save releases an idle claim (W3), so that the recipients of the alert can answer.
    """
    alert = Alert(clock.id, step.name, clock.due_at, now, step.whom, step.how, pending_since=now)
    marked = replace(clock, fired={**clock.fired, step.name: clock.due_at})
    fired = ticket.with_clock(marked).with_alert(alert)
    claim = ticket.claim
    if step.at < clock.due_at or claim is None or claim.until <= now or not claim.idle(now):
        return fired
    release = Action(desk.ids.new(), ActionKind.RELEASE, now, None, reason=IDLE)
    return replace(fired, claim=None).with_action(release)
