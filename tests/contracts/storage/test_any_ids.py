"""N2: whatever characters a network's ids hold, and up to 500 of them, they are stored, found and erased."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.posts.author import Author
from shared.domain.posts.references import Quoted
from shared.domain.replies.reply import Returned
from shared.domain.search.entries import POST, IndexChange, PartId, SearchKey, entries_of
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import ticket_id
from shared.ports.search import TicketSearch
from shared.ports.tickets import CustomerVersion, Outgoing, PostLocation, TicketStore
from tests.builders import STRANGE_IDS
from tests.contracts.build import alert, answer, at, opened, question, refolded, reply, ticket_of
from tests.contracts.strategies import NETWORK_IDS

EmptyStore = Callable[[], TicketStore]

few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ids = st.lists(st.sampled_from(STRANGE_IDS) | NETWORK_IDS, min_size=6, max_size=6, unique=True)


def conversation(customer: str, first: str, edit: str, second: str, quoted: str) -> Ticket:
    """A question that was edited and quotes a post, and its answer, in the search and in the outbox."""
    asked = replace(
        question(first, 0, author=Author(customer, "emi", "Emi"), answer_id=edit),
        text="kettle 66001",
        quoted=Quoted(quoted, Author("5", "", ""), "words of another", ""),
    )
    ticket = replace(ticket_of(asked), posts=()).with_post(asked).with_post(answer(second, 9))
    ticket = ticket.with_reply(reply("r1", due=3)).with_reply(
        replace(reply("r2", due=None), returned=Returned(at(1), None))
    )
    return refolded(ticket.with_alert(replace(alert("warn", pending=2), clock=ticket_of(asked).clocks[0].id)))


@few
@given(named=ids)
def test_N2_a_ticket_of_any_ids_is_found_by_each_of_them(empty_store: EmptyStore, named: list[str]) -> None:
    store = empty_store()
    customer, first, edit, second, quoted, other = named
    ticket = opened(store, conversation(customer, first, edit, second, quoted))
    assert store.load(ticket.id) == ticket
    assert store.of_customer("acme", customer) == (CustomerVersion("acme", customer, 1), (ticket,))
    assert store.of_customer("acme", other) == (CustomerVersion("acme", other, 0), ())
    assert store.beside(ticket.id) == (ticket, 0)
    assert [store.place("x", each) for each in (first, edit)] == [PostLocation(ticket.id, first, "acme")] * 2
    assert store.place("x", second) == PostLocation(ticket.id, second, "acme")
    assert store.place("x", other) is None
    assert store.quoting("x", quoted) == (PostLocation(ticket.id, first, "acme"),)
    part = (ticket.id, PartId(POST, first))
    assert store.parts([part]) == {part: ticket.posts[0]}
    assert [row.id for row in store.by_handle("acme", "emi", limit=9)] == [ticket.id]
    assert [each.reply or each.alert for each in store.outbox(at(4), limit=9)] == [ticket.alerts[0].key, "r1"]
    assert Outgoing(ticket.id, reply="r1") in store.outbox(at(4), limit=9)
    assert [(ident, each.id) for _, ident, each in store.returned(limit=9)] == [(ticket.id, "r2")]


@few
@given(named=ids)
def test_N2_a_customer_of_any_id_is_erased_with_all_that_leads_to_them(
    empty_store: EmptyStore, named: list[str]
) -> None:
    store = empty_store()
    customer, first, edit, second, quoted, other = named
    ticket = opened(store, conversation(customer, first, edit, second, quoted))
    theirs = "".join(["1", *named])
    spared = opened(store, ticket_of(question(theirs, 0, author=Author(other, "ren", "Ren"))))
    told: list[SearchKey] = []
    assert store.erase("acme", customer, at=at(9), forget=told.extend) == 1
    assert set(told) == {entry.key for entry in entries_of(ticket)}
    assert [store.place("x", each) for each in (first, edit, second)] == [None] * 3
    assert store.quoting("x", quoted) == ()
    assert store.of_customer("acme", customer)[1] == ()
    assert store.load(spared.id) == spared


@few
@given(named=ids)
def test_N2_an_answer_of_any_id_waits_for_a_post_of_any_id(empty_store: EmptyStore, named: list[str]) -> None:
    store = empty_store()
    parent, own, other, *_ = named
    post = answer(own, 6)
    assert store.park_orphan(post, parent=parent)
    assert store.orphans_of("x", parent) == (post,)
    assert store.orphans_of("x", other) == ()
    assert store.leave_tombstone("x", own, at(7))
    assert store.tombstone_of("x", own) == at(7)
    assert store.orphans_of("x", parent) == ()
    assert not store.park_orphan(post, parent=parent)


@few
@given(named=ids)
def test_N2_words_and_codes_lead_to_a_ticket_of_any_ids(search: TicketSearch, named: list[str]) -> None:
    ticket = conversation(*named[:5])
    search.apply(IndexChange(put=entries_of(ticket)), version=1)
    assert search.missing(entries_of(ticket)) == []
    found = search.by_words(["kettle"], accounts=["acme"], limit=500).hits
    assert (ticket.id, PartId(POST, named[1])) in [(hit.ticket, hit.part) for hit in found]
    search.apply(IndexChange(drop=tuple(entry.key for entry in entries_of(ticket))), version=2)
    assert list(search.missing(entries_of(ticket))) == list(entries_of(ticket))


@given(st.lists(st.lists(NETWORK_IDS, min_size=3, max_size=3).map(tuple), min_size=2, max_size=4, unique=True))
def test_N2_no_two_posts_open_a_ticket_of_one_id(named: list[tuple[str, str, str]]) -> None:
    assert len({ticket_id(*each) for each in named}) == len(named)
    assert ticket_id("ab", "c", "1") != ticket_id("a", "bc", "1")
