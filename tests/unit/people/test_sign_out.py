"""A token of before somebody was disabled stays dead once they are let back in, however long it runs."""

from typing import Any

import pytest

from functions.desk_api import app
from shared import wiring
from shared.domain.errors import InvalidError, SignedOutError
from shared.domain.settings.desk import Person
from shared.ports.people import Member
from shared.ports.settings import Document
from shared.usecases.people.compare_people import compare_people
from shared.usecases.people.manage_people import add_person, change_person, disable_person, enable_person
from shared.usecases.settings.current_person import current_person
from shared.usecases.settings.sign_out import check_session
from shared.usecases.settings_changes.change_settings import change_settings, settings_in_force
from shared.usecases.settings_changes.history import restore, versions
from tests.builders import NOON, minutes
from tests.fake_desk import KT, FakeDesk
from tests.unit.api.test_any_request import event

CHIEF = {"name": "Chief", "email": "chief@example.com", "groups": ["admins"]}
NOON_S = int(NOON.timestamp())


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk(Document("person", "chief", 1, CHIEF))
    fake.directory._members["chief"] = Member("chief", "chief@example.com", ("admins",))
    monkeypatch.setattr(wiring, "_desk", fake)
    return fake


def asks(sub: str = "kt", **claims: Any) -> int:
    asked = event("GET", "/api/me", sub=sub)
    asked["requestContext"]["authorizer"]["jwt"]["claims"] |= claims
    return int(app.handler(asked, None)["statusCode"])


def disabled_and_enabled(desk: FakeDesk) -> None:
    """At noon and ten seconds, and a minute later."""
    desk.clock.forward(minutes(1 / 6))
    disable_person("kt", by=None, desk=desk)
    desk.clock.forward(minutes(1))
    enable_person("kt", by=None, desk=desk)


def test_a_token_of_before_stays_dead_and_one_of_a_new_sign_in_is_good(desk: FakeDesk) -> None:
    assert asks(auth_time=str(NOON_S), iat=str(NOON_S)) == 200
    disabled_and_enabled(desk)
    assert asks(auth_time=str(NOON_S), iat=str(NOON_S)) == 401
    assert asks(auth_time=str(NOON_S + 70), iat=str(NOON_S + 70)) == 200


def test_a_token_that_was_renewed_is_as_old_as_its_session(desk: FakeDesk) -> None:
    disabled_and_enabled(desk)
    assert asks(auth_time=str(NOON_S), iat=str(NOON_S + 100)) == 401
    assert asks(iat=str(NOON_S + 100)) == 200
    assert asks(iat=str(NOON_S)) == 401


@pytest.mark.parametrize(
    "claims",
    [{}, *({"auth_time": said} for said in ("", "x", "²", "nan", "Infinity", "1e400", 10**400)), {"iat": []}],
    ids=lambda claims: str(claims)[:20],
)
def test_a_token_that_does_not_say_when_it_is_from_is_refused_to_who_was_signed_out(
    desk: FakeDesk, claims: dict[str, Any]
) -> None:
    assert asks(**claims) == 200
    disabled_and_enabled(desk)
    assert asks(**claims) == 401


@pytest.mark.parametrize("said", [NOON_S + 70, str(NOON_S + 70), f"{NOON_S + 70:.9E}", f"{NOON_S + 70}.0"])
def test_a_gateway_may_write_the_instant_as_it_likes(desk: FakeDesk, said: object) -> None:
    disabled_and_enabled(desk)
    assert asks(auth_time=said) == 200


def test_the_second_in_which_somebody_was_disabled_counts_as_before(desk: FakeDesk) -> None:
    disabled_and_enabled(desk)
    assert (asks(auth_time=str(NOON_S + 10)), asks(auth_time=str(NOON_S + 11))) == (401, 200)


def test_while_they_are_disabled_nothing_is_theirs_whatever_the_token(desk: FakeDesk) -> None:
    disable_person("kt", by=None, desk=desk)
    assert asks(auth_time=str(NOON_S + 100)) == 403


def test_disabling_twice_moves_nothing_and_disabling_again_later_does(desk: FakeDesk) -> None:
    disabled_and_enabled(desk)
    first = signed_out_at(desk)
    for _ in range(2):
        desk.clock.forward(minutes(5))
        disable_person("kt", by=None, desk=desk)
    again = signed_out_at(desk)
    assert again - first == minutes(6)
    enable_person("kt", by=None, desk=desk)
    assert signed_out_at(desk) == again


def signed_out_at(desk: FakeDesk) -> Any:
    person = current_person("kt", desk=desk)
    assert person is not None
    return person.signed_out_at


def test_no_file_no_change_and_no_request_sets_shows_or_takes_the_instant_away(desk: FakeDesk) -> None:
    disabled_and_enabled(desk)
    before = signed_out_at(desk)
    [shown] = [d for d in settings_in_force(desk=desk) if d.id == "kt"]
    assert shown.body == KT
    assert change_settings([shown], by=None, desk=desk, within=None).documents == ()
    for body in (
        KT | {"sign_off": "K"},
        KT | {"signed_out_at": None},
        KT | {"signed_out_at": "2020-01-01T00:00:00+00:00"},
    ):
        version = next(d.version for d in settings_in_force(desk=desk) if d.id == "kt")
        change_settings([Document("person", "kt", version, body)], by=None, desk=desk, within=None)
        assert signed_out_at(desk) == before
    assert change_person("kt", {"sign_off": "KT"}, by=None, desk=desk).body == KT | {"sign_off": "KT"}
    assert signed_out_at(desk) == before
    with pytest.raises(InvalidError) as refused:
        change_person("kt", {"signed_out_at": None}, by=None, desk=desk)
    assert refused.value.path == "signed_out_at"
    with pytest.raises(InvalidError) as refused:
        add_person(KT | {"signed_out_at": None}, by=None, desk=desk)
    assert refused.value.path == "signed_out_at"


def test_a_version_that_is_put_back_brings_no_old_instant_back(desk: FakeDesk) -> None:
    disabled_and_enabled(desk)
    before = signed_out_at(desk)
    told = versions("person", "kt", desk=desk)
    assert all("signed_out_at" not in each.document.body for each in told)
    change_person("kt", {"sign_off": "KT"}, by=None, desk=desk)
    restore(
        "person",
        "kt",
        told[0].document.version,
        base=told[0].document.version + 1,
        by=None,
        desk=desk,
        within=minutes(1),
    )
    assert signed_out_at(desk) == before


def test_somebody_who_is_added_again_as_they_are_keeps_it(desk: FakeDesk) -> None:
    disabled_and_enabled(desk)
    before = signed_out_at(desk)
    assert add_person(KT, by=None, desk=desk).body == KT
    assert signed_out_at(desk) == before
    assert compare_people(desk=desk) == ()


def test_nobody_else_is_signed_out(desk: FakeDesk) -> None:
    disabled_and_enabled(desk)
    assert asks("boss", auth_time="1") == 200
    check_session(Person("new", "New", "new@example.com"), {})


def test_the_refusal_says_what_to_do(desk: FakeDesk) -> None:
    disabled_and_enabled(desk)
    person = current_person("kt", desk=desk)
    assert person is not None
    with pytest.raises(SignedOutError, match="sign in again"):
        check_session(person, {})
