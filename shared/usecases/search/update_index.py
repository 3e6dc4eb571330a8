"""Whoever writes words into a ticket, or takes them away, has the search follow.

The search is written after the ticket and outside its transaction. What it has to hold follows from the ticket alone, so a
crash in between heals when the same thing comes again: a post by its queue, a reply by its own, a deletion, an erasure and
the end of retention by whoever asks for them again; notes, which come once, are marked until they are held. Whoever put
words looks afterwards whether the ticket has gone on meanwhile, so that words that were taken away do not come back.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from shared.domain.errors import NotFoundError
from shared.domain.posts.post import Post
from shared.domain.search.entries import (
    NOTE,
    POST,
    IndexChange,
    PartId,
    SearchKey,
    changed,
    entries_beside_outdated,
    entries_of,
    entries_with,
    keys_at,
    outdated_keys,
)
from shared.domain.text.search_terms import indexed
from shared.domain.tickets.ticket import Ticket
from shared.ports.desk import Desk
from shared.usecases.retrying import ATTEMPTS, on_fresh_state

ERASED = 2**53
"""A version that no ticket reaches: what is dropped with its ticket goes whatever wrote it."""

LONGEST_AGO = timedelta(seconds=60)
"""How long a note may be marked before the sweep takes its writer for lost."""


def keep_search(before: Ticket | None, after: Ticket, *, desk: Desk) -> None:
    """What the save from `before` to `after` has changed of the words is changed in the search when this returns."""
    change = changed(before, after)
    if change:
        _follow(change, after, desk=desk)
    let_go(after, desk=desk)
    known = {action.id for action in before.actions} if before is not None else set()
    for action in after.actions:
        if action.indexed and action.id not in known:
            desk.tickets.is_indexed(after.id, action.id)


def ensure_post(post: Post, ticket: Ticket, *, desk: Desk) -> None:
    """A post that came again: whoever stored it may have crashed before the search had it, or, where the ticket has its
    words no more, after the search had them."""
    stored = ticket.post(post.id)
    if stored is not None and stored.searched:
        ensure_part(ticket, PartId(POST, stored.id), desk=desk)
    elif stored is not None:
        gone = keys_at(ticket.account, ticket.id, stored.posted_at, indexed(post.searched, stored.posted_at, {}))
        held = {entry.key for entry in entries_of(ticket)}
        desk.search.apply(IndexChange(drop=tuple(key for key in gone if key not in held)), version=ticket.version)
    let_go(ticket, desk=desk)


def ensure_reply(ticket: Ticket, reply_id: str, *, desk: Desk) -> None:
    """The posts of a reply whose worker may have crashed after it stored them."""
    for post in ticket.posts:
        if post.reply_id == reply_id and post.searched:
            ensure_part(ticket, PartId(POST, post.id), desk=desk)


def ensure_part(ticket: Ticket, part: PartId, *, desk: Desk) -> None:
    missing = tuple(desk.search.missing(entries_with(ticket, part)))
    if missing:
        _follow(IndexChange(put=missing), ticket, desk=desk)
    if part.kind == NOTE:
        desk.tickets.is_indexed(ticket.id, part.id)


def ensure_ticket(ticket_id: str, *, desk: Desk) -> int:
    """Has the search hold all that the ticket says, and nothing that it says no more; how many entries were missing."""

    def place() -> Ticket:
        before = desk.tickets.load(ticket_id)
        return desk.tickets.save(before, before.placed())

    ticket = on_fresh_state(place)
    missing = tuple(desk.search.missing(entries_of(ticket)))
    if missing:
        _follow(IndexChange(put=missing), ticket, desk=desk)
    let_go(ticket, desk=desk)
    return len(missing)


def let_go(ticket: Ticket, *, desk: Desk) -> bool:
    """Takes words that the ticket has no more out of the search, and then their keys off the ticket: until then whoever
    comes after a crash finds them there. What stands beside them is looked at too: words that share a place with others
    are taken out of it by putting the others. False where there were none."""

    def attempt(now: Ticket) -> bool:
        after = now.with_outdated_let_go()
        if after == now:
            return False
        beside = tuple(desk.search.missing(entries_beside_outdated(now)))
        if beside:
            _follow(IndexChange(put=beside), now, desk=desk)
        desk.search.apply(IndexChange(drop=outdated_keys(now)), version=now.version)
        desk.tickets.save(now, after)
        return True

    if ticket.with_outdated_let_go() == ticket:
        return False
    return on_fresh_state(lambda: attempt(desk.tickets.load(ticket.id)))


def ensure_notes(before: datetime, *, desk: Desk, limit: int) -> int:
    """Notes whose writer did not come to say that the search holds them; how many."""
    found = desk.tickets.unindexed(before - LONGEST_AGO, limit=limit)
    for ticket_id, note in found:
        with suppress(NotFoundError):
            ensure_part(desk.tickets.load(ticket_id), PartId(NOTE, note), desk=desk)
    return len(found)


def forget_words(keys: Sequence[SearchKey], *, desk: Desk) -> None:
    """For good: their tickets are gone."""
    desk.search.apply(IndexChange(drop=tuple(keys)), version=ERASED)


def _follow(change: IndexChange, ticket: Ticket, *, desk: Desk) -> None:
    """Applies the change, and looks whether the ticket is still the one that it was made for: a writer that is slower
    than a deletion would bring the words back. Then what stands there now is put, or taken away, under the same keys."""
    for _ in range(ATTEMPTS):
        desk.search.apply(change, version=ticket.version)
        if not change.put or desk.tickets.version(ticket.id) == ticket.version:
            return
        try:
            ticket = desk.tickets.load(ticket.id)
        except NotFoundError:
            forget_words(change.keys, desk=desk)
            return
        wanted = {entry.key: entry for entry in entries_of(ticket)}
        keys = change.keys
        change = IndexChange(
            tuple(wanted[key] for key in keys if key in wanted), tuple(key for key in keys if key not in wanted)
        )
