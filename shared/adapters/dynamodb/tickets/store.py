"""Tickets in DynamoDB: a partition for each customer of an account, read by one query and written by one
transaction."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from shared.adapters.dynamodb.item import Item, applied
from shared.adapters.dynamodb.keys import ticket_keys
from shared.adapters.dynamodb.tickets.aggregate import items_of, pointer_of, tickets_of
from shared.adapters.dynamodb.tickets.known_posts import KnownPosts, tombstone
from shared.adapters.dynamodb.tickets.lists import TicketLists
from shared.adapters.dynamodb.tickets.long_ticket import put_off, write_off
from shared.adapters.dynamodb.tickets.measured import measured
from shared.adapters.dynamodb.tickets.models import (
    BlockItem,
    CustomerItem,
    PointerItem,
    PostItem,
    QuoteItem,
    TicketItem,
)
from shared.adapters.dynamodb.tickets.outbox import outbox, outbox_part
from shared.adapters.dynamodb.tickets.parts import (
    note_is_indexed,
    owe_index,
    parts_of,
    rows_of,
    search_keys,
    version_of,
)
from shared.adapters.dynamodb.tickets.private_ids import customer_known_as, forget_private_ids, private_id_puts
from shared.adapters.dynamodb.tickets.reading import TicketReading
from shared.adapters.dynamodb.tickets.torn import heads_first, read_again
from shared.adapters.dynamodb.tickets.write_head import write_head
from shared.adapters.dynamodb.transaction import MOST_ITEMS, Put, write
from shared.domain.errors import DuplicatePostError, NotFoundError, UnavailableError
from shared.domain.posts.post import Post
from shared.domain.search.entries import PartId, SearchKey
from shared.domain.tickets.action import Action
from shared.domain.tickets.lists.rows import MeasuredClock, TicketRow
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import CUSTOMER_LENGTH
from shared.ports.tickets import MOST_NEARBY, CustomerVersion, OutboxPart, Outgoing

MOST_OPENINGS = 10
"""How often an erasure deletes heads: a customer whose tickets are opened at such a rate is erased when they pause."""


class DynamoTicketStore(KnownPosts, TicketLists, TicketReading):
    """`ports.TicketStore` on one table."""

    def customer_known_as(self, account: str, private_id: str) -> str | None:
        return customer_known_as(account, private_id)

    def forget_private_ids(self, account: str, customer_id: str) -> None:
        forget_private_ids(account, customer_id, _partition(ticket_keys.customer(account, customer_id)))

    def save(self, before: Ticket | None, after: Ticket, *, customer: CustomerVersion | None = None) -> Ticket:
        version = before.version if before is not None else 0
        if before is not None and replace(after, version=version) == before:
            return before
        saved = replace(after, version=version + 1)
        stored = _by_key(before, beside=saved) if before is not None else {}
        wanted = _by_key(saved, beside=before)
        changed = {
            key: item
            for key, item in wanted.items()
            if key not in stored or item.serialize() != stored[key].serialize()
        }
        deletes = [item for key, item in stored.items() if key not in wanted]
        others = [*self._pointers(before, saved), *_quotes(before, saved), *private_id_puts(before, saved)]
        if before is None:
            others.append(guard_of(customer, saved))
        if before is not None and len(changed) + len(others) + len(deletes) > MOST_ITEMS:
            changed = put_off(changed, stored, saved)
        puts = [_put(item, version=version, new=key not in stored) for key, item in changed.items()]
        owe_index(item for key, item in changed.items() if key not in stored)
        alone = next((put for put in puts if isinstance(put.item, TicketItem)), None)
        if alone is not None and len(puts) == 1 and not (others or deletes):
            write_head(alone)
        else:
            write(puts + others, deletes=deletes)
        return saved

    def version(self, ticket_id: str) -> int | None:
        return version_of(ticket_id)

    def rows(self, ticket_ids: Collection[str]) -> Mapping[str, TicketRow]:
        return rows_of(ticket_ids)

    def parts(self, wanted: Collection[tuple[str, PartId]]) -> Mapping[tuple[str, PartId], Post | Action]:
        return parts_of(wanted)

    def note_block(self, account: str, customer_id: str, at: datetime, *, blocked: bool) -> None:
        item = BlockItem(
            ticket_keys.customer(account, customer_id),
            ticket_keys.about_writer(ticket_keys.BLOCK),
            at=at,
            blocked=blocked,
        )
        applied(item.save, condition=Item.pk.does_not_exist() | (BlockItem.at < at))

    def measured(self, ticket_id: str, clocks: Collection[tuple[datetime, str]]) -> Sequence[MeasuredClock]:
        return measured(ticket_id, clocks)

    def outbox(self, before: datetime, *, limit: int) -> Sequence[Outgoing]:
        return outbox(before, limit=limit, load=self.load)

    def outbox_part(
        self, part: OutboxPart, before: datetime, *, after: str | None = None, limit: int
    ) -> Sequence[tuple[str, Sequence[Outgoing]]]:
        return outbox_part(part, before, after=after, limit=limit, load=self.load)

    def is_indexed(self, ticket_id: str, note: PartId) -> None:
        note_is_indexed(ticket_id, note)

    def finish_save(self, ticket_id: str) -> None:
        items, tickets = read_again(lambda: _tickets_in(ticket_keys.customer_of(ticket_id)))
        found = next((ticket for ticket in tickets if ticket.id == ticket_id), None)
        if found is None:
            raise NotFoundError(f"There is no ticket {ticket_id!r}.")
        write_off(found, items)

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
        new = [Put(item, Item.pk.does_not_exist(), lost=DuplicatePostError) for item in pointers.values()]
        return new + [Put(item) for item in self._moved(stored, after)]

    def _moved(self, stored: Mapping[str, Post], after: Ticket) -> Iterator[PointerItem]:
        """Yield the pointers of posts of which the network has said better when they were written: a pointer leads to the
        place of its post, which has the time in it."""
        for post in after.posts:
            known = stored.get(post.id)
            for ident in {known.id, known.answer_to} if known and known.posted_at != post.posted_at else ():
                place = self.place(post.network, ident)
                if place is not None and place.post == post.id:
                    yield pointer_of(post, ident, after)

    def erase(
        self,
        account: str,
        customer_id: str,
        *,
        at: datetime,
        forget: Callable[[Sequence[SearchKey]], None] | None = None,
        leaving: Callable[[str], None] | None = None,
    ) -> int:
        """Delete all tickets of a customer. Items that lead to a post are replaced or deleted before the post that names
        them, so that no pointer is left behind."""
        heads, items = _headless(ticket_keys.customer(account, customer_id), leaving)
        if forget is not None:
            forget(list(search_keys(account, items)))
        forget_private_ids(account, customer_id, items)
        posts = [item for item in items if isinstance(item, PostItem)]
        _put_all(tombstone(partition, at) for post in posts for partition in _known_as(post))
        _delete(
            QuoteItem(
                ticket_keys.known(post.network, post.quoted.id), ticket_keys.QUOTING + ticket_keys.of_network(post.id)
            )
            for post in posts
            if post.quoted is not None
        )
        _delete(items)
        return heads


def _quotes(before: Ticket | None, after: Ticket) -> list[Put]:
    """Return the items that lead from quoted posts to their text, for the same transaction as that text."""
    stored = {post.id: post.quoted for post in before.posts} if before is not None else {}
    return [
        Put(
            QuoteItem(
                ticket_keys.known(post.network, post.quoted.id),
                ticket_keys.QUOTING + ticket_keys.of_network(post.id),
                ticket=after.id,
                account=after.account,
                post=post.id,
            )
        )
        for post in after.posts
        if post.quoted is not None and post.quoted.text and post.quoted != stored.get(post.id)
    ]


def _known_as(post: PostItem) -> tuple[str, ...]:
    """Return the partitions of the post's pointers: one for each of its ids."""
    return tuple(
        dict.fromkeys(ticket_keys.known(post.network, ident) for ident in (post.id, post.answer_id or post.id))
    )


def _put_all(items: Iterable[Item]) -> None:
    with Item.batch_write() as batch:
        for item in items:
            batch.save(item)


def _delete(items: Iterable[Item]) -> None:
    with Item.batch_write() as batch:
        for item in items:
            batch.delete(item)


def _partition(partition: str) -> list[Item]:
    return list(Item.query(partition, consistent_read=True))


def _headless(partition: str, leaving: Callable[[str], None] | None) -> tuple[int, list[Item]]:
    """Delete the heads, each once `leaving` has been told of it, and return how many there were, and the rest of the partition. Without
    a head no save of a ticket succeeds any more, but one may be opened meanwhile: the last saved state is what is read once there is
    none."""
    heads = 0
    for _ in range(MOST_OPENINGS):
        items = _partition(partition)
        found = [item for item in items if isinstance(item, TicketItem)]
        if not found:
            return heads, items
        for head in found:
            if leaving is not None:
                leaving(ticket_keys.ticket_in(head.pk, head.sk))
            head.delete()
        heads += len(found)
    raise UnavailableError("The customer's tickets are opened faster than they are erased.")


def _tickets_in(partition: str) -> tuple[list[Item], tuple[Ticket, ...]]:
    items = heads_first(partition)
    return items, tickets_of(items)


def _by_key(ticket: Ticket, *, beside: Ticket | None) -> dict[tuple[str, str], Item]:
    return {(item.pk, item.sk): item for item in items_of(ticket, beside=beside)}


def _put(item: Item, *, version: int, new: bool) -> Put:
    """Return the conditional write of an item: the head's version guards existing items; one that is new to the desk
    must not exist."""
    if isinstance(item, TicketItem):
        return Put(item, Item.pk.does_not_exist() if new else TicketItem.version == version)
    if new and isinstance(item, PostItem):
        return Put(item, Item.pk.does_not_exist(), lost=DuplicatePostError)
    return Put(item)


def guard_of(customer: CustomerVersion | None, opened: Ticket) -> Put:
    """Count the tickets that were opened for a customer, so that of two opened at once only one succeeds (T2); the newest are
    found by it."""
    if customer is None:
        raise ValueError("opening a ticket needs the version of its customer")
    partition = ticket_keys.customer(customer.account, customer.customer_id)
    item = CustomerItem(partition, ticket_keys.about_writer(ticket_keys.GUARD), version=customer.version + 1)
    item.newest = (*customer.newest, opened.id[CUSTOMER_LENGTH:])[-MOST_NEARBY:]
    unchanged = CustomerItem.version == customer.version if customer.version else Item.pk.does_not_exist()
    return Put(item, unchanged)
