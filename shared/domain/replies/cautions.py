"""Findings in a reply's text that its writer should check before sending; the network's rules are checked elsewhere (R5, R6)."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.templates.reply_template import FIELDS, avoided_in, blanks_in
from shared.domain.text.urls import url_spans

LONGEST_SEARCHED = 25_000
_SHORTEST_CARD, _LONGEST_CARD = 13, 19

_FIELD = re.compile("|".join(f"\\{{{field}\\}}" for field in FIELDS))
_DIGITS = re.compile(r"(?<![\d.])\d(?:[ \u00a0\-\u2010-\u2015]?\d){11,22}(?![\d])")
_BETWEEN = r"[\s.·_/\-\u2010-\u2015]{0,3}"
_GROUPS = re.compile(
    rf"(?<!\d)(?:\d{{4}}{_BETWEEN}\d{{6}}{_BETWEEN}\d{{4,5}}|(?:\d{{4}}{_BETWEEN}){{3}}\d{{1,7}})(?!\d)"
)
"""Numbers in the groups in which cards print them (4-4-4-4, 4-6-5), whatever stands between those; dates and amounts have
others."""
_MAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])")


class Kind(StrEnum):
    BLANK = "blank"
    AVOID = "avoid"
    CARD = "card"
    PHONE = "phone"
    MAIL = "mail"
    LINK_COST = "link_cost"
    OTHER_ACCOUNT = "other_account"
    TO_PUBLIC = "to_public"
    ACCIDENTAL_LINK = "accidental_link"
    REPEATED = "repeated"
    SAID_BEFORE = "said_before"
    NAMES_OTHERS = "names_others"


STOPS = frozenset(Kind) - {Kind.LINK_COST}
"""The findings that hold the answer back until its writer confirms them; the price of a link is only shown."""


@dataclass(frozen=True, slots=True)
class Caution:
    """`said` is the part of the text that was found, with only the end of data that must not be repeated, and `exact`
    the whole of it where `said` is not. `at` is when the same was said before; `mend` is a piece of the text and its
    replacement."""

    kind: Kind
    said: str
    exact: str = ""
    at: datetime | None = None
    mend: tuple[str, str] | None = None

    @property
    def id(self) -> str:
        """Identify this very finding: its kind, and a digest of the text found."""
        whole = f"{self.kind.value}\0{self.exact or self.said}"
        return f"{self.kind.value}:{hashlib.sha256(whole.encode()).hexdigest()[:20]}"

    @property
    def stops(self) -> bool:
        return self.kind in STOPS


def cautions_in(
    text: str, *, avoid: Iterable[str] = (), region: str | None = None, known: Sequence[str] = ()
) -> tuple[Caution, ...]:
    """Return the findings in `text` that must not be sent unnoticed: a blank of a template, a word to avoid, somebody's
    personal data.

    `region` is the country whose numbers are written without a country code. The content of the `known` texts, the
    desk's own templates, is the brand's to publish: its service number is nobody's secret.
    """
    text = text[:LONGEST_SEARCHED]
    plain = unicodedata.normalize("NFKC", text)[:LONGEST_SEARCHED]
    found = [Caution(Kind.BLANK, blank) for blank in (*blanks_in(plain), *_FIELD.findall(plain))]
    found += [Caution(Kind.AVOID, word) for word in avoided_in(plain, avoid)]
    unlinked = _without_links(plain)
    cards = [digits for digits in _card_candidates(unlinked) if is_card(digits)]
    found += [Caution(Kind.CARD, f"… {digits[-4:]}", exact=digits) for digits in map(_only_digits, cards)]
    ours = [unicodedata.normalize("NFKC", each) for each in known]
    for number in _phones(unlinked, region):
        if not any(number in card for card in cards) and not any(number in each for each in ours):
            found.append(Caution(Kind.PHONE, number))
    found += [Caution(Kind.MAIL, mail) for mail in _MAIL.findall(plain) if not any(mail in each for each in ours)]
    return tuple(dict.fromkeys(found))


def _card_candidates(text: str) -> list[str]:
    """Return candidates for card numbers, including digits with zero-width letters between them, as in text copied from
    a page."""
    shown = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return [*_DIGITS.findall(shown), *_GROUPS.findall(shown)]


def is_card(digits: str) -> bool:
    """Return True if digits, with spaces or hyphens between them, are a card's number by its check digit (ISO/IEC
    7812-1)."""
    number = [int(digit) for digit in _only_digits(digits)]
    if not _SHORTEST_CARD <= len(number) <= _LONGEST_CARD or len(set(number)) == 1:
        return False
    doubled = [digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(reversed(number))]
    return sum(doubled) % 10 == 0


def _phones(text: str, region: str | None) -> list[str]:
    """Return numbers that could be dialled, as they are written. Most texts hold none, and loading the plans takes a
    while."""
    if not re.search(r"\d(?:\D{0,3}\d){6}", text):
        return []
    import phonenumbers

    return [match.raw_string for match in phonenumbers.PhoneNumberMatcher(text, region, max_tries=50)]


def _without_links(text: str) -> str:
    """Remove links, since an address may hold any digits, such as those of a post."""
    for start, end in reversed(url_spans(text)):
        text = f"{text[:start]} {text[end:]}"
    return text


def _only_digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
