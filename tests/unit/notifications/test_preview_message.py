"""A message is tried out on a sample, and sent to oneself and nobody else (L7)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared import wiring
from shared.domain.templates.built_in import BUILT_IN
from shared.domain.templates.messages import FIELDS, LANGUAGES
from shared.domain.text.html_tree import tree_of
from shared.ports.settings import Document
from tests.builders import minutes
from tests.fake_desk import KT, FakeDesk
from tests.unit.api.test_api import call
from tests.unit.notifications.test_send_alerts import take


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk(Document("person", "kt", 2, {**KT, "phone": "+819011112222", "quiet": ["00:00-24:00"]}))
    monkeypatch.setattr(wiring, "_desk", fake)
    return fake


def preview(**body: Any) -> tuple[int, Any]:
    return call("POST", "/api/preview/alert", body)


@pytest.mark.parametrize("kind", BUILT_IN)
@pytest.mark.parametrize("language", LANGUAGES)
def test_L7_every_message_can_be_seen_in_each_language(desk: FakeDesk, kind: str, language: str) -> None:
    status, told = preview(kind=kind, language=language)
    assert (status, told["kind"], told["language"], told["sent"]) == (200, kind, language, False)
    assert "@acme_help" in told["text"]
    assert "https://desk.example.com" in told["text"]
    assert "https://desk.example.com" in told["html"]
    assert "{" not in told["subject"] + told["text"] + told["sms"]
    assert told["sms_parts"] in (1, 2)
    assert desk.alerts.samples == []


def test_L7_it_shows_the_texts_in_force_in_my_language_and_words_that_are_not_in_force_yet(desk: FakeDesk) -> None:
    desk.settings.put([Document("text", "overdue", 1, {"ja": {"subject": "至急: {customer}"}})])
    desk.clock.forward(timedelta(seconds=31))
    assert preview()[1]["subject"] == "至急: 佐藤さくら"
    told = preview(words={"subject": "{account}!", "html": "<b>{customer}</b> {link}"})[1]
    assert told["subject"] == "@acme_help!"
    assert "<b>佐藤さくら</b> https://" in told["html"]
    assert told["text"] == preview()[1]["text"]
    assert "月曜日" not in told["text"]


def test_L7_the_posts_words_are_shown_if_the_desk_allows(desk: FakeDesk) -> None:
    desk.settings.put([Document("desk", "desk", 1, {"words_in_alerts": True})])
    desk.clock.forward(timedelta(seconds=31))
    assert "月曜日" in preview()[1]["text"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"kind": "wish"}, "kind"),
        ({"language": "fr"}, "language"),
        ({"words": {"subject": "{customer.name}"}}, "words.subject"),
        ({"words": {"text": "no link"}}, "words.text"),
        ({"words": {"html": "<script>{link}</script>"}}, "words.html"),
        ({"words": {"sms": "あ" * 90 + "{link}"}}, "words.sms"),
        ({"words": {"text": "x" * 6000}}, "words.text"),
        ({"words": {"wish": "x"}}, "words.wish"),
        ({"words": []}, "words"),
    ],
)
def test_L7_what_cannot_be_is_400_with_its_path_and_nothing_is_sent(
    desk: FakeDesk, body: dict[str, Any], path: str
) -> None:
    status, problem = preview(**{"send": True, **body})
    assert (status, problem["path"]) == (400, path)
    assert desk.alerts.samples == []


def test_L7_a_message_is_sent_to_oneself_by_the_alert_queue_and_marked(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, told = preview(send=True, sms=True)
    assert (status, told["sent"]) == (202, True)
    assert desk.mailer.mails == []
    assert take(desk, monkeypatch, *desk.alerts.samples) == []
    [(who, subject, text)] = desk.mailer.mails
    assert (who, subject, text) == ("kt", f"【テスト】{told['subject']}", told["text"])
    assert desk.texter.texts == [("kt", told["sms"])]


def test_L7_a_test_that_no_carrier_takes_is_not_tried_again(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.mailer.refuses = desk.texter.refuses = "throttled"
    preview(send=True, sms=True)
    [sample] = desk.alerts.samples
    assert take(desk, monkeypatch, sample, replace(sample, person="gone")) == []


def test_L7_one_test_in_ten_seconds_for_each_person(desk: FakeDesk) -> None:
    assert preview(send=True)[0] == 202
    status, problem = preview(send=True)
    assert (status, problem["title"]) == (429, "That was just now")
    assert preview()[0] == 200
    assert call("POST", "/api/preview/alert", {"send": True}, sub="boss")[0] == 202
    desk.clock.forward(timedelta(seconds=10))
    assert preview(send=True)[0] == 202
    assert [sample.person for sample in desk.alerts.samples] == ["kt", "boss", "kt"]
    assert desk.digests.ready(desk.clock.now() + minutes(60), limit=9) == []


def test_L7_who_cannot_be_reached_is_told_so(desk: FakeDesk) -> None:
    for body, sub in (({"send": True}, "newcomer"), ({"send": True, "sms": True}, "ann")):
        desk.settings.put([Document("person", "ann", 1, {**KT, "email": "ann@example.com"})] if sub == "ann" else [])
        status, problem = call("POST", "/api/preview/alert", body, sub=sub)
        assert (status, problem["path"]) == (400, "sms" if sub == "ann" else "send")
    assert call("POST", "/api/preview/alert", {}, groups="[guests]", sub="newcomer")[0] == 403


def test_L7_an_editor_of_texts_is_told_what_there_is(desk: FakeDesk) -> None:
    status, told = call("GET", "/api/texts")
    assert status == 200
    assert [each["kind"] for each in told["texts"]] == list(FIELDS)
    digest = next(each for each in told["texts"] if each["kind"] == "digest")
    assert "list" in digest["fields"]
    assert "state" in digest["line_fields"]
    assert digest["built_in"]["en"]["line"] == "{due} ({state}): {customer} on {account}"
    assert call("GET", "/api/texts", groups="[guests]", sub="newcomer")[0] == 403


def test_L7_each_field_has_an_example_in_each_language(desk: FakeDesk) -> None:
    for each in call("GET", "/api/texts")[1]["texts"]:
        for language in LANGUAGES:
            examples = each["examples"][language]
            assert set(examples) == {*each["fields"], *each["line_fields"]}
            assert all(examples.values()), (each["kind"], examples)
            assert not any("{" in value for value in examples.values())
    [overdue] = [each for each in call("GET", "/api/texts")[1]["texts"] if each["kind"] == "overdue"]
    assert (overdue["examples"]["ja"]["what"], overdue["examples"]["en"]["left"]) == ("初回返信", "12 min")


def test_L7_a_preview_counts_the_sms_as_a_carrier_does_and_takes_the_html_apart(desk: FakeDesk) -> None:
    words = {
        "html": '<p style="color: red">{customer} &amp; co<br><a href="{link}">x</a></p><img src="https://e.example/a.png" alt="logo">'
    }
    told = preview(language="ja", words=words)[1]
    assert (told["sms_parts"], told["sms_room"]) == (2, 134)
    assert told["sms_length"] == len(told["sms"])
    paragraph, picture = told["html_tree"]
    assert (paragraph["tag"], paragraph["attributes"]) == ("p", {"style": "color: red"})
    named, line_break, link = paragraph["children"]
    assert (named, line_break["tag"]) == ("佐藤さくら & co", "br")
    assert (link["tag"], link["attributes"], link["children"]) == ("a", {}, ["x"])
    assert (picture["tag"], picture["attributes"]) == ("img", {"alt": "logo"})


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("", []),
        ("<p>a", ["p", ["a"]]),
        ("<p>a</b></p>b", ["p", ["a"], "b"]),
        ("<html><head><title>t</title></head><body>a</body></html>", ["a"]),
        ("<script>x</script><style>y</style><object>a</object>", ["a"]),
        ("&lt;script&gt;", ["<script>"]),
    ],
)
def test_a_tree_holds_what_a_text_may_hold_and_no_more(html: str, said: list[Any]) -> None:
    found: list[Any] = []
    for node in tree_of(html):
        found += [node] if isinstance(node, str) else [node.tag, list(node.children)]
    assert found == said
