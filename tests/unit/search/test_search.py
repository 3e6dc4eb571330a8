"""Search over everything that a customer, we or a colleague wrote, in tickets of every status."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from shared import wiring
from shared.domain.errors import InvalidError
from shared.domain.posts.author import Author
from shared.domain.posts.references import Link
from shared.domain.text import search_terms
from shared.domain.tickets import settling
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from shared.usecases.search.search_tickets import search_tickets
from shared.usecases.tickets.ticket_actions import finish_ticket, note_on_ticket
from tests.builders import sighted, sighted_answer
from tests.fake_desk import ACCOUNT, AT_ONCE, FakeDesk
from tests.fake_search import FakeTicketSearch
from tests.unit.api.test_api import call

OTHER = Document("account", "acme_us", 1, {**ACCOUNT, "network_id": "101", "username": "acme_us"})


@pytest.fixture
def desk() -> Iterator[FakeDesk]:
    desk: Any = FakeDesk(OTHER)
    wiring._desk = desk
    yield desk
    wiring._desk = None


def wrote(desk: FakeDesk, n: float, text: str, *, who: int = 0) -> str:
    """A customer's post; the ticket that it is in."""
    author = Author(str(900 + who), f"user{who}x", f"User {who}")
    told = ingest_post(sighted(n, text=f"@acme_help {text}", author=author), desk=desk)
    return str(told.ticket)


def search(**query: str) -> dict[str, Any]:
    status, body = call("GET", "/api/queue", **query)
    assert status == 200, body
    found: dict[str, Any] = body
    return found


def ids(**query: str) -> list[str]:
    return [ticket["id"] for ticket in search(**query)["tickets"]]


def test_I6_every_text_of_a_long_ticket_is_found_however_often_it_is_settled_anew(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "KEPT", 5)
    monkeypatch.setattr(search_terms, "ROOM", 100)
    for n in range(40):
        ticket = wrote(desk, n, f"order {66000 + n} arrived without its cable")
        desk.clock.forward(timedelta(minutes=1))
        if n % 10 == 5:
            note_on_ticket(ticket, f"shelf {77000 + n}", by=desk.kt, desk=desk)
    assert desk.tickets.newest(ticket).partial
    assert [n for n in range(40) if ids(q=f"{66000 + n}") != [ticket]] == []
    assert [n for n in range(5, 40, 10) if ids(q=f"{77000 + n}") != [ticket]] == []
    assert ids(q="66000 cable") == [ticket]


def test_support_finds_an_order_number_of_the_first_post_in_every_status(desk: FakeDesk) -> None:
    ticket = wrote(desk, 0, "order 66001 arrived broken")
    wrote(desk, 5, "hello??")
    wrote(desk, 6, "something else", who=1)
    for query in ("66001", "#66001", "６６００１", "broken", "order 66001", "66001 hello"):
        assert ids(q=query) == [ticket], query
    ingest_post(sighted_answer(9, sighted(0).id, text="We send another: box A-15021."), desk=desk)
    desk.clock.forward(timedelta(hours=1))
    note_on_ticket(ticket, "倉庫に在庫なし", by=desk.kt, desk=desk)
    for query in ("66001", "a15021", "15021", "another", "倉庫", "倉庫 broken"):
        assert ids(q=query) == ids(q=query, status="answered") == [ticket], query
        assert ids(q=query, status="new") == ids(q=query, account="acme_us") == []
    for query in ("broken kettle", "66001 kettle", "倉庫 kettle"):
        assert ids(q=query) == [], query
    finish_ticket(ticket, "spam", by=desk.kt, desk=desk)
    assert ids(q="66001") == ids(q="倉庫", status="done") == [ticket]


def test_a_long_text_is_found_by_its_last_word(desk: FakeDesk) -> None:
    ticket = wrote(desk, 0, "the kettle leaks. " * 40 + "Please send it to Wakayama, order 66001")
    assert ids(q="wakayama") == ids(q="66001") == [ticket]


def test_a_link_is_found_by_the_address_to_which_it_leads(desk: FakeDesk) -> None:
    link = Link("forms.acme.example/claims/n…", "https://forms.acme.example/claims/new?ref=42917")
    post = sighted(0, text=f"@acme_help it fails at {link.text}", links=(link,))
    ticket = ingest_post(post, desk=desk).ticket
    assert ids(q="claims/new") == ids(q="42917") == [ticket]


def test_a_result_says_what_matched_and_marks_it(desk: FakeDesk) -> None:
    ticket = wrote(desk, 0, "注文番号66001の電気ｹﾄﾙが届きません")
    ingest_post(sighted_answer(9, sighted(0).id, text="箱 A-15021 で送りました"), desk=desk)
    desk.clock.forward(timedelta(hours=1))
    note_on_ticket(ticket, "倉庫に確認済み", by=desk.kt, desk=desk)

    def match(query: str) -> dict[str, Any]:
        [found] = search(q=query)["tickets"]
        shown: dict[str, Any] = found["match"]
        return shown

    def hits(query: str) -> list[str]:
        return [piece["text"] for piece in match(query)["excerpt"] if piece["hit"]]

    assert (hits("66001"), hits("ケトル"), hits("15021"), hits("倉庫")) == (["66001"], ["ｹﾄﾙ"], ["15021"], ["倉庫"])
    assert hits("a15021") == ["A-15021"]
    asked, answered, noted = match("ケトル"), match("15021"), match("倉庫")
    assert (asked["kind"], asked["who"], asked["by"], asked["at"]) == (
        "words",
        "customer",
        None,
        "2026-09-15T12:00:00.000Z",
    )
    assert (answered["kind"], answered["who"]) == ("code", "us")
    assert (noted["kind"], noted["who"], noted["by"]["name"]) == ("words", "note", "Keiko")
    named = match("@user0x")
    assert (named["kind"], named["who"], named["excerpt"]) == ("customer", None, [])
    assert "match" not in search(status="answered")["tickets"][0]


def test_codes_come_first_and_words_with_the_next_page(desk: FakeDesk) -> None:
    code, word = wrote(desk, 0, "order 66001"), wrote(desk, 5, "order x66001x", who=1)
    found = search(q="66001")
    assert [ticket["id"] for ticket in found["tickets"]] == [code]
    assert found["searched_back_to"] == found["as_of"]
    rest = search(q="66001", cursor=found["next_cursor"])
    assert [ticket["id"] for ticket in rest["tickets"]] == [word, code]
    assert (rest["searched_back_to"], rest["next_cursor"]) == (None, None)


def test_an_answer_says_how_far_back_it_looked_and_a_cursor_goes_on(desk: FakeDesk) -> None:
    search_port: Any = FakeTicketSearch(most=2)
    desk.search = search_port
    tickets = [wrote(desk, n, "kettle" if n != 2 else "pot", who=n) for n in range(5)]
    first = search(q="kettle")
    assert [ticket["id"] for ticket in first["tickets"]] == [tickets[4], tickets[3]]
    assert first["searched_back_to"] == "2026-09-16T12:03:00.000Z"
    second = search(q="kettle", cursor=first["next_cursor"])
    assert [ticket["id"] for ticket in second["tickets"]] == [tickets[1]]
    third = search(q="kettle", cursor=second["next_cursor"])
    assert [ticket["id"] for ticket in third["tickets"]] == [tickets[0]]
    assert (third["searched_back_to"], third["next_cursor"]) == (None, None)


def test_results_are_narrowed_like_the_queue_and_pages_hold_no_more_than_they_may(desk: FakeDesk) -> None:
    for n in range(6):
        wrote(desk, n, "kettle 66001" if n % 2 else "kettle", who=n)
    assert len(ids(q="kettle", limit="4")) == 4
    page = search(q="66001", limit="2")
    assert len(page["tickets"]) == 2
    rest = search(q="66001", limit="2", cursor=page["next_cursor"])
    assert len({ticket["id"] for ticket in page["tickets"] + rest["tickets"]}) == 3
    assert ids(q="kettle", channel="direct") == ids(q="kettle", only="overdue") == ids(q="kettle", assignee="me") == []
    assert len(ids(q="user1x", limit="1")) == 1


def test_what_waits_is_counted_beside_a_search_unless_nobody_wants_it(desk: FakeDesk) -> None:
    wrote(desk, 0, "kettle")
    assert search(q="kettle")["counts"]["waiting"]["n"] == 1
    assert search(q="kettle", counts="false")["counts"] == {}
    assert "searched_back_to" not in search()


@pytest.mark.parametrize(
    "q",
    ["!", "本", "...", '"', "“”", "%", "\\", "'; DROP", "{{7*7}}", "<b>", "x" * 500, "🙂" * 100, "z " * 250, "0" * 500],
)
def test_no_query_is_too_odd(desk: FakeDesk, q: str) -> None:
    wrote(desk, 0, "plain words")
    assert ids(q=q) == []


@pytest.mark.parametrize("q", [" ", "\u3000", "\t\n"])
def test_a_query_of_spaces_is_the_queue(desk: FakeDesk, q: str) -> None:
    ticket = wrote(desk, 0, "plain words")
    assert ids(q=q) == [ticket]


def test_a_cursor_of_one_query_is_none_of_another(desk: FakeDesk) -> None:
    for n in range(3):
        wrote(desk, n, "kettle", who=n)
    cursor = search(q="kettle", limit="1")["next_cursor"]
    assert len(ids(q="kettle", cursor=cursor)) == 2
    for other in ({"q": "pot"}, {"q": "kettle", "status": "new"}, {}):
        assert call("GET", "/api/queue", **other, cursor=cursor)[0] == 400


@pytest.mark.parametrize("after", ["", "x", "c", "cx", "c9/1"])
def test_a_place_that_is_none_is_refused(desk: FakeDesk, after: str) -> None:
    wrote(desk, 0, "order 66001")
    with pytest.raises(InvalidError) as refused:
        search_tickets("66001", accounts=["acme"], after=after, limit=5, desk=desk)
    assert refused.value.path == "cursor"


def test_a_text_that_is_gone_by_now_is_not_shown(desk: FakeDesk) -> None:
    wrote(desk, 0, "kettle 66001")
    desk.tickets.erase("acme", "900", at=desk.clock.now())
    assert len(desk.search.held) == 2
    assert ids(q="66001") == ids(q="kettle") == []


def test_an_answer_is_found_once_it_went_out_and_not_before(desk: FakeDesk) -> None:
    desk.settings.put([AT_ONCE])
    desk.clock.forward(timedelta(minutes=1))
    ticket = wrote(desk, 0, "kettle")
    post = sighted(0).id
    asked = ReplyToTicket(ticket=ticket, client_reply_id="r-1", in_reply_to=post, seen_through=post, text="in the box")
    reply_to_ticket(asked, by=desk.kt, desk=desk)
    assert ids(q="box") == []
    send_reply(ticket, "r-1", desk=desk)
    [found] = search(q="box")["tickets"]
    assert (found["match"]["who"], found["match"]["by"]["name"]) == ("us", "Keiko")
