"""Timers of running clocks. Every use case that writes a running clock ensures its timer (design §3)."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Protocol

from shared.domain.sla.clock import SlaClock
from shared.domain.sla.ladder import next_wake
from shared.domain.tickets.follow_ups import stopped_clock
from shared.domain.tickets.ticket import Ticket
from shared.ports.clock import HasClock
from shared.ports.sla import HasTimers
from shared.ports.tickets import HasTickets
from shared.usecases.retrying import on_fresh_state, on_newest
from shared.usecases.settings.current import ReadsSettings, calendar_of_clock


class EnsureTimerDesk(ReadsSettings, HasClock, HasTickets, HasTimers, Protocol):
    """The parts of the desk that `ensure_timer` uses."""


def ensure_timer(ticket: Ticket, *, desk: EnsureTimerDesk) -> Ticket:
    """Ensure that a running clock with steps ahead has a timer.

    Called after every write, and for duplicate posts too, so that redelivery repairs a crash between the write and the
    start. If the timer's name is used up (its execution is closed, and names stay reserved for 90 days), the clock takes
    the next timer generation.
    """
    clock = ticket.running
    if clock is None:
        return ticket
    wake_at = _wake(clock, desk=desk)
    if wake_at is None or desk.timers.ensure(ticket.id, clock.id, clock.timer_generation, wake_at):
        return ticket
    arm = partial(_next_generation, clock.id, desk=desk)
    return on_fresh_state(lambda: on_newest(ticket.id, arm, desk=desk))


def _next_generation(clock_id: str, before: Ticket, *, desk: EnsureTimerDesk) -> Ticket:
    clock = before.clock(clock_id)
    wake_at = _wake(clock, desk=desk) if clock is not None else None
    if clock is None or wake_at is None:
        return before
    armed = replace(clock, timer_generation=clock.timer_generation + 1)
    after = desk.tickets.save(before, before.with_clock(armed))
    desk.timers.ensure(before.id, clock_id, armed.timer_generation, wake_at)
    return after


def stop_timers(before: Ticket, after: Ticket, *, desk: EnsureTimerDesk) -> None:
    """Stop the timer of a clock that no longer runs."""
    clock = stopped_clock(before, after)
    if clock is not None:
        stop_timer(before.id, clock, desk=desk)


def stop_timer(ticket_id: str, clock: SlaClock, *, desk: EnsureTimerDesk) -> None:
    """Stop the timer of a clock, given in its running state. Best effort: it only saves state transitions."""
    if _wake(clock, desk=desk) is not None:
        desk.timers.stop(ticket_id, clock.id, clock.timer_generation)


def _wake(clock: SlaClock, *, desk: EnsureTimerDesk) -> datetime | None:
    if not clock.running:
        return None
    return next_wake(clock, desk.clock.now(), calendar_of_clock(clock, desk))
