"""Posts that came in late are summed up for the managers, once for each account and ten minutes (I7)."""

from dataclasses import replace

from shared.domain.notifications.digest import GATHER, Collected, late_summary
from shared.domain.sla.clock import SlaClock
from shared.domain.sla.ladder import missed
from shared.domain.tickets.ticket import Ticket
from shared.ports.desk import Desk
from shared.usecases.retrying import on_fresh_state


def collect_late_post(ticket: Ticket, *, desk: Desk) -> Ticket:
    """Where steps of the running clock had passed before its post came in, the ticket joins its account's summary.

    First it is collected, then the step is marked as told: called on the path of a duplicate too, a crash between heals
    by redelivery.
    """
    clock = ticket.running
    step = missed(clock) if clock is not None else None
    if clock is None or step is None:
        return ticket
    told = Collected(ticket.id, clock.id, step.name, clock.due_at, clock.seen_at, sms=False)
    desk.digests.collect(late_summary(ticket.account), told, desk.clock.now() + GATHER)
    return on_fresh_state(lambda: _mark(ticket.id, clock, step.name, desk=desk))


def _mark(ticket_id: str, clock: SlaClock, step: str, *, desk: Desk) -> Ticket:
    before = desk.tickets.load(ticket_id)
    now = before.clock(clock.id)
    if now is None:
        return before
    return desk.tickets.save(before, before.with_clock(replace(now, fired={**now.fired, step: clock.due_at})))
