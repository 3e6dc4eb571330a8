"""The ids under which customers write in private, where the network gives them other ones than in public (T3)."""

from collections.abc import Iterable, Iterator

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.keys import ticket_keys, timed_keys
from shared.adapters.dynamodb.tickets.models import AliasItem, CustomerItem, PrivateIdItem
from shared.adapters.dynamodb.transaction import Put
from shared.domain.tickets.ticket import Ticket


def private_ids_of(items: Iterable[Item]) -> tuple[str, ...]:
    """Return the private ids of a customer by the items of their partition, in the order in which they became known."""
    found = [item for item in items if isinstance(item, PrivateIdItem)]
    return tuple(item.private_id for item in sorted(found, key=lambda each: (each.place, each.private_id)))


def private_id_puts(before: Ticket | None, after: Ticket) -> Iterator[Put]:
    """Yield the items of new private ids, for the transaction of the ticket that brings them: one with the customer, so that
    erasing finds it, and one that leads to the customer."""
    known = before.private_ids if before is not None else ()
    for number, private_id in enumerate(after.private_ids):
        if private_id not in known:
            place = f"{number:06}#{timed_keys.instant(after.last_post.posted_at)}"
            yield Put(_with_customer(ticket_keys.customer_of(after.id), private_id, place))
            yield Put(
                AliasItem(
                    ticket_keys.customer(after.account, private_id),
                    ticket_keys.about_writer(ticket_keys.ALIAS),
                    customer=after.customer.id,
                )
            )


def forget_private_ids(account: str, customer_id: str, items: Iterable[Item]) -> None:
    """Delete them, what leads to the customer first: an interrupted erasure finds the rest in the customer's own
    partition."""
    found = [item for item in items if isinstance(item, PrivateIdItem)]
    for item in found:
        person = _person(account, item.private_id)
        if person is not None and person.customer == customer_id:
            person.delete()
    for item in found:
        item.delete()


def customer_known_as(account: str, private_id: str) -> str | None:
    partition = ticket_keys.customer(account, private_id)
    found = list(
        Item.batch_get(
            [(partition, ticket_keys.about_writer(each)) for each in (ticket_keys.ALIAS, ticket_keys.GUARD)],
            consistent_read=True,
        )
    )
    person = next((item for item in found if isinstance(item, AliasItem)), None)
    if person is not None:
        return person.customer
    return private_id if any(isinstance(item, CustomerItem) for item in found) else None


def _person(account: str, private_id: str) -> AliasItem | None:
    try:
        item = Item.get(
            ticket_keys.customer(account, private_id), ticket_keys.about_writer(ticket_keys.ALIAS), consistent_read=True
        )
    except Item.DoesNotExist:
        return None
    return item if isinstance(item, AliasItem) else None


def _with_customer(partition: str, private_id: str, place: str) -> PrivateIdItem:
    sort_key = ticket_keys.about_writer(ticket_keys.PRIVATE, ticket_keys.of_network(private_id))
    return PrivateIdItem(partition, sort_key, private_id=private_id, place=place)
