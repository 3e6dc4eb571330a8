"""People come and go in the sign-in and in the settings at once, and what a crash leaves heals by doing it again."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.domain.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    SettingsMovedError,
    UnavailableError,
)
from shared.ports.people import Invitation, Member
from shared.ports.settings import Document
from shared.usecases.alerts.recipients import for_digest
from shared.usecases.notifications.send_digest import send_digest
from shared.usecases.people.compare_people import compare_people
from shared.usecases.people.manage_people import add_person, change_person, disable_person, enable_person
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings_changes.change_settings import change_settings
from shared.usecases.tickets.ensure_unclaimed import ensure_unclaimed
from shared.usecases.tickets.list_queue import QueueFilter, list_queue
from shared.usecases.tickets.ticket_actions import assign_ticket, claim_ticket
from tests.alerting import asked_desk, chase, deliver, queued_alerts
from tests.builders import minutes
from tests.fake_desk import KT, MANAGER, FakeDesk

ROOT = {"name": "Root", "email": "root@example.com", "groups": ["admins"]}
JO: dict[str, Any] = {
    "name": "Jo",
    "email": "jo@example.com",
    "groups": ["agents", "managers"],
    "phone": "+447700900001",
}


def with_admins(*names: str, **more: Any) -> FakeDesk:
    desk = FakeDesk(*(Document("person", name, 1, {**ROOT, "email": f"{name}@example.com"}) for name in names), **more)
    for name in names:
        desk.directory._members[name] = Member(name, f"{name}@example.com", ("admins",))
    return desk


@pytest.fixture
def desk() -> FakeDesk:
    return with_admins("root")


def add(desk: FakeDesk, **more: Any) -> Document:
    return add_person({**JO, **more}, by=None, desk=desk)


def member(desk: FakeDesk, sub: str) -> Member:
    found = desk.directory.get(sub)
    assert found is not None
    return found


def test_who_is_added_gets_an_invitation_their_groups_and_a_document_under_the_id_of_the_sign_in(
    desk: FakeDesk,
) -> None:
    document = add(desk)
    assert desk.directory.invitations == ["jo@example.com"]
    assert member(desk, document.id) == Member(document.id, "jo@example.com", ("agents", "managers"))
    assert document.body == JO
    assert desk_settings(desk).person(document.id) is not None
    assert compare_people(desk=desk) == ()


def test_the_same_again_changes_nothing_and_sends_nothing(desk: FakeDesk) -> None:
    assert add(desk) == add(desk)
    assert desk.directory.invitations == ["jo@example.com"]


def test_an_address_is_kept_in_small_letters_and_a_number_as_it_is_dialled_from_abroad(desk: FakeDesk) -> None:
    body = add(desk, email=" Jo@Example.COM ", phone="+44 7700 900001").body
    assert (body["email"], body["phone"]) == ("jo@example.com", "+447700900001")


def test_who_could_sign_in_already_is_taken_as_they_are(desk: FakeDesk) -> None:
    known = desk.directory.invite("jo@example.com", "Jo", Invitation("en"))
    desk.directory.disable(known.sub)
    document = add(desk)
    assert document.id == known.sub
    assert member(desk, known.sub) == Member(known.sub, "jo@example.com", ("agents", "managers"))
    assert desk.directory.invitations == ["jo@example.com"]


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"email": "keiko@example.com"}, "email"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@example.com\nBcc: b@example.com"}, "email"),
        ({"email": "a,b@example.com"}, "email"),
        ({"email": None}, "email"),
        ({"name": ""}, "name"),
        ({"name": "Jo\r\nSubject: x"}, "name"),
        ({"groups": ["owners"]}, "groups[0]"),
        ({"phone": "12345"}, "phone"),
        ({"phone": "+81 12"}, "phone"),
        ({"zone": "Mars"}, "zone"),
        ({"language": "fr"}, "language"),
        ({"shifts": {"mon": ["9-17"]}}, "shifts.mon[0]"),
        ({"colour": "red"}, "colour"),
        ({"disabled": True}, "disabled"),
    ],
)
def test_nobody_is_let_in_whose_document_cannot_be(desk: FakeDesk, more: dict[str, Any], path: str) -> None:
    before = desk.settings.current(fresh=True), desk.directory.everybody()
    with pytest.raises(InvalidError) as refused:
        add(desk, **more)
    assert refused.value.path == path
    assert " " in refused.value.sentence
    assert (desk.settings.current(fresh=True), desk.directory.everybody()) == before
    assert desk.directory.invitations == []


def test_somebody_of_the_desk_is_not_added_again_as_somebody_else(desk: FakeDesk) -> None:
    document = add(desk)
    with pytest.raises(InvalidError) as refused:
        add(desk, groups=["admins"])
    assert refused.value.path == "email"
    disable_person(document.id, by=None, desk=desk)
    with pytest.raises(InvalidError, match="enable"):
        add(desk)


def test_only_an_admin_changes_who_works_here(desk: FakeDesk) -> None:
    todo: list[Callable[[], object]] = [
        lambda: add_person(JO, by=desk.boss, desk=desk),
        lambda: change_person("kt", {"name": "K"}, by=desk.boss, desk=desk),
        lambda: disable_person("kt", by=desk.boss, desk=desk),
        lambda: enable_person("kt", by=desk.boss, desk=desk),
    ]
    for do in todo:
        with pytest.raises(ForbiddenError):
            do()
    assert desk.directory.invitations == []


def test_address_and_groups_change_on_both_sides(desk: FakeDesk) -> None:
    after = change_person("kt", {"email": "K@example.com", "groups": ["managers"]}, by=None, desk=desk)
    assert (after.version, after.body["email"], after.body["groups"]) == (2, "k@example.com", ["managers"])
    assert member(desk, "kt") == Member("kt", "k@example.com", ("managers",))
    assert compare_people(desk=desk) == ()


def test_a_field_is_taken_away_by_none_and_what_is_not_named_stays(desk: FakeDesk) -> None:
    body = change_person("boss", {"phone": None, "sign_off": "M"}, by=None, desk=desk).body
    assert body == {**{name: value for name, value in MANAGER.items() if name != "phone"}, "sign_off": "M"}


def test_an_address_that_somebody_has_is_refused_and_nothing_changes(desk: FakeDesk) -> None:
    desk.directory.invite("taken@example.com", "T", Invitation("en"))
    for email in ("mori@example.com", "taken@example.com"):
        with pytest.raises(InvalidError) as refused:
            change_person("kt", {"email": email, "groups": ["managers"]}, by=None, desk=desk)
        assert refused.value.path == "email"
    assert compare_people(desk=desk) == ()


def test_an_editor_who_comes_second_is_told_the_version(desk: FakeDesk) -> None:
    change_person("kt", {"sign_off": "K"}, version=1, by=None, desk=desk)
    with pytest.raises(SettingsMovedError) as moved:
        change_person("kt", {"sign_off": "KT"}, version=1, by=None, desk=desk)
    assert moved.value.version == 2


def test_nobody_can_be_changed_who_is_not_there(desk: FakeDesk) -> None:
    for do in (disable_person, enable_person):
        with pytest.raises(NotFoundError):
            do("gone", by=None, desk=desk)
    with pytest.raises(NotFoundError):
        change_person("gone", {}, by=None, desk=desk)


def test_who_is_disabled_can_sign_in_no_more_and_is_signed_out(desk: FakeDesk) -> None:
    for _ in range(2):
        assert disable_person("kt", by=None, desk=desk).body == {**KT, "disabled": True}
    assert not member(desk, "kt").enabled
    assert desk.directory.signed_out == ["kt", "kt"]
    assert compare_people(desk=desk) == ()
    for _ in range(2):
        assert enable_person("kt", by=None, desk=desk).body == KT
    assert member(desk, "kt") == Member("kt", "keiko@example.com", ("agents",))


def test_the_last_admin_can_be_neither_disabled_nor_put_into_other_groups(desk: FakeDesk) -> None:
    with pytest.raises(InvalidError, match="no admin left") as refused:
        disable_person("root", by=None, desk=desk)
    assert refused.value.path == "disabled"
    with pytest.raises(InvalidError, match="no admin left") as refused:
        change_person("root", {"groups": ["agents"]}, by=None, desk=desk)
    assert refused.value.path == "groups"
    assert member(desk, "root") == Member("root", "root@example.com", ("admins",))


def test_a_disabled_admin_is_none(desk: FakeDesk) -> None:
    heir = add(desk, groups=["admins"])
    disable_person(heir.id, by=None, desk=desk)
    with pytest.raises(InvalidError, match="no admin left"):
        disable_person("root", by=None, desk=desk)
    enable_person(heir.id, by=None, desk=desk)
    disable_person("root", by=None, desk=desk)


def test_of_two_admins_who_remove_each_other_at_once_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = with_admins("ann", "bob")
    put = desk.settings.put

    def meanwhile(documents: Any, **more: Any) -> None:
        """Bob removes Ann after Ann's removal of Bob was checked, and before it is written."""
        monkeypatch.setattr(desk.settings, "put", put)
        disable_person("ann", by=None, desk=desk)
        put(documents, **more)

    monkeypatch.setattr(desk.settings, "put", meanwhile)
    with pytest.raises(InvalidError, match="no admin left"):
        disable_person("bob", by=None, desk=desk)
    assert {person.id for person in desk_settings(desk, fresh=True).working} == {"bob", "boss", "kt"}
    assert member(desk, "bob").enabled


CALLS = ("invite", "set_groups", "change_email", "disable", "enable")


@pytest.mark.parametrize("broken", [*CALLS, "put"])
@pytest.mark.parametrize("what", ["add", "change", "disable", "enable"])
def test_what_a_crash_leaves_half_done_heals_by_doing_it_again(
    what: str, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = with_admins("root")
    if what == "enable":
        disable_person("kt", by=None, desk=desk)

    def do() -> Document:
        if what == "add":
            return add(desk)
        if what == "change":
            return change_person("kt", {"email": "k@example.com", "groups": ["managers"]}, by=None, desk=desk)
        return (disable_person if what == "disable" else enable_person)("kt", by=None, desk=desk)

    def crash(*_: object, **__: object) -> None:
        raise UnavailableError("The power went.")

    with monkeypatch.context() as patch:
        patch.setattr(desk.settings if broken == "put" else desk.directory, broken, crash)
        try:
            do()
        except UnavailableError:
            said = [each.email for each in compare_people(desk=desk)]
            assert set(said) <= {"jo@example.com", "keiko@example.com", "k@example.com"}
    do()
    assert compare_people(desk=desk) == ()
    assert desk.directory.invitations == (["jo@example.com"] if what == "add" else [])


def test_a_crash_while_somebody_is_disabled_leaves_them_without_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = with_admins("root")

    def crash(_: str) -> None:
        raise UnavailableError("The power went.")

    monkeypatch.setattr(desk.directory, "disable", crash)
    with pytest.raises(UnavailableError):
        disable_person("kt", by=None, desk=desk)
    assert desk_settings(desk, fresh=True).at_work("kt") is None
    assert [each.sentence for each in compare_people(desk=desk)] == [
        "is disabled, and can still sign in: disable them again"
    ]


def test_what_another_hand_changed_in_the_sign_in_is_named(desk: FakeDesk) -> None:
    desk.directory.set_groups("kt", ["admins"])
    desk.directory.change_email("boss", "b@example.com")
    desk.directory.disable("root")
    stranger = desk.directory.invite("stranger@example.com", "S", Invitation("en"))
    assert [each.email for each in compare_people(desk=desk)] == [
        "keiko@example.com",
        "mori@example.com",
        "root@example.com",
    ]
    desk.directory.set_groups(stranger.sub, ["admins"])
    assert "no document" in compare_people(desk=desk)[-1].sentence
    desk.settings.put([Document("person", "ghost", 1, {"name": "G", "email": "ghost@example.com"})])
    assert "cannot sign in" in compare_people(desk=desk)[0].sentence


def test_L2_what_was_assigned_to_who_left_is_told_to_the_team() -> None:
    team = Document("team", "t", 1, {"name": "T", "members": ["ren", "kt"]})
    ren = Document("person", "ren", 1, {"name": "Ren", "email": "ren@example.com"})
    policy = Document("policy", "default", 2, {"ladder": [{"step": "due", "whom": ["assignee"]}], "team": "t"})
    desk = asked_desk(team, ren, policy)
    ticket = assign_ticket(desk.only_ticket().id, "kt", by=desk.boss, desk=desk)
    disable_person("kt", by=None, desk=desk)
    chase(desk, 60.1)
    deliver(desk)
    assert [who for who, *_ in desk.mailer.mails] == ["ren"]
    listed = list_queue(QueueFilter(assignee="none"), me="boss", desk=desk)
    assert [row.id for row in listed.rows] == [ticket.id]
    assert (listed.counts["unassigned"].n, listed.rows[0].assignee) == (1, "kt")


def test_L2_a_manager_who_left_is_not_told_even_where_nobody_else_is_there() -> None:
    desk = asked_desk(Document("person", "second", 1, {"name": "S", "email": "s@example.com", "groups": ["managers"]}))
    disable_person("boss", by=None, desk=desk)
    chase(desk, 60.1)
    deliver(desk)
    assert {who for who, *_ in desk.mailer.mails} == {"second"}


def test_L5_what_is_collected_for_who_left_is_told_to_the_managers() -> None:
    desk = asked_desk()
    chase(desk, 60.1)
    [(ticket, alert)] = queued_alerts(desk)[-1:]
    desk.digests.collect("kt", for_digest(ticket, alert), desk.clock.now())
    disable_person("kt", by=None, desk=desk)
    assert send_digest("kt", desk=desk) == "sent"
    assert {who for who, *_ in desk.mailer.mails} == {"boss"}


def test_who_left_can_be_responsible_for_nothing() -> None:
    desk = asked_desk()
    disable_person("kt", by=None, desk=desk)
    with pytest.raises(InvalidError) as refused:
        assign_ticket(desk.only_ticket().id, "kt", by=desk.boss, desk=desk)
    assert refused.value.path == "assignee"


def test_R2_the_claim_of_who_left_keeps_nobody_from_writing() -> None:
    desk = asked_desk()
    ticket = claim_ticket(desk.only_ticket().id, by=desk.kt, desk=desk)
    with pytest.raises(ConflictError):
        ensure_unclaimed(desk.boss, ticket, desk=desk)
    disable_person("kt", by=None, desk=desk)
    desk.clock.forward(minutes(1))
    claimed = claim_ticket(ticket.id, by=desk.boss, desk=desk)
    assert claimed.claim is not None
    assert claimed.claim.by == "boss"


def put(desk: FakeDesk, ident: str, version: int, body: dict[str, Any]) -> object:
    return change_settings([Document("person", ident, version, body)], by=None, desk=desk, within=None)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"email": "k@example.com"}, "email"), ({"groups": ["admins"]}, "groups"), ({"disabled": True}, "disabled")],
)
def test_a_settings_document_alone_lets_nobody_in_or_out(change: dict[str, Any], field: str) -> None:
    desk = FakeDesk()
    with pytest.raises(InvalidError) as refused:
        put(desk, "kt", 1, {**KT, **change})
    assert refused.value.path == f"people[kt].{field}"
    assert "desk people" in refused.value.sentence
    put(
        desk,
        "kt",
        1,
        {**KT, "email": "Keiko@example.com", "sign_off": "KT", "away": [{"from": "2026-12-29", "to": "2027-01-03"}]},
    )


def test_a_settings_document_of_somebody_new_agrees_with_the_sign_in() -> None:
    desk = FakeDesk()
    with pytest.raises(InvalidError, match="desk people add") as refused:
        put(desk, "jo", 0, JO)
    assert refused.value.path == "people[jo]"
    known = desk.directory.invite("jo@example.com", "Jo", Invitation("en"))
    with pytest.raises(InvalidError) as refused:
        put(desk, known.sub, 0, JO)
    assert refused.value.path == f"people[{known.sub}].groups"
    desk.directory.set_groups(known.sub, JO["groups"])
    put(desk, known.sub, 0, JO)
    assert compare_people(desk=desk) == ()
