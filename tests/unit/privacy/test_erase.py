"""`desk erase`: what the desk holds of a post or of a customer is gone, because somebody asked for it (I6)."""

import json

import pytest
from rich.text import Text

from infra.ops import desk as command
from shared import wiring
from shared.domain.errors import InvalidError, NotFoundError
from shared.domain.posts.author import Author
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.privacy.erase_customer import Erased, customer_by_handle, erase_customer, erase_post
from tests.alerting import asked_desk
from tests.builders import STRANGE_IDS, sighted
from tests.fake_desk import FakeDesk
from tests.fake_office import FakeOffice

TICKET_OF_ANOTHER = b'{"author_id":"55","text":"and 9001 things"}'


def test_I6_an_erased_posts_words_are_gone_its_clock_is_cancelled_and_the_ticket_says_so() -> None:
    desk = asked_desk()
    [ticket] = desk.tickets.tickets.values()
    office = FakeOffice(f'{{"id":"{ticket.posts[0].id}"}}'.encode(), TICKET_OF_ANOTHER)
    assert erase_post("x", ticket.posts[0].id, desk=desk, office=office) == Erased(1, 1)
    [after] = desk.tickets.tickets.values()
    assert (after.posts[0].text, after.posts[0].gone_because, after.running) == ("", "erased", None)
    assert office.bodies == [TICKET_OF_ANOTHER]
    assert erase_post("x", ticket.posts[0].id, desk=desk, office=office).letters == 0


def test_I6_a_post_erased_before_it_comes_in_is_never_stored() -> None:
    desk = asked_desk()
    post = sighted(5, id="7777777777777")
    erase_post("x", post.id, desk=desk, office=FakeOffice())
    ingest_post(post, desk=desk)
    assert [p.text for t in desk.tickets.tickets.values() for p in t.posts if p.id == post.id] in ([], [""])


def test_I6_an_erased_customers_tickets_are_gone_and_their_timers_stopped() -> None:
    desk = asked_desk()
    [ticket] = desk.tickets.tickets.values()
    assert desk.timers.running
    office = FakeOffice(f'{{"author_id":"{ticket.customer.id}"}}'.encode(), f"1{ticket.customer.id}".encode())
    assert erase_customer("acme", ticket.customer.id, desk=desk, office=office) == Erased(1, 1)
    assert desk.tickets.tickets == {}
    assert desk.timers.running == {}
    assert ingest_post(sighted(0), desk=desk)


@pytest.mark.parametrize("ident", ["", "9" * 501, "900\udcff"], ids=ascii)
def test_what_is_no_id_is_refused(ident: str) -> None:
    desk = FakeDesk()
    with pytest.raises(InvalidError):
        erase_post("x", ident, desk=desk, office=FakeOffice())
    with pytest.raises(InvalidError):
        erase_customer("acme", ident, desk=desk, office=FakeOffice())


def test_an_account_that_is_not_there_is_said() -> None:
    with pytest.raises(NotFoundError):
        erase_customer("nobody", "1", desk=FakeDesk(), office=FakeOffice())


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 1, "Say either --post, --customer or --handle."),
        (("--post", "1", "--customer", "acme.1"), 1, "Say either --post, --customer or --handle."),
        (("--customer", "acme"), 1, "names no customer"),
        (("--customer", "https://desk.example.com/t/{ticket}?from=mail", "--yes"), 0, "Erased from 1 tickets"),
        (("--customer", "{ticket}", "--yes"), 0, "Erased from 1 tickets"),
        (("--customer", f"https://desk.example.com/t/{'a' * 26}", "--yes"), 1, "There is no ticket"),
        (("--handle", "acme.@{handle}", "--yes"), 0, "Erased from 1 tickets"),
        (("--handle", "acme.nobody", "--yes"), 1, "No customer of acme has the handle 'nobody'."),
        (("--customer", "acme.{customer}", "--yes"), 0, "Erased from 1 tickets"),
        (("--post", "{post}", "--yes"), 0, "Erased from 1 tickets"),
    ],
)
def test_the_command_says_what_it_did(
    words: tuple[str, ...],
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk = asked_desk()
    [ticket] = desk.tickets.tickets.values()
    desk.dead_letter_office = FakeOffice()  # type: ignore[attr-defined]  # this command alone needs one
    monkeypatch.setattr(wiring, "_desk", desk)
    known = {"customer": ticket.customer.id, "handle": ticket.customer.username}
    filled = [word.format(ticket=ticket.id, post=ticket.posts[0].id, **known) for word in words]
    monkeypatch.setattr("sys.argv", ["desk", "erase", *filled])
    with pytest.raises(SystemExit) as ended:
        command.main()
    told = capsys.readouterr()
    assert (int(ended.value.code or 0), said in told.out + told.err) == (code, True)


def test_without_a_yes_nothing_is_erased(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    desk = asked_desk()
    monkeypatch.setattr(wiring, "_desk", desk)
    monkeypatch.setattr("infra.ops.erase.Confirm.ask", lambda *_, **__: False)
    monkeypatch.setattr("sys.argv", ["desk", "erase", "--customer", "acme.900"])
    with pytest.raises(SystemExit):
        command.main()
    assert "Nothing was erased." in capsys.readouterr().err
    assert len(desk.tickets.tickets) == 1


@pytest.mark.parametrize("said", ["\udcff", "9" * 501], ids=ascii)
@pytest.mark.parametrize("option", ["--post={}", "--customer=acme.{}", "--customer={}.900"])
def test_what_can_be_no_id_is_refused_before_anything_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], option: str, said: str
) -> None:
    monkeypatch.setattr(wiring, "_desk", asked_desk())
    monkeypatch.setattr("infra.ops.erase.Confirm.ask", lambda *_, **__: pytest.fail("asked"))
    monkeypatch.setattr("sys.argv", ["desk", "erase", option.format(said)])
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert (ended.value.code, repr(said) in capsys.readouterr().err) == (1, True)


@pytest.mark.parametrize("ident", STRANGE_IDS, ids=ascii)
def test_N2_any_id_is_erased_and_asked_for_as_it_can_be_read(
    ident: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = FakeDesk()
    ingest_post(sighted(0, author=Author(ident, "", "Emi")), desk=desk)
    desk.dead_letter_office = FakeOffice(json.dumps({"from": ident}).encode())  # type: ignore[attr-defined]
    monkeypatch.setattr(wiring, "_desk", desk)
    asked: list[str] = []

    def confirm(question: Text, **_: object) -> bool:
        asked.append(question.plain)
        return True

    monkeypatch.setattr("infra.ops.erase.Confirm.ask", confirm)
    monkeypatch.setattr("sys.argv", ["desk", "erase", f"--customer=acme.{ident}"])
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert (ended.value.code or 0) == 0
    assert "Erased from 1 tickets and 1 events" in capsys.readouterr().out
    assert desk.tickets.tickets == {}
    assert asked[0].isprintable()


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ('{"source":{"userId":"U4af4980629"}}', True),
        ('{"uri":"at:\\/\\/U4af4980629\\/app.bsky.feed.post\\/3k"}', True),
        ('{"\\u0055\\u0034af4980629":1}', True),
        ("no JSON, but U4af4980629.", True),
        ('{"userId":"U4af49806290"}', False),
        ('{"userId":"xU4af4980629"}', False),
    ],
)
def test_I6_a_delivery_names_somebody_however_json_escapes_it(body: str, named: bool) -> None:
    office = FakeOffice(body.encode())
    assert erase_customer("acme", "U4af4980629", desk=FakeDesk(), office=office).letters == int(named)


def test_I6_a_handle_that_two_customers_had_names_nobody() -> None:
    desk = FakeDesk()
    for ident, n in (("900", 0), ("did:plc:z72i", 1)):
        ingest_post(sighted(n, author=Author(ident, "mitsuki", "Emi")), desk=desk)
    with pytest.raises(InvalidError, match="has been the handle of 900, did:plc:z72i"):
        customer_by_handle("acme", "@Mitsuki", desk=desk)
