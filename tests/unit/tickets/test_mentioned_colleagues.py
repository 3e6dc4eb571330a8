"""Whom a note calls by `@` and a handle, and what the composer may offer."""

from typing import Any

import pytest

from shared import wiring
from shared.domain.errors import InvalidError
from shared.domain.notifications.mentioned_colleagues import handle_of, mentioned_in
from shared.domain.settings.desk import Person
from shared.ports.settings import Document
from shared.usecases.settings.documents import settings_from
from tests.fake_desk import KT, FakeDesk
from tests.unit.api.test_api import call

PEOPLE = (
    Person("1", "Keiko Tanaka", "keiko@example.com", sign_off="KT"),
    Person("2", "田中 太郎", "taro.tanaka@example.com", mention="田中"),
    Person("3", "田中太郎次", "jiro@example.com"),
    Person("4", "Ken Todd", "ken@example.com", sign_off="KT"),
    Person("5", "Ken", "ken@other.example.com", mention="k-2"),
    Person("6", "Sam", "", sign_off=""),
)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@keiko please look", "1"),
        ("@KEIKO, @Keiko and ＠ｋｅｉｋｏ", "1"),
        ("see above (@keiko)", "1"),
        ("@KeikoTanaka", "1"),
        ("@keiko@example.com", "1"),
        ("田中さんへ@keikoさん、", "1"),
        ("@田中さん お願いします", "2"),
        ("@田中太郎次さん", "3"),
        ("@田中太郎さん", "2"),
        ("@taro.tanaka.", "2"),
        ("@k-2!", "5"),
        ("@sam @jiro", "63"),
        ("@keikos and @keiko_s", ""),
        ("@KT", ""),
        ("@ken", ""),
        ("@ken@other.example.com", "5"),
        ("write to keiko@example.com", ""),
        ("orders@keiko.example", ""),
        ("@ keiko", ""),
        ("@", ""),
        ("@@keiko", "1"),
        ("keiko", ""),
    ],
)
def test_a_note_calls_the_people_whose_handle_stands_behind_an_at(text: str, called: str) -> None:
    assert [person.id for person in mentioned_in(text, PEOPLE)] == list(called)


def test_the_handle_that_is_offered_calls_its_person_and_nobody_else() -> None:
    offered = {person.id: handle_of(person, PEOPLE) for person in PEOPLE}
    assert offered == {
        "1": "keiko",
        "2": "田中",
        "3": "jiro",
        "4": "KenTodd",
        "5": "k-2",
        "6": "Sam",
    }
    for person in PEOPLE:
        assert mentioned_in(f"@{offered[person.id]} hello", PEOPLE) == (person,)


def test_who_can_be_told_apart_from_nobody_has_no_handle() -> None:
    twins = (Person("1", "Sam", "sam@example.com"), Person("2", "Sam", "sam@example.com"))
    assert [handle_of(twin, twins) for twin in twins] == ["", ""]
    assert mentioned_in("@sam", twins) == ()


def test_agents_are_told_who_there_is_and_no_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    away = [{"from": "2026-09-01", "to": "2026-09-30"}]
    desk = FakeDesk(Document("person", "ann", 1, {"name": "Ann", "email": "a@example.com", "away": away}))
    monkeypatch.setattr(wiring, "_desk", desk)
    status, told = call("GET", "/api/people", groups="[agents]")
    assert status == 200
    assert told["people"] == [
        {"sub": "ann", "name": "Ann", "handle": "a", "language": "en", "present": False},
        {"sub": "kt", "name": "Keiko", "handle": "keiko", "language": "ja", "present": True},
        {"sub": "boss", "name": "Mori", "handle": "mori", "language": "en", "present": True},
    ]
    assert call("GET", "/api/people", groups="[]")[0] == 403


@pytest.mark.parametrize("mention", ["two words", "@kt", "x" * 41, "line\n"])
def test_a_mention_is_one_word(mention: str) -> None:
    with pytest.raises(InvalidError) as refused:
        settings_from([person("kt", mention)])
    assert refused.value.path == "people[kt].mention"


def test_two_people_cannot_have_one_mention() -> None:
    with pytest.raises(InvalidError, match="'kt' has the same one") as refused:
        settings_from([person("kt", "ＫＴ"), person("other", "kt"), person("third", "")])
    assert refused.value.path == "people[other].mention"


def person(ident: str, mention: Any) -> Document:
    return Document("person", ident, 1, {**KT, "mention": mention})
