"""A refusal of settings says the field with its index, what was given, what may stand there, and an example."""

import re
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from shared.domain.errors import InvalidError
from shared.domain.text.suggestions import listed, nearest, shown
from shared.ports.settings import Document
from shared.usecases.settings.document_errors import read_as
from shared.usecases.settings.kinds import SHAPES
from shared.usecases.settings_changes.change_settings import change_settings
from tests.fake_desk import KT, FakeDesk
from tests.unit.settings.test_settings import OFFICE, SOON, push

REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"people": [{"id": "kt", **KT, "groups": ["boss"]}]}, "people[kt].groups[0]", "one of admins, agents, managers"),
    ({"people": [{"id": "kt", **KT, "groups": ["manager"]}]}, "people[kt].groups[0]", "did you mean 'managers'"),
    ({"people": [{"id": "kt", **KT, "shifts": {"mon": ["09:00-18:00", 5]}}]}, "people[kt].shifts.mon[1]", "5 cannot"),
    ({"people": [{"id": "kt", **KT, "away": [{"from": "x"}]}]}, "people[kt].away[0].to", "is missing"),
    ({"people": [{"id": "kt", "name": "K"}]}, "people[kt].email", "'keiko@example.com'"),
    ({"policies": [{"id": "p", "team": 5}]}, "policies[p].team", "5 cannot stand here; it must be the id of a team"),
    ({"policies": [{"id": "p", "calender": "always"}]}, "policies[p].calender", "did you mean calendar?"),
    ({"policies": [{"id": "p", "wish": 1}]}, "policies[p].wish", "there are calendar, first_reply_minutes"),
    ({"policies": [{"id": "p", "ladder": [{"step": "a"}, {"step": "B 1"}]}]}, "policies[p].ladder[1].step", "small letters"),
    ({"policies": [{"id": "p", "ladder": [{"step": "a", "whom": ["boss"]}]}]}, "policies[p].ladder[0].whom[0]", "team:ID"),
    ({"policies": [{"id": "p", "ladder": [{"step": "a", "whom": ["managers", "team:x"]}]}]}, "policies[p].ladder[0].whom[1]", "'x'"),
    ({"policies": [{"id": "p", "calendar": "alway"}]}, "policies[p].calendar", "did you mean 'always'"),
    ({"policies": [{"id": "p", "first_reply_minutes": "30"}]}, "policies[p].first_reply_minutes", "'30' cannot"),
    ({"policies": [{"id": "p", "channels": "public"}]}, "policies[p].channels", "['direct']"),
    ({"policies": [{"id": "a b"}]}, "policies[a b]", "such as 'acme_help'"),
    ({"desk": {"language": "jp"}}, "desk.language", "one of en, ja"),
    ({"desk": {"undo_seconds": 61}}, "desk.undo_seconds", "a number from 0 to 60, such as 5"),
    ({"desk": {"prices": {"x": {"post": 101}}}}, "desk.prices.x.post", "101 cannot"),
    ({"keyword_rules": [{"id": "r", "words": []}]}, "keyword_rules[r].words", "such as 'refund'"),
    ({"keyword_rules": [{"id": "r", "words": ["x"], "accounts": ["acm"]}]}, "keyword_rules[r].accounts[0]", "did you mean 'acme'"),
    ({"teams": [{"id": "t", "name": "T", "members": ["kt", "bos"]}]}, "teams[t].members[1]", "did you mean 'boss'"),
    ({"calendars": [{"id": "c", **OFFICE, "holidays": {"country": "UK"}}]}, "calendars[c].holidays.country", "'GB'"),
    ({"calendars": [{"id": "c", **OFFICE, "weekly": {"mo": []}}]}, "calendars[c].weekly.mo", "did you mean mon?"),
    ({"calendars": [{"id": "c", **OFFICE, "weekly": {"mon": "09:00-18:00"}}]}, "calendars[c].weekly.mon", "a list"),
    ({"calendars": [{"id": "c", **OFFICE, "zone": 9}]}, "calendars[c].zone", "9 cannot stand here"),
    ({"policy": []}, "policy", "did you mean 'policies'"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "path", "said"), REFUSED)
def test_a_refusal_helps_whoever_wrote_it(file: dict[str, Any], path: str, said: str) -> None:
    with pytest.raises(InvalidError) as refused:
        push(file, FakeDesk())
    assert refused.value.path == path
    assert said in refused.value.sentence
    assert not re.search(r"[\^$]|\\|`(str|int|float|array|null)", refused.value.sentence)


ODD: tuple[Any, ...] = (None, True, 5, -1, 0.5, 1e300, "", "x", "あ" * 300, [], ["x"], [5], [None], {}, {"x": 1}, [[]])


@pytest.mark.parametrize("kind", list(SHAPES))
def test_whatever_stands_in_a_field_is_taken_or_refused_in_words(kind: str) -> None:
    """Every field of every kind with everything odd: no refusal is msgspec's, and each names the field."""
    info = inspect.type_info(SHAPES[kind])
    assert isinstance(info, inspect.StructType)
    for field in info.fields:
        for odd in ODD:
            fault = refusal_of(SHAPES[kind], {field.encode_name: odd})
            if fault is not None:
                assert not re.search(r"Expected|Object|Invalid|`", fault.sentence), (field.encode_name, odd)
                assert fault.path != "it"


def refusal_of(shape: type[msgspec.Struct], body: dict[str, Any]) -> InvalidError | None:
    try:
        read_as(shape, body, "it")
    except InvalidError as e:
        return e
    return None


def test_what_only_msgspec_finds_is_still_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Odd(msgspec.Struct):
        n: int = 0

    monkeypatch.setattr("shared.usecases.settings.document_errors._check", lambda *_: None)
    with pytest.raises(InvalidError, match="Expected"):
        read_as(Odd, {"n": "x"}, "it")


@pytest.mark.parametrize(("kind", "ident", "said"), [("polcy", "a", "'policy'"), ("desk", "other", "its id is desk")])
def test_a_document_of_no_kind_or_name_is_refused_with_what_there_is(kind: str, ident: str, said: str) -> None:
    with pytest.raises(InvalidError, match=said):
        change_settings([Document(kind, ident, 0, {})], by=None, desk=FakeDesk(), within=SOON)


def test_a_name_is_found_whatever_its_case_and_width_and_a_long_list_is_cut() -> None:
    assert nearest("ＶＩＰ", ["vip", "other"]) == "vip"
    assert nearest("nothing like it", ["vip"]) is None
    assert listed(map(str, range(30))).endswith("19 … (30)")
    assert (shown("x" * 100)[-1], shown({"a": None}), shown("it's")) == ("…", '{"a": null}', '"it\'s"')
