"""Find what is due and has not happened, by its time: steps without their alert, alerts that no worker holds, timers that are missing
(L3). What one run costs follows from what is due, and not from what waits."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Protocol

from shared.domain.notifications.queued import AlertDue
from shared.domain.operations.checkpoint import SliceBudget, SweepName
from shared.domain.operations.patience import PATIENCE
from shared.domain.sla.alert import AlertKey
from shared.domain.sla.ladder import next_step_at, sendable_at, step_sendable_at, step_to_fire
from shared.domain.tickets.ticket import Ticket
from shared.ports.notifications import HasAlerts
from shared.ports.tickets import HasTickets
from shared.usecases.operations.fresh_first import fresh_first
from shared.usecases.settings.current import calendar_of_clock
from shared.usecases.sla.chase_deadline import ChaseDeadlineDesk, chase_deadline
from shared.usecases.sla.ensure_timer import EnsureTimerDesk, ensure_timer
from shared.usecases.slices import ReadSlice, SliceDesk, Sweep, Walked, walk


class DueStepsDesk(ChaseDeadlineDesk, EnsureTimerDesk, SliceDesk, Protocol):
    """The parts of the desk that the sweeps of due steps use."""


class OwedAlertsDesk(SliceDesk, HasAlerts, HasTickets, Protocol):
    """The parts of the desk that `put_alerts_back` uses."""


AHEAD = timedelta(minutes=6)
"""Timers are looked for when their step comes within a period of the reconciler, and a minute. A timer that is lost after that, or
that no run had a call left for, is found by its step, which fires a few minutes late then."""

TIMERS = SliceBudget(rows=150, time=timedelta(seconds=8))
"""How many timers one run asks for: *DescribeExecution* answers ten calls a second in smaller regions.
https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""


class Overdue(StrEnum):
    """The outcome for a ticket that is due, in the check of every five minutes."""

    FINE = "fine"
    CHASED = "chased"
    TIMER_STARTED = "timer_started"
    REAPPLIED = "reapplied"
    FAILED = "failed"


class AlertsPutBack(StrEnum):
    """The outcome for a ticket with an alert that is due, in the sweep of every minute."""

    ALERTS = "alerts"
    IN_HAND = "in_hand"
    FAILED = "failed"


def chase_lost_steps(accounts: Sequence[str], *, desk: DueStepsDesk, time: timedelta) -> Walked[Overdue]:
    """Fire the steps that are due and that no timer has fired."""
    names, due = (SweepName.STEPS, SweepName.STEPS_AGAIN), _due(desk=desk)
    return fresh_first(names, accounts, due, partial(_chased, desk=desk), Overdue.FAILED, time, desk=desk)


def put_alerts_back(accounts: Sequence[str], *, desk: OwedAlertsDesk, time: timedelta) -> Walked[AlertsPutBack]:
    """Return the alerts to their queue that have fired, and that no worker has in hand."""
    names, due = (SweepName.ALERTS, SweepName.ALERTS_AGAIN), _due(desk=desk)
    return fresh_first(names, accounts, due, partial(_put_back, desk=desk), AlertsPutBack.FAILED, time, desk=desk)


def start_missing_timers(accounts: Sequence[str], *, desk: DueStepsDesk, time: timedelta) -> Walked[Overdue]:
    """Start the timers of the steps that come soon, where none runs."""
    now = desk.clock.now()

    def soon(account: str, *, after: str | None, limit: int) -> Sequence[tuple[str, str]]:
        return desk.tickets.steps_due(account, now + AHEAD, since=now, after=after, limit=limit)

    sweep = Sweep(SweepName.TIMERS, soon, lambda ident: _timed(ident, desk=desk), Overdue.FAILED, page=25)
    return walk(sweep, accounts, TIMERS.within(time), desk=desk).in_passing()


def _due(*, desk: OwedAlertsDesk) -> ReadSlice[str]:
    before = desk.clock.now() - PATIENCE

    def due(account: str, *, after: str | None, limit: int) -> Sequence[tuple[str, str]]:
        return desk.tickets.steps_due(account, before, after=after, limit=limit)

    return due


def _chased(ticket_id: str, *, desk: DueStepsDesk) -> Overdue:
    ticket = desk.tickets.newest(ticket_id)
    clock, now = ticket.running, desk.clock.now()
    step_at = next_step_at(clock) if clock is not None else None
    if clock is None or step_at is None or step_at >= now - PATIENCE:
        return Overdue.FINE
    due, calendar = step_to_fire(clock, now), calendar_of_clock(clock, desk)
    opens_at = step_sendable_at(due.name, now, calendar) if due is not None else sendable_at(now, calendar)
    if opens_at > now + AHEAD:
        return Overdue.FINE
    if opens_at > now:
        return _timed(ticket_id, desk=desk)
    chase_deadline(ticket_id, clock.id, None, desk=desk)
    ensure_timer(desk.tickets.newest(ticket_id), desk=desk)
    return Overdue.CHASED


def _timed(ticket_id: str, *, desk: DueStepsDesk) -> Overdue:
    ticket = desk.tickets.newest(ticket_id)
    clock = ticket.running
    if clock is None or next_step_at(clock) is None or desk.timers.runs(ticket_id, clock.id, clock.timer_generation):
        return Overdue.FINE
    ensure_timer(ticket, desk=desk)
    return Overdue.TIMER_STARTED


def _put_back(ticket_id: str, *, desk: OwedAlertsDesk) -> AlertsPutBack:
    ticket, now = desk.tickets.newest(ticket_id), desk.clock.now()
    lost = _owed(ticket, now - PATIENCE)
    for key in lost:
        desk.alerts.put(AlertDue(key))
    return AlertsPutBack.ALERTS if lost else AlertsPutBack.IN_HAND


def _owed(ticket: Ticket, before: datetime) -> Sequence[AlertKey]:
    running = ticket.running
    return [
        AlertKey(ticket.id, *alert.key)
        for alert in ticket.alerts
        if running is not None
        and alert.clock == running.id
        and alert.pending_since is not None
        and alert.pending_since < before
    ]
