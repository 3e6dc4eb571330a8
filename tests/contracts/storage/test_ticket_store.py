"""What any store of tickets owes the use cases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.errors import DuplicatePostError, InvalidError, NotFoundError, VersionConflictError
from shared.domain.posts.author import Author
from shared.domain.posts.references import Link, Quoted
from shared.domain.replies.reply import Reply, ReplyState, Returned
from shared.domain.tickets.action import Action, ActionKind, DoneReason
from shared.domain.tickets.claim import Claim
from shared.domain.tickets.customer_block import CustomerBlock
from shared.domain.tickets.fold import Status
from shared.domain.tickets.next_look import next_look_at
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import ticket_id
from shared.ports.tickets import Aftermath, CustomerVersion, OutboxPart, Outgoing, PostLocation, TicketStore
from tests.contracts.build import (
    EMI,
    alert,
    answer,
    at,
    done,
    note,
    opened,
    question,
    refolded,
    reply,
    ticket_of,
    with_posts,
)


def test_an_opened_ticket_comes_back_as_it_was_saved(store: TicketStore) -> None:
    ticket = ticket_of(question("1", 0))
    saved = opened(store, ticket)
    assert saved == replace(ticket, version=1)
    assert store.load(ticket.id) == saved
    assert store.of_customer("acme", EMI.id) == (CustomerVersion("acme", EMI.id, 1), (saved,))


def test_each_save_is_a_version(store: TicketStore) -> None:
    first = opened(store, ticket_of(question("1", 0)))
    second = store.save(first, with_posts(first, answer("2", 9)))
    third = store.save(second, replace(second, assignee="keiko", tags=("vip",), claim=Claim("keiko", at(20))))
    assert [first.version, second.version, third.version] == [1, 2, 3]
    assert store.load(first.id) == third


@pytest.mark.parametrize("ident", [ticket_id("acme", "77", "1"), "acme.77.1", "", "..", "a" * 25, "a" * 3000, "A" * 26])
def test_a_ticket_that_is_not_there_is_not_found(store: TicketStore, ident: str) -> None:
    opened(store, ticket_of(question("8", 0)))
    with pytest.raises(NotFoundError):
        store.load(ident)


def test_a_customer_nobody_knows_has_no_tickets(store: TicketStore) -> None:
    assert store.of_customer("acme", "404") == (CustomerVersion("acme", "404", 0), ())


def test_saving_what_has_not_changed_writes_nothing(store: TicketStore) -> None:
    first = opened(store, ticket_of(question("1", 0)))
    assert store.save(first, replace(first)) == first
    changed = store.save(first, replace(first, assignee="keiko"))
    assert store.save(first, first) == first
    assert store.load(first.id) == changed


def test_parts_come_back_in_the_order_of_their_time(store: TicketStore) -> None:
    first = opened(store, ticket_of(question("20", 10)))
    late = with_posts(first, question("3", 0), answer("21", 5), question("22", 5))
    for part in (done(40), done(30)):
        late = late.with_action(part)
    saved = store.save(first, late)
    stored = store.load(first.id)
    assert [post.id for post in stored.posts] == ["3", "21", "22", "20"]
    assert [action.at for action in stored.actions] == [at(30), at(40)]
    assert stored == replace(saved, actions=tuple(reversed(saved.actions)))


def test_a_reply_of_a_slower_clock_takes_the_place_of_none(store: TicketStore) -> None:
    read = opened(store, ticket_of(question("1", 0)))
    for ident, lag in (("r1", 0), ("r2", 3), ("r3", 1)):
        written = replace(reply(ident, due=1), created_at=at(2) - timedelta(milliseconds=lag))
        read = store.save(read, read.with_reply(written))
    read = store.load(read.id)
    store.save(read, replace(read, tags=("vip",)))
    assert sorted(each.id for each in store.load(read.id).replies) == ["r1", "r2", "r3"]


def test_C5_a_silence_that_ended_before_the_last_actions_takes_the_place_of_none(store: TicketStore) -> None:
    read = opened(store, ticket_of(question("1", 0)))
    read = store.save(read, with_posts(read, answer("2", 5)))
    for n in range(5):
        read = store.load(read.id)
        tags = Action(f"tags{n}", ActionKind.TAGS, at(10 + n), "keiko", text=f"tag{n}")
        read = store.save(read, refolded(read.with_action(tags)))
    silence = Action("silence", ActionKind.DONE, at(5), None, reason=DoneReason.SILENT, through=at(5 + 7 * 24 * 60))
    read = store.load(read.id)
    saved = store.save(read, refolded(read.with_action(silence)))
    read = store.load(read.id)
    store.save(read, replace(read, tags=("vip",)))
    stored = store.load(read.id)
    assert sorted(action.id for action in stored.actions) == ["silence", *(f"tags{n}" for n in range(5))]
    assert refolded(stored).status == stored.status == saved.status == Status.DONE


def test_of_two_saves_of_one_version_the_second_is_told_and_leaves_no_trace(store: TicketStore) -> None:
    read = opened(store, ticket_of(question("1", 0)))
    won = store.save(read, replace(read, assignee="keiko"))
    lost = with_posts(read, question("2", 3)).with_reply(reply("r1", due=1)).with_action(done(8))
    with pytest.raises(VersionConflictError) as raised:
        store.save(read, lost)
    assert not isinstance(raised.value, DuplicatePostError)
    assert store.load(read.id) == won
    assert store.place("x", "2") is None
    assert store.outbox(at(99), limit=9) == []


def test_a_note_that_two_requests_save_at_once_is_stored_once_under_its_own_id(store: TicketStore) -> None:
    first = opened(store, ticket_of(question("1", 0)))
    written = first.with_action(note("3f0c9f1e-note_1", pending=2))
    saved = store.save(first, written)
    with pytest.raises(VersionConflictError):
        store.save(first, written)
    assert store.load(first.id) == saved
    assert [action.id for action in saved.actions] == ["3f0c9f1e-note_1"]


def test_a_post_is_stored_once(store: TicketStore) -> None:
    read = opened(store, ticket_of(question("1", 0)))
    won = store.save(read, with_posts(read, question("2", 3)))
    with pytest.raises(DuplicatePostError):
        store.save(read, with_posts(read, question("2", 3)))
    assert store.load(read.id) == won


def test_a_post_of_one_ticket_is_in_no_other(store: TicketStore) -> None:
    opened(store, ticket_of(question("1", 0)))
    mika = Author("88", "mika", "Mika")
    other = opened(store, ticket_of(question("5", 0, author=mika)))
    with pytest.raises(DuplicatePostError):
        store.save(other, with_posts(other, question("1", 0)))
    assert store.load(other.id) == other
    assert store.place("x", "1") == PostLocation(ticket_id("acme", "77", "1"), "1", "acme")


def test_a_ticket_is_opened_once(store: TicketStore) -> None:
    guard, _ = store.of_customer("acme", EMI.id)
    ticket = ticket_of(question("1", 0))
    won = store.save(None, ticket, customer=guard)
    with pytest.raises(DuplicatePostError):
        store.save(None, ticket, customer=guard)
    assert store.load(ticket.id) == won


def test_two_posts_at_once_open_one_ticket(store: TicketStore) -> None:
    guard, _ = store.of_customer("acme", EMI.id)
    won = store.save(None, ticket_of(question("1", 0)), customer=guard)
    with pytest.raises(VersionConflictError) as raised:
        store.save(None, ticket_of(question("2", 1)), customer=guard)
    assert not isinstance(raised.value, DuplicatePostError)
    assert store.of_customer("acme", EMI.id) == (CustomerVersion("acme", EMI.id, 1), (won,))
    assert store.place("x", "2") is None


def test_a_customer_has_as_many_tickets_as_were_opened(store: TicketStore) -> None:
    second = ticket_of(question("2", 90))
    saved = [opened(store, ticket_of(question("10", 99))), opened(store, second)]
    opened(store, ticket_of(question("3", 0, author=Author("7", "m", "M"))))
    opened(store, ticket_of(question("4", 0, account="acme_jp")))
    guard, tickets = store.of_customer("acme", EMI.id)
    assert guard.version == 2
    assert tickets == (saved[1], saved[0])


def test_opening_without_the_guard_is_a_mistake(store: TicketStore) -> None:
    with pytest.raises(ValueError, match="customer"):
        store.save(None, ticket_of(question("1", 0)))


def test_more_than_a_transaction_takes_is_refused_whole(store: TicketStore) -> None:
    read = opened(store, ticket_of(question("1", 0)))
    with pytest.raises(InvalidError, match="100"):
        store.save(read, with_posts(read, *(question(str(n), n) for n in range(2, 60))))
    assert store.load(read.id) == read


def test_a_post_is_found_by_any_id_of_its_edits(store: TicketStore) -> None:
    read = opened(store, ticket_of(question("1", 0, answer_id="1")))
    edited = store.save(read, with_posts(read, question("1", 0, answer_id="5")))
    again = store.save(edited, with_posts(edited, question("1", 0, answer_id="9")))
    assert [store.place("x", ident) for ident in ("1", "5", "9")] == [PostLocation(read.id, "1", "acme")] * 3
    assert store.place("x", "2") is None
    assert store.place("mastodon", "1") is None
    assert store.load(read.id) == again


def test_an_edit_of_a_stored_post_is_no_other_post(store: TicketStore) -> None:
    opened(store, ticket_of(question("1", 0, answer_id="5")))
    mika = Author("88", "mika", "Mika")
    guard, _ = store.of_customer("acme", mika.id)
    with pytest.raises(DuplicatePostError):
        store.save(None, ticket_of(question("5", 0, author=mika)), customer=guard)


def test_an_edit_that_came_in_as_a_post_of_its_own_does_not_come_in_again(store: TicketStore) -> None:
    """By its first id it would be another post; but it is there by the id of its edit."""
    read = opened(store, ticket_of(question("5", 3)))
    with pytest.raises(DuplicatePostError):
        store.save(read, with_posts(read, question("1", 0, answer_id="5")))
    edited = store.save(read, with_posts(read, question("5", 3, answer_id="6")))
    with pytest.raises(DuplicatePostError):
        store.save(edited, with_posts(edited, question("6", 4)))
    assert store.load(read.id) == edited


@pytest.mark.parametrize("stored_in", ["the same ticket", "another ticket"])
def test_a_post_can_be_edited_into_one_that_is_known_by_itself(store: TicketStore, stored_in: str) -> None:
    read = opened(store, ticket_of(question("1", 0)))
    if stored_in == "the same ticket":
        read = store.save(read, with_posts(read, question("5", 3)))
    else:
        opened(store, ticket_of(question("5", 3)))
    place = store.place("x", "5")
    edited = store.save(read, with_posts(read, question("1", 0, answer_id="5")))
    assert store.load(read.id) == edited
    assert store.place("x", "5") == place
    assert store.place("x", "1") == PostLocation(read.id, "1", "acme")


def test_what_is_gone_from_the_ticket_is_gone_from_the_store(store: TicketStore) -> None:
    read = opened(store, ticket_of(question("1", 0)).with_alert(alert("warn", pending=1)))
    forgotten = store.save(read, replace(read, clocks=(), alerts=(), waiting=()))
    assert store.load(read.id) == forgotten
    assert store.waiting("acme", limit=9) == []
    assert list(store.clocks_started("acme", at(-9), at(9))) == []
    assert store.outbox(at(99), limit=9) == []


def test_an_answer_that_comes_before_its_post_is_parked_until_then(store: TicketStore) -> None:
    late, early = answer("8", 6), answer("7", 5)
    assert store.park_orphan(late, parent="1")
    assert store.park_orphan(early, parent="1")
    assert store.park_orphan(early, parent="1")
    assert store.orphans_of("x", "1") == (early, late)
    assert store.orphans_of("x", "2") == ()
    assert store.aftermath([], [("x", "2"), ("x", "1"), ("line", "1")]).awaited == {("x", "1")}
    store.release_orphan(early, parent="1")
    store.release_orphan(early, parent="1")
    assert store.orphans_of("x", "1") == (late,)
    opened(store, ticket_of(question("1", 0)))
    assert store.orphans_of("x", "1") == (late,)


def test_T2_customers_without_a_ticket_are_new(store: TicketStore) -> None:
    first = opened(store, ticket_of(question("1", 0)))
    theirs, nobodys, elsewhere = ("acme", "77"), ("acme", "78"), ("acme_line", "77")
    assert store.newcomers([theirs, nobodys, elsewhere]) == {nobodys, elsewhere}
    store.note_block("acme", "78", at(1), blocked=True)
    assert store.newcomers([nobodys]) == {nobodys}, "a block is no ticket"
    store.erase("acme", first.customer.id, at=at(9))
    assert store.newcomers([theirs]) == {theirs}
    assert store.newcomers([]) == frozenset()


def test_how_tickets_and_awaited_posts_stand_is_read_at_once(store: TicketStore) -> None:
    first = opened(store, ticket_of(question("1", 0)))
    second = store.save(first, replace(first, assignee="keiko"))
    store.park_orphan(answer("8", 6), parent="5")
    stands = store.aftermath([first.id, ticket_id("acme", "77", "9")], [("x", "1"), ("x", "5")])
    assert stands == Aftermath({first.id: second.version}, frozenset({("x", "5")}))
    assert store.aftermath([], []) == Aftermath({}, frozenset())


def test_an_answer_to_a_stored_post_is_not_parked(store: TicketStore) -> None:
    opened(store, ticket_of(question("1", 0, answer_id="5")))
    assert not store.park_orphan(answer("8", 6), parent="1")
    assert not store.park_orphan(answer("8", 6), parent="5")
    assert store.orphans_of("x", "1") == ()


def test_an_outbox_holds_what_ought_to_have_gone_out(store: TicketStore) -> None:
    ticket = ticket_of(question("1", 0))
    for each in (reply("r1", due=3), reply("r2", due=1), reply("r3", due=None), reply("r4", due=4)):
        ticket = ticket.with_reply(each)
    for step in (alert("warn", pending=2), alert("due", pending=None)):
        ticket = ticket.with_alert(step)
    for calls in (note("n1", pending=2.5), note("n2", pending=None), note("n3", pending=4.5)):
        ticket = ticket.with_action(calls)
    read = opened(store, ticket)
    found = store.outbox(at(4), limit=9)
    assert [(each.ticket, each.reply or each.note or each.alert) for each in found] == [
        (read.id, "r2"),
        (read.id, "n1"),
        (read.id, "r1"),
    ]
    assert list(store.outbox(at(4), limit=2)) == list(found[:2])
    assert [ident for _, ident in store.steps_due("acme", at(3), limit=9)] == [read.id], "the clock runs"
    told = read.with_reply(reply("r2", due=None)).with_alert(alert("warn", pending=None))
    told = store.save(read, told.with_action(note("n1", pending=None)))
    assert [each.reply or each.note for each in store.outbox(at(5), limit=9)] == ["r1", "r4", "n3"]
    assert [action.id for action in told.actions] == ["n1", "n2", "n3"]


def test_R1_the_outbox_is_listed_part_by_part_behind_a_place(store: TicketStore) -> None:
    tickets = []
    for n in range(1, 5):
        ticket = ticket_of(question(str(n), n, author=Author(str(n), f"user{n}", "")))
        ticket = ticket.with_reply(reply(f"a{n}", due=n)).with_reply(reply(f"b{n}", due=n + 0.5))
        ticket = ticket.with_action(note(f"n{n}", pending=n + 0.2))
        tickets.append(opened(store, ticket))
    clock = tickets[0].running
    assert clock is not None
    told = store.save(tickets[0], tickets[0].with_alert(replace(alert("warn", pending=2), due_at=clock.due_at)))
    store.save(told, with_posts(told, answer("90", 30)))

    def walked(part: OutboxPart, before: float) -> list[Outgoing]:
        found: list[Outgoing] = []
        after = None
        while page := store.outbox_part(part, at(before), after=after, limit=1):
            [(after, owed)] = page
            found += owed
        return found

    for before in (0, 2.3, 99):
        every = [each for part in OutboxPart for each in walked(part, before)]
        assert sorted(map(str, every)) == sorted(map(str, store.outbox(at(before), limit=99)))
    assert len(walked(OutboxPart.NOTES, 99)) == 4
    [*_, (last, _)] = store.outbox_part(OutboxPart.NOTES, at(99), limit=9)
    assert store.outbox_part(OutboxPart.NOTES, at(1), after=last, limit=9) == [], "a place that lies behind the instant"


def test_L3_a_waiting_ticket_is_found_by_its_next_step_and_by_an_alert_that_is_owed(store: TicketStore) -> None:
    tickets = [
        opened(store, ticket_of(question(str(n), n, author=Author(str(n), f"user{n}", "")))) for n in (1, 2, 3, 4)
    ]
    other = opened(store, ticket_of(question("9", 0, account="acme_jp")))

    def due(minute: float) -> list[str]:
        return [ident for _, ident in store.steps_due("acme", at(minute), limit=9)]

    warned = [next_look_at(ticket) for ticket in tickets]
    assert warned == [at(49), at(50), at(51), at(52)]
    assert due(49) == []
    assert due(50) == [tickets[0].id]
    assert due(99) == [ticket.id for ticket in tickets]
    ((place, first),) = store.steps_due("acme", at(99), limit=1)
    assert first == tickets[0].id
    assert [ident for _, ident in store.steps_due("acme", at(99), after=place, limit=2)] == [t.id for t in tickets[1:3]]
    assert store.steps_due("acme", at(9), after=place, limit=2) == []
    assert [ident for _, ident in store.steps_due("acme", at(52), since=at(50), limit=9)] == [
        t.id for t in tickets[1:3]
    ]
    assert store.steps_due("acme", at(52), since=at(50), after=place, limit=1) == store.steps_due(
        "acme", at(99), after=place, limit=1
    )
    assert [ident for _, ident in store.steps_due("acme_jp", at(99), limit=9)] == [other.id]

    clock = tickets[1].running
    assert clock is not None
    fired = replace(alert("warn", pending=50), clock=clock.id, due_at=clock.due_at, fired_at=at(50))
    marked = tickets[1].with_clock(replace(clock, fired={"warn": clock.due_at}))
    told = store.save(tickets[1], marked.with_alert(fired))
    assert due(50.5) == [tickets[0].id, told.id], "an alert that has just fired keeps the place of its step"
    held = store.save(told, told.with_alert(replace(fired, pending_since=at(55))))
    assert tickets[1].id not in due(55)
    assert held.id in due(55.5)
    sent = store.save(held, held.with_alert(replace(fired, pending_since=None)))
    assert sent.id not in due(62)
    assert sent.id in due(62.5)
    assert store.outbox(at(99), limit=9) == []
    store.save(sent, with_posts(sent, answer("20", 56)))
    assert sent.id not in due(99)


def test_L3_an_alert_of_a_clock_that_stopped_is_owed_by_the_outbox(store: TicketStore) -> None:
    ticket = opened(store, ticket_of(question("1", 0)))
    clock = ticket.running
    assert clock is not None
    fired = replace(alert("warn", pending=48), due_at=clock.due_at)
    told = store.save(ticket, ticket.with_alert(fired))
    done = store.save(told, with_posts(told, answer("2", 50)))
    assert [each.alert for each in store.outbox(at(99), limit=9)] == [fired.key]
    assert store.steps_due("acme", at(99), limit=9) == []
    again = store.save(done, with_posts(done, question("3", 60)))
    assert [each.alert for each in store.outbox(at(99), limit=9)] == [fired.key]
    store.save(again, again.with_alert(replace(fired, pending_since=None)))
    assert store.outbox(at(99), limit=9) == []


def test_W4_what_came_back_is_listed_and_owed_until_its_writer_knows(store: TicketStore) -> None:
    def back(ident: str, minute: float, tell: float | None) -> Reply:
        told = at(tell) if tell is not None else None
        return replace(reply(ident, due=None), state=ReplyState.FAILED, returned=Returned(at(minute), told))

    ticket = ticket_of(question("1", 0))
    for each in (back("r1", 3, 4), back("r2", 5, 6), back("r3", 4, None), reply("r4", due=None)):
        ticket = ticket.with_reply(each)
    read = opened(store, ticket)
    assert [(where, found.id) for _, where, found in store.returned(limit=9)] == [
        (read.id, "r2"),
        (read.id, "r3"),
        (read.id, "r1"),
    ]
    first = store.returned(limit=2)
    assert [found.id for _, _, found in store.returned(after=first[-1][0], limit=2)] == ["r1"]
    assert [(each.ticket, each.returned) for each in store.outbox(at(5), limit=9)] == [(read.id, "r1")]
    dealt = replace(back("r2", 5, 6), state=ReplyState.CANCELLED, returned=None)
    store.save(read, read.with_reply(back("r1", 3, None)).with_reply(dealt))
    assert store.outbox(at(99), limit=9) == []
    assert [found.id for _, _, found in store.returned(limit=9)] == ["r3", "r1"]


def test_I6_a_post_that_was_buried_is_never_stored_by_any_of_its_ids(store: TicketStore) -> None:
    assert store.tombstone_of("x", "1") is None
    assert store.leave_tombstone("x", "1", at(3))
    assert store.leave_tombstone("x", "1", at(9))
    assert store.tombstone_of("x", "1") == at(3)
    assert store.tombstone_of("facebook", "1") is None
    assert store.place("x", "1") is None
    for gone in (question("1", 0), question("0", 0, answer_id="1")):
        with pytest.raises(DuplicatePostError):
            opened(store, ticket_of(gone))
    first = opened(store, ticket_of(question("5", 0)))
    with pytest.raises(DuplicatePostError):
        store.save(first, with_posts(first, question("1", 1)))
    assert store.load(first.id) == first


def test_I6_what_a_ticket_holds_cannot_be_buried(store: TicketStore) -> None:
    first = opened(store, ticket_of(question("1", 0, answer_id="2")))
    assert not store.leave_tombstone("x", "1", at(3))
    assert not store.leave_tombstone("x", "2", at(3))
    assert store.tombstone_of("x", "1") is None
    assert store.load(first.id) == first


def test_I6_an_answer_that_was_parked_is_gone_with_its_burial_and_not_parked_again(store: TicketStore) -> None:
    ours, other = answer("8", 1), answer("9", 2)
    for waiting in (ours, other):
        assert store.park_orphan(waiting, parent="1")
    assert store.leave_tombstone("x", "8", at(3))
    assert store.orphans_of("x", "1") == (other,)
    assert not store.park_orphan(ours, parent="1")
    store.release_orphan(other, parent="1")
    assert store.leave_tombstone("x", "9", at(4))
    assert store.orphans_of("x", "1") == ()


def test_I6_nothing_is_parked_under_what_was_buried(store: TicketStore) -> None:
    assert store.leave_tombstone("x", "1", at(3))
    assert not store.park_orphan(answer("8", 1), parent="1")


def test_I3_I6_of_many_posts_those_that_the_desk_knows_are_told_at_once(store: TicketStore) -> None:
    ticket = opened(store, ticket_of(question("1", 0, answer_id="3")))
    store.leave_tombstone("x", "9", at(3))
    many = [str(n) for n in range(1_000, 1_250)]
    here = PostLocation(ticket.id, "1", "acme")
    assert store.known("x", ["1", "2", "3", "9", *many]) == {"1": here, "3": here, "9": None}
    assert store.known("x", []) == store.known("y", ["1"]) == {}


def test_I6_an_erased_customer_is_gone_with_all_that_leads_there_and_can_begin_anew(store: TicketStore) -> None:
    held = opened(store, ticket_of(question("1", 0, answer_id="3")))
    kept = opened(store, ticket_of(question("8", 0, author=Author("78", "ben", "Ben"))))
    assert store.erase("acme", EMI.id, at=at(9)) == 1
    assert store.of_customer("acme", EMI.id) == (CustomerVersion("acme", EMI.id, 0), ())
    assert [store.place("x", ident) for ident in ("1", "3")] == [None, None]
    assert [row.id for _, row in store.waiting("acme", limit=9)] == [kept.id]
    store.save(kept, with_posts(kept, answer("9", 5)))
    assert [clock.ticket for clock in store.clocks_started("acme", at(-1), at(1))] == [kept.id]
    with pytest.raises(VersionConflictError):
        store.save(held, replace(held, assignee="keiko"))
    assert store.erase("acme", EMI.id, at=at(9)) == 0
    assert opened(store, ticket_of(question("2", 0))).version == 1


def test_I6_what_an_erased_customer_wrote_is_not_stored_again(store: TicketStore) -> None:
    """A network that is polled shows it for as long as it stands there."""
    opened(store, ticket_of(question("1", 0, answer_id="3")))
    store.erase("acme", EMI.id, at=at(9))
    assert [store.tombstone_of("x", ident) for ident in ("1", "3")] == [at(9), at(9)]
    with pytest.raises(DuplicatePostError):
        opened(store, ticket_of(question("1", 0)))
    assert not store.park_orphan(answer("8", 1), parent="1")


def test_I6_a_quoted_post_leads_to_where_its_words_stand_until_they_are_erased(store: TicketStore) -> None:
    quoted = Quoted("77", Author("9", "hanako", "花子"), "New harvest", "https://x.com/hanako/status/77")
    link = Link("shop.example", "http://shop.example")
    ticket = opened(store, ticket_of(replace(question("1", 0), quoted=quoted, links=(link,))))
    assert store.load(ticket.id) == ticket
    assert store.quoting("x", "77") == (PostLocation(ticket.id, "1", "acme"),)
    assert store.quoting("x", "78") == ()
    store.save(ticket, with_posts(ticket, replace(question("2", 5), quoted=replace(quoted, id="78"))))
    assert store.quoting("x", "78") == (PostLocation(ticket.id, "2", "acme"),)
    store.erase("acme", EMI.id, at=at(9))
    assert store.quoting("x", "77") == store.quoting("x", "78") == ()


def test_R6_a_block_is_the_customers_and_shows_on_all_their_tickets(store: TicketStore) -> None:
    store.note_block("acme", EMI.id, at(5), blocked=True)
    first = opened(store, ticket_of(question("1", 0)))
    second = opened(store, ticket_of(question("2", 1)))
    blocked = CustomerBlock(at(5), blocked=True)
    assert {store.load(first.id).block, store.load(second.id).block} == {blocked}
    assert [store.beside(ticket.id)[0].block for ticket in (first, second)] == [blocked, blocked]
    assert [ticket.block for ticket in store.of_customer("acme", EMI.id)[1]] == [blocked, blocked]
    loaded = store.load(first.id)
    store.save(loaded, replace(loaded, assignee="keiko"))
    assert store.load(first.id).block == blocked


def test_R6_of_two_words_on_a_block_the_later_one_holds_whichever_comes_first(store: TicketStore) -> None:
    first = opened(store, ticket_of(question("1", 0)))
    for minute, blocked in ((7, False), (5, True), (7, True), (6, True)):
        store.note_block("acme", EMI.id, at(minute), blocked=blocked)
    assert store.load(first.id).block == CustomerBlock(at(7), blocked=False)
    store.note_block("acme", EMI.id, at(8), blocked=True)
    store.note_block("acme_jp", EMI.id, at(9), blocked=False)
    assert store.load(first.id).block == CustomerBlock(at(8), blocked=True)


def test_I6_an_erased_customer_leaves_no_block_behind(store: TicketStore) -> None:
    opened(store, ticket_of(question("1", 0)))
    store.note_block("acme", EMI.id, at(5), blocked=True)
    store.erase("acme", EMI.id, at=at(9))
    assert store.load(opened(store, ticket_of(question("2", 0))).id).block is None


def linked(store: TicketStore, *private_ids: str) -> Ticket:
    """A ticket of Emi's that has noted under which ids she writes in private."""
    ticket = opened(store, ticket_of(question("1", 0)))
    for private_id in private_ids:
        ticket = store.save(ticket, ticket.known_in_private_as(private_id))
    return ticket


def test_T3_a_customer_is_found_by_the_ids_under_which_they_write_in_private(store: TicketStore) -> None:
    ticket = linked(store, "p_1.$", "p_2")
    assert sorted(store.load(ticket.id).private_ids) == ["p_1.$", "p_2"]
    known = [store.customer_known_as("acme", each) for each in ("p_1.$", "p_2", "p_3", EMI.id)]
    assert known == [EMI.id, EMI.id, None, EMI.id]
    assert store.customer_known_as("acme_jp", "p_1.$") is None
    later = opened(store, ticket_of(question("2", 1)))
    assert len(store.load(later.id).private_ids) == 2


def test_T3_the_ids_stand_in_the_order_in_which_they_became_known(store: TicketStore) -> None:
    ticket = linked(store, "p_9", "p_1", "p_5")
    later = opened(store, ticket_of(question("2", 1)))
    assert store.load(ticket.id).private_ids == store.load(later.id).private_ids == ("p_9", "p_1", "p_5")
    assert store.newest(ticket.id).private_ids == ("p_9", "p_1", "p_5")
    assert {each.private_ids for each in store.of_customer("acme", EMI.id)[1]} == {("p_9", "p_1", "p_5")}


def test_T3_of_ids_that_two_tickets_noted_at_once_the_later_tickets_stands_last(store: TicketStore) -> None:
    earlier = opened(store, ticket_of(question("1", 0)))
    later = opened(store, ticket_of(question("2", 1)))
    store.save(later, later.known_in_private_as("p_1"))
    store.save(earlier, earlier.known_in_private_as("p_2"))
    assert store.load(earlier.id).private_ids == ("p_2", "p_1")


def test_T3_a_save_that_lost_its_race_links_nobody(store: TicketStore) -> None:
    ticket = opened(store, ticket_of(question("1", 0)))
    store.save(ticket, replace(ticket, assignee="keiko"))
    with pytest.raises(VersionConflictError):
        store.save(ticket, ticket.known_in_private_as("p_1"))
    assert store.customer_known_as("acme", "p_1") is None


def test_T3_a_ticket_is_opened_with_the_private_id_of_its_customer(store: TicketStore) -> None:
    ticket = opened(store, ticket_of(question("1", 0)).known_in_private_as("p_1"))
    assert (store.load(ticket.id).private_ids, store.customer_known_as("acme", "p_1")) == (("p_1",), EMI.id)


def test_T3_an_id_leads_to_whom_it_was_noted_for_last(store: TicketStore) -> None:
    linked(store, "p_1")
    other = opened(store, ticket_of(question("2", 1, author=replace(EMI, id="901"))))
    store.save(other, other.known_in_private_as("p_1"))
    assert store.customer_known_as("acme", "p_1") == "901"
    store.forget_private_ids("acme", EMI.id)
    assert store.customer_known_as("acme", "p_1") == "901"


def test_I6_an_erasure_tells_of_each_ticket_while_it_is_still_there(store: TicketStore) -> None:
    mine = [opened(store, ticket_of(question(str(n), n * 20_000))) for n in (1, 2)]
    others = opened(store, ticket_of(question("9", 0, author=replace(EMI, id="901"))))
    told: list[str] = []
    store.erase("acme", EMI.id, at=at(60_000), leaving=lambda ticket: told.append(store.load(ticket).id))
    assert sorted(told) == sorted(each.id for each in mine)
    assert store.load(others.id) == others


@pytest.mark.parametrize("erased", [True, False])
def test_I6_neither_an_erased_customer_nor_a_forgotten_link_leaves_anything_behind(
    store: TicketStore, erased: bool
) -> None:
    ticket = linked(store, "p_1")
    for _ in range(2):
        if erased:
            store.erase("acme", EMI.id, at=at(9))
        else:
            store.forget_private_ids("acme", EMI.id)
    assert store.customer_known_as("acme", "p_1") is None
    if not erased:
        assert store.load(ticket.id).private_ids == ()
        assert store.save(ticket, replace(ticket, assignee="keiko")).assignee == "keiko"
        assert store.customer_known_as("acme", "p_1") is None
