"""What the search finds and forgets, by codes and by words, whatever it is kept in."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.errors import InvalidError
from shared.domain.posts.author import Author
from shared.domain.posts.post import Post
from shared.domain.search.entries import NOTE, POST, IndexChange, PartId, changed, entries_of
from shared.domain.text.codes import lookups_for
from shared.domain.text.search_terms import SPAN
from shared.domain.text.search_words import needles_in
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.ticket import Ticket
from shared.ports.search import TicketSearch
from tests.contracts.build import EMI, answer, at, question, ticket_of

REN = Author("88", "ren", "Ren")
DAY = 24 * 60


def said(ident: str, minute: float, text: str, *, author: Author = EMI, account: str = "acme") -> Post:
    return replace(question(ident, minute, author=author, account=account), text=text)


def ours(ident: str, minute: float, text: str) -> Post:
    return replace(answer(ident, minute), text=text)


def noted(ident: str, minute: float, text: str) -> Action:
    return Action(ident, ActionKind.NOTE, at(minute), "keiko", text=text)


def conversation(*texts: Post | Action) -> Ticket:
    """Each placed as it comes."""
    first = next(text for text in texts if isinstance(text, Post))
    ticket = replace(ticket_of(first), posts=(), version=1)
    for text in texts:
        ticket = ticket.with_post(text) if isinstance(text, Post) else ticket.with_action(text)
    return ticket


def hold(search: TicketSearch, *tickets: Ticket) -> None:
    for ticket in tickets:
        search.apply(IndexChange(put=entries_of(ticket)), version=ticket.version)


def by_words(search: TicketSearch, query: str, *, accounts: Collection[str] = ("acme",), limit: int = 50) -> list[str]:
    return [hit.ticket for hit in search.by_words(needles_in(query), accounts=accounts, limit=limit).hits]


def by_code(search: TicketSearch, query: str, *, accounts: Collection[str] = ("acme",), having: str = "") -> list[str]:
    found = search.by_code(lookups_for(query), needles_in(having), accounts=accounts, limit=50)
    return [hit.ticket for hit in found.hits]


def test_words_are_found_wherever_they_stand_and_however_wide_their_letters_are(search: TicketSearch) -> None:
    ticket = conversation(
        said("1", 0, "電気ケトルが\n届きません"), ours("2", 5, "We Are Looking into it."), noted("n1", 6, "倉庫に確認")
    )
    hold(search, ticket)
    for query in (
        "ケトル",
        "ｹﾄﾙ",
        "ＬＯＯＫＩＮＧ",
        "倉庫",
        "が 届き",
        '"電気ケトルが 届き"',
        "ケトル 確認 into",
        "emi",
        "@EMI",
        "恵美",
    ):
        assert by_words(search, query) == [ticket.id], query
    for query in ("やかん", "ケトル やかん", '"届き 電気"', "%", "looking_into", "words", "post:1"):
        assert by_words(search, query) == [], query


def test_a_hit_says_which_text_it_was(search: TicketSearch) -> None:
    ticket = conversation(said("1", 0, "blue kettle"), ours("2", 5, "red kettle"), noted("n1", 6, "green pot"))
    hold(search, ticket)

    def part(*needles: str) -> PartId | None:
        [hit] = search.by_words(needles, accounts=["acme"], limit=9).hits
        return hit.part

    assert [part("blue"), part("red"), part("green"), part("@emi")] == [
        PartId(POST, "1"),
        PartId(POST, "2"),
        PartId(NOTE, "n1"),
        None,
    ]
    assert part("green", "blue") == PartId(NOTE, "n1")


def test_the_newest_words_come_first_and_pages_of_any_size_make_up_the_whole(search: TicketSearch) -> None:
    minutes = (0, -40 * DAY, 3, -5 * DAY, -41 * DAY, 1, -100 * DAY)
    tickets = {
        n: conversation(said(str(n), minute, "kettle", account=("acme", "acme_jp")[n % 2]))
        for n, minute in enumerate(minutes, 1)
    }
    hold(search, *tickets.values())
    wanted = [tickets[n].id for n in sorted(tickets, key=lambda n: -minutes[n - 1])]
    accounts = ("acme", "acme_jp")
    assert by_words(search, "kettle", accounts=accounts) == wanted
    assert by_words(search, "kettle", accounts=["acme"]) == [tickets[n].id for n in (6, 4, 2)]
    for limit in (1, 2, 3, 6):
        pages: list[str] = []
        after: str | None = None
        while True:
            found = search.by_words(["kettle"], accounts=accounts, after=after, limit=limit)
            assert len(found.hits) <= limit
            pages += [hit.ticket for hit in found.hits]
            assert (found.back_to is None) == (found.next is None)
            if found.next is None:
                break
            last = minutes[tickets_at(tickets, pages[-1]) - 1]
            assert found.back_to == at(last) + SPAN
            after = found.next
        assert pages == wanted


def tickets_at(tickets: dict[int, Ticket], ident: str) -> int:
    return next(n for n, ticket in tickets.items() if ticket.id == ident)


def test_a_tickets_words_are_one_whatever_days_and_months_they_were_written_on(search: TicketSearch) -> None:
    long = conversation(
        said("1", 0, "the kettle leaks"),
        ours("2", 3 * DAY, "please send a picture"),
        said("3", 20 * DAY, "here it is"),
        noted("n1", 95 * DAY, "refund agreed"),
    )
    assert len({slot for post in long.posts for slot in (post.indexed.slots if post.indexed else ())}) == 3
    hold(search, long)
    for query in ("kettle refund", "picture kettle", "refund here picture leaks", "kettle"):
        assert by_words(search, query) == [long.id], query
    assert by_words(search, "kettle returned") == []


def test_an_answer_names_the_day_back_to_which_everything_was_looked_at(search: TicketSearch) -> None:
    early = conversation(said("1", 0, "kettle"), said("2", DAY - 1, "broken"))
    late = conversation(said("9", 2 * DAY, "kettle"))
    hold(search, early, late)
    found = search.by_words(["kettle"], accounts=["acme"], limit=1)
    assert [hit.ticket for hit in found.hits] == [late.id]
    assert found.back_to == at(2 * DAY) + timedelta(hours=24)
    rest = search.by_words(["kettle"], accounts=["acme"], after=found.next, limit=1)
    assert ([hit.ticket for hit in rest.hits], rest.back_to, rest.next) == ([early.id], None, None)


def test_nothing_is_found_where_nothing_was_written(search: TicketSearch) -> None:
    assert search.by_words(["x"], accounts=["acme"], limit=5).hits == ()
    assert search.by_words(["x"], accounts=[], limit=5).hits == ()
    assert search.by_code(lookups_for("66001"), accounts=["acme"], limit=5).hits == ()
    assert search.by_code((), accounts=["acme"], limit=5).hits == ()


@pytest.mark.parametrize("query", ["66001", "#66001", "６６００１", "注文番号66001", "No.66001", "order-66001"])
def test_a_code_is_found_however_it_is_written(search: TicketSearch, query: str) -> None:
    ticket = conversation(said("1", -2000 * DAY, "注文番号66001が届きません"))
    hold(search, ticket, conversation(said("2", 0, "66001234 and 166001 and 6600")))
    assert by_code(search, query) == [ticket.id]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("A-15021 arrived broken", "a15021"),
        ("A15021 arrived broken", "A-15021"),
        ("A-15021 arrived broken", "15021"),
        ("15021 arrived broken", "A-15021"),
        ("ORD-2024-000123です", "000123"),
        ("ORD-2024-000123です", "ord2024000123"),
        ("call 03-1234-5678", "0312345678"),
        ("call 03 1234 5678", "03-1234-5678"),
        ("＋81 90-1234-5678", "090-1234-5678"),
        ("090-1234-5678", "+81 90 1234 5678"),
        ("(03) 1234-5678", "0312345678"),
        ("iPhone15です", "iphone15"),
        ("see https://shop.example/orders/66001?x=1", "66001"),
    ],
)
def test_a_code_is_found_with_and_without_its_dashes_and_what_stands_in_front(
    search: TicketSearch, text: str, query: str
) -> None:
    ticket = conversation(said("1", 0, text))
    hold(search, ticket, conversation(said("2", 1, "115021 0001234 123456789 99000124")))
    assert by_code(search, query) == [ticket.id]


def test_codes_of_all_accounts_are_found_the_newest_first_and_exact_ones_before_others(search: TicketSearch) -> None:
    one = conversation(said("1", 0, "66001"))
    other = conversation(said("2", 5, "66001", account="acme_jp"))
    longer = conversation(said("3", 9, "AB-66001"))
    hold(search, one, other, longer)
    assert by_code(search, "66001", accounts=["acme", "acme_jp"]) == [other.id, one.id, longer.id]
    assert by_code(search, "66001", accounts=["acme_jp"]) == [other.id]
    pages: list[str] = []
    after: str | None = None
    while True:
        found = search.by_code(lookups_for("66001"), accounts=["acme", "acme_jp"], after=after, limit=1)
        pages += [hit.ticket for hit in found.hits]
        if found.next is None:
            break
        after = found.next
    assert pages == [other.id, one.id, longer.id]


def test_words_beside_a_code_have_to_stand_in_the_same_ticket(search: TicketSearch) -> None:
    ticket = conversation(said("1", -3 * DAY, "the kettle"), said("2", 0, "order 66001"))
    hold(search, ticket, conversation(said("9", 1, "66001 and a pot", author=REN)))
    assert by_code(search, "66001", having="kettle") == [ticket.id]
    assert by_code(search, "66001", having="kettle pot") == []
    assert len(by_code(search, "66001")) == 2


def test_a_code_that_two_texts_have_is_one_and_outlives_the_first_of_them(search: TicketSearch) -> None:
    before = conversation(said("1", 0, "66001"), said("2", 5, "66001 again"))
    hold(search, before)
    after = replace(before.with_post(before.posts[0].without_words(at(9))), version=2)
    search.apply(changed(before, after), version=2)
    [hit] = search.by_code(lookups_for("66001"), accounts=["acme"], limit=9).hits
    assert hit.part == PartId(POST, "2")
    assert by_words(search, "again") == [before.id]


def test_what_is_dropped_is_found_no_more_and_dropping_it_twice_is_well(search: TicketSearch) -> None:
    ticket = conversation(said("1", 0, "kettle 66001"))
    other = conversation(said("2", 0, "kettle 66001", author=REN))
    hold(search, ticket, other)
    for _ in range(2):
        search.apply(IndexChange(drop=tuple(entry.key for entry in entries_of(ticket))), version=9)
        assert by_words(search, "kettle") == by_code(search, "66001") == [other.id]


def test_what_an_earlier_version_says_neither_replaces_nor_removes_a_later_one(search: TicketSearch) -> None:
    old = conversation(said("1", 0, "kettle 66001"))
    new = replace(old.with_post(said("2", 5, "teapot")), version=3)
    hold(search, new)
    hold(search, old)
    assert by_words(search, "teapot") == [old.id]
    search.apply(IndexChange(drop=tuple(entry.key for entry in entries_of(old))), version=2)
    assert by_words(search, "teapot") == by_code(search, "66001") == [old.id]


def test_what_is_missing_can_be_asked_for(search: TicketSearch) -> None:
    ticket = conversation(said("1", 0, "kettle 66001"), ours("2", 2 * DAY, "it left in box 77"))
    entries = entries_of(ticket)
    assert list(search.missing(entries)) == list(entries)
    search.apply(IndexChange(put=entries[:1]), version=1)
    assert list(search.missing(entries)) == list(entries[1:])
    hold(search, ticket)
    assert list(search.missing(entries)) == []
    grown = ticket.with_post(said("3", 2 * DAY + 5, "thanks"))
    assert [entry.key for entry in search.missing(entries_of(grown))] == [changed(ticket, grown).put[0].key]
    assert list(search.missing(())) == []


@pytest.mark.parametrize("after", ["", "x", "9/zzz", "0/", "-1/0", "０/1", "0/\n", "0/" + "9" * 500, "🙂"])
def test_a_place_that_is_none_is_refused_where_codes_are_looked_up(search: TicketSearch, after: str) -> None:
    with pytest.raises(InvalidError):
        search.by_code(lookups_for("66001"), accounts=["acme"], after=after, limit=5)


@pytest.mark.parametrize(
    "needle",
    ["'", '"', "\\", "%", "_", "*", "(", "{", "$(id)", "\x00", "#", "本", "😀", "e\u0301", "words) OR (1", "x" * 120],
)
def test_no_needle_is_more_than_its_letters(search: TicketSearch, needle: str) -> None:
    ticket = conversation(said("1", 0, "plain"), said("2", 1, f"before {needle} after"))
    hold(search, conversation(said("9", 0, "nothing here", author=REN)), ticket)
    wanted = needles_in(needle) or needles_in(f'"{needle}"')
    found: Iterable[str] = by_words(search, needle) if wanted else [ticket.id]
    assert list(found) == [ticket.id]


def test_a_text_of_any_length_is_found_by_all_of_its_words(search: TicketSearch) -> None:
    words = [f"語{n}目の言葉" for n in range(1200)]
    ticket = conversation(said("1", 0, "short"), said("2", 1, "。".join(words)))
    hold(search, ticket)
    for n in (0, 1, 150, 151, 500, 777, 1199):
        assert by_words(search, words[n]) == [ticket.id], n
    assert by_words(search, f"{words[3]} {words[1190]} short") == [ticket.id]


def test_many_tickets_with_a_code_are_gone_through_page_by_page(search: TicketSearch) -> None:
    tickets = [conversation(said(str(n), n, "RX-100 is loud")) for n in range(130)]
    hold(search, *tickets)
    found: list[str] = []
    after: str | None = None
    pages: Sequence[int] = range(9)
    for _ in pages:
        page = search.by_code(lookups_for("RX-100"), accounts=["acme"], after=after, limit=50)
        found += [hit.ticket for hit in page.hits]
        after = page.next
        if after is None:
            break
    assert found == [ticket.id for ticket in reversed(tickets)]
