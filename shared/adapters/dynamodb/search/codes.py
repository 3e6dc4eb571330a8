"""Search by codes: a query for exact matches, then one for codes that only end in the needle."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.keys import ticket_keys
from shared.adapters.dynamodb.search.items import part_of, words_at
from shared.adapters.dynamodb.search.reading import Reading, checked
from shared.adapters.dynamodb.search.words import has_all
from shared.domain.errors import InvalidError
from shared.domain.search.results import CodesFound, Hit
from shared.domain.text.codes import CodeLookup

A_PAGE = 100
MOST_PAGES = 8
"""Pages that a request reads: of a code that thousands of tickets have, the newest are found at once, the others by
paging."""


def find_codes(
    lookups: Sequence[CodeLookup], needles: Sequence[str], *, accounts: Collection[str], after: str | None, limit: int
) -> CodesFound:
    """Return the tickets with these codes. `after` is the number of the query that was under way, and the position in
    it."""
    reading, wanted = Reading(), set(accounts)
    queries = list(_queries(lookups))
    number, last = _resumed(after, queries)
    hits: dict[str, Hit] = {}
    pages, reached = 0, after
    for at in range(number, len(queries)):
        query = queries[at]
        while last is not None:
            if pages == MOST_PAGES:
                return CodesFound(tuple(hits.values()), f"{at}/{last}")
            items, last = query.read(last, reading)
            pages += 1
            for item in _fitting(items, query.lookup, wanted, needles, reading):
                if len(hits) == limit and item["ticket"]["S"] not in hits:
                    return CodesFound(tuple(hits.values()), reached)
                hits.setdefault(item["ticket"]["S"], _hit(item))
                reached = f"{at}/{item['sk']['S']}"
        last = queries[at + 1].high if at + 1 < len(queries) else None
    return CodesFound(tuple(hits.values()), None)


@dataclass(frozen=True, slots=True)
class _CodeQuery:
    lookup: CodeLookup
    low: str
    high: str

    def read(self, after: str, reading: Reading) -> tuple[list[dict[str, Any]], str | None]:
        """Read a page. The range includes `after` itself, which is left out."""
        items, last = reading.query(ticket_keys.code(self.lookup.end), Item.sk.between(self.low, after), limit=A_PAGE)
        return [item for item in items if item["sk"]["S"] != after], last


def _queries(lookups: Sequence[CodeLookup]) -> Iterator[_CodeQuery]:
    """Yield the queries. A code is stored reversed, and its time behind a `#`, which sorts before letters and
    digits."""
    for lookup in lookups:
        reverse = lookup.end[::-1]
        yield _CodeQuery(lookup, f"{reverse}#", f"{reverse}#~")
        if lookup.before or not lookup.alone:
            yield _CodeQuery(lookup, f"{reverse}0", f"{reverse}~")


def _resumed(after: str | None, queries: Sequence[_CodeQuery]) -> tuple[int, str | None]:
    if after is None:
        return 0, queries[0].high if queries else None
    number, _, place = checked(after).partition("/")
    at = int(number) if re.fullmatch(r"[0-9]{1,2}", number) else len(queries)
    if at >= len(queries) or not queries[at].low <= place <= queries[at].high:
        raise InvalidError("cursor", "is no place in what was searched")
    return at, place


def _fitting(
    items: Sequence[Mapping[str, Any]],
    lookup: CodeLookup,
    accounts: Collection[str],
    needles: Sequence[str],
    reading: Reading,
) -> Iterator[Mapping[str, Any]]:
    theirs = [item for item in items if item["account"]["S"] in accounts and lookup.fits(_written(item))]
    if not needles:
        yield from theirs
        return
    words = reading.get([_words(item) for item in theirs])
    for item in theirs:
        place = _words(item)
        if place in words and has_all(words[place], item["account"]["S"], needles, reading):
            yield item


def _written(item: Mapping[str, Any]) -> str:
    if "written" in item:
        return str(item["written"]["S"])
    return str(item["sk"]["S"].partition("#")[0][::-1])


def _words(item: Mapping[str, Any]) -> tuple[str, str]:
    return words_at(item["account"]["S"], item["slot"]["S"], item["ticket"]["S"])


def _hit(item: Mapping[str, Any]) -> Hit:
    return Hit(item["ticket"]["S"], part_of(item["part"]["S"]), item["sk"]["S"])
