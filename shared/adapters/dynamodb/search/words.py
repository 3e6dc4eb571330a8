"""Search by words: each account's months are read backwards from the newest texts, in parallel, until a page is full or
a request has reached its read limit. Texts older than the point down to which all accounts are read wait for the next
request.

A ticket's texts may stand in several items, one for each day. Where one has some of the needles, the preceding ones are
read too: the newest item with any of them finds the ticket.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.keys import ticket_keys
from shared.adapters.dynamodb.search.items import part_of, words_at
from shared.adapters.dynamodb.search.models import WordsItem
from shared.adapters.dynamodb.search.reading import Reading, checked, strings
from shared.domain.search.results import Hit, WordsFound
from shared.domain.text.search_terms import SPAN

PAGES = (150, 600, None)
"""Limit of items for the first reads: most people look for recent tickets. DynamoDB itself ends a page at a
megabyte."""

PAGE_UNITS = 129
"""Largest cost of a page of a megabyte, read with eventual consistency."""

MOST_BEFORE = 8
"""Preceding items of a ticket that are read after one that has some of the needles; one for each day, so that is a long
conversation."""

ABOVE_ALL = "~"


@dataclass(slots=True)
class _Stream:
    """One account's texts, read down to `place`; all of them once `months` is empty."""

    account: str
    months: list[str]
    place: str
    pages: int = 0

    def read(self, having: Any, reading: Reading) -> list[dict[str, Any]]:
        partition = ticket_keys.words(self.account, self.months[-1])
        below = Item.sk < self.place if self.place != ABOVE_ALL else None
        limit = PAGES[min(self.pages, len(PAGES) - 1)]
        items, last = reading.query(partition, below, limit=limit, having=having)
        self.pages += 1
        if last is None:
            self.place = f"{self.months.pop()}-"
        else:
            self.place = last
        return items


def find_words(
    needles: Sequence[str], *, accounts: Collection[str], after: str | None, limit: int, most_units: int
) -> WordsFound:
    reading = Reading()
    start = checked(after) if after is not None else ABOVE_ALL
    streams = [_Stream(account, _months(account, start, reading), start) for account in sorted(set(accounts))]
    having = reduce(or_, (WordsItem.words.contains(needle) for needle in needles))
    hits: dict[str, Hit] = {}
    live = [stream for stream in streams if stream.months]
    while live:
        newest = max(live, key=lambda stream: stream.place)
        bound = newest.place
        if sum(hit.place > bound for hit in hits.values()) > limit:
            break
        if reading.units + PAGE_UNITS > most_units and any(stream.pages for stream in streams):
            break
        for hit in _matching(newest.read(having, reading), newest.account, needles, reading):
            known = hits.get(hit.ticket)
            if known is None or known.place < hit.place:
                hits[hit.ticket] = hit
        live = [stream for stream in streams if stream.months]
    bound = max((stream.place for stream in live), default="")
    return _page(hits.values(), bound, limit, reading)


def _page(hits: Collection[Hit], bound: str, limit: int, reading: Reading) -> WordsFound:
    found = sorted((hit for hit in hits if hit.place > bound), key=lambda hit: hit.place, reverse=True)
    if len(found) > limit:
        found, bound = found[:limit], found[limit - 1].place
    if not bound:
        return WordsFound(tuple(found), None, None, reading.units)
    return WordsFound(tuple(found), _instant(bound) + SPAN, bound, reading.units)


def _instant(bound: str) -> datetime:
    """Return the instant of a position, or the first of a month that was read completely."""
    start = bound.partition("#")[0]
    return datetime.fromisoformat(start if start.endswith("Z") else f"{start}01T00:00:00Z")


def _months(account: str, start: str, reading: Reading) -> list[str]:
    """Return the months with texts before the position, the newest last. One page holds those of a thousand years."""
    found, _ = reading.query(ticket_keys.months(account), None, limit=None)
    return sorted(item["sk"]["S"] for item in found if f"{item['sk']['S']}-" < start)


def _matching(
    items: Sequence[Mapping[str, Any]], account: str, needles: Sequence[str], reading: Reading
) -> Iterator[Hit]:
    """Yield the items that have all of the needles, together with their ticket's preceding items."""
    open_ones: dict[str, tuple[Mapping[str, Any], set[str]]] = {}
    for item in items:
        left = _without(item, set(needles))
        if not left:
            yield _hit(item, needles)
        elif "before" in item:
            open_ones[item["sk"]["S"]] = (item, left)
    behind = {place: item for place, (item, _) in open_ones.items()}
    for _ in range(MOST_BEFORE):
        places = {place: _place_before(item, account) for place, item in behind.items() if "before" in item}
        read = reading.get(list(places.values()))
        behind = {place: read[at] for place, at in places.items() if at in read}
        for place, item in list(behind.items()):
            first, left = open_ones[place]
            left = _without(item, left)
            open_ones[place] = (first, left)
            if not left:
                yield _hit(first, needles)
                del behind[place]
        if not behind:
            break


def has_all(item: Mapping[str, Any], account: str, needles: Sequence[str], reading: Reading) -> bool:
    """Return True if the needles stand in this item of a ticket or in the preceding ones."""
    left, at = set(needles), item
    for _ in range(MOST_BEFORE):
        left = _without(at, left)
        if not left or "before" not in at:
            break
        place = _place_before(at, account)
        found = reading.get([place])
        if place not in found:
            break
        at = found[place]
    return not left


def _without(item: Mapping[str, Any], needles: set[str]) -> set[str]:
    words = item["words"]["S"]
    return {needle for needle in needles if needle not in words}


def _place_before(item: Mapping[str, Any], account: str) -> tuple[str, str]:
    return words_at(account, item["before"]["S"], item["ticket"]["S"])


def _hit(item: Mapping[str, Any], needles: Sequence[str]) -> Hit:
    """Return a hit on the text that has the first needle, else the next; names are not a text."""
    _, *lines = item["words"]["S"].split("\n")
    parts = list(strings(item, "parts"))
    part = next((parts[n] for needle in needles for n, line in enumerate(lines) if needle in line), None)
    return Hit(item["ticket"]["S"], part_of(part) if part is not None else None, item["sk"]["S"])
