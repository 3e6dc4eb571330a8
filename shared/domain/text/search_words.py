"""Folding of text for search, and excerpts around hits."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MOST_NEEDLES = 10
LONGEST_NEEDLE = 120
"""The number of compared characters of a needle; the pieces of a long text overlap by as many, so that no hit is missed."""

BEFORE_HIT = 30
EXCERPT = 160
"""The length of an excerpt, and the number of its characters before the first hit."""

_NEEDLE = re.compile(r'"([^"]*)"|“([^”]*)”|(\S+)')
_QUOTES = '"“”'
_VOICED = frozenset("\uff9e\uff9f\u3099\u309a")
"""Voicing marks that combine with the kana before them, half-width ones included."""


@dataclass(frozen=True, slots=True)
class ExcerptPiece:
    """A piece of an excerpt, and whether it is a hit."""

    text: str
    hit: bool = False


def folded(text: str) -> str:
    """Fold to NFKC without case (L6): half-width ﾍﾝﾋﾟﾝ becomes ヘンピン, and Refund becomes refund."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def search_text(text: str) -> str:
    """Fold to NFKC without case, on one line: half-width ｹﾄﾙ becomes ケトル, and line ends become spaces."""
    return " ".join(folded(text).split())


def needles_in(query: str) -> tuple[str, ...]:
    """Return the needles of a query, all of which must occur: words, and phrases in quotation marks; folded, longest first."""
    found = (next(filter(None, match.groups()), "") for match in _NEEDLE.finditer(search_text(query)))
    cleaned = (search_text(each.strip(_QUOTES))[:LONGEST_NEEDLE].strip() for each in found)
    several = sorted(filter(None, dict.fromkeys(cleaned)), key=lambda needle: -len(needle))
    return tuple(several[:MOST_NEEDLES])


def pieces_of(words: str, *, limit: int) -> tuple[str, ...]:
    """Split `words` into overlapping pieces of at most `limit` bytes of UTF-8."""
    pieces: list[str] = []
    rest = words
    while len(rest.encode()) > limit:
        piece = rest.encode()[:limit].decode(errors="ignore")
        pieces.append(piece)
        rest = rest[max(1, len(piece) - LONGEST_NEEDLE) :]
    return (*pieces, rest)


def pattern_of(needle: str) -> str:
    return re.escape(needle)


def excerpt(text: str, patterns: Iterable[str]) -> tuple[ExcerptPiece, ...]:
    """Return the part of `text` around the first hit, unfolded, with every hit marked.

    `patterns` are regular expressions for folded text. Without a hit the excerpt is the beginning of the text.
    """
    words, ends = _mapped(text)
    spans = [(ends[a], ends[b]) for a, b in _spans(words, patterns)]
    start = max(0, spans[0][0] - BEFORE_HIT) if spans else 0
    stop = min(len(text), start + EXCERPT)
    return tuple(_pieces(text, start, stop, spans))


def _spans(words: str, patterns: Iterable[str]) -> list[tuple[int, int]]:
    """Return the spans of all matches, with overlapping ones joined."""
    found = sorted(
        match.span() for each in patterns for match in re.finditer(each, words) if match.end() > match.start()
    )
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _pieces(text: str, start: int, stop: int, spans: Sequence[tuple[int, int]]) -> Iterator[ExcerptPiece]:
    at = start
    if start > 0:
        yield ExcerptPiece("…")
    for begin, end in spans:
        if begin >= stop:
            break
        if begin > at:
            yield ExcerptPiece(text[at:begin])
        yield ExcerptPiece(text[begin : min(end, stop)], hit=True)
        at = min(end, stop)
    if at < stop:
        yield ExcerptPiece(text[at:stop])
    if stop < len(text):
        yield ExcerptPiece("…")


def _mapped(text: str) -> tuple[str, list[int]]:
    """Return the folded text, and for each of its offsets the offset in `text`.

    It is folded cluster by cluster; compositions across clusters are not marked as hits.
    """
    words: list[str] = []
    ends = [0]
    at = 0
    for cluster in _clusters(text):
        kept = "".join(" " if letter.isspace() else letter for letter in folded(cluster))
        if kept.isspace() and (not words or words[-1] == " "):
            kept = ""
        at += len(cluster)
        words.extend(kept)
        ends.extend([at] * len(kept))
    return "".join(words), ends


def _clusters(text: str) -> Iterator[str]:
    cluster = ""
    for letter in text:
        if cluster and (letter in _VOICED or unicodedata.combining(letter)):
            cluster += letter
            continue
        if cluster:
            yield cluster
        cluster = letter
    if cluster:
        yield cluster
