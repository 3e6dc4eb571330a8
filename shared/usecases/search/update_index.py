"""Keep the search index in step with tickets.

The index is written after the ticket and outside its transaction. Its entries follow from the ticket alone, so a crash in
between is repaired by the retry: of a post and a reply by their queues, of a deletion, an erasure and retention by their
next run; notes, which have no retry, are marked until they are indexed. After writing, the ticket is read again, so that
texts that were deleted meanwhile do not come back.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

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
from shared.ports.search import HasSearch
from shared.ports.tickets import HasTickets
from shared.usecases.retrying import ATTEMPTS, on_fresh_state


class UpdateIndexDesk(HasSearch, HasTickets, Protocol):
    """The parts of the desk that `update_index` uses."""


ERASED = 2**53
"""A version that no ticket reaches, so that entries of an erased ticket are deleted whatever version wrote them."""


def update_index(before: Ticket | None, after: Ticket, *, desk: UpdateIndexDesk) -> None:
    """Apply to the index what the save from `before` to `after` has changed of the texts."""
    change = write_index(before, after, desk=desk)
    confirm_index(change, before, after, stands=_stands(change, after, desk=desk), desk=desk)


def write_index(before: Ticket | None, after: Ticket, *, desk: HasSearch) -> IndexChange:
    """Write what the save has changed of the texts, and return it for `confirm_index`."""
    change = changed(before, after)
    if change:
        desk.search.apply(change, version=after.version)
    return change


def confirm_index(
    change: IndexChange, before: Ticket | None, after: Ticket, *, stands: bool, desk: UpdateIndexDesk
) -> None:
    """End the update: write the texts anew unless the ticket `stands` as it was saved, remove what is outdated, and settle its new notes."""
    if not stands:
        _follow_newest(change, after.id, desk=desk)
    remove_outdated(after, desk=desk)
    known = {action.id for action in before.actions} if before is not None else set()
    for action in after.actions:
        if action.indexed and action.id not in known:
            desk.tickets.is_indexed(after.id, PartId(NOTE, action.id, action.at))


def ensure_post(post: Post, ticket: Ticket, *, desk: UpdateIndexDesk) -> None:
    """Index a post that came again: the worker that stored it may have crashed before indexing it, or, if its text was deleted or
    edited, before removing what it came with."""
    stored = ticket.post(post.id)
    if stored is not None and stored.searched:
        ensure_part(ticket, PartId(POST, stored.id, stored.posted_at), desk=desk)
    if stored is not None and stored.searched != post.searched:
        gone = keys_at(ticket.account, ticket.id, stored.posted_at, indexed(post.searched, stored.posted_at, {}))
        held = {entry.key for entry in entries_of(ticket)}
        desk.search.apply(IndexChange(drop=tuple(key for key in gone if key not in held)), version=ticket.version)
    remove_outdated(ticket, desk=desk)


def ensure_reply(ticket: Ticket, reply_id: str, *, desk: UpdateIndexDesk) -> None:
    """Index the posts of a reply whose worker may have crashed after it stored them."""
    for post in ticket.posts:
        if post.reply_id == reply_id and post.searched:
            ensure_part(ticket, PartId(POST, post.id, post.posted_at), desk=desk)


def ensure_part(ticket: Ticket, part: PartId, *, desk: UpdateIndexDesk) -> None:
    missing = tuple(desk.search.missing(entries_with(ticket, part)))
    if missing:
        _follow(IndexChange(put=missing), ticket, desk=desk)
    if part.kind == NOTE:
        desk.tickets.is_indexed(ticket.id, part)


def ensure_ticket(ticket_id: str, *, desk: UpdateIndexDesk) -> int:
    """Add missing entries of the ticket, and delete outdated ones; return the number of missing entries."""

    def place() -> Ticket:
        before = desk.tickets.load(ticket_id)
        return desk.tickets.save(before, before.with_text_slots())

    ticket = on_fresh_state(place)
    missing = tuple(desk.search.missing(entries_of(ticket)))
    if missing:
        _follow(IndexChange(put=missing), ticket, desk=desk)
    remove_outdated(ticket, desk=desk)
    return len(missing)


def remove_outdated(ticket: Ticket, *, desk: UpdateIndexDesk) -> bool:
    """Delete outdated entries, then their keys from the ticket, where a retry after a crash still finds them. Return whether
    there were any.

    Words that share a slot with others are removed by writing the slot with the others."""

    def attempt(now: Ticket) -> bool:
        after = now.without_outdated_slots()
        if after == now:
            return False
        beside = tuple(desk.search.missing(entries_beside_outdated(now)))
        if beside:
            _follow(IndexChange(put=beside), now, desk=desk)
        desk.search.apply(IndexChange(drop=outdated_keys(now)), version=now.version)
        desk.tickets.save(now, after)
        return True

    if ticket.without_outdated_slots() == ticket:
        return False
    return on_fresh_state(lambda: attempt(desk.tickets.load(ticket.id)))


def ensure_note(ticket_id: str, note: PartId, *, desk: UpdateIndexDesk) -> None:
    """Index a note whose writer has not confirmed it."""
    with suppress(NotFoundError):
        ensure_part(desk.tickets.load(ticket_id), note, desk=desk)


def forget_words(keys: Sequence[SearchKey], *, desk: HasSearch) -> None:
    """Delete entries of erased tickets."""
    desk.search.apply(IndexChange(drop=tuple(keys)), version=ERASED)


def _follow(change: IndexChange, ticket: Ticket, *, desk: UpdateIndexDesk) -> None:
    """Apply the change, then check that the ticket has not changed meanwhile, since a writer that is slower than a deletion
    would bring the text back."""
    desk.search.apply(change, version=ticket.version)
    if not _stands(change, ticket, desk=desk):
        _follow_newest(change, ticket.id, desk=desk)


def _follow_newest(change: IndexChange, ticket_id: str, *, desk: UpdateIndexDesk) -> None:
    """Put or delete the current entries under the keys of a change whose ticket has changed meanwhile."""
    for _ in range(ATTEMPTS - 1):
        try:
            ticket = desk.tickets.load(ticket_id)
        except NotFoundError:
            forget_words(change.keys, desk=desk)
            return
        wanted = {entry.key: entry for entry in entries_of(ticket)}
        keys = change.keys
        change = IndexChange(
            tuple(wanted[key] for key in keys if key in wanted), tuple(key for key in keys if key not in wanted)
        )
        desk.search.apply(change, version=ticket.version)
        if _stands(change, ticket, desk=desk):
            return


def _stands(change: IndexChange, ticket: Ticket, *, desk: HasTickets) -> bool:
    """Return whether the ticket is as it was when the change was written. What only deletes brings nothing back."""
    return not change.put or desk.tickets.version(ticket.id) == ticket.version
