"""Search over tickets of every status: first by codes, then by the customer's exact handle, then by words, newest first."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from shared.domain.errors import InvalidError
from shared.domain.posts.post import Post
from shared.domain.search.entries import PartId
from shared.domain.search.results import Hit
from shared.domain.text.codes import codes_in, compact, lookups_for, pattern_of_code
from shared.domain.text.search_words import ExcerptPiece, excerpt, folded, needles_in, pattern_of, search_text
from shared.domain.tickets.action import Action
from shared.domain.tickets.lists.rows import TicketRow
from shared.ports.clock import HasClock
from shared.ports.search import HasSearch
from shared.ports.tickets import HasTickets


class SearchTicketsDesk(HasClock, HasSearch, HasTickets, Protocol):
    """The parts of the desk that `search_tickets` uses."""


OF_A_HANDLE = 50
"""The maximum number of tickets found by an exact handle; a ticket shows the customer's others."""

CODES = "c"
WORDS = "w"


class MatchKind(StrEnum):
    CODE = "code"
    WORDS = "words"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Match:
    """A match in a ticket. `part` is the text, with an excerpt; None for a match in the customer's name or handle."""

    kind: MatchKind
    part: Post | Action | None = None
    excerpt: tuple[ExcerptPiece, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of results. Words were searched back to `back_to`, or all of them if that is None; codes and handles always are."""

    rows: tuple[tuple[TicketRow, Match], ...]
    back_to: datetime | None
    next: str | None


def search_tickets(
    query: str, *, accounts: Collection[str], after: str | None = None, limit: int, desk: SearchTicketsDesk
) -> SearchPage:
    """Return one page of results. If a code was found, words are searched from the next page on, so that a search for an order
    number is fast. Raises InvalidError for an invalid `after`."""
    needles = needles_in(query)
    if not needles:
        return SearchPage((), None, None)
    phase, place = _place(after)
    matches: dict[str, tuple[TicketRow, Match]] = {}
    if phase == CODES:
        hits, going_on = _by_code(query, accounts, place, limit, desk=desk)
        matches = _matches_of(hits, _code_patterns(query), MatchKind.CODE, desk=desk)
        if matches or going_on is not None:
            following = f"{CODES}{going_on}" if going_on is not None else WORDS
            return SearchPage(tuple(matches.values()), desk.clock.now(), following)
        for row in _of_handle(query, accounts, desk=desk)[:limit] if after is None else ():
            matches[row.id] = (row, Match(MatchKind.CUSTOMER))
        if len(matches) == limit:
            return SearchPage(tuple(matches.values()), desk.clock.now(), WORDS)
        place = None
    found = desk.search.by_words(needles, accounts=accounts, after=place, limit=limit - len(matches))
    rows = _matches_of(found.hits, [pattern_of(each) for each in needles], MatchKind.WORDS, desk=desk)
    rest = f"{WORDS}{found.next}" if found.next is not None else None
    shown = matches | {ident: found_in for ident, found_in in rows.items() if ident not in matches}
    return SearchPage(tuple(shown.values()), found.back_to, rest)


def _place(after: str | None) -> tuple[str, str | None]:
    if after is None:
        return CODES, None
    phase, place = after[:1], after[1:]
    if phase not in (CODES, WORDS) or (phase == CODES and not place):
        raise InvalidError("cursor", "is no place in what was searched")
    return phase, place or None


def _by_code(
    query: str, accounts: Collection[str], place: str | None, limit: int, *, desk: HasSearch
) -> tuple[Sequence[Hit], str | None]:
    """Search for the query's first code, together with its other words. Text written together with the code is ignored:
    注文番号66001 means the number."""
    lookups = lookups_for(query)
    if not lookups:
        return (), None
    code = pattern_of_code(compact(codes_in(query)[0]))
    beside = needles_in(re.sub(rf"\S*{code}\S*", " ", search_text(query)))
    others = [needle for needle in beside if any(letter.isalnum() for letter in needle)]
    found = desk.search.by_code(lookups, others, accounts=accounts, after=place, limit=limit)
    return found.hits, found.next


def _code_patterns(query: str) -> list[str]:
    """Return the codes' patterns, longest first, so that a whole code is marked where it occurs."""
    ends = {lookup.end for lookup in lookups_for(query)}
    return [pattern_of_code(end) for end in sorted(ends, key=len, reverse=True)]


def _of_handle(query: str, accounts: Collection[str], *, desk: HasTickets) -> Sequence[TicketRow]:
    """Return the tickets of the customer with this handle: waiting ones first, then by recency."""
    handle = folded(query).strip().removeprefix("@")
    if not handle or len(handle.split()) > 1:
        return ()
    found = [row for account in accounts for row in desk.tickets.by_handle(account, handle, limit=OF_A_HANDLE)]
    return sorted(found, key=lambda row: (row.clock is None, -row.last_post_at.timestamp()))[:OF_A_HANDLE]


def _matches_of(
    hits: Sequence[Hit], patterns: Sequence[str], kind: MatchKind, *, desk: HasTickets
) -> dict[str, tuple[TicketRow, Match]]:
    """Load tickets and texts of the hits. A text that was deleted meanwhile gives no match."""
    rows = desk.tickets.rows([hit.ticket for hit in hits])
    texts = desk.tickets.parts([(hit.ticket, hit.part) for hit in hits if hit.part is not None])
    found: dict[str, tuple[TicketRow, Match]] = {}
    for hit in hits:
        match = _match(hit, texts, patterns, kind)
        if match is not None and hit.ticket in rows:
            found[hit.ticket] = (rows[hit.ticket], match)
    return found


def _match(
    hit: Hit, texts: Mapping[tuple[str, PartId], Post | Action], patterns: Sequence[str], kind: MatchKind
) -> Match | None:
    if hit.part is None:
        return Match(MatchKind.CUSTOMER)
    part = texts.get((hit.ticket, hit.part))
    text = part.searched if isinstance(part, Post) else part.text if part is not None else None
    return Match(kind, part, excerpt(text, patterns)) if text else None
