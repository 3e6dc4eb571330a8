"""The search holds what the tickets say, whatever crashes in between, and nothing that they say no more (I6)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from infra.ops import desk as command
from shared import wiring
from shared.domain.errors import OutcomeUnknownError, UnavailableError
from shared.domain.operations.checkpoint import SliceBudget
from shared.domain.posts.incoming_post import Deletion
from shared.domain.search.entries import IndexChange, entries_of
from shared.domain.text.codes import lookups_for
from shared.domain.text.search_words import needles_in
from shared.domain.tickets.ticket import Ticket
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.notifications.notify_mentioned import notify_mentioned
from shared.usecases.operations.send_unsent import send_unsent
from shared.usecases.privacy.apply_retention import apply_retention
from shared.usecases.privacy.erase_customer import erase_customer
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.resolve_reply import resolve_reply
from shared.usecases.replies.send_reply import send_reply
from shared.usecases.search.rebuild_index import rebuild_search
from shared.usecases.tickets.ticket_actions import finish_ticket, note_on_ticket
from tests.builders import CUSTOMER, at, minutes, sighted, sighted_answer, snowflake
from tests.fake_desk import AT_ONCE, FakeDesk
from tests.fake_office import FakeOffice

SECRET = "@acme_help my number is 4711, the kettle"
POST = sighted(0, text=SECRET)


class CrashError(Exception):
    """The process is gone."""


def found(desk: FakeDesk, query: str) -> list[str]:
    return [hit.ticket for hit in desk.search.by_words(needles_in(query), accounts=["acme"], limit=9).hits]


def found_by_code(desk: FakeDesk, query: str) -> list[str]:
    return [hit.ticket for hit in desk.search.by_code(lookups_for(query), accounts=["acme"], limit=9).hits]


def crash_at(desk: FakeDesk, name: str) -> None:
    """The next such call of the search is the last thing that its process does, before anything came of it."""
    where: Any = desk.search

    def crash(*_: Any, **__: Any) -> None:
        delattr(where, name)
        raise CrashError

    setattr(where, name, crash)


def crashing(desk: FakeDesk, act: Callable[[], object]) -> None:
    crash_at(desk, "apply")
    with pytest.raises(CrashError):
        act()


def in_step(desk: FakeDesk) -> None:
    """The search holds exactly what the tickets say, and no ticket has keys of words that it has no more."""
    wanted = {entry.key: entry for ticket in desk.tickets.tickets.values() for entry in entries_of(ticket)}
    assert {key: held.entry for key, held in desk.search.held.items()} == wanted
    for ticket in desk.tickets.tickets.values():
        assert ticket == ticket.without_outdated_slots()


def forget(desk: FakeDesk, post: str = POST.id) -> None:
    ingest_delivery([Deletion("x", post, at(5))], source="webhook", desk=desk)


def test_what_a_customer_we_and_a_colleague_wrote_is_found_whatever_became_of_the_ticket() -> None:
    desk = FakeDesk(AT_ONCE)
    ingest_post(POST, desk=desk)
    ingest_post(sighted(1, text="@acme_help hello??", conversation_id=POST.id, in_reply_to=POST.id), desk=desk)
    ingest_post(sighted_answer(4, POST.id, text="It left in box 8813."), desk=desk)
    desk.clock.forward(timedelta(minutes=5))
    ticket = desk.only_ticket()
    note_on_ticket(ticket.id, "倉庫に確認済み 9920", by=desk.kt, desk=desk)
    finish_ticket(ticket.id, "resolved", by=desk.kt, desk=desk)
    for query in ("kettle", "hello??", "box", "倉庫", "みつき"):
        assert found(desk, query) == [ticket.id], query
    for code in ("4711", "8813", "9920"):
        assert found_by_code(desk, code) == [ticket.id], code
    assert desk.tickets.unindexed(at(9999), limit=9) == []
    in_step(desk)


def test_I3_a_post_whose_words_were_lost_in_a_crash_is_found_once_it_comes_again() -> None:
    desk = FakeDesk()
    crashing(desk, lambda: ingest_post(POST, desk=desk))
    assert desk.only_ticket().running is not None
    assert desk.timers.running, "no clock waits for the search"
    assert found(desk, "kettle") == []
    ingest_post(POST, desk=desk)
    assert found(desk, "kettle") == found_by_code(desk, "4711") == [desk.only_ticket().id]
    in_step(desk)


def test_I3_a_post_that_comes_again_writes_nothing_where_the_search_has_it() -> None:
    desk = FakeDesk()
    ingest_post(POST, desk=desk)
    before, version = dict(desk.search.held), desk.only_ticket().version
    ingest_post(POST, desk=desk)
    assert desk.search.held == before
    assert desk.only_ticket().version == version


def test_R1_an_answer_whose_words_were_lost_in_a_crash_is_found_once_its_message_comes_again() -> None:
    desk = FakeDesk(AT_ONCE)
    ingest_post(POST, desk=desk)
    ticket = desk.only_ticket()
    reply_to_ticket(
        ReplyToTicket(
            ticket=ticket.id,
            text="It left in box 8813.",
            client_reply_id="r-1",
            in_reply_to=POST.id,
            seen_through=POST.id,
        ),
        by=desk.kt,
        desk=desk,
    )
    crashing(desk, lambda: send_reply(ticket.id, "r-1", desk=desk))
    assert found(desk, "box") == []
    send_reply(ticket.id, "r-1", desk=desk)
    assert found(desk, "box") == [ticket.id]
    in_step(desk)


def test_R1_an_answer_that_a_person_found_on_the_network_is_searched_though_its_writer_crashed() -> None:
    desk = FakeDesk(AT_ONCE)
    ingest_post(POST, desk=desk)
    ticket = desk.only_ticket()
    reply_to_ticket(
        ReplyToTicket(
            ticket=ticket.id, text="In box 8813.", client_reply_id="r-1", in_reply_to=POST.id, seen_through=POST.id
        ),
        by=desk.kt,
        desk=desk,
    )
    desk.x.answers, desk.x.takes_before_failing = [OutcomeUnknownError("nobody knows")], True
    desk.x.unlisted = True
    send_reply(ticket.id, "r-1", desk=desk)
    for _ in range(2):
        desk.clock.forward(timedelta(minutes=1))
        send_reply(ticket.id, "r-1", desk=desk)
    desk.replies.messages.clear()
    [there] = desk.x.stands
    resolve_reply(ticket.id, "r-1", post=there.post_id, by=desk.kt, desk=desk)
    crashing(desk, lambda: send_reply(ticket.id, "r-1", desk=desk))
    for where, reply, _ in desk.replies.messages:
        send_reply(where, reply, desk=desk)
    assert found_by_code(desk, "8813") == [ticket.id]
    in_step(desk)


@pytest.mark.parametrize("text", ["倉庫に確認済み 9920", "@mori 倉庫に確認済み 9920"])
def test_a_note_whose_words_were_lost_in_a_crash_is_found_by_the_sweep(text: str) -> None:
    desk = FakeDesk()
    ingest_post(POST, desk=desk)
    ticket = desk.only_ticket().id
    crashing(desk, lambda: note_on_ticket(ticket, text, by=desk.kt, desk=desk))
    assert found(desk, "倉庫") == []
    desk.clock.forward(timedelta(seconds=50))
    send_unsent(desk=desk)
    assert found(desk, "倉庫") == [], "its writer may be at it still"
    desk.clock.forward(timedelta(seconds=20))
    send_unsent(desk=desk)
    assert found(desk, "倉庫") == found_by_code(desk, "9920") == [ticket]
    assert desk.tickets.unindexed(at(9999), limit=9) == []
    in_step(desk)


def test_I6_a_deleted_posts_words_and_codes_are_gone_from_the_search() -> None:
    desk = FakeDesk()
    ingest_post(POST, desk=desk)
    ingest_post(sighted(1, text="@acme_help and a pot", conversation_id=POST.id, in_reply_to=POST.id), desk=desk)
    forget(desk)
    assert found(desk, "kettle") == found_by_code(desk, "4711") == []
    assert found(desk, "pot") == [desk.only_ticket().id]
    assert "4711" not in repr(vars(desk.tickets)) + repr(vars(desk.search))
    in_step(desk)


@pytest.mark.parametrize("crash", ["before the search has let go", "before the ticket has"])
def test_I6_a_deletion_that_crashed_takes_the_words_along_when_it_comes_again(crash: str) -> None:
    desk = FakeDesk()
    ingest_post(POST, desk=desk)
    if crash == "before the search has let go":
        crashing(desk, lambda: forget(desk))
    else:
        store: Any = desk.tickets
        save = store.save

        def second(*_: Any, **__: Any) -> Any:
            raise CrashError

        def first(*args: Any, **more: Any) -> Any:
            store.save = second
            return save(*args, **more)

        store.save = first
        with pytest.raises(CrashError):
            forget(desk)
        del store.save
    forget(desk)
    assert "4711" not in repr(vars(desk.tickets)) + repr(vars(desk.search))
    in_step(desk)


def test_I6_a_deletion_that_crashed_takes_the_words_out_from_among_those_of_the_same_day() -> None:
    desk = FakeDesk()
    ingest_post(POST, desk=desk)
    ingest_post(sighted(1, text="@acme_help and a pot", conversation_id=POST.id, in_reply_to=POST.id), desk=desk)
    crashing(desk, lambda: forget(desk))
    assert "kettle" in repr(vars(desk.search))
    forget(desk)
    assert "kettle" not in repr(vars(desk.search))
    in_step(desk)


def test_I6_a_writer_that_is_slower_than_the_deletion_brings_no_words_back() -> None:
    desk = FakeDesk()
    search: Any = desk.search
    apply = search.apply

    def deleted_meanwhile(*args: Any, **more: Any) -> None:
        del search.apply
        forget(desk)
        apply(*args, **more)

    search.apply = deleted_meanwhile
    ingest_post(POST, desk=desk)
    assert desk.only_ticket().posts[0].text == ""
    assert "4711" not in repr(vars(desk.search))
    in_step(desk)


def test_I6_a_writer_that_was_slower_than_the_deletion_and_crashed_is_cleared_up_after_when_its_post_comes_again() -> (
    None
):
    desk = FakeDesk()
    search: Any = desk.search
    apply = search.apply

    def deleted_meanwhile(*args: Any, **more: Any) -> None:
        del search.apply
        forget(desk)
        apply(*args, **more)
        raise CrashError

    search.apply = deleted_meanwhile
    with pytest.raises(CrashError):
        ingest_post(POST, desk=desk)
    assert "4711" in repr(vars(desk.search))
    ingest_post(POST, desk=desk)
    assert "4711" not in repr(vars(desk.search))
    in_step(desk)


def test_I6_a_writer_that_is_slower_than_the_erasure_of_its_customer_brings_nothing_back() -> None:
    desk = FakeDesk()
    search: Any = desk.search
    apply = search.apply

    def erased_meanwhile(*args: Any, **more: Any) -> None:
        del search.apply
        erase_customer("acme", CUSTOMER.id, desk=desk, office=FakeOffice())
        apply(*args, **more)

    search.apply = erased_meanwhile
    ingest_post(POST, desk=desk)
    assert desk.search.held == {}


def test_I6_an_erased_customers_words_are_gone_from_the_search_also_after_a_crash() -> None:
    desk = FakeDesk()
    ingest_post(POST, desk=desk)
    ingest_post(sighted(2, text="@acme_help 9999", author=sighted(0).author.__class__("901", "jo", "Jo")), desk=desk)
    note_on_ticket(desk.only_ticket().id, "倉庫 9920", by=desk.kt, desk=desk)
    crashing(desk, lambda: erase_customer("acme", CUSTOMER.id, desk=desk, office=FakeOffice()))
    erase_customer("acme", CUSTOMER.id, desk=desk, office=FakeOffice())
    for word in ("4711", "kettle", "9920", "倉庫", "みつき"):
        assert word not in repr(vars(desk.search)), word
    assert found_by_code(desk, "9999") != []
    in_step(desk)


def test_I6_an_edit_takes_the_words_that_stood_there_out_of_the_search_also_after_a_crash() -> None:
    desk = FakeDesk()
    ingest_post(POST, desk=desk)
    edited = sighted(0, id=POST.id, answer_id=snowflake(at(3)), text="@acme_help my number is 5822")
    crashing(desk, lambda: ingest_post(edited, desk=desk))
    assert found_by_code(desk, "4711") != []
    ingest_post(edited, desk=desk)
    assert found_by_code(desk, "4711") == found(desk, "kettle") == []
    assert found_by_code(desk, "5822") == [desk.only_ticket().id]
    assert "4711" not in repr(vars(desk.tickets)) + repr(vars(desk.search))
    in_step(desk)


def test_I6_a_writer_that_was_slower_than_an_edit_and_crashed_is_cleared_up_after_when_its_post_comes_again() -> None:
    desk = FakeDesk()
    ingest_post(POST, desk=desk)
    written, version = entries_of(desk.only_ticket()), desk.only_ticket().version
    edit = replace(POST, answer_id=snowflake(at(1)), text="@acme_help never mind, 9920", edited_at=at(1))
    ingest_post(edit, desk=desk)
    in_step(desk)
    desk.search.apply(IndexChange(put=written), version=version)
    assert found_by_code(desk, "4711")
    ingest_post(POST, desk=desk)
    assert found_by_code(desk, "4711") == []
    in_step(desk)


def test_words_that_expire_leave_the_search_with_the_names_also_after_a_crash() -> None:
    desk = FakeDesk(Document("desk", "desk", 1, {"retention_days": 30, "undo_seconds": 0}))
    ingest_post(POST, desk=desk)
    ingest_post(sighted_answer(2, POST.id, text="Your number is 4711."), desk=desk)
    desk.clock.forward(timedelta(hours=3))
    ticket = desk.only_ticket().id
    note_on_ticket(ticket, "4711 倉庫", by=desk.kt, desk=desk)
    finish_ticket(ticket, "resolved", by=desk.kt, desk=desk)
    desk.clock.forward(timedelta(days=31))
    for _ in range(6):
        crash_at(desk, "apply")
        try:
            apply_retention(desk=desk)
        except CrashError:
            continue
        break
    vars(desk.search).pop("apply", None)
    apply_retention(desk=desk)
    assert desk.search.held == {}
    for word in ("4711", "倉庫", CUSTOMER.username, CUSTOMER.name):
        assert word not in repr(desk.only_ticket()), word
    assert desk.only_ticket().expired
    in_step(desk)


def test_a_search_that_cannot_be_written_keeps_no_clock_from_running() -> None:
    desk = FakeDesk()
    search: Any = desk.search

    def away(*_: Any, **__: Any) -> None:
        raise UnavailableError("the table")

    search.apply = away
    with pytest.raises(UnavailableError):
        ingest_post(POST, desk=desk)
    assert desk.timers.running
    assert desk.only_ticket().running is not None


def unheld(desk: FakeDesk) -> None:
    """The desk as it was before there was a search."""
    for ident, ticket in desk.tickets.tickets.items():
        desk.tickets.tickets[ident] = replace(
            ticket,
            posts=tuple(replace(post, indexed=None) for post in ticket.posts),
            actions=tuple(replace(action, indexed=None) for action in ticket.actions),
        )
    desk.search.held.clear()


def test_tickets_from_before_the_search_are_taken_in_by_a_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk: Any = FakeDesk()
    ingest_post(POST, desk=desk)
    ingest_post(sighted(2, text="@acme_help teapot", author=replace(sighted(0).author, id="901")), desk=desk)
    tickets = sorted(desk.tickets.tickets)
    note_on_ticket(tickets[0], "倉庫 9920", by=desk.kt, desk=desk)
    finish_ticket(tickets[1], "nothing_to_say", by=desk.kt, desk=desk)
    unheld(desk)
    monkeypatch.setattr(wiring, "_desk", desk)
    for said in ("2 tickets looked at, 2 of them", "2 tickets looked at, 0 of them"):
        command.app(["search", "rebuild"], standalone_mode=False)
        assert said in capsys.readouterr().out
        assert found(desk, "倉庫 kettle") == found_by_code(desk, "4711") == [tickets[0]]
        assert found(desk, "teapot") == [tickets[1]]
        in_step(desk)


def test_AWS6_a_rebuild_goes_on_where_it_was_interrupted_and_a_ticket_that_fails_keeps_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk: Any = FakeDesk()
    for n in range(6):
        author = replace(sighted(0).author, id=str(900 + n))
        ingest_post(sighted(n, text=f"@acme_help teapot {n}", author=author), desk=desk)
    finish_ticket(min(desk.tickets.tickets), "nothing_to_say", by=desk.kt, desk=desk)
    unheld(desk)
    assert rebuild_search(desk=desk, budget=SliceBudget(4, minutes(1))).outcomes == {"mended": 4}
    monkeypatch.setattr(desk.search, "missing", lambda entries: unavailable())
    assert rebuild_search(desk=desk).outcomes == {"failed": 2}
    monkeypatch.undo()
    assert rebuild_search(desk=desk).outcomes == {"mended": 2, "complete": 4}
    in_step(desk)


def unavailable() -> Any:
    raise UnavailableError("the table (Query): slow down")


def test_a_new_post_of_an_old_ticket_is_found_and_its_deletion_leaves_nothing() -> None:
    desk = FakeDesk()
    ingest_post(POST, desk=desk)
    unheld(desk)
    ingest_post(sighted(1, text="@acme_help teapot", conversation_id=POST.id, in_reply_to=POST.id), desk=desk)
    assert found(desk, "teapot") == [desk.only_ticket().id]
    assert found(desk, "kettle") == []
    forget(desk)
    in_step(desk)


@pytest.mark.parametrize("gone", [0, 1])
def test_I6_a_deletion_that_crashed_takes_its_words_out_of_a_place_that_other_posts_share(gone: int) -> None:
    """Two posts of a day stand in one place of the search, and name one code."""
    desk = FakeDesk()
    posts = [sighted(n, text=f"@acme_help order 4711-0{n}, number AB-12345") for n in (0, 1)]
    for post in posts:
        ingest_post(post, desk=desk)
    crashing(desk, lambda: forget(desk, posts[gone].id))
    forget(desk, posts[gone].id)
    in_step(desk)
    assert found(desk, f"4711-0{gone}") == []
    assert found_by_code(desk, "AB-12345") == [desk.only_ticket().id]


def test_I3_a_post_from_between_that_crashed_leaves_no_gap_in_the_search_once_it_comes_again() -> None:
    """A slot names the one before it: whoever reads backwards would pass over a post that came in late."""
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    ingest_post(sighted(3 * 24 * 60, conversation_id=sighted(0).id), desk=desk)
    between = sighted(1.5 * 24 * 60, text="@acme_help the kettle", conversation_id=sighted(0).id)
    crashing(desk, lambda: ingest_post(between, desk=desk))
    ingest_post(between, desk=desk)
    in_step(desk)


def test_R1_an_answer_is_searched_though_the_answer_of_its_own_save_was_lost() -> None:
    desk = FakeDesk(AT_ONCE)
    ingest_post(POST, desk=desk)
    ticket = desk.only_ticket()
    reply_to_ticket(ReplyToTicket(ticket.id, "reply-0001", POST.id, POST.id, "We are on it"), by=desk.kt, desk=desk)
    save = desk.tickets.save
    lost: list[Ticket] = []

    def loses_one(*values: Any, **named: Any) -> Ticket:
        saved = save(*values, **named)
        if not lost and any(not post.inbound for post in saved.posts):
            lost.append(saved)
            raise UnavailableError("the table")
        return saved

    desk.tickets.save = loses_one  # type: ignore[method-assign]
    send_reply(ticket.id, "reply-0001", desk=desk)
    assert len(lost) == 1
    in_step(desk)


def test_a_note_that_calls_somebody_is_searched_by_the_time_that_they_are_told() -> None:
    """That it calls somebody is its mark for the sweep, and the mark goes with the mail."""
    desk = FakeDesk()
    ingest_post(POST, desk=desk)
    crash_at(desk, "apply")
    with pytest.raises(CrashError):
        note_on_ticket(desk.only_ticket().id, "@mori the kettle again", by=desk.kt, client_note_id="note-1", desk=desk)
    assert notify_mentioned(desk.only_ticket().id, "note-1", desk=desk) == "sent"
    in_step(desk)
