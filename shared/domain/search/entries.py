"""Index entries of a ticket, and their changes when the ticket changes: a function of the ticket alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from shared.domain.posts.post import Post
from shared.domain.text.codes import compact
from shared.domain.text.search_terms import PIECE, Indexed, Slot
from shared.domain.text.search_words import pieces_of, search_text
from shared.domain.tickets.action import Action
from shared.domain.tickets.ticket import Ticket

POST = "post"
NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class PartId:
    """The id of a text of a ticket: of a post or a note. `at` is when it was written, by which the store finds it at once; one
    that is unknown or has been corrected since is no other text."""

    kind: str
    id: str
    at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class WordsKey:
    account: str
    ticket: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class CodeKey:
    """`code` without its dashes."""

    account: str
    ticket: str
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WordsEntry:
    """The folded words of one slot: a line with the customer's name and handle, then a line for each text in `parts`. `before`
    is the ticket's previous slot, where a search continues."""

    key: WordsKey
    names: str
    lines: tuple[str, ...]
    parts: tuple[PartId, ...]
    before: Slot | None


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """A code of a ticket, with the first text that contains it, and the first slot of that text's words."""

    key: CodeKey
    written: str
    part: PartId
    slot: Slot


SearchEntry = WordsEntry | CodeEntry
SearchKey = WordsKey | CodeKey


@dataclass(frozen=True, slots=True)
class IndexChange:
    """Entries to put, and keys to delete."""

    put: tuple[SearchEntry, ...] = ()
    drop: tuple[SearchKey, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.put or self.drop)

    @property
    def keys(self) -> tuple[SearchKey, ...]:
        return (*(entry.key for entry in self.put), *self.drop)


@dataclass(frozen=True, slots=True)
class _IndexedText:
    id: PartId
    at: datetime
    text: str
    names: str
    indexed: Indexed


def entries_of(ticket: Ticket) -> tuple[SearchEntry, ...]:
    """Return all index entries of the ticket."""
    parts = _parts(ticket)
    slots = {slot for part in parts for slot in part.indexed.slots}
    codes = {compact(code) for part in parts for code in part.indexed.codes}
    return (*_words(ticket, parts, slots), *_codes(ticket, parts, codes))


def keys_at(account: str, ticket_id: str, at: datetime, indexed: Indexed) -> tuple[SearchKey, ...]:
    """Return every key under which the index may hold a text of that instant."""
    words = (WordsKey(account, ticket_id, slot) for slot in (*indexed.slots, *indexed.old_slots))
    codes = (*indexed.codes, *indexed.old_codes)
    return (*words, *(CodeKey(account, ticket_id, compact(code), at) for code in codes))


def outdated_keys(ticket: Ticket) -> tuple[SearchKey, ...]:
    """Return the keys under which the index may still hold words that the ticket no longer has."""
    old = [key for at, each in _outdated(ticket) for key in keys_at(ticket.account, ticket.id, at, each)]
    held = {entry.key for entry in entries_of(ticket)} if old else set()
    return tuple(key for key in dict.fromkeys(old) if key not in held)


def entries_beside_outdated(ticket: Ticket) -> tuple[SearchEntry, ...]:
    """Return the entries affected by outdated words: other texts of the same slot, the slot after a deleted one, and the next
    text with a code."""
    parts = _parts(ticket)
    old = [each for _, each in _outdated(ticket)]
    slots = {slot for each in old for slot in each.old_slots}
    codes = {compact(code) for each in old for code in each.old_codes}
    return (*_words(ticket, parts, {*slots, *_after(parts, slots)}), *_codes(ticket, parts, codes))


def _outdated(ticket: Ticket) -> list[tuple[datetime, Indexed]]:
    parts = [(post.posted_at, post.indexed) for post in ticket.posts]
    parts += [(action.at, action.indexed) for action in ticket.actions]
    return [(at, each) for at, each in parts if each is not None and each.outdated]


def entries_with(ticket: Ticket, part_id: PartId) -> tuple[SearchEntry, ...]:
    """Return the entries of one text of the ticket, and of the next slot, which refers to its predecessor."""
    parts = _parts(ticket)
    part = next((part for part in parts if part.id == part_id), None)
    if part is None:
        return ()
    codes = {compact(code) for code in part.indexed.codes}
    slots = {*part.indexed.slots, *_after(parts, part.indexed.slots)}
    return (*_words(ticket, parts, slots), *_codes(ticket, parts, codes))


def changed(before: Ticket | None, after: Ticket) -> IndexChange:
    """Return the index changes between two states of a ticket; only texts of changed slots are folded."""
    if before is not None and before.posts is after.posts and before.actions is after.actions:
        return IndexChange()
    was, now = _parts(before) if before is not None else (), _parts(after)
    known, wanted_parts = {part.id: part for part in was}, {part.id: part for part in now}
    others = [part for part in was if wanted_parts.get(part.id) != part]
    others += [part for part in now if known.get(part.id) != part]
    if not others:
        return IndexChange()
    slots = {slot for part in others for slot in part.indexed.slots}
    slots |= {slot for parts in (was, now) for slot in _after(parts, slots)}
    codes = {compact(code) for part in others for code in part.indexed.codes}
    held = _by_key(before, was, slots, codes) if before is not None else {}
    wanted = _by_key(after, now, slots, codes)
    put = tuple(entry for key, entry in wanted.items() if held.get(key) != entry)
    return IndexChange(put, tuple(key for key in held if key not in wanted))


def _parts(ticket: Ticket) -> tuple[_IndexedText, ...]:
    """Return the indexed texts by time, those of the part that was not read apart, which share no slot with others. Texts of
    versions without search have no slots."""
    since = ticket.unread.through if ticket.unread is not None else None
    posts = (
        _post(post, post.indexed)
        for post in ticket.posts
        if post.indexed and post.searched and (since is None or post.posted_at >= since)
    )
    notes = (
        _note(action, action.indexed)
        for action in ticket.actions
        if action.indexed and action.text and (since is None or action.at >= since)
    )
    return tuple(sorted((*posts, *notes), key=lambda part: (part.at, part.id)))


def _post(post: Post, indexed: Indexed) -> _IndexedText:
    handle = f"@{post.author.username}" if post.author.username else ""
    names = f"{post.author.name} {handle}" if post.inbound else ""
    return _IndexedText(PartId(POST, post.id, post.posted_at), post.posted_at, post.searched, names, indexed)


def _note(action: Action, indexed: Indexed) -> _IndexedText:
    return _IndexedText(PartId(NOTE, action.id, action.at), action.at, action.text or "", "", indexed)


def _after(parts: Iterable[_IndexedText], slots: Iterable[Slot]) -> Iterator[Slot]:
    """Yield the slot after each of these, which refers to its predecessor."""
    order = sorted({slot for part in parts for slot in part.indexed.slots})
    for slot in slots:
        yield next((later for later in order if later > slot), slot)


def _by_key(
    ticket: Ticket, parts: Iterable[_IndexedText], slots: Iterable[Slot], codes: Iterable[str]
) -> dict[SearchKey, SearchEntry]:
    words: dict[SearchKey, SearchEntry] = {entry.key: entry for entry in _words(ticket, parts, slots)}
    return words | {entry.key: entry for entry in _codes(ticket, parts, codes)}


def _words(ticket: Ticket, parts: Iterable[_IndexedText], slots: Iterable[Slot]) -> Iterator[WordsEntry]:
    found = list(parts)
    order = sorted({slot for part in found for slot in part.indexed.slots})
    unread = ticket.unread.slot if ticket.unread is not None else None
    before: Mapping[Slot, Slot] = {later: earlier for earlier, later in pairwise([unread, *order] if unread else order)}
    for slot in sorted(slots):
        here = [part for part in found if slot in part.indexed.slots]
        if here:
            names = next((part.names for part in reversed(here) if part.names), "")
            yield WordsEntry(
                WordsKey(ticket.account, ticket.id, slot),
                search_text(names),
                tuple(_line(part, slot) for part in here),
                tuple(part.id for part in here),
                before.get(slot),
            )


def _line(part: _IndexedText, slot: Slot) -> str:
    words = search_text(part.text)
    if len(part.indexed.slots) == 1:
        return words
    pieces = pieces_of(words, limit=PIECE)
    at = part.indexed.slots.index(slot)
    return pieces[at] if at < len(pieces) else ""


def _codes(ticket: Ticket, parts: Iterable[_IndexedText], codes: Iterable[str]) -> Iterator[CodeEntry]:
    """Yield an entry for each code, with the first text that contains it; tickets with the same code are ordered by that text."""
    found = list(parts)
    for code in sorted(codes):
        for part in found:
            written = next((each for each in part.indexed.codes if compact(each) == code), None)
            if written is not None:
                key = CodeKey(ticket.account, ticket.id, code, part.at)
                yield CodeEntry(key, written, part.id, part.indexed.slots[0])
                break
