"""Whatever a ticket holds, it comes back from the store as it went in, saved whole or as a change of another."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from shared.domain.sla.clock import SlaClock
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.listed import ListedTicket
from shared.domain.tickets.lists.rows import TicketRow
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import TicketStore
from tests.contracts.build import opened
from tests.contracts.strategies import CLOCKS, tickets

EmptyStore = Callable[[], TicketStore]

each_on_an_empty_table = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def unread() -> TicketRow:
    """Stands for the rest of a row, which is compared by itself."""
    raise NotImplementedError


@each_on_an_empty_table
@given(ticket=tickets())
def test_a_ticket_comes_back_as_it_was_saved(empty_store: EmptyStore, ticket: Ticket) -> None:
    store = empty_store()
    saved = opened(store, ticket)
    assert saved == replace(ticket, version=1)
    assert store.load(ticket.id) == saved
    assert store.of_customer(ticket.account, ticket.customer.id)[1] == (saved,)


@each_on_an_empty_table
@given(ticket=tickets(), wanted=tickets())
def test_a_ticket_changed_into_any_other_comes_back_as_that(
    empty_store: EmptyStore, ticket: Ticket, wanted: Ticket
) -> None:
    """Posts stay: nothing takes one away but its author, and then its place remains."""
    assume(not {post.id for post in ticket.posts} & {post.id for post in wanted.posts})
    store = empty_store()
    before = opened(store, ticket)
    together = sorted((*before.posts, *wanted.posts), key=lambda post: post.order)
    after = store.save(before, replace(wanted, posts=tuple(together)))
    assert after.version == 2
    assert store.load(before.id) == after


@each_on_an_empty_table
@given(ticket=tickets(), limit=st.integers(1, 3))
def test_the_lists_show_what_was_saved(empty_store: EmptyStore, ticket: Ticket, limit: int) -> None:
    store = empty_store()
    saved = opened(store, ticket)
    waiting = store.waiting(saved.account, limit=limit)
    assert [row for _, row in waiting] == ([TicketRow.of(saved)] if saved.running else [])
    recent = store.recent(saved.account, saved.status, limit=limit)
    assert [row for _, row in recent] == ([] if saved.running else [TicketRow.of(saved)])
    lists = [(waiting, store.list_waiting(saved.account, limit=limit))]
    if saved.status in (Status.ANSWERED, Status.DONE):
        lists.append((recent, store.list_status(saved.account, saved.status, limit=limit)))
    for rows, listed in lists:
        assert [(each.place, each.row()) for each in listed] == list(rows)
        assert [each._replace(row=unread) for each in listed] == [
            ListedTicket.of(*placed)._replace(row=unread) for placed in rows
        ]


@given(clock=CLOCKS)
def test_of_two_clocks_of_one_post_one_is_always_the_first(clock: SlaClock) -> None:
    """Else a store may give them back in another order than they were saved in."""
    assert replace(clock, id="1").order < replace(clock, id="2").order
