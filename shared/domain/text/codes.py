"""Codes by which people look up a conversation: order numbers, models, telephone numbers.

A code is a token of at least three Latin letters and digits, with at least one digit; dashes in it are ignored, so that
A-15021 and A15021 are equal. It is found in whole, and by its end from a boundary on (`15021`, `000123` of
`ORD-2024-000123`), since people leave out prefixes.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.text.search_words import search_text

LEAST = 3
LONGEST = 64
"""The maximum length of a code. Longer tokens are keys or names of pictures, which nobody types."""

MOST = 10
"""The maximum number of codes indexed for one text; further codes are found as words."""

_DASHES = "-‐‒–—―−ー_"
_DASH = re.compile(f"[{_DASHES}]")
_TOKEN = re.compile(rf"[a-z0-9]+(?:[{_DASHES}][a-z0-9]+)*")
_MENTION = re.compile(r"(?<![\w@])@\w+")
_LINK = re.compile(r"https?://[^\s\u3000-\u9fff\uff00-\uffef]+")
_SHORTENED = re.compile(r"https?://t\.co/")
_GROUPED = re.compile(r"(?<![0-9])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])")
_TELEPHONE = re.compile(rf"(?<![a-z0-9+(])(?<![a-z0-9][{_DASHES}])(?:\+|\(?0)[0-9() -]{{7,22}}[0-9](?![a-z0-9])")
_TELEPHONE_DIGITS = range(9, 16)
_LETTERS_FIRST = re.compile(r"[a-z]+([0-9][a-z0-9]*)")


@dataclass(frozen=True, slots=True)
class CodeLookup:
    """A query for codes that end in `end`. The rest of the code has to match `before`, unless a boundary lies between the two."""

    end: str
    before: str = ""
    alone: bool = False
    """A boundary is not enough: the rest of the code must match `before`, or be empty."""

    def fits(self, code: str) -> bool:
        plain = compact(code)
        if not plain.endswith(self.end):
            return False
        rest = plain.removesuffix(self.end)
        if not rest or (self.before and re.fullmatch(self.before, rest) is not None):
            return True
        return not self.alone and _divided(code, len(rest))


def compact(code: str) -> str:
    """Remove the dashes of a code."""
    return code.replace("-", "")


def codes_in(text: str) -> tuple[str, ...]:
    """Return the first ten codes of a text, without duplicates, with dashes normalised to `-`; those in links come last."""
    plain = _readable(text)
    links = " ".join(link for link in _LINK.findall(plain) if not _SHORTENED.match(link))
    found: dict[str, str] = {}
    for code in (*_tokens(_MENTION.sub(" ", _LINK.sub(" ", plain))), *_tokens(links)):
        if LEAST <= len(compact(code)) <= LONGEST and any(letter.isdigit() for letter in code):
            found.setdefault(compact(code), code)
    return tuple(found.values())[:MOST]


def lookups_for(query: str) -> tuple[CodeLookup, ...]:
    """Return the lookups for the first code of a query; empty if it holds no code.

    A-15021 also matches a plain 15021, and a national telephone number matches one with the country code, and vice versa.
    """
    codes = codes_in(query)
    if not codes:
        return ()
    code = compact(codes[0])
    lookups = [CodeLookup(code)]
    letters = _LETTERS_FIRST.fullmatch(code)
    if letters is not None and len(letters[1]) >= LEAST:
        lookups.append(CodeLookup(letters[1], alone=True))
    if code.isdigit() and len(code) in _TELEPHONE_DIGITS:
        if code.startswith("0"):
            lookups.append(CodeLookup(code[1:], before="[1-9][0-9]{0,2}", alone=True))
        elif "+" in search_text(query):
            lookups += [CodeLookup(code[cut:], before="0", alone=True) for cut in (1, 2, 3)]
    return tuple(lookups)


def pattern_of_code(end: str) -> str:
    """Return a regular expression for a code in folded text, however it is divided."""
    return f"[{_DASHES}() ,]{{0,2}}".join(re.escape(letter) for letter in end)


def _readable(text: str) -> str:
    """Fold the text, with the digits of every script as 0 to 9."""
    return "".join(_digit(letter) for letter in search_text(text))


def _digit(letter: str) -> str:
    if letter.isascii() or unicodedata.category(letter) != "Nd":
        return letter
    return str(unicodedata.decimal(letter))


def _tokens(plain: str) -> Iterator[str]:
    numbers = _TELEPHONE.sub(_as_one, _GROUPED.sub(lambda match: match[0].replace(",", ""), plain))
    for match in _TOKEN.finditer(numbers):
        yield _DASH.sub("-", match[0])


def _as_one(match: re.Match[str]) -> str:
    """Remove separators from a telephone number; return anything else unchanged."""
    digits = re.sub(r"[^0-9]", "", match[0])
    return f" {digits} " if len(digits) in _TELEPHONE_DIGITS else match[0]


def _divided(code: str, place: int) -> bool:
    """Return whether a dash, or a change between letters and digits, follows the first `place` characters of the code."""
    plain = compact(code)
    if plain[place - 1].isdigit() != plain[place].isdigit():
        return True
    seen = 0
    for letter in code:
        if letter == "-" and seen == place:
            return True
        seen += letter != "-"
    return False
