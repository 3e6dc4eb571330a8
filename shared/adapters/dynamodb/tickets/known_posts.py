"""What is known under the id of a post: the ticket that holds it, the orphans that wait for it, or its tombstone."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from shared.adapters.dynamodb.item import Item, OnTable
from shared.adapters.dynamodb.keys import ticket_keys
from shared.adapters.dynamodb.tickets.mapping_posts import fill_post, post_of
from shared.adapters.dynamodb.tickets.models import (
    AwaitedItem,
    OrphanParentItem,
    OrphanReplyItem,
    PointerItem,
    QuoteItem,
    TicketItem,
    TombstoneItem,
)
from shared.adapters.dynamodb.transaction import Check, Put, write
from shared.domain.errors import DuplicatePostError
from shared.domain.posts.post import Post
from shared.ports.tickets import Aftermath, PostLocation

PARKED_FOR = timedelta(days=30)
"""How long one of our answers waits for the post that it answers, after we saw it, and a tombstone for the post that
was deleted; a network's own replay is far shorter."""

STANDING = ["pk", "sk", "type", "version"]
"""What tells how a ticket stands, and that a post is awaited."""


class KnownPosts(OnTable):
    """Pointers by the ids of posts, orphan replies, and tombstones."""

    def place(self, network: str, post_id: str) -> PostLocation | None:
        pointer = _at(network, post_id, ticket_keys.POINTER)
        return _location(pointer) if isinstance(pointer, PointerItem) else None

    def known(self, network: str, post_ids: Collection[str]) -> Mapping[str, PostLocation | None]:
        posts = {ticket_keys.known(network, post_id): post_id for post_id in post_ids}
        found: dict[str, PostLocation | None] = {}
        for item in Item.batch_get([(partition, ticket_keys.POINTER) for partition in posts]) if posts else ():
            if isinstance(item, PointerItem | TombstoneItem):
                found[posts[item.pk]] = _location(item) if isinstance(item, PointerItem) else None
        return found

    def quoting(self, network: str, post_id: str) -> tuple[PostLocation, ...]:
        partition = ticket_keys.known(network, post_id)
        found = QuoteItem.query(partition, QuoteItem.sk.startswith(ticket_keys.QUOTING), consistent_read=True)
        return tuple(PostLocation(item.ticket, item.post, item.account) for item in found)

    def park_orphan(self, post: Post, *, parent: str) -> bool:
        """Park an orphan reply. The absence of both pointers is a condition of the transaction: a worker that stores
        the post `parent`, or leaves a tombstone for this one, either finds it parked afterwards or makes this return
        False."""
        until = post.seen_at + PARKED_FOR
        item = _parked(post, parent, expires_at=until)
        fill_post(item, post)
        own = ticket_keys.known(post.network, post.id)
        awaited = AwaitedItem(item.pk, ticket_keys.AWAITED, expires_at=until + PARKED_FOR)
        where = OrphanParentItem(own, ticket_keys.PARENT, parent=parent, expires_at=until)
        absent = [
            Check(PointerItem(pk, ticket_keys.POINTER), lost=DuplicatePostError) for pk in dict.fromkeys((item.pk, own))
        ]
        try:
            write([Put(item), Put(where), Put(awaited)], checks=absent)
        except DuplicatePostError:
            return False
        return True

    def aftermath(self, ticket_ids: Collection[str], posts: Collection[tuple[str, str]]) -> Aftermath:
        heads = {(ticket_keys.customer_of(ticket), ticket_keys.head(ticket)): ticket for ticket in ticket_ids}
        parents = {(ticket_keys.known(network, post), ticket_keys.AWAITED): (network, post) for network, post in posts}
        versions: dict[str, int] = {}
        awaited: set[tuple[str, str]] = set()
        for item in Item.batch_get([*heads, *parents], consistent_read=True, attributes_to_get=STANDING):
            if isinstance(item, TicketItem):
                versions[heads[item.pk, item.sk]] = int(item.version)
            elif isinstance(item, AwaitedItem):
                awaited.add(parents[item.pk, item.sk])
        return Aftermath(versions, frozenset(awaited))

    def orphans_of(self, network: str, post_id: str) -> tuple[Post, ...]:
        partition = ticket_keys.known(network, post_id)
        found = OrphanReplyItem.query(
            partition, OrphanReplyItem.sk.startswith(ticket_keys.ORPHAN), consistent_read=True
        )
        return tuple(sorted((post_of(item) for item in found), key=lambda post: post.order))

    def release_orphan(self, post: Post, *, parent: str) -> None:
        """Delete a parked reply. The item that names its place is deleted first: where the second deletion is cut off,
        the post is still found under its parent, and releasing it again deletes both."""
        OrphanParentItem(ticket_keys.known(post.network, post.id), ticket_keys.PARENT).delete()
        _parked(post, parent).delete()

    def leave_tombstone(self, network: str, post_id: str, at: datetime) -> bool:
        """Leave a tombstone for a post. The parked post is looked for after the tombstone stands: it can no longer be
        parked then."""
        stone = tombstone(ticket_keys.known(network, post_id), at)
        try:
            write([Put(stone, Item.pk.does_not_exist(), lost=DuplicatePostError)])
        except DuplicatePostError:
            if self.tombstone_of(network, post_id) is None:
                return False
        where = _at(network, post_id, ticket_keys.PARENT)
        if isinstance(where, OrphanParentItem):
            OrphanReplyItem(
                ticket_keys.known(network, where.parent), ticket_keys.ORPHAN + ticket_keys.of_network(post_id)
            ).delete()
            where.delete()
        return True

    def tombstone_of(self, network: str, post_id: str) -> datetime | None:
        stone = _at(network, post_id, ticket_keys.POINTER)
        return stone.at if isinstance(stone, TombstoneItem) else None


def _location(pointer: PointerItem) -> PostLocation:
    return PostLocation(pointer.ticket, pointer.post, pointer.account, pointer.at)


def tombstone(partition: str, at: datetime) -> TombstoneItem:
    """Return the tombstone of the post with that partition, which takes the key of its pointer."""
    return TombstoneItem(partition, ticket_keys.POINTER, at=at, expires_at=at + PARKED_FOR)


def _at(network: str, post_id: str, sort_key: str) -> Item | None:
    try:
        return Item.get(ticket_keys.known(network, post_id), sort_key, consistent_read=True)
    except Item.DoesNotExist:
        return None


def _parked(post: Post, parent: str, expires_at: datetime | None = None) -> OrphanReplyItem:
    sort_key = ticket_keys.ORPHAN + ticket_keys.of_network(post.id)
    return OrphanReplyItem(ticket_keys.known(post.network, parent), sort_key, expires_at=expires_at)
