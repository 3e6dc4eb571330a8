"""What would be accepted and could not do its job is refused when it is saved, or stored in the one form that the page
can draw; what was accepted before stays readable."""

from typing import Any

import pytest

from shared.domain.errors import InvalidError
from shared.ports.settings import Document
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings.kinds import path_of
from shared.usecases.settings_changes.change_settings import change_settings
from tests.fake_desk import KT, FakeDesk
from tests.unit.settings.test_settings import SOON, push

WEEK = {"mon": ["09:00-18:00"]}
ACCOUNT: dict[str, Any] = {"network": "x", "network_id": "42", "username": "acme_jp", "name": "Acme"}


def refused(kind: str, ident: str, version: int, body: dict[str, Any]) -> InvalidError:
    with pytest.raises(InvalidError) as fault:
        change_settings([Document(kind, ident, version, body)], by=None, desk=FakeDesk(), within=SOON)
    return fault.value


def saved(kind: str, ident: str, version: int, body: dict[str, Any]) -> Any:
    [document] = change_settings(
        [Document(kind, ident, version, body)], by=None, desk=FakeDesk(), within=SOON
    ).documents
    return document.body


@pytest.mark.parametrize(
    ("kind", "body", "field", "given"),
    [
        ("policy", {"first_reply_minutes": 1e-9}, "first_reply_minutes", "1e-09"),
        ("policy", {"next_reply_minutes": 0.05}, "next_reply_minutes", "0.05"),
        ("policy", {"first_reply_minutes": 1e12}, "first_reply_minutes", "1000000000000.0"),
        ("policy", {"tags": [""]}, "tags[0]", "''"),
        ("policy", {"tags": ["a", "x" * 41]}, "tags[1]", "xxx"),
        ("desk", {"join_public_days": 1e-9}, "join_public_days", "1e-09"),
        ("desk", {"done_after_days": 1e-9}, "done_after_days", "1e-09"),
        ("desk", {"retention_days": 0.001}, "retention_days", "0.001"),
        ("desk", {"reopen_hours": 1e-9}, "reopen_hours", "1e-09"),
        ("desk", {"monthly_usd": 1e-9}, "monthly_usd", "1e-09"),
        ("desk", {"ignored_authors": ["@"]}, "ignored_authors[0]", "'@'"),
        ("desk", {"ignored_authors": ["＠"]}, "ignored_authors[0]", "'＠'"),
        ("desk", {"ignored_authors": ["a", "two words"]}, "ignored_authors[1]", "'two words'"),
        ("desk", {"thanks": ["thanks", "🙏"]}, "thanks[1]", "🙏"),
        ("account", ACCOUNT | {"network_id": "042"}, "network_id", "'042'"),
        ("account", ACCOUNT | {"name": "  "}, "name", "'  '"),
        ("team", {"name": ""}, "name", "''"),
        ("team", {"name": "x" * 201}, "name", "xxx"),
        ("calendar", {"zone": "UTC", "weekly": WEEK, "name": {}}, "name", "{}"),
        ("template", {"name": "T", "text": "x", "tags": [" "]}, "tags[0]", "''"),
    ],
)
def test_what_cannot_do_its_job_is_refused_with_what_was_given(
    kind: str, body: dict[str, Any], field: str, given: str
) -> None:
    ident = "desk" if kind == "desk" else "new"
    fault = refused(kind, ident, 0, body)
    assert fault.path == f"{path_of(Document(kind, ident, 0, {}))}.{field}"
    assert given in fault.sentence
    assert "must" in fault.sentence


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("colour", "there is no such field; there are name, members"),
        ("member", "there is no such field; did you mean members? There are name, members"),
    ],
)
def test_a_field_that_there_is_not_is_refused_with_those_that_there_are(field: str, said: str) -> None:
    fault = refused("team", "support", 0, {"name": "Support", field: "x"})
    assert (fault.path, fault.sentence) == (f"teams[support].{field}", said)


@pytest.mark.parametrize(
    ("kind", "ident", "version", "body", "path", "said"),
    [
        ("person", "kt", 1, {**KT, "groups": ["boss"]}, "people[kt].groups[0]", "one of admins, agents, managers"),
        ("policy", "default", 0, {"channels": ["letter"]}, "policies[default].channels[0]", "one of direct, public"),
    ],
)
def test_what_may_stand_there_is_listed_where_it_is_a_choice(
    kind: str, ident: str, version: int, body: dict[str, Any], path: str, said: str
) -> None:
    fault = refused(kind, ident, version, body)
    assert (fault.path, said in fault.sentence) == (path, True), fault.sentence


def test_somebody_without_a_group_is_disabled_instead() -> None:
    fault = refused("person", "kt", 1, {**KT, "groups": []})
    assert (fault.path, "disable" in fault.sentence) == ("people[kt].groups", True)


@pytest.mark.parametrize(
    ("phone", "said"),
    [
        ("+81901234567", "takes no SMS"),
        ("+8190123456789", "takes no SMS"),
        ("+81312345678", "takes no SMS"),
        ("+81120123456", "takes no SMS"),
        ("+815012345678", "takes no SMS"),
        ("+442079460000", "takes no SMS"),
        ("+11111111111", "takes no SMS"),
        ("+81 90-1234-5678", "+819012345678"),
        ("090-1234-5678", "country's code"),
    ],
)
def test_a_number_to_which_no_sms_goes_is_refused(phone: str, said: str) -> None:
    fault = refused("person", "kt", 1, {**KT, "phone": phone})
    assert fault.path == "people[kt].phone"
    assert said in fault.sentence
    assert phone[:6] in fault.sentence


def test_whoever_changes_a_name_need_not_find_another_phone_first() -> None:
    landline = Document("person", "kt", 2, {**KT, "phone": "+81312345678"})
    desk = FakeDesk(landline)
    renamed = Document("person", "kt", 2, {**landline.body, "name": "Keiko T."})
    assert change_settings([renamed], by=None, desk=desk, within=SOON).documents


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("9:00 - 18:00", "09:00-18:00"),
        ("９：００〜１８：００", "09:00-18:00"),
        ("22:00–6:00", "22:00-06:00"),
        ("18:00-0:00", "18:00-24:00"),
    ],
)
def test_hours_are_stored_as_the_page_draws_them(written: str, stored: str) -> None:
    days = [{"date": "20260203", "hours": [written], "name": "節分"}]
    presets = ["obon", {"name": "own", "from": "8-1", "to": "０８-０５"}]
    calendar = {"zone": "Asia/Tokyo", "weekly": {"mon": [written]}, "special_days": days, "presets": presets}
    assert saved("calendar", "office", 0, calendar) == {
        "zone": "Asia/Tokyo",
        "weekly": {"mon": [stored]},
        "special_days": [{"date": "2026-02-03", "hours": [stored], "name": "節分"}],
        "presets": ["obon", {"name": "own", "from": "08-01", "to": "08-05"}],
    }
    person = {
        **KT,
        "shifts": {"tue": [written]},
        "quiet": [written],
        "away": [{"from": "20260203", "to": "2026-W06-3"}],
    }
    body = saved("person", "kt", 1, person)
    assert (body["shifts"], body["quiet"]) == ({"tue": [stored]}, [stored])
    assert body["away"] == [{"from": "2026-02-03", "to": "2026-02-04"}]


def test_names_and_tags_stand_once_and_without_spaces_around_them() -> None:
    assert saved("policy", "p", 0, {"tags": [" vip ", "vip", "two  words"]})["tags"] == ["vip", "two words"]
    assert saved("team", "t", 0, {"name": "T", "members": ["kt", "boss", "kt"]})["members"] == ["kt", "boss"]


def test_what_was_stored_before_reads_as_the_page_draws_it_and_saving_it_again_changes_nothing() -> None:
    old = {"zone": "UTC", "weekly": {"mon": ["9:00 - 18:00"]}, "special_days": [{"date": "20260203", "hours": []}]}
    desk = FakeDesk(Document("calendar", "office", 1, old))
    assert push({"calendars": [{"id": "office", **old}]}, desk).documents == ()
    assert desk_settings(desk).calendar("office").weekly[0][0].opens == 540


def test_what_was_stored_before_it_was_refused_is_read_all_the_same() -> None:
    tiny = Document("policy", "tiny", 1, {"first_reply_minutes": 1e-9, "tags": [""], "ladder": []})
    desk = FakeDesk(tiny, Document("team", "t", 1, {"name": ""}), Document("desk", "desk", 1, {"thanks": ["🙏"]}))
    assert desk_settings(desk).policy("tiny") is not None


@pytest.mark.parametrize(
    ("file", "path", "said"),
    [
        (
            {"teams": [{"id": "night", "name": "Night"}], "policies": [{"id": "default", "team": "night"}]},
            "policies[default].team",
            "nobody works",
        ),
        (
            {
                "teams": [{"id": "night", "name": "Night"}],
                "policies": [{"id": "default", "ladder": [{"step": "due", "whom": ["managers", "team:night"]}]}],
            },
            "policies[default].ladder[0].whom[1]",
            "nobody works",
        ),
        (
            {"teams": [{"id": "night", "name": "Night"}], "keyword_rules": [{"id": "r", "words": ["x"], "notify": ["team:night"]}]},
            "keyword_rules[r].notify[0]",
            "nobody works",
        ),
        ({"keyword_rules": [{"id": "r", "words": ["x"]}]}, "keyword_rules[r]", "does nothing"),
        (
            {"policies": [{"id": "default", "ladder": [{"step": "a"}, {"step": "b", "whom": ["managers"]}]}]},
            "policies[default].ladder[0]",
            "never fires",
        ),
        (
            {
                "calendars": [
                    {"id": "fair", "zone": "UTC", "weekly": {}, "special_days": [{"date": "2026-12-01", "hours": ["09:00-18:00"]}]}
                ]
            },
            "calendars[fair].weekly",
            "2026-12-01",
        ),
    ],
)  # fmt: skip
def test_C8_what_works_otherwise_than_it_reads_is_named(file: dict[str, Any], path: str, said: str) -> None:
    [warning] = [each for each in push(file, FakeDesk()).warnings if each.path == path]
    assert said in warning.sentence


def test_C8_a_team_whose_last_member_is_disabled_is_named_where_it_was_to_be_told() -> None:
    desk = FakeDesk()
    push({"teams": [{"id": "t", "name": "T", "members": ["kt"]}], "policies": [{"id": "default", "team": "t"}]}, desk)
    left = [Document("person", "kt", 1, {**KT, "disabled": True})]
    told = change_settings(left, by=None, desk=desk, within=SOON, with_sign_in=True)
    assert [each.path for each in told.warnings] == ["policies[default].team"]


def test_N1_an_account_is_on_a_network_that_the_desk_knows_and_named_as_that_network_names_accounts() -> None:
    elsewhere = refused("account", "jp", 0, ACCOUNT | {"network": "myspace"})
    assert (elsewhere.path, elsewhere.sentence) == (
        "accounts[jp].network",
        "there is no network 'myspace'; there are x",
    )
    for name, given, meaning in (
        ("network_id", "did:plc:abc", "it must be the account's user id on X, 1 to 20 digits in quotes"),
        ("username", "acme.example", "it must be the account's handle without the @: letters, digits and _"),
        ("username", "", "it must be the account's handle without the @: letters, digits and _"),
    ):
        fault = refused("account", "jp", 0, ACCOUNT | {name: given})
        assert fault.path == f"accounts[jp].{name}"
        assert meaning in fault.sentence


def test_N2_an_account_whose_id_its_network_would_not_give_stays_readable() -> None:
    desk = FakeDesk(Document("account", "jp", 1, ACCOUNT | {"network": "myspace", "network_id": "did:plc:abc.$/"}))
    assert desk_settings(desk).account("jp").network_id == "did:plc:abc.$/"
