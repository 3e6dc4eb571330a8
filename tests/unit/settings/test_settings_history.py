"""Who saved a setting and when stays with each version; old versions can be read, compared and put back."""

from pathlib import Path
from typing import Any

import pytest

from shared import wiring
from shared.domain.errors import NotFoundError
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.people.manage_people import change_person
from shared.usecases.settings_changes.change_settings import change_settings
from shared.usecases.settings_changes.history import differences, version, versions
from tests.builders import minutes, sighted
from tests.desk_command import Run
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import call
from tests.unit.settings.test_settings import ADMIN, SOON, push
from tests.unit.settings.test_settings_command import run  # noqa: F401

VERSIONS = "/api/settings/policy/default/versions"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk()
    monkeypatch.setattr(wiring, "_desk", fake)
    return fake


def save(desk: FakeDesk, base: int, n: float, **more: Any) -> None:
    body = {"first_reply_minutes": n, "next_reply_minutes": 60, **more}
    change_settings([Document("policy", "default", base, body)], by=desk.boss, desk=desk, within=SOON)
    desk.clock.forward(minutes(10))


def read(path: str, groups: str = "[managers]", **query: str) -> Any:
    status, told = call("GET", path, groups=groups, **query)
    assert status == 200, told
    return told


def test_whoever_saved_a_version_and_when_is_kept_with_it(desk: FakeDesk) -> None:
    save(desk, 0, 30)
    push({"policies": [{"id": "default", "first_reply_minutes": 20}], "teams": [{"id": "t", "name": "T"}]}, desk)
    told = read(VERSIONS)
    assert [(each["version"], each["saved"]) for each in told["versions"]] == [
        (2, {"at": "2026-09-15T12:10:00.000Z", "by": None, "name": "command line"}),
        (1, {"at": "2026-09-15T12:00:00.000Z", "by": "boss", "name": "Mori"}),
        (0, None),
    ]
    assert told["next_before"] is None
    [policy] = read("/api/settings", kind="policy")["documents"]["policy"]
    assert (policy["version"], policy["saved"]["name"]) == (2, "command line")
    [team] = read("/api/settings", kind="team")["documents"]["team"]
    assert team["saved"]["by"] is None


def test_what_people_change_of_themselves_says_so_too(desk: FakeDesk) -> None:
    change_person("kt", {"sign_off": "KT2"}, by=ADMIN, desk=desk)
    assert read("/api/settings/person/kt/versions")["versions"][0]["saved"]["name"] == "Root"


def test_versions_say_field_by_field_what_they_changed(desk: FakeDesk) -> None:
    save(desk, 0, 30, ladder=[{"step": "warn", "at_percent": 80}, {"step": "due"}])
    save(desk, 1, 30, ladder=[{"step": "warn", "at_percent": 50}, {"step": "due"}], tags=["vip"])
    newest = read(VERSIONS)["versions"][0]
    assert newest["changes"] == [
        {"path": "ladder[0].at_percent", "before": 80, "after": 50},
        {"path": "tags", "before": None, "after": ["vip"]},
    ]


def test_versions_come_a_page_at_a_time(desk: FakeDesk) -> None:
    for base in range(7):
        save(desk, base, 30 + base)
    first = read(VERSIONS, limit="3")
    assert ([each["version"] for each in first["versions"]], first["next_before"]) == ([7, 6, 5], 5)
    assert first["versions"][-1]["changes"] == [{"path": "first_reply_minutes", "before": 33, "after": 34}]
    rest = read(VERSIONS, limit="50", before="5")
    assert ([each["version"] for each in rest["versions"]], rest["next_before"]) == ([4, 3, 2, 1, 0], None)
    assert [each.document.version for each in versions("policy", "default", before=0, desk=desk)] == []


def test_one_version_is_read_and_compared_with_another(desk: FakeDesk) -> None:
    for base, n in enumerate((30, 20, 10)):
        save(desk, base, n)
    third = read(f"{VERSIONS}/3")
    assert (third["kind"], third["id"], third["body"]["first_reply_minutes"]) == ("policy", "default", 10)
    assert third["changes"] == [{"path": "first_reply_minutes", "before": 20, "after": 10}]
    assert read(f"{VERSIONS}/3", against="1")["changes"][0]["before"] == 30
    assert read(f"{VERSIONS}/0")["body"]["first_reply_minutes"] == 60


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/settings/wish/default/versions", 400),
        ("/api/settings/policy/gone/versions", 404),
        (f"{VERSIONS}/9", 404),
        (f"{VERSIONS}/x", 404),
        (f"{VERSIONS}/-1", 404),
        ("/api/settings/policy/gone/versions/0", 404),
        ("/api/settings/wish/gone/versions/1", 400),
    ],
)
def test_what_is_not_there_is_said(desk: FakeDesk, path: str, status: int) -> None:
    save(desk, 0, 30)
    assert call("GET", path, groups="[managers]")[0] == status
    assert call("GET", VERSIONS, groups="[managers]", limit="0")[0] == 400
    assert call("GET", VERSIONS, groups="[managers]", limit="51")[0] == 400
    assert call("GET", VERSIONS, groups="[managers]", before="x")[0] == 400
    assert call("GET", VERSIONS, groups="[agents]")[0] == 403
    with pytest.raises(NotFoundError):
        version("team", "x", 0, desk=desk)


def restore(number: int, base: int, *, groups: str = "[managers]", **query: str) -> tuple[int, Any]:
    asked = {"version": number, "base": base}
    return call("POST", "/api/settings/policy/default/restore", asked, groups=groups, **query)


def test_C6_an_earlier_version_is_put_back_as_the_next_one_after_a_dry_run(desk: FakeDesk) -> None:
    save(desk, 0, 30)
    save(desk, 1, 90)
    ingest_post(sighted(20), desk=desk)
    status, would = restore(1, 2, dry_run="true")
    assert (status, would["earlier"], would["documents"]) == (
        200,
        1,
        [{"kind": "policy", "id": "default", "version": 3}],
    )
    assert read(VERSIONS)["versions"][0]["version"] == 2
    status, did = restore(1, 2)
    assert (status, did) == (200, {**would, "dry_run": False})
    newest = read(VERSIONS)["versions"][0]
    assert (newest["version"], newest["body"]["first_reply_minutes"], newest["saved"]["by"]) == (3, 30, "boss")
    clock = desk.only_ticket().running
    assert clock is not None
    assert clock.target == minutes(30)


def test_putting_back_is_held_to_the_version_that_was_seen_and_to_every_check(desk: FakeDesk) -> None:
    push({"calendars": [{"id": "office", "zone": "UTC", "weekly": {"mon": ["09:00-18:00"]}}]}, desk)
    save(desk, 0, 30, calendar="office")
    save(desk, 1, 20)
    push({"calendars": []}, desk)
    change_settings([Document("calendar", "office", 1, {"retired": True})], by=None, desk=desk, within=SOON)
    status, problem = restore(1, 2)
    assert (status, problem["path"]) == (400, "policies[default].calendar")
    status, problem = restore(0, 1)
    assert (status, problem["document"]["version"]) == (409, 2)
    assert restore(0, 2, groups="[agents]")[0] == 403
    assert restore(0, 2)[0] == 200


def test_a_version_of_a_retired_document_brings_it_back(desk: FakeDesk) -> None:
    push({"teams": [{"id": "t", "name": "T"}]}, desk)
    change_settings([Document("team", "t", 1, {"retired": True})], by=None, desk=desk, within=SOON)
    assert read("/api/settings", kind="team")["documents"]["team"] == []
    again = {"version": 1, "base": 2}
    assert call("POST", "/api/settings/team/t/restore", again, groups="[managers]")[0] == 200
    assert [team["id"] for team in read("/api/settings", kind="team")["documents"]["team"]] == ["t"]
    gone = {"version": 2, "base": 3}
    assert call("POST", "/api/settings/team/t/restore", gone, groups="[managers]")[0] == 200
    assert read("/api/settings", kind="team")["documents"]["team"] == []


def test_a_save_that_is_repeated_after_a_lost_answer_answers_with_what_it_did(desk: FakeDesk) -> None:
    wanted = {"documents": [{"kind": "policy", "id": "default", "version": 0, "body": {"first_reply_minutes": 30}}]}
    first = call("PUT", "/api/settings", wanted, groups="[managers]")
    assert call("PUT", "/api/settings", wanted, groups="[managers]") == first
    assert first[1]["documents"] == [{"kind": "policy", "id": "default", "version": 1}]
    assert call("PUT", "/api/settings", wanted, groups="[managers]", dry_run="true")[1]["documents"] == []
    assert [each["version"] for each in read(VERSIONS)["versions"]] == [1, 0]
    assert restore(0, 1)[1]["documents"] == restore(0, 1)[1]["documents"]


def test_it_is_not_repeated_for_somebody_else_nor_with_other_content_nor_from_another_version(desk: FakeDesk) -> None:
    def put(base: int, n: float, groups: str = "[managers]") -> int:
        body = {"first_reply_minutes": n}
        document = {"kind": "policy", "id": "default", "version": base, "body": body}
        return call("PUT", "/api/settings", {"documents": [document]}, groups=groups)[0]

    assert put(0, 30) == 200
    assert put(0, 30, "[admins]") == 409
    assert put(0, 20) == 409
    assert put(1, 20) == 200
    assert put(2, 30) == 200
    assert put(0, 30) == 409


def test_a_change_of_a_person_that_is_repeated_after_a_lost_answer_is_done_once(desk: FakeDesk) -> None:
    for fields, status in (({"sign_off": "K"}, 200), ({"sign_off": "K"}, 200), ({"sign_off": "X"}, 409)):
        assert call("PUT", "/api/people/kt", {"version": 1, **fields}, groups="[admins]")[0] == status
    assert [each["version"] for each in read("/api/settings/person/kt/versions")["versions"]] == [2, 1]


def test_two_bodies_differ_by_field_and_lists_of_words_as_a_whole() -> None:
    before = {"a": 1, "b": {"c": [1, 2], "d": 3}, "e": [{"x": 1}], "gone": True}
    after = {"a": 1, "b": {"c": [2], "d": 3}, "e": [{"x": 1}, {"x": 2}], "new": 0}
    assert [(each.path, each.before, each.after) for each in differences(before, after)] == [
        ("b.c", [1, 2], [2]),
        ("e", [{"x": 1}], [{"x": 1}, {"x": 2}]),
        ("new", None, 0),
        ("gone", True, None),
    ]


def test_the_command_line_lists_shows_and_puts_back(run: Run, desk: FakeDesk, tmp_path: Path) -> None:  # noqa: F811
    assert run("log") == (0, "Nothing was saved yet.\n")
    save(desk, 0, 30)
    save(desk, 1, 20)
    assert run("log") == (0, "policy default: version 2, 2026-09-15 12:10:00Z by Mori\n")
    assert run("log", "policy", "default") == (
        0,
        (
            "version 2, 2026-09-15 12:10:00Z by Mori\n"
            "  first_reply_minutes: 30 -> 20\n"
            "version 1, 2026-09-15 12:00:00Z by Mori\n"
            "  first_reply_minutes: 60 -> 30\n"
            "  calendar: 'always' -> (nothing)\n"
            "version 0, built in\n"
            "  calendar: (nothing) -> 'always'\n"
            "  first_reply_minutes: (nothing) -> 60\n"
            "  next_reply_minutes: (nothing) -> 60\n"
        ),
    )
    code, said = run("show", "policy", "default", "--version", "1")
    assert (code, "first_reply_minutes = 30" in said, "by Mori" in said) == (0, True, True)
    assert run("show", "policy", "default", "--against", "1") == (0, "  first_reply_minutes: 30 -> 20\n")
    assert "would be as in version 1" in run("restore", "policy", "default", "1", "--dry-run")[1]
    assert "is as in version 1" in run("restore", "policy", "default", "1")[1]
    assert run("restore", "policy", "default", "1") == (0, "Nothing differs; nothing was written.\n")
    assert "by command line" in run("log", "policy", "default", "--limit", "1")[1]
    assert run("restore", "policy", "default", "9")[0] == 1
    code, said = run("show", "polcy", "default")
    assert (code, "did you mean 'policy'" in said) == (1, True)


def test_the_command_line_says_what_there_is_to_retire(run: Run, desk: FakeDesk) -> None:  # noqa: F811
    push({"teams": [{"id": "night", "name": "Night"}]}, desk)
    assert "did you mean 'night'" in run("retire", "team", "nihgt")[1]
    assert "did you mean 'team'" in run("retire", "teams", "night")[1]


def test_C8_the_command_line_names_what_can_hardly_be_meant(run: Run, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "settings.toml"
    file.write_text('[[policies]]\nid = "all"\n\n[[policies]]\nid = "direct"\nchannels = ["direct"]\n', "utf-8")
    for words in (("--dry-run",), ()):
        assert "warning: policies[direct]: can never match" in run("push", str(file), *words)[1]
    file.write_text('[[policies]]\nid = "direct"\nchannels = ["direct"]\n\n[[policies]]\nid = "all"\n', "utf-8")
    code, said = run("diff", str(file))
    assert (code, "order policy" in said) == (1, True)
    assert "order policy: version 1\n1 documents written" in run("push", str(file))[1]
    assert run("diff", str(file)) == (0, "")
