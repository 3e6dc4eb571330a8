"""`desk erase`: what the desk holds of a post or of a customer is gone, because somebody asked for it (I6)."""

import pytest

from infra.ops import desk as command
from shared import wiring
from shared.domain.errors import InvalidError, NotFoundError
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.privacy.erase_customer import Erased, erase_customer, erase_post
from tests.alerting import asked_desk
from tests.builders import sighted
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


@pytest.mark.parametrize("ident", ["", "@hanako", "9001; DROP", "９００", "9" * 21])
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
        ((), 1, "Say either --post or --customer."),
        (("--post", "1", "--customer", "acme.1"), 1, "Say either --post or --customer."),
        (("--customer", "acme"), 1, "names no customer"),
        (("--customer", "https://desk.example.com/t/acme.{customer}.77", "--yes"), 0, "Erased from 1 tickets"),
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
    filled = [word.format(customer=ticket.customer.id, post=ticket.posts[0].id) for word in words]
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


@pytest.mark.parametrize("said", ["[/x]", "[bold]9[/x]", "\x1b[2J", "\udcff", "９００"], ids=ascii)
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
