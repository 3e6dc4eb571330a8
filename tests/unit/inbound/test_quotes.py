"""What a customer quotes stands beside their words, from the desk's own store if need be, and goes when it is deleted."""

from dataclasses import replace
from typing import Any

import pytest

from shared.domain.operations.dead_letters import DeadLetterRun
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Deletion, IncomingPost
from shared.domain.posts.references import Quoted
from shared.usecases.deletions.detect_deletions import detect_deletions
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.privacy.erase_customer import erase_customer
from tests.builders import CUSTOMER, at, sighted, sighted_answer, snowflake
from tests.fake_desk import FakeDesk, FakeIngest, FakeLookups
from tests.fake_plug import plugged

OTHER = Author("901", "hanako", "花子")
SECRET = "call me on 4711"


def quoting(n: float, quoted: str, *, words: str = "", **more: Any) -> IncomingPost:
    told = Quoted(quoted, Author("", "acme_help", ""), words, f"https://x.com/acme_help/status/{quoted}")
    return sighted(n, text="is this still true?", author=OTHER, quoted=quoted, quoted_post=told, **more)


def shown(desk: FakeDesk) -> Quoted | None:
    ticket = next(ticket for ticket in desk.tickets.tickets.values() if ticket.customer.id == OTHER.id)
    return ticket.posts[0].quoted


def delete(desk: FakeDesk, post_id: str) -> None:
    ingest_delivery([Deletion("x", post_id, at(9))], source="webhook", desk=desk)


def test_an_answer_of_ours_that_is_quoted_is_shown_with_our_words() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    answer = sighted_answer(1, sighted(0).id, text="It is 30 cm.")
    ingest_post(answer, desk=desk)
    ingest_post(quoting(2, answer.id), desk=desk)
    quoted = shown(desk)
    assert quoted is not None
    assert (quoted.text, quoted.author.username) == ("It is 30 cm.", "acme_help")


def test_what_the_network_told_is_shown_and_nothing_is_made_up_for_what_it_did_not_tell() -> None:
    desk = FakeDesk()
    ingest_post(quoting(2, "77", words="Our old promise"), desk=desk)
    assert shown(desk) == Quoted(
        "77", Author("", "acme_help", ""), "Our old promise", "https://x.com/acme_help/status/77"
    )
    other = FakeDesk()
    ingest_post(quoting(2, "77"), desk=other)
    assert shown(other) == Quoted("77", Author("", "acme_help", ""), "", "https://x.com/acme_help/status/77")


@pytest.mark.parametrize("in_store", [True, False])
@pytest.mark.parametrize("first", ["quote", "deletion"])
def test_I6_a_deleted_post_is_gone_from_where_it_is_quoted_whatever_came_first(in_store: bool, first: str) -> None:
    desk = FakeDesk()
    original = sighted(0, text=f"@acme_help {SECRET}")
    if in_store:
        ingest_post(original, desk=desk)
    quote = quoting(2, original.id, words=SECRET)
    if first == "quote":
        ingest_post(quote, desk=desk)
        assert SECRET in repr(shown(desk))
    delete(desk, original.id)
    ingest_post(quote, desk=desk)
    quoted = shown(desk)
    assert quoted is not None
    assert (quoted.text, quoted.gone) == ("", True)
    assert SECRET not in repr(desk.tickets.tickets)
    delete(desk, original.id)
    assert shown(desk) == quoted


def test_I6_a_deletion_between_the_look_and_the_save_is_found_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = FakeDesk()
    save, quote = desk.tickets.save, quoting(2, "77", words=SECRET)

    def meanwhile(*args: Any, **more: Any) -> Any:
        monkeypatch.setattr(desk.tickets, "save", save)
        delete(desk, "77")
        return save(*args, **more)

    monkeypatch.setattr(desk.tickets, "save", meanwhile)
    ingest_post(quote, desk=desk)
    quoted = shown(desk)
    assert quoted is not None
    assert (quoted.text, quoted.gone) == ("", True)


def test_I6_such_a_deletion_is_found_by_the_next_delivery_if_the_process_ends_before_it_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = FakeDesk()
    save, quote = desk.tickets.save, quoting(2, "77", words=SECRET)

    def last(*args: Any, **more: Any) -> Any:
        monkeypatch.setattr(desk.tickets, "save", save)
        delete(desk, "77")
        save(*args, **more)
        raise EndedError

    monkeypatch.setattr(desk.tickets, "save", last)
    with pytest.raises(EndedError):
        ingest_post(quote, desk=desk)
    ingest_post(quote, desk=desk)
    assert SECRET not in repr(desk.tickets.tickets)


class EndedError(Exception):
    """The process ends."""


def test_I6_a_quoting_post_that_is_deleted_takes_the_quote_with_it() -> None:
    desk = FakeDesk()
    quote = quoting(2, "77", words=SECRET)
    ingest_post(quote, desk=desk)
    delete(desk, quote.id)
    assert SECRET not in repr(desk.tickets.tickets)


def test_I6_quoted_words_are_looked_up_too_since_nobody_tells_of_their_deletion() -> None:
    desk = FakeDesk()
    quote = quoting(2, "2080765813578191303", words=SECRET)
    ingest_post(quote, desk=desk)
    lookups, ingest = FakeLookups(gone={"2080765813578191303": "deleted"}), FakeIngest()
    detect_deletions(desk=plugged(desk, lookups=lookups, ingest=ingest))
    assert lookups.asked == [[quote.id, "2080765813578191303"]]
    assert any(b"2080765813578191303" in body for body in ingest.deliveries)
    delete(desk, "2080765813578191303")
    detect_deletions(desk=plugged(desk, lookups=lookups, ingest=FakeIngest()))
    assert SECRET not in repr(desk.tickets.tickets)


def test_an_edit_brings_its_own_quote_and_links() -> None:
    desk = FakeDesk()
    first = quoting(2, "77", words="one")
    ingest_post(first, desk=desk)
    told = Quoted("78", Author("", "acme_help", ""), "two", "https://x.com/acme_help/status/78")
    ingest_post(replace(first, answer_id=snowflake(at(3)), edited_at=at(3), quoted="78", quoted_post=told), desk=desk)
    assert shown(desk) == told


def test_erasing_a_customer_leaves_no_trace_of_what_they_quoted() -> None:
    desk = FakeDesk()
    ingest_post(replace(quoting(2, "77", words=SECRET), author=CUSTOMER), desk=desk)
    ticket = desk.only_ticket()
    assert desk.tickets.quoting("x", "77")
    erase_customer(ticket.account, CUSTOMER.id, desk=desk, office=NoLetters())
    assert desk.tickets.quoting("x", "77") == ()


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("comes", ["before", "meanwhile", "afterwards"])
def test_I6_an_erased_customers_words_and_name_are_gone_from_where_others_quote_them(
    comes: str, edited: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = FakeDesk()
    original = sighted(0, text=f"@acme_help {SECRET}", **({"answer_id": snowflake(at(1))} if edited else {}))
    ingest_post(original, desk=desk)
    quote = replace(
        quoting(2, original.answer_id, words=SECRET),
        quoted_post=Quoted(original.answer_id, CUSTOMER, SECRET, f"https://x.com/{CUSTOMER.username}/status/1"),
    )
    erase = desk.tickets.erase

    def meanwhile(*args: Any, **more: Any) -> int:
        ingest_post(quote, desk=desk)
        return erase(*args, **more)

    if comes == "before":
        ingest_post(quote, desk=desk)
    elif comes == "meanwhile":
        monkeypatch.setattr(desk.tickets, "erase", meanwhile)
    erase_customer("acme", CUSTOMER.id, desk=desk, office=NoLetters())
    for _ in range(2):
        ingest_post(quote, desk=desk)
        quoted = shown(desk)
        assert quoted is not None
        assert quoted.gone
        left = repr(desk.tickets.tickets)
        assert not [words for words in (SECRET, CUSTOMER.username, CUSTOMER.name) if words in left]


class NoLetters:
    def erase(self, names: Any) -> DeadLetterRun:
        return DeadLetterRun(0, 0)
