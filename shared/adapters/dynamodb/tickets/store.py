"""Tickets in DynamoDB: a partition for each customer of an account, read by one query and written by one
transaction."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.item import Item, OnTable
from shared.adapters.dynamodb.tickets.aggregate import items_of, pointer_of, tickets_of
from shared.adapters.dynamodb.tickets.long_ticket import put_off, write_off
from shared.adapters.dynamodb.tickets.mapping import fill_post, post_of, reply_of
from shared.adapters.dynamodb.tickets.models import (
    ActionItem,
    AlertItem,
    ClockItem,
    CustomerItem,
    HandleItem,
    OrphanParentItem,
    OrphanReplyItem,
    OwedItem,
    PointerItem,
    PostItem,
    QuoteItem,
    ReplyItem,
    ResolutionItem,
    TicketItem,
    TombstoneItem,
)
from shared.adapters.dynamodb.tickets.parts import (
    note_is_indexed,
    owe_index,
    parts_of,
    rows_of,
    search_keys,
    unindexed_notes,
    version_of,
)
from shared.adapters.dynamodb.tickets.rows import measured_clock, measured_resolution, row_of
from shared.adapters.dynamodb.transaction import MOST_ITEMS, Check, Put, write
from shared.domain.errors import DuplicatePostError, NotFoundError
from shared.domain.posts.post import Post
from shared.domain.replies.reply import Reply
from shared.domain.search.entries import PartId, SearchKey
from shared.domain.text.search_words import folded
from shared.domain.tickets.action import Action
from shared.domain.tickets.fold import Status
from shared.domain.tickets.rows import MeasuredClock, TicketRow
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import is_ticket_id
from shared.ports.tickets import CustomerVersion, Outgoing, PostLocation

PARKED_FOR = timedelta(days=30)
"""How long one of our answers waits for the post that it answers, after we saw it, and a tombstone for the post that
was deleted; a network's own replay is far shorter."""


class DynamoTicketStore(OnTable):
    """`ports.TicketStore` on one table."""

    def load(self, ticket_id: str) -> Ticket:
        return _found(ticket_id, self._items(ticket_id))

    def _items(self, ticket_id: str) -> list[Item]:
        """Read the whole partition: a customer has few tickets, and one query cannot be torn between two saves of
        different items as several could."""
        return _partition(keys.customer_of(ticket_id)) if is_ticket_id(ticket_id) else []

    def of_customer(self, account: str, customer_id: str) -> tuple[CustomerVersion, tuple[Ticket, ...]]:
        items = _partition(keys.customer(account, customer_id))
        version = next((int(item.version) for item in items if isinstance(item, CustomerItem)), 0)
        return CustomerVersion(account, customer_id, version), tickets_of(items)

    def beside(self, ticket_id: str) -> tuple[Ticket, ...]:
        tickets = tickets_of(self._items(ticket_id))
        _one(ticket_id, tickets)
        return tickets

    def save(self, before: Ticket | None, after: Ticket, *, customer: CustomerVersion | None = None) -> Ticket:
        version = before.version if before is not None else 0
        if before is not None and replace(after, version=version) == before:
            return before
        saved = replace(after, version=version + 1)
        stored = _by_key(before) if before is not None else {}
        wanted = _by_key(saved)
        changed = {
            key: item
            for key, item in wanted.items()
            if key not in stored or item.serialize() != stored[key].serialize()
        }
        deletes = [item for key, item in stored.items() if key not in wanted]
        others = [*self._pointers(before, saved), *_quotes(before, saved)]
        if before is None:
            others.append(_guard(customer))
        if before is not None and len(changed) + len(others) + len(deletes) > MOST_ITEMS:
            changed = put_off(changed, before, saved)
        puts = [_put(item, version=version, new=key not in stored) for key, item in changed.items()]
        owe_index(item for key, item in changed.items() if key not in stored)
        write(puts + others, deletes=deletes)
        return saved

    def version(self, ticket_id: str) -> int | None:
        return version_of(ticket_id)

    def rows(self, ticket_ids: Collection[str]) -> Mapping[str, TicketRow]:
        return rows_of(ticket_ids)

    def parts(self, wanted: Collection[tuple[str, PartId]]) -> Mapping[tuple[str, PartId], Post | Action]:
        return parts_of(wanted)

    def unfinished(self, *, limit: int) -> Sequence[str]:
        return [item.ticket for item in OwedItem.query(keys.DUE_CLOCKS, index_name="due", limit=limit)]

    def unindexed(self, before: datetime, *, limit: int) -> Sequence[tuple[str, str]]:
        return unindexed_notes(before, limit=limit)

    def is_indexed(self, ticket_id: str, note: str) -> None:
        note_is_indexed(ticket_id, note)

    def finish_save(self, ticket_id: str) -> None:
        items = self._items(ticket_id)
        write_off(_found(ticket_id, items), items)

    def _pointers(self, before: Ticket | None, after: Ticket) -> list[Put]:
        """Return the pointers of new posts and edits. A new post is new by all its ids (I3).

        An edit's id that is known already, such as one of a post that came in without the history of its edits, keeps
        its pointer, and the edit is saved all the same.
        """
        stored = {post.id: post for post in before.posts} if before is not None else {}
        pointers: dict[str, PointerItem] = {}
        for post in after.posts:
            known = stored.get(post.id)
            for ident in (post.id, post.answer_to):
                if known is None or (
                    ident not in (known.id, known.answer_to) and self.place(post.network, ident) is None
                ):
                    pointers.setdefault(ident, pointer_of(post, ident, after))
        return [Put(item, Item.pk.does_not_exist(), lost=DuplicatePostError) for item in pointers.values()]

    def erase(
        self, account: str, customer_id: str, *, forget: Callable[[Sequence[SearchKey]], None] | None = None
    ) -> int:
        """Delete all tickets of a customer. Items that lead to a post are deleted before the post that names them, so
        that no pointer is left behind. Once the heads are deleted no save succeeds any more: the last saved state is
        read then."""
        partition = keys.customer(account, customer_id)
        heads = [item for item in _partition(partition) if isinstance(item, TicketItem)]
        for head in heads:
            head.delete()
        items = _partition(partition)
        if forget is not None:
            forget(list(search_keys(account, items)))
        posts = [item for item in items if isinstance(item, PostItem)]
        _delete(PointerItem(at, keys.POINTER) for post in posts for at in _known_as(post))
        _delete(
            QuoteItem(keys.known(post.network, post.quoted.id), keys.QUOTING + keys.of_network(post.id))
            for post in posts
            if post.quoted is not None
        )
        _delete(item for item in items if not isinstance(item, TicketItem))
        return len(heads)

    def place(self, network: str, post_id: str) -> PostLocation | None:
        pointer = _at(network, post_id, keys.POINTER)
        return PostLocation(pointer.ticket, pointer.post, pointer.account) if isinstance(pointer, PointerItem) else None

    def quoting(self, network: str, post_id: str) -> tuple[PostLocation, ...]:
        partition = keys.known(network, post_id)
        found = QuoteItem.query(partition, QuoteItem.sk.startswith(keys.QUOTING), consistent_read=True)
        return tuple(PostLocation(item.ticket, item.post, item.account) for item in found)

    def park_orphan(self, post: Post, *, parent: str) -> bool:
        """Park an orphan reply. The absence of both pointers is a condition of the transaction: a worker that stores
        the post `parent`, or leaves a tombstone for this one, either finds it parked afterwards or makes this return
        False."""
        until = post.seen_at + PARKED_FOR
        item = _parked(post, parent, expires_at=until)
        fill_post(item, post)
        own = keys.known(post.network, post.id)
        where = OrphanParentItem(own, keys.PARENT, parent=parent, expires_at=until)
        absent = [Check(PointerItem(pk, keys.POINTER), lost=DuplicatePostError) for pk in dict.fromkeys((item.pk, own))]
        try:
            write([Put(item), Put(where)], checks=absent)
        except DuplicatePostError:
            return False
        return True

    def orphans_of(self, network: str, post_id: str) -> tuple[Post, ...]:
        partition = keys.known(network, post_id)
        found = OrphanReplyItem.query(partition, OrphanReplyItem.sk.startswith(keys.ORPHAN), consistent_read=True)
        return tuple(sorted((post_of(item) for item in found), key=lambda post: post.order))

    def release_orphan(self, post: Post, *, parent: str) -> None:
        """Delete a parked reply. The item that names its place is deleted first: where the second deletion is cut off,
        the post is still found under its parent, and releasing it again deletes both."""
        OrphanParentItem(keys.known(post.network, post.id), keys.PARENT).delete()
        _parked(post, parent).delete()

    def leave_tombstone(self, network: str, post_id: str, at: datetime) -> bool:
        """Leave a tombstone for a post. The parked post is looked for after the tombstone stands: it can no longer be
        parked then."""
        partition = keys.known(network, post_id)
        stone = TombstoneItem(partition, keys.POINTER, at=at, expires_at=at + PARKED_FOR)
        try:
            write([Put(stone, Item.pk.does_not_exist(), lost=DuplicatePostError)])
        except DuplicatePostError:
            if self.tombstone_of(network, post_id) is None:
                return False
        where = _at(network, post_id, keys.PARENT)
        if isinstance(where, OrphanParentItem):
            OrphanReplyItem(keys.known(network, where.parent), keys.ORPHAN + keys.of_network(post_id)).delete()
            where.delete()
        return True

    def tombstone_of(self, network: str, post_id: str) -> datetime | None:
        stone = _at(network, post_id, keys.POINTER)
        return stone.at if isinstance(stone, TombstoneItem) else None

    def waiting(self, account: str, *, after: str | None = None, limit: int) -> Sequence[tuple[str, TicketRow]]:
        later = TicketItem.due_sk > after if after is not None else None
        found = TicketItem.query(keys.waiting(account), later, index_name="due", limit=limit)
        return [(item.due_sk, row_of(item)) for item in found]

    def recent(
        self, account: str, status: Status, *, after: str | None = None, limit: int
    ) -> Sequence[tuple[str, TicketRow]]:
        earlier = TicketItem.recent_sk < after if after is not None else None
        found = TicketItem.query(
            keys.listed(account, status.value), earlier, index_name="recent", limit=limit, scan_index_forward=False
        )
        return [(item.recent_sk, row_of(item)) for item in found]

    def by_handle(self, account: str, handle: str, *, limit: int) -> Sequence[TicketRow]:
        """Find tickets in two steps: the handle leads to customers, and their heads stand in a partition each."""
        if not folded(handle):
            return []
        found = HandleItem.query(keys.handle(account, folded(handle)), index_name="recent", limit=limit)
        customers = dict.fromkeys(item.pk for item in found)
        rows = [row_of(head) for partition in customers for head in _heads(partition)]
        return sorted(rows, key=lambda row: (row.last_post_at, row.id), reverse=True)[:limit]

    def silent(
        self,
        account: str,
        before: datetime,
        *,
        status: Status = Status.ANSWERED,
        after: str | None = None,
        limit: int,
    ) -> Sequence[tuple[str, TicketRow]]:
        """Return tickets whose last post is older than `before`. The range includes `after` itself, so one more is
        read and it is left out."""
        if after is not None and after >= keys.instant(before):
            return []
        place = TicketItem.recent_sk
        span = place < keys.instant(before) if after is None else place.between(after, keys.instant(before))
        partition = keys.listed(account, status.value)
        found = TicketItem.query(partition, span, index_name="recent", limit=limit + (after is not None))
        return [(item.recent_sk, row_of(item)) for item in found if item.recent_sk != after][:limit]

    def clocks_started(self, account: str, start: datetime, end: datetime) -> Iterator[MeasuredClock]:
        """Yield the clocks started in a half-open span: a key continues after its instant, so that none equals
        `end`."""
        if start >= end:
            return
        span = Item.recent_sk.between(keys.instant(start), keys.instant(end))
        for item in Item.query(keys.started(account), span, index_name="recent"):
            if isinstance(item, ClockItem):
                yield measured_clock(item)
            elif isinstance(item, ResolutionItem):
                yield measured_resolution(item)

    def returned(self, *, after: str | None = None, limit: int) -> Sequence[tuple[str, str, Reply]]:
        earlier = ReplyItem.recent_sk < after if after is not None else None
        found = ReplyItem.query(keys.RETURNED, earlier, index_name="recent", limit=limit, scan_index_forward=False)
        return [(item.recent_sk, item.ticket, reply_of(item)) for item in found]

    def outbox(self, before: datetime, *, limit: int) -> Sequence[Outgoing]:
        until = Item.due_sk < keys.instant(before)
        replies = ReplyItem.query(keys.DUE_REPLIES, until, index_name="due", limit=limit)
        alerts = AlertItem.query(keys.DUE_ALERTS, until, index_name="due", limit=limit)
        notes = ActionItem.query(keys.DUE_NOTES, until, index_name="due", limit=limit)
        returned = ReplyItem.query(keys.DUE_RETURNED, until, index_name="due", limit=limit)
        found = [(item.due_sk, Outgoing(item.ticket, reply=item.id)) for item in replies]
        found += [(item.due_sk, Outgoing(item.ticket, returned=item.id)) for item in returned]
        found += [(item.due_sk, Outgoing(item.ticket, note=item.id)) for item in notes]
        found += [(item.due_sk, Outgoing(item.ticket, alert=(item.clock, item.step, item.due_at))) for item in alerts]
        return [outgoing for _, outgoing in sorted(found, key=lambda each: each[0])[:limit]]


def _quotes(before: Ticket | None, after: Ticket) -> list[Put]:
    """Return the items that lead from quoted posts to their text, for the same transaction as that text."""
    stored = {post.id: post.quoted for post in before.posts} if before is not None else {}
    return [
        Put(
            QuoteItem(
                keys.known(post.network, post.quoted.id),
                keys.QUOTING + keys.of_network(post.id),
                ticket=after.id,
                account=after.account,
                post=post.id,
            )
        )
        for post in after.posts
        if post.quoted is not None and post.quoted.text and post.quoted != stored.get(post.id)
    ]


def _at(network: str, post_id: str, sort_key: str) -> Item | None:
    try:
        return Item.get(keys.known(network, post_id), sort_key, consistent_read=True)
    except Item.DoesNotExist:
        return None


def _known_as(post: PostItem) -> tuple[str, ...]:
    """Return the partitions of the post's pointers: one for each of its ids."""
    return tuple(dict.fromkeys(keys.known(post.network, ident) for ident in (post.id, post.answer_id or post.id)))


def _delete(items: Iterable[Item]) -> None:
    with Item.batch_write() as batch:
        for item in items:
            batch.delete(item)


def _partition(partition: str) -> list[Item]:
    return list(Item.query(partition, consistent_read=True))


def _heads(partition: str) -> list[TicketItem]:
    """Return the heads of tickets that still have texts."""
    heads = TicketItem.sk.startswith(keys.every(keys.TICKET))
    found = TicketItem.query(partition, heads, consistent_read=True)
    return [head for head in found if head.recent_pk is not None]


def _found(ticket_id: str, items: Sequence[Item]) -> Ticket:
    return _one(ticket_id, tickets_of(items))


def _one(ticket_id: str, tickets: Iterable[Ticket]) -> Ticket:
    for ticket in tickets:
        if ticket.id == ticket_id:
            return ticket
    raise NotFoundError(f"There is no ticket {ticket_id!r}.")


def _by_key(ticket: Ticket) -> dict[tuple[str, str], Item]:
    return {(item.pk, item.sk): item for item in items_of(ticket)}


def _put(item: Item, *, version: int, new: bool) -> Put:
    """Return the conditional write of an item: the head's version guards existing items; one that is new to the desk
    must not exist."""
    if isinstance(item, TicketItem):
        return Put(item, Item.pk.does_not_exist() if new else TicketItem.version == version)
    if new and isinstance(item, PostItem):
        return Put(item, Item.pk.does_not_exist(), lost=DuplicatePostError)
    return Put(item)


def _guard(customer: CustomerVersion | None) -> Put:
    """Count the tickets that were opened for a customer, so that of two opened at once only one succeeds (T2)."""
    if customer is None:
        raise ValueError("opening a ticket needs the version of its customer")
    item = CustomerItem(keys.customer(customer.account, customer.customer_id), keys.GUARD, version=customer.version + 1)
    unchanged = CustomerItem.version == customer.version if customer.version else Item.pk.does_not_exist()
    return Put(item, unchanged)


def _parked(post: Post, parent: str, expires_at: datetime | None = None) -> OrphanReplyItem:
    sort_key = keys.ORPHAN + keys.of_network(post.id)
    return OrphanReplyItem(keys.known(post.network, parent), sort_key, expires_at=expires_at)
