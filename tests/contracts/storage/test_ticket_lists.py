"""What a store of tickets owes the queue, the archive and the metrics."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.posts.author import Author
from shared.domain.sla.clock import ClockState, ListedClock
from shared.domain.sla.stamping import clock_id
from shared.domain.tickets.action import DoneReason
from shared.domain.tickets.claim import Claim
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.listed import ListedTicket
from shared.domain.tickets.lists.rows import MeasuredClock, TicketRow
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import TicketStore
from tests.contracts.build import EMI, answer, at, done, opened, question, refolded, ticket_of, with_posts

Page = Callable[[str | None, int], Sequence[tuple[str, TicketRow]]]


def asked(store: TicketStore, number: int, minute: float, *, account: str = "acme") -> Ticket:
    """A ticket of a customer of its own."""
    author = Author(str(1000 + number), f"user{number}", f"User {number}")
    return opened(store, ticket_of(question(str(number), minute, author=author, account=account)))


def rows_of(listed: Sequence[ListedTicket]) -> Sequence[tuple[str, TicketRow]]:
    return [(each.place, each.row()) for each in listed]


def all_pages(page: Page, limit: int) -> list[str]:
    found: list[str] = []
    place: str | None = None
    while rows := page(place, limit):
        assert len(rows) <= limit
        found += [row.id for _, row in rows]
        place = rows[-1][0]
    return found


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_the_queue_has_the_soonest_deadline_first_on_pages_of_any_size(store: TicketStore, limit: int) -> None:
    tickets = {minute: asked(store, number, minute) for number, minute in enumerate((30, -10, 0, 5, -400, 29.5, 1))}
    wanted = [tickets[minute].id for minute in sorted(tickets)]
    assert all_pages(lambda after, size: store.waiting("acme", after=after, limit=size), limit) == wanted
    assert all_pages(lambda after, size: rows_of(store.list_waiting("acme", after=after, limit=size)), limit) == wanted


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_a_list_of_a_status_has_the_newest_first_on_pages_of_any_size(store: TicketStore, limit: int) -> None:
    tickets = [asked(store, number, number) for number in range(5)]
    for number, ticket in enumerate(tickets):
        store.save(ticket, with_posts(ticket, answer(str(50 + number), 30 + number)))
    wanted = [ticket.id for ticket in reversed(tickets)]

    def page(after: str | None, size: int) -> Sequence[tuple[str, TicketRow]]:
        return rows_of(store.list_status("acme", Status.ANSWERED, after=after, limit=size))

    assert all_pages(page, limit) == wanted
    assert rows_of(store.list_status("acme", Status.DONE, limit=limit)) == []


def test_tickets_due_at_the_same_instant_are_all_in_the_queue(store: TicketStore) -> None:
    tickets = [asked(store, number, 0) for number in range(5)]
    found = all_pages(lambda after, size: store.waiting("acme", after=after, limit=size), 2)
    assert sorted(found) == sorted(ticket.id for ticket in tickets)


def test_a_place_in_the_queue_outlives_its_ticket(store: TicketStore) -> None:
    first, second, third = (asked(store, number, number) for number in range(3))
    place = store.waiting("acme", limit=2)[-1][0]
    store.save(second, with_posts(second, answer("9", 5)))
    assert [row.id for _, row in store.waiting("acme", after=place, limit=9)] == [third.id]
    assert [row.id for _, row in store.waiting("acme", limit=9)] == [first.id, third.id]


def test_a_row_shows_the_ticket_without_its_history(store: TicketStore) -> None:
    ticket = asked(store, 1, 0)
    saved = store.save(ticket, replace(ticket, claim=Claim("keiko", at(3)), assignee="keiko", tags=("vip", "返品")))
    ((_, row),) = store.waiting("acme", limit=9)
    assert row == TicketRow.of(saved)
    assert (row.posts_count, row.waiting_since) == (1, at(0))
    assert saved.running is not None
    assert row.clock == ListedClock.of(saved.running)
    assert row.excerpt == "返品したいです 1"


def test_an_answered_ticket_leaves_the_queue_and_comes_back_when_the_customer_writes(store: TicketStore) -> None:
    ticket = asked(store, 1, 0)
    ticket = store.save(ticket, with_posts(ticket, answer("2", 5)))
    assert store.waiting("acme", limit=9) == []
    ((_, row),) = store.recent("acme", Status.ANSWERED, limit=9)
    assert row == TicketRow.of(ticket)
    assert (row.clock, row.waiting_since, row.late) == (None, None, False)
    ticket = store.save(ticket, with_posts(ticket, replace(question("3", 60), author=ticket.customer)))
    assert [row.status for _, row in store.waiting("acme", limit=9)] == [Status.OPEN]
    assert store.recent("acme", Status.ANSWERED, limit=9) == []


def test_a_handle_finds_the_tickets_of_its_customer_whatever_their_status(store: TicketStore) -> None:
    first = opened(store, ticket_of(question("1", 0)))
    first = store.save(first, refolded(first.with_action(done(5))))
    second = opened(store, ticket_of(question("2", 60)))
    second = store.save(second, with_posts(second, answer("3", 70)))
    third = opened(store, ticket_of(question("4", 120)))
    asked(store, 9, 0)
    found = store.by_handle("acme", "emi", limit=9)
    assert found == [TicketRow.of(each) for each in (third, second, first)]
    assert [row.status for row in found] == [Status.NEW, Status.ANSWERED, Status.DONE]
    assert store.by_handle("acme", "ＥＭＩ", limit=9) == found
    assert store.by_handle("acme", "Emi", limit=2) == found[:2]
    for other in ("em", "emi2", "", "#", "user9#", "e" * 5_000):
        assert store.by_handle("acme", other, limit=9) == []
    assert store.by_handle("other", "emi", limit=9) == []
    store.erase("acme", EMI.id, at=at(9))
    assert store.by_handle("acme", "emi", limit=9) == []


def test_a_customer_is_found_by_the_handle_that_they_have_now_and_so_are_those_who_had_it_before(
    store: TicketStore,
) -> None:
    old = opened(store, ticket_of(question("1", 0)))
    renamed = Author(EMI.id, "emi_new", "Emi 恵美")
    new = opened(store, ticket_of(question("2", 60, author=renamed)))
    heir = opened(store, ticket_of(question("3", 90, author=Author("78", "emi", "Another"))))
    assert [row.id for row in store.by_handle("acme", "emi_new", limit=9)] == [new.id, old.id]
    assert [row.id for row in store.by_handle("acme", "emi", limit=9)] == [heir.id, new.id, old.id]
    store.save(old, replace(old, customer=renamed))
    assert [row.id for row in store.by_handle("acme", "emi", limit=9)] == [heir.id]


def test_each_account_has_a_queue_of_its_own(store: TicketStore) -> None:
    ours, theirs = asked(store, 1, 0), asked(store, 2, 0, account="acme_jp")
    assert [row.id for _, row in store.waiting("acme", limit=9)] == [ours.id]
    assert [row.id for _, row in store.waiting("acme_jp", limit=9)] == [theirs.id]
    assert store.waiting("acm", limit=9) == []
    assert store.recent("acm", Status.NEW, limit=9) == []


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_the_archive_has_what_was_written_to_last_first(store: TicketStore, limit: int) -> None:
    tickets = [asked(store, number, minute) for number, minute in enumerate((3, -100, 40, 8))]
    ended = [store.save(ticket, refolded(ticket.with_action(done(50 + n)))) for n, ticket in enumerate(tickets)]
    asked(store, 99, 45)
    wanted = [ended[n].id for n in (2, 3, 0, 1)]
    assert all_pages(lambda after, size: store.recent("acme", Status.DONE, after=after, limit=size), limit) == wanted
    assert store.recent("acme", Status.NEW, limit=9) == []
    assert [row.status for _, row in store.waiting("acme", limit=9)] == [Status.NEW]


def test_measured_clocks_tell_who_answered_and_how_long_it_took(store: TicketStore) -> None:
    ticket = asked(store, 1, 0)
    again = replace(question("3", 20), author=ticket.customer)
    ticket = store.save(ticket, with_posts(ticket, answer("2", 9), again, answer("4", 50, by=None)))
    ticket = store.save(ticket, refolded(ticket.with_action(done(70))))

    def measured(
        kind: str, start: float, stop: float, target: float | None, by: str | None, ident: str
    ) -> MeasuredClock:
        span = timedelta(minutes=stop - start)
        return MeasuredClock(
            account="acme",
            ticket=ticket.id,
            kind=kind,
            started_at=at(start),
            stopped_at=at(stop),
            state=ClockState.ANSWERED,
            elapsed=span,
            business=span,
            target=timedelta(minutes=target) if target else None,
            late=False,
            by=by,
            due_at=at(start + target) if target else None,
            ident=ident,
        )

    waited = timedelta(minutes=39)
    without_silence = replace(measured("resolution", 0, 70, None, None, "resolution"), elapsed=waited, business=waited)
    found = {str(clock.kind): clock for clock in store.clocks_started("acme", at(0), at(99))}
    assert found == {
        "first_reply": measured("first_reply", 0, 9, 60, "keiko", clock_id("1")),
        "next_reply": measured("next_reply", 20, 50, 60, None, clock_id("3")),
        "resolution": without_silence,
    }


def test_what_is_answered_and_silent_for_the_longest_comes_first_on_pages_of_any_size(store: TicketStore) -> None:
    found = {}
    for number, minute in enumerate((30, -10, 0, 5, -400, 29.5, 90)):
        ticket = asked(store, number, minute)
        found[minute] = store.save(ticket, with_posts(ticket, answer(str(100 + number), minute + 1))).id
    waits = asked(store, 50, -500)
    asked(store, 51, -500, account="acme_jp")
    wanted = [found[minute] for minute in (-400, -10, 0, 5, 29.5, 30)]
    for limit in (1, 2, 3, 6, 100):
        pages = all_pages(lambda after, size: store.silent("acme", at(91), after=after, limit=size), limit)
        assert pages == wanted
    assert [row.id for _, row in store.silent("acme", at(6), limit=9)] == wanted[:3]
    ((place, row),) = store.silent("acme", at(99), after=store.silent("acme", at(99), limit=6)[-1][0], limit=9)
    assert row == TicketRow.of(store.load(found[90]))
    assert store.silent("acme", at(99), after=place, limit=9) == []
    assert store.silent("acme", at(0), after=place, limit=9) == []
    assert waits.id not in wanted


def test_a_resolution_that_was_resumed_is_kept_and_measured_only_when_the_ticket_is_done_again(
    store: TicketStore,
) -> None:
    ticket = opened(store, with_posts(ticket_of(question("1", 0)), answer("2", 9)))
    ticket = store.save(ticket, refolded(ticket.with_action(done(20))))
    reopened = store.save(ticket, with_posts(ticket, question("3", 30)))
    stored = store.load(ticket.id)
    assert stored == reopened
    assert stored.resolution is not None
    assert (stored.resolution.resumed, stored.resolution.first_resolved_at) == (True, at(20))
    assert [str(m.kind) for m in store.clocks_started("acme", at(0), at(99))] == ["first_reply"]
    answered = store.save(reopened, with_posts(reopened, answer("4", 36)))
    again = store.save(answered, refolded(answered.with_action(done(50))))
    assert again.resolution is not None
    assert (again.resolution.resolved_at, again.resolution.first_resolved_at) == (at(50), at(20))
    [resolution] = [m for m in store.clocks_started("acme", at(0), at(99)) if m.kind == "resolution"]
    assert resolution.elapsed == resolution.business == timedelta(minutes=9 + 6)


def test_a_running_clock_is_measured_by_what_waits(store: TicketStore) -> None:
    ticket = asked(store, 1, 0)
    assert list(store.clocks_started("acme", at(0), at(1))) == []
    ((_, row),) = store.waiting("acme", limit=9)
    assert row.clock is not None
    assert (row.clock.state, row.clock.started_at, row.clock.target) == (ClockState.RUNNING, at(0), timedelta(hours=1))
    store.save(ticket, with_posts(ticket, answer("2", 9)))
    (clock,) = store.clocks_started("acme", at(0), at(1))
    assert (clock.ticket, clock.state, clock.stopped_at) == (ticket.id, ClockState.ANSWERED, at(9))


def test_a_period_holds_its_first_instant_and_not_its_last(store: TicketStore) -> None:
    asking = [asked(store, number, number) for number in range(4)]
    asking.append(asked(store, 9, 1, account="acme_jp"))
    tickets = [store.save(each, with_posts(each, answer(f"{n}99", 20))) for n, each in enumerate(asking)]
    assert [m.ticket for m in store.clocks_started("acme", at(1), at(3))] == [tickets[1].id, tickets[2].id]
    assert list(store.clocks_started("acme", at(2), at(2))) == []
    assert list(store.clocks_started("acme", at(3), at(1))) == []
    just_before = at(1) - timedelta(microseconds=1)
    assert [m.ticket for m in store.clocks_started("acme", just_before, at(1))] == []


def test_a_spam_ticket_is_in_no_measure(store: TicketStore) -> None:
    read = opened(store, with_posts(ticket_of(question("1", 0)), answer("2", 3)))
    assert len(list(store.clocks_started("acme", at(0), at(1)))) == 1
    spam = store.save(read, refolded(read.with_action(done(5, DoneReason.SPAM))))
    assert spam.spam
    assert spam.status is Status.DONE
    assert list(store.clocks_started("acme", at(0), at(1))) == []
    assert store.load(read.id) == spam


def test_a_ticket_whose_words_have_all_expired_is_in_no_list_of_what_was(store: TicketStore) -> None:
    ticket = opened(store, with_posts(ticket_of(question("1", 0)), answer("2", 9)))
    ticket = store.save(ticket, refolded(ticket.with_action(done(20))))
    assert [row.id for _, row in store.silent("acme", at(30), status=Status.DONE, limit=9)] == [ticket.id]
    half = store.save(ticket, ticket.with_post(ticket.posts[0].without_words(at(40), "expired")))
    assert [row.id for _, row in store.recent("acme", Status.DONE, limit=9)] == [ticket.id]
    said = store.save(half, half.with_post(half.posts[1].without_words(at(40), "expired")))
    assert [row.id for _, row in store.recent("acme", Status.DONE, limit=9)] == [ticket.id], (
        "the search has words of it"
    )
    whole = store.save(said, said.without_outdated_slots())
    assert list(store.silent("acme", at(30), status=Status.DONE, limit=9)) == []
    assert list(store.recent("acme", Status.DONE, limit=9)) == []
    assert store.load(ticket.id) == whole
    assert len(list(store.clocks_started("acme", at(0), at(99)))) == 2
