"""Find the customer who writes in private under another id than in public (T3).

On some networks private messages arrive under the name of a network of their own, with ids of their own. Who has answered
a private answer of ours there is the customer of the public post, and their messages join its ticket.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.domain.errors import NotFoundError
from shared.domain.inbound.private_identity import PrivateIdentity
from shared.domain.inbound.threading import joinable
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.posts.kinds import Channel
from shared.domain.replies.reply import ticket_of_key
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import is_ticket_id
from shared.ports.tickets import HasTickets
from shared.usecases.accounts.public_accounts import PublicAccountsDesk, public_accounts
from shared.usecases.settings.current import desk_settings


class FindPersonDesk(PublicAccountsDesk, HasTickets, Protocol):
    """The parts of the desk that `find_person` uses."""


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """The account whose ticket the message belongs to, and its customer."""

    account: Account
    person: PrivateIdentity


def find_person(incoming: IncomingPost, *, desk: FindPersonDesk) -> FoundPerson | None:
    """Return the customer of another account to whose ticket this private message belongs; None for any other post.

    A message that the desk holds stays where it is, whatever has been learned since (I3). One that gives back the key of an
    answer of ours belongs to that answer's ticket. Any other joins the customer's ticket if that is near enough (T2), and
    was written to later than what they wrote to the account of the messages, if there is one.
    """
    if incoming.channel is not Channel.DIRECT:
        return None
    accounts = public_accounts(incoming.network, incoming.received_for, desk=desk)
    if not accounts:
        return None
    is_own = incoming.author.id == incoming.received_for
    private_id = (incoming.recipient_id or "") if is_own else incoming.author.id
    holder = _holder(incoming, desk=desk)
    if holder is not None:
        account = next((each for each in accounts if each.id == holder.account), None)
        return _found(account, holder.customer.id, private_id) if account is not None else None
    for account in accounts if private_id else ():
        customer = desk.tickets.customer_known_as(account.id, private_id)
        if customer is not None and _joins(incoming, account, customer, private_id, desk=desk):
            return _found(account, customer, private_id)
    return None


def _found(account: Account, customer: str, private_id: str) -> FoundPerson:
    return FoundPerson(account, PrivateIdentity(account.network, customer, private_id))


def _holder(incoming: IncomingPost, *, desk: HasTickets) -> Ticket | None:
    place = desk.tickets.place(incoming.network, incoming.id)
    try:
        return desk.tickets.newest(place.ticket) if place is not None else ticket_of_sent(incoming.sent_key, desk=desk)
    except NotFoundError:
        return None


def ticket_of_sent(key: str, *, desk: HasTickets) -> Ticket | None:
    """Return the ticket of the reply of which a part was sent with the key; None if it is none of the desk's."""
    ident = ticket_of_key(key)
    if not is_ticket_id(ident):
        return None
    try:
        ticket = desk.tickets.newest(ident)
        if ticket.partial and not _has_sent(key, ticket):
            ticket = desk.tickets.load(ident)
    except NotFoundError:
        return None
    return ticket if _has_sent(key, ticket) else None


def _has_sent(key: str, ticket: Ticket) -> bool:
    return any(part.key == key for reply in ticket.replies for part in reply.parts)


def _joins(incoming: IncomingPost, account: Account, customer: str, private_id: str, *, desk: FindPersonDesk) -> bool:
    theirs = _last_written(account.id, customer, incoming, desk=desk)
    own = (incoming.network, incoming.received_for)
    messages = next((a for a in desk_settings(desk).live_accounts if (a.network, a.network_id) == own), None)
    if messages is None:
        return True
    if theirs is None:
        return False
    beside = _last_written(messages.id, private_id, incoming, desk=desk)
    return beside is None or beside <= theirs


def _last_written(account: str, customer: str, incoming: IncomingPost, *, desk: FindPersonDesk) -> datetime | None:
    """Return when the tickets that the message could join were last written to."""
    nearby = desk.tickets.nearby(account, customer, network=incoming.network, posts=())
    spans = desk_settings(desk).general.spans
    near = [brief for brief in nearby.briefs if joinable(incoming.posted_at, Channel.DIRECT, brief, spans)]
    return max((brief.last_post_at for brief in near), default=None)
