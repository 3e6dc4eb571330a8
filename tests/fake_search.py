"""An in-memory fake of the search: entries are scanned from the newest to the oldest."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from shared.domain.errors import InvalidError
from shared.domain.search.entries import CodeEntry, IndexChange, SearchEntry, SearchKey, WordsEntry
from shared.domain.search.results import CodesFound, Hit, WordsFound
from shared.domain.text.codes import CodeLookup, compact
from shared.domain.text.search_terms import SPAN


@dataclass
class Held:
    entry: SearchEntry
    version: int


class FakeTicketSearch:
    """`most` is the number of entries that one request reads."""

    def __init__(self, most: int = 10_000) -> None:
        self.held: dict[SearchKey, Held] = {}
        self.most = most

    def apply(self, change: IndexChange, *, version: int) -> None:
        for key in change.drop:
            if key in self.held and self.held[key].version <= version:
                del self.held[key]
        for entry in change.put:
            if entry.key not in self.held or self.held[entry.key].version <= version:
                self.held[entry.key] = Held(entry, version)

    def missing(self, entries: Iterable[SearchEntry]) -> Sequence[SearchEntry]:
        return [entry for entry in entries if entry.key not in self.held or self.held[entry.key].entry != entry]

    def by_code(
        self,
        lookups: Sequence[CodeLookup],
        needles: Sequence[str] = (),
        *,
        accounts: Collection[str],
        after: str | None = None,
        limit: int,
    ) -> CodesFound:
        hits: dict[str, Hit] = {}
        for number, lookup in enumerate(lookups):
            codes = [each.entry for each in self.held.values() if isinstance(each.entry, CodeEntry)]
            fitting = [code for code in codes if lookup.fits(code.written)]
            fitting = [code for code in fitting if code.key.account in accounts and self._has(code, needles)]
            for code in sorted(
                fitting, key=lambda code: (compact(code.written) == lookup.end, code.key.at), reverse=True
            ):
                hits.setdefault(code.key.ticket, Hit(code.key.ticket, code.part, f"{number}/{code.key.ticket}"))
        found = list(hits.values())
        at = 0
        if after is not None:
            at = next((n for n, hit in enumerate(found, 1) if hit.place == after), -1)
            if at < 0:
                raise InvalidError("cursor", "is no place in what was searched")
        page = found[at : at + limit]
        return CodesFound(tuple(page), page[-1].place if len(found) > at + limit else None)

    def by_words(
        self, needles: Sequence[str], *, accounts: Collection[str], after: str | None = None, limit: int
    ) -> WordsFound:
        words = [each.entry for each in self.held.values() if isinstance(each.entry, WordsEntry)]
        theirs = [each for each in words if each.key.account in accounts]
        below = sorted((each for each in theirs if after is None or _place(each) < after), key=_place, reverse=True)
        read = below[: self.most]
        hits: dict[str, Hit] = {}
        for each in read:
            if any(needle in _text(each) for needle in needles) and self._has(each, needles):
                hits.setdefault(each.key.ticket, _hit(each, needles))
        found, bound = list(hits.values()), _place(read[-1]) if len(below) > len(read) else ""
        if len(found) > limit:
            found, bound = found[:limit], found[limit - 1].place
        start = next((each.key.slot.start for each in read if _place(each) == bound), None)
        return WordsFound(tuple(found), start + SPAN if start is not None else None, bound or None, float(len(read)))

    def _has(self, entry: SearchEntry, needles: Sequence[str]) -> bool:
        """Return True if the needles stand in the entry's own text or in its ticket's preceding entries."""
        slot = entry.slot if isinstance(entry, CodeEntry) else entry.key.slot
        theirs = [each.entry for each in self.held.values() if isinstance(each.entry, WordsEntry)]
        text = "\n".join(_text(e) for e in theirs if e.key.ticket == entry.key.ticket and e.key.slot <= slot)
        return all(needle in text for needle in needles)


def _text(words: WordsEntry) -> str:
    return "\n".join((words.names, *words.lines))


def _place(words: WordsEntry) -> str:
    return f"{words.key.slot.start.isoformat(timespec='microseconds')}#{words.key.slot.n:03d}#{words.key.ticket}"


def _hit(words: WordsEntry, needles: Sequence[str]) -> Hit:
    part = next((words.parts[n] for needle in needles for n, line in enumerate(words.lines) if needle in line), None)
    return Hit(words.key.ticket, part, _place(words))
