"""What mails and SMS say: built in or a team's own, checked before it is in force (L7)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import InvalidError
from shared.domain.notifications.alert_text import alert_message
from shared.domain.notifications.digest_text import DigestLine, digest_message
from shared.domain.posts.author import Author
from shared.domain.settings.desk import Account, Person
from shared.domain.templates.built_in import BUILT_IN, MessageTexts
from shared.domain.templates.messages import FIELDS, LANGUAGES, Texts, check_words
from shared.domain.text.sms import sms_parts
from shared.ports.settings import Document
from shared.usecases.alerts.recipients import for_digest
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.notifications.send_digest import send_digest
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings.documents import settings_from
from shared.usecases.settings.file import documents_in, file_of
from shared.usecases.settings_changes.change_settings import change_settings, on_current_versions
from shared.usecases.tickets.ticket_actions import assign_ticket
from tests.alerting import asked_desk, chase, deliver, queued_alerts
from tests.builders import sighted
from tests.contracts.build import question, ticket_of
from tests.fake_desk import MANAGER, FakeDesk

WORDS_ALLOWED = Document("desk", "desk", 1, {"words_in_alerts": True})
LINK = "https://desk.example.com/t/acme.1880000000000000001.2080765813578191303"


def text(kind: str = "overdue", language: str = "en", version: int = 1, **words: str) -> Document:
    return Document("text", kind, version, {language: words})


def values(kind: str, **more: str) -> dict[str, str]:
    return dict.fromkeys(FIELDS[kind], "x") | {"link": LINK} | more


@pytest.mark.parametrize("kind", BUILT_IN)
@pytest.mark.parametrize("language", LANGUAGES)
def test_L7_what_is_built_in_is_as_sound_as_a_teams_own_must_be(kind: str, language: str) -> None:
    words = BUILT_IN[kind][language]
    check_words(kind, language, words, "texts")
    message = Texts().compose(kind, language, values(kind))
    assert message.subject
    assert LINK in message.text
    assert LINK in message.html
    assert message.sms.endswith(LINK)


def test_L7_a_teams_own_words_go_out_and_the_rest_stays_built_in() -> None:
    own = text(subject="{customer} still waits ({left})", text="Look: {link}\nThey wrote: {words}\n\nDue {due}")
    desk = asked_desk(own)
    chase(desk, 61)
    deliver(desk)
    [(_, subject, body)] = desk.mailer.mails
    link = f"https://desk.example.com/t/{desk.only_ticket().id}"
    assert subject == "みつき still waits (1 min)"
    assert body == f"Look: {link}\n\nDue Tue 15 Sep 22:00 JST\n"
    assert desk.texter.texts == [("boss", f"Overdue by 1 min: @acme_help みつき, due Tue 15 Sep 22:00 JST {link}")]


def test_L7_a_line_whose_fields_are_all_empty_is_left_out_and_the_words_are_not_told_unless_allowed() -> None:
    told = []
    for documents in ((), (WORDS_ALLOWED,)):
        desk = asked_desk(
            text(text="They wrote: {words}\n{link}", sms="{words} {link}", html="<p>{words}{link}</p>"), *documents
        )
        chase(desk, 61)
        deliver(desk)
        told.append(desk.mailer.mails[0][2] + desk.texter.texts[0][1] + desk.mailer.htmls[0])
    assert "order" not in told[0]
    assert "They wrote" not in told[0]
    assert told[1].count("where is my order?") == 3


def test_L7_texts_are_in_the_readers_language_each_with_its_own() -> None:
    desk = asked_desk(text("due", subject="Late!"), text(language="ja", kind="warning", subject="あと{left}"))
    assign_ticket(desk.only_ticket().id, "kt", by=desk.kt, desk=desk)
    chase(desk, 48)
    deliver(desk)
    chase(desk, 60)
    deliver(desk)
    assert [(who, subject) for who, subject, _ in desk.mailer.mails if who == "kt"] == [
        ("kt", "あと12分"),
        ("kt", "【返信期限です】みつき様への初回返信（@acme_help）"),
    ]
    assert [subject for who, subject, _ in desk.mailer.mails if who == "boss"] == [
        "Due in 12 min: first reply to みつき on @acme_help",
        "Late!",
    ]


def test_L7_a_digest_and_a_late_summary_are_editable_with_the_line_of_a_ticket() -> None:
    own = [
        text("digest", subject="{count} wait", text="{list}\n{link}", line="{customer} <{left}>", sms="{count} {link}"),
        text("late_summary", subject="{account} was deaf"),
    ]
    desk = asked_desk(*own)
    chase(desk, 60)
    [(ticket, alert)] = queued_alerts(desk)
    for whose in ("boss", "late:acme"):
        desk.digests.collect(whose, for_digest(ticket, alert), desk.clock.now())
        send_digest(whose, desk=desk)
    (_, subject, body), (_, late, _) = desk.mailer.mails
    assert (subject, late) == ("1 wait", "@acme_help was deaf")
    assert body == f"みつき <under 1 min>\n  https://desk.example.com/t/{ticket}\nhttps://desk.example.com\n"
    assert "みつき &lt;under 1 min&gt;</a></li>" in desk.mailer.htmls[0]
    assert desk.texter.texts[0] == ("boss", "1 https://desk.example.com")


HOSTILE = "<script>alert(1)</script>\" onload='x' &amp; {link} {customer}\r\nBcc: a@example.com"


@pytest.mark.parametrize(
    "html", ["", '<p style="color: #c00">{customer}: <b>{words}</b></p><a href="{link}">{what}</a>']
)
def test_L7_html_is_always_escaped(html: str) -> None:
    desk = FakeDesk(text("due", html=html), text("warning", html=html), WORDS_ALLOWED)
    ingest_post(sighted(0, text=f"@acme_help {HOSTILE}", author=Author("900", "mitsuki", HOSTILE)), desk=desk)
    chase(desk, 60)
    deliver(desk)
    sent = desk.mailer.htmls[0]
    assert "<script" not in sent
    assert "onload='" not in sent
    assert "&lt;script&gt;" in sent
    assert "{link}" in sent
    assert sent.count(f'href="https://desk.example.com/t/{desk.only_ticket().id}"') == 1


@pytest.mark.parametrize(
    ("kind", "words", "path"),
    [
        ("overdue", {"subject": "{nobody}"}, "subject"),
        ("overdue", {"subject": "{customer.__class__.__mro__}"}, "subject"),
        ("overdue", {"subject": "{customer[0]}"}, "subject"),
        ("overdue", {"subject": "{customer!r}"}, "subject"),
        ("overdue", {"subject": "{customer:>99999999}"}, "subject"),
        ("overdue", {"subject": "{0}"}, "subject"),
        ("overdue", {"subject": "{found}"}, "subject"),
        ("overdue", {"subject": "Late {"}, "subject"),
        ("overdue", {"subject": "Late }"}, "subject"),
        ("overdue", {"subject": "two\nlines"}, "subject"),
        ("overdue", {"subject": "x" * 201}, "subject"),
        ("overdue", {"subject": "bell\x07"}, "subject"),
        ("overdue", {"text": "Look at {customer}"}, "text"),
        ("overdue", {"text": "{{link}}"}, "text"),
        ("overdue", {"text": "{link} {list}"}, "text"),
        ("overdue", {"html": "<p>{customer}</p>"}, "html"),
        ("overdue", {"html": "{link}<script>x</script>"}, "html"),
        ("overdue", {"html": '{link}<p onclick="x">'}, "html"),
        ("overdue", {"html": '<a href="javascript:x">{link}</a>'}, "html"),
        ("overdue", {"html": '<a href="{words}">{link}</a>'}, "html"),
        ("overdue", {"html": '<a href="https://example.com/{customer}">{link}</a>'}, "html"),
        ("overdue", {"html": "<p title={link}>"}, "html"),
        ("overdue", {"html": '<img src="http://example.com/a.png">{link}'}, "html"),
        ("overdue", {"html": '<p style="background: url(x)">{link}</p>'}, "html"),
        ("overdue", {"html": "<!-- {words} -->{link}"}, "html"),
        ("overdue", {"html": "{link} a < b"}, "html"),
        ("overdue", {"html": "<p{words}>{link}</p>"}, "html"),
        ("overdue", {"sms": "{customer} waits"}, "sms"),
        ("overdue", {"sms": "x" * 231 + "{link}"}, "sms"),
        ("overdue", {"sms": "あ" * 59 + "{link}"}, "sms"),
        ("overdue", {"sms": "{link}“{link}"}, "sms"),
        ("overdue", {"line": "{customer}"}, "line"),
        ("digest", {"line": "{link}"}, "line"),
        ("digest", {"line": "a\nb"}, "line"),
        ("digest", {"subject": "{list}"}, "subject"),
        ("digest", {"sms": "{list} {link}"}, "sms"),
    ],
)
def test_L7_a_text_that_cannot_be_is_refused_with_its_path_and_the_old_one_stays(
    kind: str, words: dict[str, str], path: str
) -> None:
    desk = FakeDesk(text(kind, subject="before"))
    for language in LANGUAGES:
        wanted = on_current_versions([Document("text", kind, 0, {language: words})], desk=desk)
        with pytest.raises(InvalidError) as refused:
            change_settings(wanted, by=desk.boss, desk=desk, within=timedelta(seconds=1))
        assert refused.value.path == f"texts[{kind}].{language}.{path}"
        assert " " in refused.value.sentence
    assert desk_settings(desk, fresh=True).texts.of(kind, "en").subject == "before"


def test_L7_an_sms_in_japanese_has_half_the_room() -> None:
    assert settings_from([text(language="en", sms="x" * 230 + "{link}")])
    assert settings_from([text(language="ja", sms="あ" * 58 + "{link}")])
    with pytest.raises(InvalidError, match="135 of the 134"):
        settings_from([text(language="ja", sms="x" * 59 + "{link}")])


@pytest.mark.parametrize("ident", ["wish", "__class__"])
def test_L7_a_message_that_there_is_not_is_refused(ident: str) -> None:
    with pytest.raises(InvalidError, match="there are warning, due, overdue"):
        settings_from([text(ident)])


@pytest.mark.parametrize(
    "words", [{}, {"en": {}}, {"en": {"subject": "", "text": "", "html": "", "sms": ""}, "ja": {}}]
)
def test_L7_what_is_empty_says_what_is_built_in(words: dict[str, Any]) -> None:
    texts = settings_from([Document("text", "overdue", 1, words)]).texts
    assert {language: texts.of("overdue", language) for language in LANGUAGES} == BUILT_IN["overdue"]


def test_a_manager_changes_texts_and_a_settings_file_gives_them_back() -> None:
    desk = FakeDesk()
    wanted = documents_in({"texts": [{"id": "overdue", "en": {"text": "Look:\n\n{link}\n"}}]})
    changed = change_settings(wanted, by=desk.boss, desk=desk, within=timedelta(seconds=1))
    assert [(d.kind, d.id, d.version) for d in changed.documents] == [("text", "overdue", 1)]
    assert changed.moves.clocks == 0
    assert file_of(wanted) == {"texts": [{"id": "overdue", "en": {"text": "Look:\n\n{link}\n"}}]}


names = st.one_of(st.text(max_size=60), st.text(alphabet="あ漢😀", max_size=60), st.just("Jo Park"))


@given(
    kind=st.sampled_from(["warning", "due", "overdue", "keyword", "new_ticket", "mention"]),
    language=st.sampled_from(LANGUAGES),
    customer=names,
    words=names,
    found=names,
    handle=st.sampled_from(["", "@mitsuki", "@" + "x" * 50]),
    host=st.sampled_from(["https://d.example.com", "https://abcdefghij.execute-api.ap-northeast-1.amazonaws.com"]),
    own=st.sampled_from(["", "{words} {customer} {account} {link}", "{customer}{link}{words}"]),
)
def test_L7_an_sms_takes_two_parts_at_most_whatever_stands_in_its_fields(
    kind: str, language: str, customer: str, words: str, found: str, handle: str, host: str, own: str
) -> None:
    link = f"{host}/t/acme_help.1880000000000000001.2080765813578191303"
    told = {
        "account": "@acme_help_tokyo_",
        "customer": " ".join(customer.split()),
        "words": words,
        "who": found,
        "found": found,
        "what": "初回返信" if language == "ja" else "first reply",
        "due": "12月24日(木) 12:00 JST" if language == "ja" else "Thu 24 Dec 12:00 JST",
        "left": "123時間45分" if language == "ja" else "123 h 45 min",
        "since": "Thu 24 Dec 12:00 JST",
        "state": "overdue",
        "link": link,
    }
    texts = Texts({(kind, language): MessageTexts(sms=own)})
    check_words(kind, language, MessageTexts(sms=own), "texts")
    told = {name: told[name] for name in FIELDS[kind]}
    sms = texts.compose(kind, language, told, handle=handle).sms
    assert sms_parts(sms) <= 2
    assert link in sms


@pytest.mark.parametrize(("letter", "one", "two"), [("x", 160, 306), ("[", 80, 153), ("あ", 70, 134), ("😀", 35, 67)])
def test_the_parts_of_an_sms_are_counted_as_a_carrier_does(letter: str, one: int, two: int) -> None:
    assert [sms_parts(letter * n) for n in (0, 1, one, one + 1, two, two + 1)] == [0, 1, 1, 2, 2, 3]


def test_an_english_sms_to_a_customer_with_a_japanese_name_says_the_handle_where_the_name_is_too_long() -> None:
    told = values("due", customer="佐藤さくら商店東京本店", due="Thu 24 Dec 12:00 JST", account="@acme_help_tokyo")
    cut = Texts().compose("due", "en", told, handle="@sakura").sms
    assert cut == f"Due now: @acme_help_tokyo 佐藤さくら商店東京…, due Thu 24 Dec 12:00 JST {LINK}"
    told["link"] = LINK.replace("desk.", "desk-of-the-support-team.")
    sms = Texts().compose("due", "en", told, handle="@sakura").sms
    assert sms == f"Due now: @acme_help_tokyo @sakura, due Thu 24 Dec 12:00 JST {told['link']}"
    assert [sms_parts(cut), sms_parts(sms)] == [2, 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_L7_each_step_of_a_ladder_reads_differently_so_that_an_escalation_is_told_from_the_first(language: str) -> None:
    person = Document("person", "boss", 1, {**MANAGER, "language": language})
    after = [{"step": f"late{n}", "after_minutes": n, "how": ["mail", "sms"]} for n in (30, 120)]
    first = [{"step": "warn", "at_percent": 80, "how": ["mail", "sms"]}, {"step": "due", "how": ["mail", "sms"]}]
    desk = FakeDesk(Document("policy", "default", 1, {"ladder": [*first, *after]}), person)
    ingest_post(sighted(0), desk=desk)
    for minute in (48, 60, 90, 180):
        chase(desk, minute)
        deliver(desk)
    subjects = [subject for _, subject, _ in desk.mailer.mails]
    texts = [sms for _, sms in desk.texter.texts]
    assert len(set(subjects)) == len(set(texts)) == 4
    if language == "ja":
        assert [subject.split("】")[0] for subject in subjects] == [
            "【返信期限まであと12分",
            "【返信期限です",
            "【返信期限を30分超過",
            "【返信期限を2時間超過",
        ]
        assert [sms.split()[0] for sms in texts] == ["あと12分", "返信期限です", "30分超過", "2時間超過"]
    else:
        assert [subject.split(":")[0] for subject in subjects] == [sms.split(":")[0] for sms in texts]
        assert [sms.split(":")[0] for sms in texts] == [
            "Due in 12 min",
            "Due now",
            "Overdue by 30 min",
            "Overdue by 2 h",
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_L7_nobody_is_told_that_something_is_overdue_by_no_time(language: str) -> None:
    ticket = ticket_of(question("1", 0))
    clock = ticket.clocks[0]
    account, reader = Account("acme", "x", "100", "acme", "Acme"), Person("b", "B", "b@example.com", language=language)
    own = {
        ("overdue", language): MessageTexts(subject="{left}"),
        ("due", language): MessageTexts(subject="{left} {state}"),
    }
    for texts in (Texts(), Texts(own)):
        for milliseconds in (-1001, -1000, -499, -1, 0, 1, 499, 500, 999, 30_000, 59_999, 60_000):
            now = clock.due_at + timedelta(milliseconds=milliseconds)
            told = alert_message(
                ticket, clock, account=account, reader=reader, now=now, url=LINK, words=None, texts=texts
            )
            line = DigestLine(ticket, clock, account, LINK)
            digest = digest_message([line], reader=reader, now=now, url=LINK, texts=texts)
            for said in (told.subject, told.text.split("\n")[0], told.sms, digest.text):
                assert not re.search(r"(?<!\d)0 ?(秒|分|s|min)\b", said), said


@pytest.mark.parametrize("kind", BUILT_IN)
def test_L7_what_is_built_in_speaks_as_the_page_does(kind: str) -> None:
    """Nobody is addressed with a space before 様 or さん, and a first reply is no answer to us."""
    words = BUILT_IN[kind]["ja"]
    for said in (words.subject, words.text, words.sms, words.line):
        assert not re.search(r" (様|さん)", said)
        assert not re.search(r"ダイレクトメッセージ|非公開メッセージ|最初の返信|宛ての \{customer\}|約束", said)
