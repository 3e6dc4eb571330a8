"""Reads of tickets from the end of their customer's partition (`keys`), bounded by what is asked for: not by the customer's
past."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from shared.adapters.dynamodb.item import Item, OnTable
from shared.adapters.dynamodb.keys import ticket_keys
from shared.adapters.dynamodb.tickets.aggregate import tickets_of
from shared.adapters.dynamodb.tickets.head import brief_of
from shared.adapters.dynamodb.tickets.models import CustomerItem, PointerItem, TicketItem
from shared.adapters.dynamodb.tickets.parts import version_of
from shared.adapters.dynamodb.tickets.settled_item import kept_places, settled_in
from shared.adapters.dynamodb.tickets.torn import TornReadError, heads_first, read_again
from shared.domain.errors import NotFoundError
from shared.domain.tickets.brief import TicketBrief
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import customer_part, is_ticket_id
from shared.ports.tickets import CustomerVersion, Nearby

FIRST_READ = 22
"""Items of the first query: all that most customers have, in one request. Of one with more tickets than a post is compared with
(MOST_NEARBY), it reads the heads of these and of the ticket that is open, and so costs the same however many there are."""


@dataclass(frozen=True, slots=True)
class _End:
    """The end of a customer's partition, from the last item. `whole`: nothing stands before it."""

    items: Sequence[Item]
    whole: bool

    @classmethod
    def of(cls, partition: str) -> "_End":
        found = Item.query(partition, consistent_read=True, scan_index_forward=False, limit=FIRST_READ)
        return cls(list(found), found.last_evaluated_key is None)

    @property
    def first(self) -> str:
        return self.items[-1].sk

    @property
    def guard(self) -> CustomerItem | None:
        return next((item for item in self.items if isinstance(item, CustomerItem)), None)

    @property
    def heads(self) -> dict[str, TicketItem]:
        return {_ticket(item): item for item in self.items if isinstance(item, TicketItem)}

    @property
    def has_all_heads(self) -> bool:
        return self.whole or self.first < ticket_keys.TICKET

    def known_of(self, ticket_id: str) -> list[Item]:
        """Return what was read of the ticket, its head apart, and what stands of its customer."""
        return [item for item in self.items if item.sk.startswith((ticket_keys.WRITER, ticket_keys.parts(ticket_id)))]

    def rest_of(self, ticket_id: str, since: datetime | None = None) -> Iterator[Item]:
        """Read the parts of the ticket that stand before what was read, back to the instant."""
        low = ticket_keys.parts(ticket_id)
        until = min(self.first, f"{low}~~")
        first = low if since is None else ticket_keys.part(ticket_id, since, "")
        if self.whole or until < first:
            return
        partition, span = ticket_keys.customer_of(ticket_id), Item.sk.between(first, until)
        found = Item.query(partition, span, consistent_read=True, scan_index_forward=False)
        yield from (item for item in found if item.sk != self.first)

    def settled_of(self, ticket_id: str) -> list[Item]:
        """Return the item of what is settled of the ticket, unless it was read already."""
        place = ticket_keys.only(ticket_keys.SETTLED, ticket_id)
        if self.whole or self.first <= place:
            return []
        return list(Item.batch_get([(ticket_keys.customer_of(ticket_id), place)], consistent_read=True))


class TicketReading(OnTable):
    """`ports.TicketStore`'s reads of whole tickets."""

    def load(self, ticket_id: str) -> Ticket:
        return _read(ticket_id)[0]

    def newest(self, ticket_id: str) -> Ticket:
        return _read(ticket_id, whole=False)[0]

    def beside(self, ticket_id: str) -> tuple[Ticket, int]:
        ticket, end = _read(ticket_id, whole=False)
        return ticket, int(end.guard.version) - 1 if end.guard is not None else 0

    def siblings(self, ticket_id: str) -> Sequence[TicketBrief]:
        if not is_ticket_id(ticket_id):
            return []
        heads = TicketItem.sk.startswith(ticket_keys.TICKET)
        found = TicketItem.query(ticket_keys.customer_of(ticket_id), heads, consistent_read=True)
        return _in_order(brief_of(head) for head in found if _ticket(head) != ticket_id)

    def of_customer(self, account: str, customer_id: str) -> tuple[CustomerVersion, tuple[Ticket, ...]]:
        return read_again(lambda: _of_customer(account, customer_id))

    def newcomers(self, customers: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        guard = ticket_keys.about_writer(ticket_keys.GUARD)
        places = {ticket_keys.customer(*each): each for each in customers}
        known = Item.batch_get([(place, guard) for place in places], attributes_to_get=["pk", "sk", "type"])
        return frozenset(customers) - {places[item.pk] for item in known}

    def nearby(self, account: str, customer_id: str, *, network: str, posts: Collection[str]) -> Nearby:
        return read_again(lambda: _nearby(account, customer_id, network, posts))


def _of_customer(account: str, customer_id: str) -> tuple[CustomerVersion, tuple[Ticket, ...]]:
    items = heads_first(ticket_keys.customer(account, customer_id))
    guard = next((item for item in items if isinstance(item, CustomerItem)), None)
    return _version(account, customer_id, guard), tickets_of(items)


def _nearby(account: str, customer_id: str, network: str, posts: Collection[str]) -> Nearby:
    end, customer = _End.of(ticket_keys.customer(account, customer_id)), customer_part(account, customer_id)
    version = _version(account, customer_id, end.guard)
    if end.whole:
        tickets = {ticket.id: ticket for ticket in tickets_of(end.items)}
        held = {post: each.id for each in tickets.values() for post in posts if each.post(post) is not None}
        return Nearby(version, _in_order(map(TicketBrief.of, tickets.values())), held, partial(_among, tickets))
    held = {post: ident for post, ident in _held(network, posts).items() if ident.startswith(customer)}
    wanted = {*end.heads} if end.has_all_heads else {customer + each for each in version.newest}
    heads = _heads({*wanted, *held.values()}, end.heads)
    held = {post: ident for post, ident in held.items() if ident in heads}
    return Nearby(
        version, _in_order(map(brief_of, heads.values())), held, lambda ident: _read(ident, end, whole=False)[0]
    )


def _read(ticket_id: str, end: _End | None = None, *, whole: bool = True) -> tuple[Ticket, _End]:
    """Read a ticket, its head first, and of a long one the newest part, unless the `whole` is asked for. What was saved between
    two queries shows in the head's version, and what was saved during one in the ticket: then it is read again. A ticket that is saved during
    every read is there all the same: what is not there is ended, so only a missing head says so."""
    if not is_ticket_id(ticket_id):
        raise NotFoundError(f"There is no ticket {ticket_id!r}.")
    ends = iter([end] if end is not None else [])
    return read_again(lambda: _read_once(ticket_id, next(ends, None), whole=whole))


def _read_once(ticket_id: str, end: _End | None, *, whole: bool) -> tuple[Ticket, _End]:
    end = end or _End.of(ticket_keys.customer_of(ticket_id))
    head = _heads({ticket_id}, end.heads).get(ticket_id) if not end.has_all_heads else end.heads.get(ticket_id)
    if head is None:
        raise NotFoundError(f"There is no ticket {ticket_id!r}.")
    known = end.known_of(ticket_id)
    rest = list(end.rest_of(ticket_id)) if whole else _newest_of(ticket_id, end, known)
    partial = not whole and settled_in([*known, *rest]) is not None and not end.whole
    [ticket] = tickets_of([head, *known, *rest], partial=partial)
    if rest and version_of(ticket_id) != ticket.version:
        raise TornReadError(f"Ticket {ticket_id!r} was saved while it was read.")
    return ticket, end


def _newest_of(ticket_id: str, end: _End, known: Sequence[Item]) -> list[Item]:
    """Read what was not read yet of the newest part, and the few older records that stand for the rest."""
    told = end.settled_of(ticket_id)
    settled = settled_in([*known, *told])
    if settled is None:
        return list(end.rest_of(ticket_id))
    found = list(end.rest_of(ticket_id, settled.through))
    held = {item.sk for item in (*known, *found)}
    places = [place for place in kept_places(ticket_id, settled) if place[1] not in held]
    found += Item.batch_get(places, consistent_read=True) if places else []
    return [*(item for item in told if item.sk not in held), *found]


def _among(tickets: Mapping[str, Ticket], ticket_id: str) -> Ticket:
    if ticket_id not in tickets:
        raise NotFoundError(f"There is no ticket {ticket_id!r}.")
    return tickets[ticket_id]


def _heads(ticket_ids: Collection[str], known: Mapping[str, TicketItem]) -> dict[str, TicketItem]:
    """Return the heads, those that are not `known` from the table."""
    places = [(ticket_keys.customer_of(each), ticket_keys.head(each)) for each in ticket_ids if each not in known]
    found = list(Item.batch_get(places, consistent_read=True)) if places else []
    heads = {_ticket(item): item for item in found if isinstance(item, TicketItem)}
    return heads | {ident: known[ident] for ident in ticket_ids if ident in known}


def _held(network: str, posts: Collection[str]) -> dict[str, str]:
    """Return the tickets of those of the posts that are stored."""
    places = {ticket_keys.known(network, post): post for post in posts}
    found = Item.batch_get([(place, ticket_keys.POINTER) for place in places], consistent_read=True)
    return {places[item.pk]: item.ticket for item in found if isinstance(item, PointerItem)}


def _in_order(briefs: Iterable[TicketBrief]) -> tuple[TicketBrief, ...]:
    return tuple(sorted(briefs, key=lambda brief: (brief.opened_at, brief.id)))


def _version(account: str, customer_id: str, guard: CustomerItem | None) -> CustomerVersion:
    if guard is None:
        return CustomerVersion(account, customer_id, 0)
    return CustomerVersion(account, customer_id, int(guard.version), guard.newest or ())


def _ticket(head: TicketItem) -> str:
    return ticket_keys.ticket_in(head.pk, head.sk)
