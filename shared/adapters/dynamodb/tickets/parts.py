"""Single parts of tickets by their ids, for the search: reads of the parts, and their pending index entries."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeGuard

from shared.adapters.dynamodb.item import Item, applied
from shared.adapters.dynamodb.keys import index_keys, ticket_keys, timed_keys
from shared.adapters.dynamodb.tickets.head import is_expired
from shared.adapters.dynamodb.tickets.mapping import action_of
from shared.adapters.dynamodb.tickets.mapping_indexed import indexed_of
from shared.adapters.dynamodb.tickets.mapping_posts import post_of
from shared.adapters.dynamodb.tickets.models import ActionItem, OrphanReplyItem, PostItem, TicketItem
from shared.adapters.dynamodb.tickets.rows import row_of
from shared.domain.posts.post import Post
from shared.domain.search.entries import NOTE, POST, PartId, SearchKey, keys_at
from shared.domain.tickets.action import Action
from shared.domain.tickets.lists.rows import TicketRow
from shared.domain.tickets.ticket_id import is_ticket_id


def version_of(ticket_id: str) -> int | None:
    at = _head_at(ticket_id)
    if at is None:
        return None
    try:
        head = TicketItem.get(*at, consistent_read=True, attributes_to_get=["type", "version"])
    except TicketItem.DoesNotExist:
        return None
    return int(head.version)


def rows_of(ticket_ids: Collection[str]) -> Mapping[str, TicketRow]:
    places = [at for at in map(_head_at, dict.fromkeys(ticket_ids)) if at is not None]
    heads = [item for item in Item.batch_get(places) if isinstance(item, TicketItem)]
    return {row.id: row for row in (row_of(head) for head in heads if not is_expired(head))}


def parts_of(wanted: Collection[tuple[str, PartId]]) -> Mapping[tuple[str, PartId], Post | Action]:
    """Read the texts by their keys, which have the time in them. One that is not there any more, since the network has
    said better when it was written, is looked for among its ticket's."""
    asked = [(ticket, part) for ticket, part in dict.fromkeys(wanted) if is_ticket_id(ticket)]
    places = {_part_at(ticket, part.at, part): (ticket, part) for ticket, part in asked if part.at is not None}
    found = {places[item.pk, item.sk]: _text_of(item) for item in Item.batch_get(list(places)) if _is_text(item)}
    for ticket in dict.fromkeys(ticket for ticket, part in asked if (ticket, part) not in found):
        moved = {part: (ticket, part) for each, part in asked if each == ticket and (ticket, part) not in found}
        for item in Item.query(ticket_keys.customer_of(ticket), Item.sk.startswith(ticket_keys.parts(ticket))):
            if _is_text(item) and _part_id(item) in moved:
                found[moved[_part_id(item)]] = _text_of(item)
    return found


def _is_text(item: Item) -> TypeGuard[PostItem | ActionItem]:
    return isinstance(item, PostItem | ActionItem)


def _text_of(item: PostItem | ActionItem) -> Post | Action:
    return post_of(item) if isinstance(item, PostItem) else action_of(item)


def _part_id(item: PostItem | ActionItem) -> PartId:
    return PartId(POST if isinstance(item, PostItem) else NOTE, item.id)


def owe_index(new: Iterable[Item]) -> None:
    """Mark new notes that are still to be indexed and are in no other outbox: a crash right after the save must not
    hide them. Parts that arrive by a queue are retried by it."""
    for item in new:
        if isinstance(item, ActionItem) and item.slots and item.due_pk is None:
            item.due_pk, item.due_sk = index_keys.DUE_WORDS, timed_keys.place(item.at, item.ticket, item.id)


def unindexed_notes(before: datetime, *, limit: int) -> Sequence[tuple[str, PartId]]:
    until = Item.due_sk < timed_keys.instant(before)
    found = ActionItem.query(index_keys.DUE_WORDS, until, index_name="due", limit=limit)
    named = (item.due_sk.split("#", 2) for item in found)
    return [(ticket, PartId(NOTE, note, datetime.fromisoformat(at))) for at, ticket, note in named]


def note_is_indexed(ticket_id: str, note: PartId) -> None:
    """Remove the mark where there is one: a note that mentions somebody uses its place in the index for that."""
    if note.at is None:
        raise ValueError("a note is found by when it was written")
    item = ActionItem(*_part_at(ticket_id, note.at, note))
    applied(item.update, [Item.due_pk.remove(), Item.due_sk.remove()], condition=Item.due_pk == index_keys.DUE_WORDS)


def search_keys(account: str, items: Iterable[Item]) -> Iterator[SearchKey]:
    """Yield the keys under which the search may hold the texts: they are stored with each, so that its codes need not
    be extracted again."""
    for item in items:
        if isinstance(item, PostItem | ActionItem) and not isinstance(item, OrphanReplyItem) and item.ticket:
            indexed = indexed_of(item)
            at = item.posted_at if isinstance(item, PostItem) else item.at
            if indexed is not None:
                yield from keys_at(account, item.ticket, at, indexed)


def _head_at(ticket_id: str) -> tuple[str, str] | None:
    """Return the key of the ticket's head; None if `ticket_id` is not a valid ticket id."""
    if not is_ticket_id(ticket_id):
        return None
    return ticket_keys.customer_of(ticket_id), ticket_keys.head(ticket_id)


def _part_at(ticket_id: str, at: datetime, part: PartId) -> tuple[str, str]:
    which = (ticket_keys.ACTION, part.id) if part.kind == NOTE else (ticket_keys.POST, ticket_keys.of_network(part.id))
    return ticket_keys.customer_of(ticket_id), ticket_keys.part(ticket_id, at, *which)
