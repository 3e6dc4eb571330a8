"""Texts of mails and SMS: built in, or a team's own, which are checked when they are saved (L7)."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

from shared.domain.errors import InvalidError
from shared.domain.templates.built_in import BUILT_IN, MessageTexts
from shared.domain.text.formatting import shortened
from shared.domain.text.html_mail import check_html, html_of, own_html
from shared.domain.text.placeholders import PlaceholderText, Segment, parse_placeholders
from shared.domain.text.sanitize import sanitized
from shared.domain.text.sms import is_gsm, room_of_two, sms_length, sms_of

LANGUAGES = ("en", "ja")

_TICKET = ("account", "customer", "what", "due", "left", "since", "state", "link", "words")
_LIST = ("count", "waiting", "overdue", "soon", "first", "list", "link")

FIELDS: Mapping[str, Sequence[str]] = {
    "warning": _TICKET,
    "due": _TICKET,
    "overdue": _TICKET,
    "answer_window": (*_TICKET, "network", "until", "remaining"),
    "keyword": (*_TICKET, "found"),
    "new_ticket": _TICKET,
    "digest": _LIST,
    "late_summary": (*_LIST, "account"),
    "unsent": ("account", "customer", "state", "why", "due", "left", "link", "words"),
    "mention": ("who", "account", "customer", "what", "due", "left", "link", "words"),
}
"""The fields of each kind of message. `what` is the first or next reply, `left` the time until the deadline or since it,
`state` both in words, `since` when the customer began to wait, `found` the words of keyword rules; `until` is when the `network` stops taking an
answer, and `remaining` the time until then; `waiting` is `count`
with its noun, `first` the soonest deadline, `list` a line for each ticket. `words` are the post's (in `mention`, the
note's, in `unsent` the reply's), and empty unless the desk's settings allow them; a line all of whose fields are empty is left out."""

LINE_FIELDS = ("account", "customer", "what", "due", "left", "state")
"""The fields of a ticket's line in a digest."""

_OURS = frozenset(
    {"account", "what", "due", "left", "since", "state", "count", "waiting", "overdue", "soon", "first", "link", "why"}
    | {"network", "until", "remaining"}
)
"""Fields whose values come from the desk itself or its settings, and need no sanitizing."""

_MOST = {"customer": 40, "who": 40, "found": 60, "words": 280}
"""The maximum length in characters of values that outsiders chose."""

DIGESTS = ("digest", "late_summary")

LINK_ROOM = 76
"""The assumed length of a link when an SMS is checked: a short host name and today's ids. If a link is longer, the text
before it is shortened."""

_ANY = {"account": 16, "due": 22, "since": 22, "first": 22, "count": 5, "overdue": 5, "soon": 5, "link": LINK_ROOM}
_ANY |= {"network": 12, "until": 22}
_LONGEST = {
    "en": _ANY | {"what": 11, "left": 12, "remaining": 12, "state": 24, "waiting": 18, "why": 62},
    "ja": _ANY | {"what": 4, "left": 8, "remaining": 8, "state": 19, "waiting": 10, "why": 28},
}
_LEAST = {"words": 0, "found": 4, "who": 4, "customer": 16}
_LEAST_JA = 3
"""The minimum length in characters of a shortened value in an SMS."""

_LABELS = {
    "en": ("Open the ticket", "Open the queue"),
    "ja": ("チケットを開く", "返信待ちを開く"),
}


def safe(values: Mapping[str, str]) -> dict[str, str]:
    """Sanitize the values that outsiders chose, for every text and line that contains them."""
    return {name: value if name in _OURS else sanitized(value, _MOST.get(name, 80)) for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class Message:
    subject: str
    text: str
    html: str
    sms: str


@dataclass(frozen=True, slots=True)
class Texts:
    """A team's own texts by kind and language; empty ones fall back to the built-in text."""

    own: Mapping[tuple[str, str], MessageTexts] = field(default_factory=dict)

    def of(self, kind: str, language: str) -> MessageTexts:
        own, built_in = self.own.get((kind, language), MessageTexts()), BUILT_IN[kind][language]
        return MessageTexts(**{f.name: getattr(own, f.name) or getattr(built_in, f.name) for f in fields(MessageTexts)})

    def compose(
        self,
        kind: str,
        language: str,
        values: Mapping[str, str],
        *,
        handle: str = "",
        blocks: Mapping[str, tuple[str, str]] | None = None,
    ) -> Message:
        """Compose the message from its fields. `handle` names the customer in Latin letters if the SMS would otherwise take more
        than two parts; `blocks` are fields of several lines, as text and as HTML."""
        words = self.of(kind, language)
        known = FIELDS[kind]
        values, handle = safe(values), sanitized(handle, _MOST["customer"])
        plain = dict(values) | {name: text for name, (text, _) in (blocks or {}).items()}
        marked = {name: html for name, (_, html) in (blocks or {}).items()}
        lines = _said(parse_placeholders(words.text, known=known, path="text"), plain)
        if words.html:
            own = parse_placeholders(words.html, known=known, path="html")
            html = own_html(own, values, marked, language=language)
        else:
            label = _LABELS[language][kind in DIGESTS]
            html = html_of(lines, values, marked, label=label, language=language)
        return Message(
            shortened(parse_placeholders(words.subject, known=known, path="subject").filled(plain), 180),
            "\n".join(line.filled(plain) for line in lines) + "\n",
            html,
            _sms(words.sms, known, values, handle, language),
        )


def check_words(kind: str, language: str, words: MessageTexts, path: str) -> None:
    """Check a team's own texts. Raises InvalidError with the field under `path`: for an unknown placeholder, an unbalanced
    brace, a text without the link, an SMS that could take more than two parts, or HTML beyond basic markup."""
    known = FIELDS[kind]
    if words.line and kind not in DIGESTS:
        raise InvalidError(f"{path}.line", f"is only for {' and '.join(DIGESTS)}")
    for name in ("subject", "text", "html", "sms", "line"):
        if any(unicodedata.category(letter) == "Cc" and letter not in "\n\r\t" for letter in getattr(words, name)):
            raise InvalidError(f"{path}.{name}", "holds a control character")
    for name in ("subject", "line"):
        if "\n" in getattr(words, name) or "\r" in getattr(words, name):
            raise InvalidError(f"{path}.{name}", "must be on one line")
    parse_placeholders(words.subject, known=[name for name in known if name != "list"], path=f"{path}.subject")
    parse_placeholders(words.line, known=LINE_FIELDS, path=f"{path}.line")
    for name in ("text", "html", "sms"):
        text = getattr(words, name)
        known_here = [each for each in known if name != "sms" or each != "list"]
        if text and "link" not in parse_placeholders(text, known=known_here, path=f"{path}.{name}").fields:
            raise InvalidError(f"{path}.{name}", "must say {link}: nobody can act on a message without it")
    if words.html:
        check_html(words.html, f"{path}.html")
    if words.sms:
        _check_sms(parse_placeholders(words.sms, known=known, path=f"{path}.sms"), language, f"{path}.sms")


def _check_sms(text: PlaceholderText, language: str, path: str) -> None:
    """Check that two parts suffice whatever the values are. Values are in the alphabet of their language."""
    spelled = "".join(piece.words for piece in text.pieces)
    alphabet = spelled + ("あ" if language == "ja" else "")
    named = [piece.field for piece in text.pieces if piece.field is not None]
    length = sms_length(spelled) if is_gsm(alphabet) else len(spelled.encode("utf-16-le")) // 2
    least = _LEAST if is_gsm(alphabet) else {**_LEAST, "customer": _LEAST_JA}
    length += sum(_LONGEST[language].get(name, least.get(name, 0)) for name in named)
    room = room_of_two(alphabet)
    if length > room:
        raise InvalidError(
            path,
            f"could take {length} of the {room} characters that two parts of an SMS hold, {LINK_ROOM} for the link",
        )


def _sms(text: str, known: Sequence[str], values: Mapping[str, str], handle: str, language: str) -> str:
    read = parse_placeholders(text, known=known, path="sms")
    short = shortened(values.get("customer", ""), 12 if language == "ja" else 20)
    in_latin = language != "ja" and handle and is_gsm(handle) and all(is_gsm(piece.words) for piece in read.pieces)
    gives_way = [
        ("words", ""),
        *((name, shortened(values[name], _LEAST[name])) for name in ("found", "who") if name in values),
        ("customer", shortened(handle, _LEAST["customer"]) if in_latin else shortened(short, _LEAST_JA)),
    ]
    return sms_of(read, {**values, "customer": short}, gives_way=gives_way)


def _said(text: PlaceholderText, values: Mapping[str, str]) -> list[PlaceholderText]:
    """Drop lines whose fields are all empty, and join empty lines."""
    lines: list[PlaceholderText] = []
    for line in _lines(text):
        if line.fields and not any(values[name] for name in line.fields):
            continue
        if line.pieces or (lines and lines[-1].pieces):
            lines.append(line)
    while lines and not lines[-1].pieces:
        lines.pop()
    return lines


def _lines(text: PlaceholderText) -> list[PlaceholderText]:
    lines: list[list[Segment]] = [[]]
    for piece in text.pieces:
        if piece.field is not None:
            lines[-1].append(piece)
            continue
        first, *rest = piece.words.replace("\r", "").split("\n")
        lines[-1].append(Segment(first))
        lines.extend([Segment(words)] for words in rest)
    return [PlaceholderText(tuple(line) if any(p.field or p.words.strip() for p in line) else ()) for line in lines]
