"""`desk settings pull | diff | push`: the same checks and the same dry run as the API's, in a terminal."""

import tomllib
from pathlib import Path

import pytest

from infra.ops import settings
from shared import wiring
from shared.usecases.inbound.ingest_post import ingest_post
from tests.builders import at, minutes, sighted
from tests.desk_command import Run, runs
from tests.fake_desk import FakeDesk

POLICY = """
[[policies]]
id = "default"
calendar = "always"
first_reply_minutes = {}
next_reply_minutes = 60
"""


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk()
    monkeypatch.setattr(wiring, "_desk", fake)
    return fake


@pytest.fixture
def run(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return runs("settings", monkeypatch, capsys)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text(POLICY.format(30), "utf-8")
    return path


def test_pull_writes_what_is_in_force_and_pushing_it_changes_nothing(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "now.toml"
    assert run("pull", str(path))[0] == 0
    assert run("diff", str(path)) == (0, "")
    assert run("push", str(path)) == (0, "Nothing differs; nothing was written.\n")
    code, text = run("pull")
    assert code == 0
    assert tomllib.loads(text) == tomllib.loads(path.read_text("utf-8"))
    assert [person["id"] for person in tomllib.loads(text)["people"]] == ["boss", "kt"]


def test_diff_shows_what_differs_and_exits_as_diff_does(run: Run, file: Path) -> None:
    code, said = run("diff", str(file))
    assert code == 1
    assert "-first_reply_minutes = 60" in said
    assert "+first_reply_minutes = 30" in said
    assert "next_reply_minutes = 60" in said
    file.write_text("[[policies]]\n", "utf-8")
    assert run("diff", str(file))[0] == 2
    file.write_text("nonsense", "utf-8")
    assert run("diff", str(file))[0] == 2


def test_diff_shows_a_document_that_is_new(run: Run, file: Path) -> None:
    file.write_text('[[teams]]\nid = "night"\nname = "Night"\n', "utf-8")
    code, said = run("diff", str(file))
    assert code == 1
    assert "team night (not there)" in said
    file.write_text('[[policies]]\nid = "empty"\n', "utf-8")
    assert run("diff", str(file)) == (1, "+++ policy empty (file), with nothing in it\n")


def test_C6_a_dry_run_says_what_would_move_and_pushing_moves_it(run: Run, file: Path, desk: FakeDesk) -> None:
    ingest_post(sighted(0), desk=desk)
    before = desk.only_ticket()
    code, said = run("push", str(file), "--dry-run")
    assert code == 0
    assert "1 running clocks would be measured anew: 1 earlier, 0 later, 0 become overdue." in said
    assert f"{before.id}: 2026-09-15 13:00:00Z -> 2026-09-15 12:30:00Z" in said
    assert said.endswith("1 documents would be written.\n")
    assert desk.only_ticket() == before
    code, said = run("push", str(file))
    assert code == 0
    assert "policy default: version 1" in said
    assert "1 running clocks measured anew" in said
    [clock] = desk.only_ticket().clocks
    assert clock.due_at == at(30)


def test_C6_what_takes_too_long_is_said_to_follow(
    run: Run, file: Path, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest_post(sighted(0), desk=desk)
    monkeypatch.setattr(settings, "LOOKED_AT_FOR", minutes(-1))
    monkeypatch.setattr(settings, "STAMPED_FOR", minutes(-1))
    assert "The 0 most urgent tickets were looked at; more are waiting." in run("push", str(file), "--dry-run")[1]
    assert "follow in the next minutes" in run("push", str(file))[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (POLICY.format(0), "policies[default].first_reply_minutes: 0 cannot stand here; it must be a number above 0"),
        ('[[calendars]]\nid = "c"\nzone = "UTC"\nweekly = {}\n', "calendars[c].weekly"),
        ("[[wishes]]\n", "wishes"),
        ("= nonsense", "settings.toml"),
    ],
)
def test_what_cannot_be_is_refused_with_the_path_and_exit_code_1(run: Run, file: Path, text: str, said: str) -> None:
    file.write_text(text, "utf-8")
    for words in (("push", str(file)), ("push", str(file), "--dry-run")):
        code, told = run(*words)
        assert code == 1
        assert said in told


def test_wrong_words_on_the_command_line_exit_with_2(run: Run, tmp_path: Path) -> None:
    assert run("push", str(tmp_path / "missing.toml"))[0] == 2
    assert run("pull", "--nonsense")[0] == 2


TEXTS = '''
[[texts]]
id = "overdue"

[texts.en]
text = """
Look:

{link}
"""
'''


def test_L7_texts_are_pulled_compared_and_pushed_as_they_read(run: Run, file: Path, tmp_path: Path) -> None:
    file.write_text(TEXTS, "utf-8")
    code, said = run("diff", str(file))
    assert (code, "+Look:\n" in said, "+{link}\n" in said) == (1, True, True)
    assert run("push", str(file))[0] == 0
    assert TEXTS.strip() in run("pull")[1]
    file.write_text(TEXTS.replace("{link}", "{lnk}"), "utf-8")
    code, said = run("push", str(file))
    assert code != 0
    assert "texts[overdue].en.text: has no field {lnk}" in said
    assert "Nothing was changed" in said


def test_a_text_with_a_carriage_return_comes_back_as_it_was(run: Run, file: Path, tmp_path: Path) -> None:
    file.write_text('[[texts]]\nid = "overdue"\n[texts.ja]\ntext = "a\\r\\n{link}"\n', "utf-8")
    assert run("push", str(file))[0] == 0
    assert run("pull", str(tmp_path / "now.toml"))[0] == 0
    assert run("diff", str(tmp_path / "now.toml")) == (0, "")
