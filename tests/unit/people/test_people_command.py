"""`desk people`: what the API does for admins, for who holds the keys of the desk."""

import pytest

from shared import wiring
from shared.ports.people import Member
from shared.ports.settings import Document
from tests.desk_command import Run, runs
from tests.fake_desk import FakeDesk


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    root = {"name": "Root", "email": "root@example.com", "groups": ["admins"]}
    fake = FakeDesk(Document("person", "root", 1, root))
    fake.directory._members["root"] = Member("root", "root@example.com", ("admins",))
    monkeypatch.setattr(wiring, "_desk", fake)
    return fake


@pytest.fixture
def run(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return runs("people", monkeypatch, capsys)


def test_somebody_is_let_in_and_listed(run: Run, desk: FakeDesk) -> None:
    words = ("jo@example.com", "--name", "Jo Park", "--group", "agents", "--group", "managers", "--zone", "Asia/Tokyo")
    code, text = run("add", *words)
    assert (code, desk.directory.invitations) == (0, ["jo@example.com"])
    assert text.startswith("jo@example.com is in, as agents, managers: ")
    assert run("add", *words) == (code, text)
    assert "jo@example.com  Jo Park  agents, managers  " in run("list")[1]


def test_groups_and_address_change_on_both_sides(run: Run, desk: FakeDesk) -> None:
    assert run("groups", "keiko@example.com", "managers", "agents")[0] == 0
    assert run("email", "Keiko@example.com", "k@example.com") == (0, "keiko@example.com is k@example.com now.\n")
    assert desk.directory.get("kt") == Member("kt", "k@example.com", ("agents", "managers"))
    assert run("check") == (0, "The sign-in and the settings say the same of everybody.\n")


def test_somebody_goes_and_comes_back(run: Run, desk: FakeDesk) -> None:
    assert run("disable", "keiko@example.com") == (0, "keiko@example.com is shut out.\n")
    assert "keiko@example.com  Keiko  disabled  kt" in run("list")[1]
    assert desk.directory.signed_out == ["kt"]
    assert run("enable", "kt") == (0, "keiko@example.com is in again.\n")


def test_a_difference_is_said_and_is_exit_code_1(run: Run, desk: FakeDesk) -> None:
    desk.directory.set_groups("kt", ["admins"])
    code, text = run("check")
    assert (code, text) == (
        1,
        "keiko@example.com  signs in as admins, and is agents: set the groups again  kt\n",
    )
    run("groups", "keiko@example.com", "agents")
    assert run("check")[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("disable", "root@example.com"), "disabled: the desk would have no admin left"),
        (("groups", "root@example.com", "agents"), "groups: the desk would have no admin left"),
        (("groups", "keiko@example.com", "owners"), "groups[0]: "),
        (("disable", "nobody@example.com"), "There is nobody with the address"),
        (("add", "jo@example", "--name", "Jo"), "email: "),
        (("add", "jo@example.com", "--name", "Jo", "--phone", "0123"), "phone: "),
    ],
)
def test_what_cannot_be_is_said_with_its_field(run: Run, desk: FakeDesk, words: tuple[str, ...], said: str) -> None:
    before = desk.settings.current(fresh=True)
    code, text = run(*words)
    assert (code, said in text) == (1, True), text
    assert desk.settings.current(fresh=True) == before


def test_nobody_is_listed_on_a_new_desk(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = FakeDesk()
    monkeypatch.setattr(empty.settings, "current", lambda *, fresh=False: ())
    monkeypatch.setattr(wiring, "_desk", empty)
    assert run("list") == (0, "Nobody yet: desk people add\n")


def test_an_invitation_is_sent_again(run: Run, desk: FakeDesk) -> None:
    run("add", "jo@example.com", "--name", "Jo Park", "--language", "ja")
    assert run("invite", "jo@example.com") == (0, "The invitation is on its way to jo@example.com again.\n")
    assert [says.language for says in desk.directory.said] == ["ja", "ja"]
    code, text = run("invite", "keiko@example.com")
    assert (code, text.startswith("SignedInAlready: They have signed in already")) == (1, True)
