"""The places at which a long reply may be cut: after a sentence, a word, a phrase, and never within a unit (R4)."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from shared.domain.replies.unbreakable import bonds, unbroken
from shared.domain.text.graphemes import graphemes

_CLOSERS = r"」』）)】〉》〕\]\"'”’"
_EMOJI = r"\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d"
_STOPS = re.compile(rf"[。｡！？!?.…]++[{_CLOSERS}{_EMOJI}]*+")
_LINE_END = re.compile(r"(?<=\S)[^\S\r\n]*+[\r\n]")
_NO_SENTENCE = re.compile(r"(?<![A-Za-z.])[A-Za-z]\.$")
_MAY_GO_ON = re.compile(r"(?<![A-Za-z])(?:etc|al|Inc|Ltd|Co|Corp|Bros|a\.m|p\.m)\.$")
_SMALL_LETTER = re.compile(r"\s*[a-z]")
_CLAUSE_END = re.compile(rf"[、，；;,][{_CLOSERS}]*+")
_WORD_END = re.compile(r"(?<=\S)(?=[^\S\xa0\u2007\u202f])")
_MAY_NOT_BEGIN = frozenset(
    "、。，．､｡,.！？!?：；:;」』）)】〕〉》”’…‥・･ーｰぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々ゝゞヽヾ〜～％%"
)
_MAY_NOT_END = frozenset("「『（(【〔〈《“‘＠@#＃$＄￥¥")
_PARSERS = (
    (re.compile(r"[\u3040-\u30ff\uff66-\uff9f]"), "load_default_japanese_parser"),
    (re.compile(r"[\u0e00-\u0e7f]"), "load_default_thai_parser"),
    (re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]"), "load_default_simplified_chinese_parser"),
)
_SEEN_BEYOND = 16
"""The length of text after a place that the phrase model and the grapheme rules need to judge it."""


class Breaks:
    """The places of one text at which a part may end. A place is an index; `links` are never cut, tags, telephone numbers
    and codes only if a part could not end otherwise.
    """

    def __init__(self, text: str, links: Iterable[tuple[int, int]]) -> None:
        self._text = text
        self._links = sorted(links)
        self._whole = _joined(sorted([*self._links, *_tags(text), *unbroken(text)]))
        self._bonds = _joined(sorted(bonds(text)))
        self._sentences = _sentence_ends(text)
        self._clauses = list(_clause_ends(text))
        self._words = [match.end() for match in _WORD_END.finditer(text)]

    def sentence(self, after: int, until: int) -> int | None:
        """Return the last end of a sentence or a line that lies after one place and until another."""
        return self._last(self._sentences, after, until)

    def clause(self, after: int, until: int) -> int | None:
        """Return the last end of a clause."""
        return self._last(self._clauses, after, until)

    def word(self, after: int, until: int) -> int | None:
        """Return the last end of a word, or of a phrase in a script that puts no spaces between them."""
        word = self._last(self._words, after, until)
        start = after if word is None else word
        phrases = _phrase_ends(self._text[start : until + _SEEN_BEYOND])
        return max((place for end in phrases if (place := start + end) <= until and self._allows(place)), default=word)

    def torn(self, after: int, until: int) -> int | None:
        """Return the last end of a word, also where a list number and its item, or such, stand on either side of it."""
        return self._last(self._words, after, until, may_tear=True)

    def character(self, after: int, until: int) -> int | None:
        """Return the last place between two characters as people see them; within a tag only if there is no other."""
        ends = accumulate(map(len, graphemes(self._text[after : until + _SEEN_BEYOND])))
        places = [place for end in ends if (place := after + end) <= until]
        outside = [place for place in places if not _inside(self._whole, place)]
        return max(outside or (place for place in places if not _inside(self._links, place)), default=None)

    def _last(self, places: Sequence[int], after: int, until: int, *, may_tear: bool = False) -> int | None:
        """Return the last of the places in order that lies after one and until another, and where a part may end."""
        reached = range(bisect_right(places, after), bisect_right(places, until))
        return next((place for n in reversed(reached) if self._allows(place := places[n], may_tear=may_tear)), None)

    def _allows(self, place: int, *, may_tear: bool = False) -> bool:
        if _inside(self._whole, place) or _attached(self._text, place):
            return False
        return may_tear or not _inside(self._bonds, place)


def _sentence_ends(text: str) -> list[int]:
    """Return the ends of sentences: after a full stop of a script without spaces anywhere; after one of Latin script
    only before a space, and not where the sentence goes on in a small letter, as after `etc.`"""
    ends = [match.start() for match in _LINE_END.finditer(text)]
    for match in _STOPS.finditer(text):
        end = match.end()
        if any(stop in "。｡！？" for stop in match[0]) or (text[end : end + 1].isspace() and not _goes_on(text, end)):
            ends.append(end)
    return sorted(ends)


def _goes_on(text: str, end: int) -> bool:
    """Return True if the full stop is an initial's, or of an abbreviation after which the sentence goes on."""
    since = max(0, end - 12)
    if _NO_SENTENCE.search(text, since, end):
        return True
    return _MAY_GO_ON.search(text, since, end) is not None and _SMALL_LETTER.match(text, end) is not None


def _clause_ends(text: str) -> Iterator[int]:
    for match in _CLAUSE_END.finditer(text):
        if match[0][0] in "、，；" or text[match.end() : match.end() + 1].isspace():
            yield match.end()


def _phrase_ends(text: str) -> Iterator[int]:
    """Yield the ends of phrases of Japanese, Chinese or Thai, by BudouX; never within a run of Latin letters and
    digits."""
    parse = next((_parser(name) for script, name in _PARSERS if script.search(text)), None)
    if parse is None:
        return
    for end in accumulate(len(phrase) for phrase in parse(text)):
        before, behind = text[end - 1], text[end : end + 1]
        latin = before.isascii() and behind.isascii()
        if behind and not latin and before not in _MAY_NOT_END and behind not in _MAY_NOT_BEGIN:
            yield end


@lru_cache(maxsize=4)
def _parser(name: str) -> Callable[[str], list[str]]:
    import budoux

    parse: Callable[[str], list[str]] = getattr(budoux, name)().parse
    return parse


def _tags(text: str) -> Iterator[tuple[int, int]]:
    """Yield hashtags, cashtags, mentions (which may be names with a server, or domains) and mail addresses."""
    import regex

    mention = r"[@＠][A-Za-z0-9_]++(?:[.@/-]++[A-Za-z0-9_]++)*+"
    tag = rf"[#＃][\p{{L}}\p{{M}}\p{{Nd}}_\u200c\u200d・·〃゛゜゠～〜]++|\$[A-Za-z]++|{mention}"
    mail = r"(?<![\w.%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9.-]++"
    for match in regex.finditer(rf"{mail}|{tag}", text):
        yield match.span()


def _attached(text: str, place: int) -> bool:
    """Return True if the next character belongs to the one before: a combining or voicing mark, a part of an emoji."""
    if not 0 < place < len(text):
        return False
    behind = text[place]
    if text[place - 1] == "\u200d" or behind in "\u200c\u200d\uff9e\uff9f":
        return True
    return (
        unicodedata.category(behind).startswith("M")
        or "\U0001f3fb" <= behind <= "\U0001f3ff"
        or "\U000e0020" <= behind <= "\U000e007f"
    )


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _inside(spans: Sequence[tuple[int, int]], place: int) -> bool:
    before = bisect_left(spans, (place, 0)) - 1
    return before >= 0 and place < spans[before][1]
