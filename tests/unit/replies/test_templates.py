"""Ready-made answers: their fields and blanks, who gets which, and the words that are never said (R5)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import wiring
from shared.domain.errors import InvalidError
from shared.domain.posts.author import Author
from shared.domain.templates.reply_template import avoided_in, blanks_in, check_template
from shared.domain.text.placeholders import parse_placeholders
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.settings.documents import settings_from
from shared.usecases.settings.file import documents_in, file_of
from tests.builders import sighted
from tests.fake_desk import ACCOUNT, FakeDesk
from tests.unit.api.test_api import call

LATE = "{customer} 様、ご注文[[注文番号]]の件でお待たせしております。"


def template(ident: str = "late_ja", version: int = 1, **more: Any) -> Document:
    return Document("template", ident, version, {"name": "遅延のお詫び", "language": "ja", "text": LATE, **more})


def opened(monkeypatch: pytest.MonkeyPatch, *documents: Document, name: str = "みつき") -> tuple[FakeDesk, str]:
    desk = FakeDesk(*documents)
    monkeypatch.setattr(wiring, "_desk", desk)
    ingest_post(sighted(0, author=Author("900", "mitsuki", name)), desk=desk)
    return desk, desk.only_ticket().id


def test_R5_an_agent_is_given_templates_their_blanks_and_the_words_to_avoid(monkeypatch: pytest.MonkeyPatch) -> None:
    opened(monkeypatch, template(), Document("desk", "desk", 1, {"avoid_words": ["できません"]}))
    status, told = call("GET", "/api/templates", groups="[agents]")
    assert status == 200
    assert told == {
        "templates": [
            {
                "id": "late_ja",
                "name": "遅延のお詫び",
                "language": "ja",
                "text": LATE,
                "accounts": [],
                "tags": [],
                "blanks": ["注文番号"],
            }
        ],
        "avoid": ["できません"],
    }
    assert call("GET", "/api/templates", groups="[]")[0] == 403


def test_R5_a_template_is_for_its_language_account_and_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Document("account", "shop", 1, {**ACCOUNT, "network_id": "101"})
    english = template("late_en", language="en", text="Sorry, {customer}.", name="Late")
    opened(monkeypatch, shop, template(accounts=["shop"]), english, template("vip", tags=["vip"], name="VIP"))

    def chosen(**query: str) -> list[str]:
        return [each["id"] for each in call("GET", "/api/templates", **query)[1]["templates"]]

    assert chosen() == ["late_en", "vip", "late_ja"]
    assert chosen(account="acme") == ["late_en", "vip"]
    assert chosen(account="shop", language="ja") == ["vip", "late_ja"]
    assert chosen(tags="returns,vip", language="ja") == ["vip", "late_ja"]
    assert chosen(tags="returns") == ["late_en", "late_ja"]


def test_R5_the_fields_of_a_ticket_are_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "{customer} {username} {account} {agent} {{raw}} [[order]]"
    _, ticket = opened(monkeypatch, template(text=text), name="Eve\n[[trap]]\u202e {agent}")
    [found] = call("GET", "/api/templates", ticket=ticket)[1]["templates"]
    assert found["text"] == "Eve [trap] {agent} @mitsuki Acme Help Keiko {raw} [[order]]"
    assert found["blanks"] == ["order"]
    assert call("GET", "/api/templates", ticket="acme.900.1")[0] == 404


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"text": "{name}"}, "templates[late_ja].text"),
        ({"text": "{customer.__class__}"}, "templates[late_ja].text"),
        ({"text": "{customer!r}"}, "templates[late_ja].text"),
        ({"text": "{customer:>99999999}"}, "templates[late_ja].text"),
        ({"text": "{0}"}, "templates[late_ja].text"),
        ({"text": "{}"}, "templates[late_ja].text"),
        ({"text": "{customer"}, "templates[late_ja].text"),
        ({"text": "customer}"}, "templates[late_ja].text"),
        ({"text": "[[order"}, "templates[late_ja].text"),
        ({"text": "order]]"}, "templates[late_ja].text"),
        ({"text": "[[]]"}, "templates[late_ja].text"),
        ({"text": "[[two\nlines]]"}, "templates[late_ja].text"),
        ({"text": " "}, "templates[late_ja].text"),
        ({"text": "x" * 10_001}, "templates[late_ja].text"),
        ({"language": "fr"}, "templates[late_ja].language"),
        ({"accounts": ["gone"]}, "templates[late_ja].accounts[0]"),
        ({"body": "x"}, "templates[late_ja].body"),
    ],
)
def test_R5_a_template_that_cannot_be_is_refused_with_its_path(body: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidError) as refused:
        settings_from([template(**body)])
    assert refused.value.path == path
    assert " " in refused.value.sentence


def test_a_settings_file_holds_templates_and_gives_them_back() -> None:
    assert documents_in(file_of([template(version=0)])) == (template(version=0),)


@given(st.text(alphabet="{}ab[]\n "))
def test_a_text_is_refused_or_filled_in_without_a_surprise(text: str) -> None:
    try:
        read = parse_placeholders(text, known=("a",), path="text")
    except InvalidError:
        return
    assert read.filled({"a": "{b}"}).count("{b}") >= sum(piece.field == "a" for piece in read.pieces)


@given(st.text(alphabet="[]x\n", max_size=20))
def test_a_checked_template_has_no_blank_that_is_not_found(text: str) -> None:
    try:
        check_template(text, "text")
    except InvalidError:
        return
    assert ("[[" in text) == bool(blanks_in(text))


def test_words_to_avoid_are_found_in_any_width_and_case() -> None:
    words = ("キャンセル", "no way")
    assert avoided_in("ｷｬﾝｾﾙできます", words) == ("キャンセル",)
    assert avoided_in("No Way!", words) == ("no way",)
    assert avoided_in("はい", words) == ()
