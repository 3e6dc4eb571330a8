"""Erase a post, or a customer, on request (I6).

Erasure covers every store with texts or names: tickets with their posts, notes and replies, the outbox in them, other customers'
posts that quote them, and the dead-letter queue. Other queues and the timers hold only ids, logs and metrics hold neither.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from shared.domain.errors import InvalidError, NotFoundError
from shared.domain.posts.incoming_post import Deletion
from shared.domain.tickets.customer_name import name_requests
from shared.domain.tickets.ticket import Ticket
from shared.ports.accounts import HasLooks
from shared.ports.operations import DeadLetterOffice
from shared.ports.tickets import HasTickets
from shared.usecases.accounts.public_accounts import PublicAccountsDesk, public_accounts
from shared.usecases.attachments.forget_attachments import forget_attachments
from shared.usecases.deletions.apply_deletion import ApplyDeletionDesk, forget_post
from shared.usecases.deletions.quotes import forget_quotes_of
from shared.usecases.replies.send_queue import SendQueueDesk, leave_send_queue
from shared.usecases.search.update_index import forget_words
from shared.usecases.settings.current import ReadsSettings, desk_settings


class EraseCustomerDesk(ApplyDeletionDesk, PublicAccountsDesk, SendQueueDesk, HasLooks, Protocol):
    """The parts of the desk that `erase_customer` uses."""


ERASED = "erased"
"""The reason for which a post has no text, if neither its author nor the network deleted it."""

LONGEST_ID = 500
"""The maximum length of network ids in characters (N2)."""

OF_A_HANDLE = 100
"""The maximum number of tickets that are examined for one handle."""


@dataclass(frozen=True, slots=True)
class Erased:
    """The number of tickets and of dead-lettered events that were erased, and of events that could not be examined, which may
    still hold the data."""

    tickets: int
    letters: int
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class CustomerId:
    """A customer on one of the desk's accounts, by the network's id."""

    account: str
    id: str


def check_post(post_id: str) -> None:
    """Check a post's id. Raises InvalidError."""
    _check_id("post", post_id)


def customer_by_id(account: str, customer_id: str, *, desk: ReadsSettings) -> CustomerId:
    """Return the customer with this id. Raises NotFoundError for an unknown account, InvalidError for an invalid id."""
    desk_settings(desk, fresh=True).account(account)
    _check_id("customer", customer_id)
    return CustomerId(account, customer_id)


def customer_by_handle(account: str, handle: str, *, desk: EraseCustomerDesk) -> CustomerId:
    """Return the customer with this handle. Raises NotFoundError if nobody has it, InvalidError if several customers had it in
    turn, who are told apart by their ids."""
    desk_settings(desk, fresh=True).account(account)
    found = desk.tickets.by_handle(account, handle.removeprefix("@"), limit=OF_A_HANDLE)
    ids = sorted({row.customer.id for row in found})
    if not ids:
        raise NotFoundError(f"No customer of {account} has the handle {handle!r}.")
    if len(ids) > 1:
        raise InvalidError("handle", f"{handle!r} has been the handle of {', '.join(ids)}; name one of them by id")
    return CustomerId(account, ids[0])


def customer_of_ticket(ticket_id: str, *, desk: HasTickets) -> CustomerId:
    """Return the ticket's customer. Raises NotFoundError."""
    ticket = desk.tickets.load(ticket_id)
    return CustomerId(ticket.account, ticket.customer.id)


def erase_post(network: str, post_id: str, *, desk: EraseCustomerDesk, office: DeadLetterOffice) -> Erased:
    """Erase the text of one post, which may be our own answer. Idempotent.

    Its ticket stays, and shows the erasure; a clock that ran for this post only is cancelled. A post that has not come in
    yet will not be stored."""
    check_post(post_id)
    held = forget_post(Deletion(network, post_id, desk.clock.now(), ERASED), desk=desk)
    swept = office.erase(_naming(post_id))
    return Erased(int(held), swept.done, swept.unseen)


def erase_customer(account: str, customer_id: str, *, desk: EraseCustomerDesk, office: DeadLetterOffice) -> Erased:
    """Erase everything of one customer on one account: tickets, posts, answers, notes, clocks; and of the same customer on
    the account of their private messages, where that is another one (T3).

    Figures of the past lose that customer's clocks. What they have written so far is not taken in again, however far back
    the network is read; if they write anew, they count as a new customer."""
    customer_by_id(account, customer_id, desk=desk)
    erased = [_erase(each, desk=desk, office=office) for each in all_ids(CustomerId(account, customer_id), desk=desk)]
    return Erased(*(sum(counted) for counted in zip(*((e.tickets, e.letters, e.unseen) for e in erased), strict=True)))


def all_ids(customer: CustomerId, *, desk: EraseCustomerDesk) -> tuple[CustomerId, ...]:
    """Return everybody whom the desk knows to be this customer: on an account that they write to in public, and on that of
    their private messages, where the network gives them another id there (T3). The customer comes last, since what leads to the
    others stands with their tickets."""
    accounts = desk_settings(desk, fresh=True).accounts
    owner = desk_settings(desk).account(customer.account)
    found = [customer]
    for public in public_accounts(owner.network, owner.network_id, desk=desk):
        known = desk.tickets.customer_known_as(public.id, customer.id)
        found += [CustomerId(public.id, known)] if known is not None else []
    network = desk.rules[owner.network].private_network
    _, tickets = desk.tickets.of_customer(customer.account, customer.id)
    ids = {private_id for ticket in tickets for private_id in ticket.private_ids}
    for messages in accounts:
        if (messages.network, messages.network_id) == (network, owner.network_id):
            found += [CustomerId(messages.id, private_id) for private_id in sorted({customer.id, *ids})]
    return tuple(reversed(dict.fromkeys(found)))


def _erase(customer: CustomerId, *, desk: EraseCustomerDesk, office: DeadLetterOffice) -> Erased:
    account, customer_id = customer.account, customer.id
    tickets: dict[str, Ticket] = {}

    def leaving(ticket_id: str) -> None:
        """Take with it what stands outside of the ticket, while an interrupted erasure still finds it by the ticket. The store knows of
        tickets that are opened during the erasure, too."""
        with suppress(NotFoundError):
            tickets[ticket_id] = desk.tickets.load(ticket_id)
        forget_attachments(ticket_id, desk=desk)
        desk.looks.forget(account, ticket_id)
        desk.looks.drop(name_requests(account), ticket_id)

    def leaving_at_last(ticket_id: str) -> None:
        leaving(ticket_id)
        if ticket_id in tickets:
            forget_quotes_of(tickets[ticket_id], desk=desk)

    for ticket in desk.tickets.of_customer(account, customer_id)[1]:
        leaving(ticket.id)
    forget = partial(forget_words, desk=desk)
    erased = desk.tickets.erase(account, customer_id, at=desk.clock.now(), forget=forget, leaving=leaving_at_last)
    for ticket in list(tickets.values()):
        if ticket.running is not None:
            desk.timers.stop(ticket.id, ticket.running.id, ticket.running.timer_generation)
        for reply in ticket.replies:
            leave_send_queue(ticket.id, reply, desk=desk)
        leaving(ticket.id)  # once more: a post may have come in, and somebody may have looked, meanwhile
        forget_quotes_of(ticket, desk=desk)
    swept = office.erase(_naming(customer_id))
    return Erased(erased, swept.done, swept.unseen)


def _naming(ident: str) -> "_Naming":
    return _Naming(re.compile(rf"(?<!\w){re.escape(ident)}(?!\w)"))


@dataclass(frozen=True, slots=True)
class _Naming:
    """A check whether a delivery contains the id as a word of its own, in any text, number or field name, whatever the JSON
    escapes."""

    pattern: re.Pattern[str]

    def __call__(self, body: bytes) -> bool:
        raw = body.decode("utf-8", "replace")
        try:
            texts = _texts(json.loads(raw))
        except (ValueError, RecursionError):
            texts = iter(())
        return any(self.pattern.search(text) for text in (raw, *texts))


def _texts(value: object) -> Iterator[str]:
    """Yield every string, number and field name of a JSON value."""
    ahead = [value]
    while ahead:
        here = ahead.pop()
        if isinstance(here, dict):
            yield from (str(name) for name in here)
            ahead += here.values()
        elif isinstance(here, list):
            ahead += here
        elif here is not None:
            yield str(here)


def _check_id(path: str, ident: str) -> None:
    """Check an id, which can hold any characters (N2)."""
    if not 0 < len(ident) <= LONGEST_ID:
        raise InvalidError(path, f"{ident!r} is no id: it must have 1 to {LONGEST_ID} characters")
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in ident):
        raise InvalidError(path, f"{ident!r} is no id: it holds what is no character")
