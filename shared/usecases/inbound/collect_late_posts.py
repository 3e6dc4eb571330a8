"""Sum up late posts for the managers, once for each account and ten minutes (I7)."""

from dataclasses import replace
from typing import Protocol

from shared.domain.inbound.decision import SummarizeLate
from shared.domain.notifications.digest import GATHER, Collected, late_summary
from shared.domain.tickets.ticket import Ticket
from shared.ports.clock import HasClock
from shared.ports.notifications import HasDigests
from shared.ports.tickets import HasTickets
from shared.usecases.retrying import on_fresh_state


class CollectLatePostsDesk(HasClock, HasDigests, HasTickets, Protocol):
    """The parts of the desk that `collect_late_posts` uses."""


def collect_late_post(ticket: Ticket, late: SummarizeLate, *, desk: CollectLatePostsDesk) -> Ticket:
    """Add the ticket to its account's summary, then mark the step as fired, and return the ticket as it is saved then.

    In this order a crash between the two heals by redelivery, since the duplicate leads here again.
    """
    clock = late.clock
    collected = Collected(ticket.id, clock.id, late.step, clock.due_at, clock.seen_at, sms=False)
    desk.digests.collect(late_summary(ticket.account), collected, desk.clock.now() + GATHER)
    return on_fresh_state(lambda: _mark_fired(ticket.id, late, desk=desk))


def _mark_fired(ticket_id: str, late: SummarizeLate, *, desk: HasTickets) -> Ticket:
    before = desk.tickets.load(ticket_id)
    clock = before.clock(late.clock.id)
    if clock is None:
        return before
    return desk.tickets.save(
        before, before.with_clock(replace(clock, fired={**clock.fired, late.step: late.clock.due_at}))
    )
