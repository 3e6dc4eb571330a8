"""Single parts of tickets, and which notes the search has not taken yet."""

from collections.abc import Sequence
from dataclasses import replace

from shared.domain.posts.author import Author
from shared.domain.search.entries import NOTE, POST, PartId, SearchKey, keys_at
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.lists.rows import TicketRow
from shared.ports.tickets import TicketStore
from tests.contracts.build import answer, at, note, opened, question, refolded, ticket_of, with_posts

NOTED = Action("n1", ActionKind.NOTE, at(2), "keiko", text="box 8813")


def test_a_version_is_that_of_the_last_save(store: TicketStore) -> None:
    read = opened(store, ticket_of(question("1", 0)))
    assert store.version(read.id) == 1
    store.save(read, replace(read, assignee="keiko"))
    assert store.version(read.id) == 2
    for ident in ("acme.77.2", "acme", "", "a.b.c.d"):
        assert store.version(ident) is None


def test_rows_and_texts_of_any_tickets_are_read_at_once(store: TicketStore) -> None:
    first = opened(store, with_posts(ticket_of(question("1", 0)), answer("2", 9)).with_action(NOTED))
    other = opened(store, ticket_of(question("9", 5, author=Author("88", "ren", "Ren"))))
    assert store.rows([first.id, other.id, first.id, "acme.77.3", "x"]) == {
        first.id: TicketRow.of(first),
        other.id: TicketRow.of(other),
    }
    wanted = [(first.id, PartId(POST, "2")), (first.id, PartId(NOTE, "n1")), (other.id, PartId(POST, "9"))]
    found = store.parts([*wanted, (first.id, PartId(POST, "7")), (first.id, PartId(NOTE, "2")), wanted[0]])
    assert found == {wanted[0]: first.posts[1], wanted[1]: first.actions[0], wanted[2]: other.posts[0]}
    assert (store.rows([]), store.parts([])) == ({}, {})


def test_C1_a_text_is_found_by_when_it_was_written_and_by_when_that_was_corrected(store: TicketStore) -> None:
    first = opened(store, with_posts(ticket_of(question("1", 5)), answer("2", 9)))
    held = store.known("x", ["1", "2"])
    assert {ident: place.at for ident, place in held.items() if place is not None} == {"1": at(5), "2": at(9)}
    earlier = replace(first.posts[0], posted_at=at(3))
    read = store.save(first, refolded(first.with_post(earlier)))
    place = store.place("x", "1")
    assert place is not None
    assert (place.at, place.ticket, place.post) == (at(3), read.id, "1")
    for when in (at(3), at(5), None):
        wanted = (read.id, PartId(POST, "1", when))
        assert store.parts([wanted]) == {wanted: read.posts[0]}
    assert store.load(read.id) == read
    assert len(store.load(read.id).posts) == 2


def test_a_new_note_is_marked_until_somebody_says_that_the_search_has_it(store: TicketStore) -> None:
    read = opened(store, ticket_of(question("1", 0)))
    calling = replace(note("n2", pending=1), text="@ren")
    done = Action("d1", ActionKind.DONE, at(3), "keiko", reason="resolved")
    noted = store.save(read, refolded(read.with_action(NOTED).with_action(calling).with_action(done)))
    assert store.unindexed(at(2), limit=9) == []
    assert store.unindexed(at(3), limit=9) == [(read.id, PartId(NOTE, "n1"))]
    store.save(noted, noted.with_action(replace(NOTED, by="ren", indexed=noted.actions[0].indexed)))
    again = store.load(read.id)
    for _ in range(2):
        store.is_indexed(read.id, PartId(NOTE, "n1", at(2)))
        store.is_indexed(read.id, PartId(NOTE, "n2", at(2)))
        assert store.unindexed(at(99), limit=9) == []
    assert [each.note for each in store.outbox(at(99), limit=9)] == ["n2"]
    assert store.load(read.id) == again


def test_I6_who_erases_is_told_where_the_search_may_hold_the_words_once_nobody_can_save_any_more(
    store: TicketStore,
) -> None:
    plain = ticket_of(question("1", 0))
    empty = replace(plain, posts=())
    before = empty.with_post(replace(question("1", 0), text="order 66001")).with_action(NOTED)
    held = opened(store, before.with_post(replace(question("1", 0), text="order 66002")))
    told: list[SearchKey] = []

    def forget(keys: Sequence[SearchKey]) -> None:
        told.extend(keys)

    assert store.erase("acme", "77", at=at(9), forget=forget) == 1
    [post], [action] = held.posts, held.actions
    assert post.indexed is not None
    assert post.indexed.old_codes == ("66001",)
    assert action.indexed is not None
    wanted = set(keys_at("acme", held.id, post.posted_at, post.indexed))
    wanted |= set(keys_at("acme", held.id, action.at, action.indexed))
    assert set(told) == wanted
    assert len(wanted) == 4
    assert store.erase("acme", "77", at=at(9), forget=told.extend) == 0


def test_I6_what_is_saved_while_its_customer_is_erased_is_erased_with_the_rest(store: TicketStore) -> None:
    """A worker has read the ticket before, and saves it after the erasure has read it."""
    before = opened(store, ticket_of(question("1", 0)))
    after = before.with_post(replace(question("2", 5), text="order 66001"))
    told: list[SearchKey] = []

    def leaving(_: str) -> None:
        if store.version(before.id) == before.version:
            store.save(before, after)

    assert store.erase("acme", "77", at=at(9), forget=told.extend, leaving=leaving) == 1
    assert store.of_customer("acme", "77")[1] == ()
    assert store.tombstone_of("x", "2") == at(9)
    [come] = [post for post in after.posts if post.id == "2"]
    assert come.indexed is not None
    assert set(told) >= set(keys_at("acme", after.id, come.posted_at, come.indexed))
