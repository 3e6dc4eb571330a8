"""Items follow from what a ticket holds, never from the order in which its parts were written: a save leaves out what it believes
stored, by the order of the ticket in memory, and what is read is in the order of its time."""

import random
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.dynamodb.tickets.aggregate import items_of
from shared.domain.tickets.ticket import Ticket
from tests.contracts.strategies import tickets

Stored = dict[tuple[str, str], object]


def stored(ticket: Ticket) -> Stored:
    return {(item.pk, item.sk): item.serialize() for item in items_of(ticket)}


def with_one_running(ticket: Ticket) -> Ticket:
    """A ticket as the fold leaves it: of its clocks one runs at most."""
    clocks = (clock for clock in ticket.clocks if not clock.running or clock == ticket.running)
    return replace(ticket, clocks=tuple(clocks))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(ticket=tickets().map(with_one_running), rng=st.randoms(use_true_random=False))
def test_the_items_are_the_same_in_whatever_order_the_parts_were_written(ticket: Ticket, rng: random.Random) -> None:
    written = replace(
        ticket,
        actions=tuple(rng.sample(ticket.actions, len(ticket.actions))),
        replies=tuple(rng.sample(ticket.replies, len(ticket.replies))),
        alerts=tuple(rng.sample(ticket.alerts, len(ticket.alerts))),
        clocks=tuple(rng.sample(ticket.clocks, len(ticket.clocks))),
    )
    assert stored(written) == stored(ticket)
