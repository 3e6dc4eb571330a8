"""Who may sign in: the fake and the user pool keep the same promises."""

import pytest

from shared.domain.errors import InvalidError, NotFoundError
from shared.ports.people import Directory, Invitation, Member

SAYS = Invitation("ja", "Root", ("acme_help",))


@pytest.fixture
def keiko(directory: Directory) -> Member:
    return directory.invite("keiko@example.com", "田中 Keiko", SAYS)


def test_who_was_invited_is_found_by_address_and_by_id_and_is_in_no_group_yet(
    directory: Directory, keiko: Member
) -> None:
    assert keiko == Member(keiko.sub, "keiko@example.com", (), enabled=True)
    assert directory.find("keiko@example.com") == directory.get(keiko.sub) == keiko
    assert list(directory.everybody()) == [keiko]


def test_who_was_not_invited_is_nobody(directory: Directory) -> None:
    assert directory.find("keiko@example.com") is None
    assert directory.get("5f0c9a4e-0000-4000-8000-000000000000") is None
    assert list(directory.everybody()) == []


def test_who_is_invited_twice_stays_who_they_are(directory: Directory, keiko: Member) -> None:
    directory.set_groups(keiko.sub, ["managers"])
    again = directory.invite("keiko@example.com", "Somebody Else", SAYS)
    assert (again.sub, again.groups) == (keiko.sub, ("managers",))
    assert len(directory.everybody()) == 1


def test_groups_are_those_and_no_others_and_can_be_said_twice(directory: Directory, keiko: Member) -> None:
    for groups in (["admins", "agents"], ["managers"], ["managers"], ["agents", "managers"]):
        directory.set_groups(keiko.sub, groups)
        found = directory.get(keiko.sub)
        assert found is not None
        assert set(found.groups) == set(groups)
    assert directory.everybody()[0].groups == ("agents", "managers")


def test_who_is_shut_out_stays_known_and_can_come_back(directory: Directory, keiko: Member) -> None:
    directory.set_groups(keiko.sub, ["agents"])
    for do, enabled in ((directory.disable, False), (directory.enable, True)):
        do(keiko.sub)
        do(keiko.sub)
        assert directory.get(keiko.sub) == Member(keiko.sub, "keiko@example.com", ("agents",), enabled=enabled)
        assert list(directory.everybody()) == [directory.get(keiko.sub)]


def test_a_new_address_takes_the_place_of_the_old_one(directory: Directory, keiko: Member) -> None:
    for _ in range(2):
        directory.change_email(keiko.sub, "k.tanaka@example.com")
    found = directory.find("k.tanaka@example.com")
    assert found is not None
    assert found.sub == keiko.sub
    assert directory.find("keiko@example.com") is None


def test_an_address_belongs_to_one(directory: Directory, keiko: Member) -> None:
    jo = directory.invite("jo@example.com", "Jo", SAYS)
    with pytest.raises(InvalidError) as refused:
        directory.change_email(jo.sub, "keiko@example.com")
    assert refused.value.path == "email"
    assert directory.find("keiko@example.com") == keiko


@pytest.mark.parametrize("what", ["disable", "enable", "set_groups", "change_email", "invite_again", "set_language"])
def test_nothing_can_be_done_to_nobody(directory: Directory, what: str) -> None:
    gone = "5f0c9a4e-0000-4000-8000-000000000000"
    more = {
        "set_groups": (["agents"],),
        "change_email": ("gone@example.com",),
        "invite_again": (SAYS,),
        "set_language": ("ja",),
    }.get(what, ())
    with pytest.raises(NotFoundError):
        getattr(directory, what)(gone, *more)


def test_a_language_is_changed_and_can_be_said_twice(directory: Directory, keiko: Member) -> None:
    for _ in range(2):
        directory.set_language(keiko.sub, "en")
    assert directory.get(keiko.sub) == keiko
