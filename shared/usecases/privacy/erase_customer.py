"""What the desk holds of a post, or of a customer, is erased because somebody asked for it (I6).

It reaches every store that holds words or names: tickets with their posts, notes and replies, the outbox within them,
and what rests on the dead-letter queue. Other queues and the timers hold ids alone, and logs and metrics neither.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from shared.domain.errors import InvalidError, NotFoundError
from shared.domain.posts.incoming_post import Deletion
from shared.ports.desk import Desk
from shared.ports.operations import DeadLetterOffice
from shared.usecases.deletions.apply_deletion import forget_post
from shared.usecases.replies.send_queue import leave_send_queue
from shared.usecases.search.update_index import forget_words
from shared.usecases.settings.current import desk_settings

ERASED = "erased"
"""Why a post's words are gone, where neither its author nor the network took them back."""

LONGEST_ID = 500
"""Characters; no network's ids are longer (N2)."""

OF_A_HANDLE = 100
"""More tickets of one handle than this are looked through by no command."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How many tickets it touched, how many events on the dead-letter queue, and how many of those it could not look at:
    what it was asked to erase may stand in them yet."""

    tickets: int
    letters: int
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class CustomerId:
    """A customer on one of the desk's accounts, by the network's id."""

    account: str
    id: str


def check_post(post_id: str) -> None:
    """Raises InvalidError for what can be no post."""
    _check_id("post", post_id)


def customer_by_id(account: str, customer_id: str, *, desk: Desk) -> CustomerId:
    """Raises NotFoundError for an account that the desk does not have, InvalidError for what can be no customer."""
    desk_settings(desk, fresh=True).account(account)
    _check_id("customer", customer_id)
    return CustomerId(account, customer_id)


def customer_by_handle(account: str, handle: str, *, desk: Desk) -> CustomerId:
    """The customer who has this handle. Raises NotFoundError where nobody has it, InvalidError where several had it one
    after the other: their ids tell them apart."""
    desk_settings(desk, fresh=True).account(account)
    found = desk.tickets.by_handle(account, handle.removeprefix("@"), limit=OF_A_HANDLE)
    ids = sorted({row.customer.id for row in found})
    if not ids:
        raise NotFoundError(f"No customer of {account} has the handle {handle!r}.")
    if len(ids) > 1:
        raise InvalidError("handle", f"{handle!r} has been the handle of {', '.join(ids)}; name one of them by id")
    return CustomerId(account, ids[0])


def customer_of_ticket(ticket_id: str, *, desk: Desk) -> CustomerId:
    """Raises NotFoundError where there is no such ticket."""
    ticket = desk.tickets.load(ticket_id)
    return CustomerId(ticket.account, ticket.customer.id)


def erase_post(network: str, post_id: str, *, desk: Desk, office: DeadLetterOffice) -> Erased:
    """The words of one post, an answer of ours included. Its ticket stays, and says so; a clock that ran for this post
    alone is cancelled. A post that has not come in yet will not be stored. Erasing twice is erasing once."""
    check_post(post_id)
    held = forget_post(Deletion(network, post_id, desk.clock.now(), ERASED), desk=desk)
    swept = office.erase(_naming(post_id))
    return Erased(int(held), swept.done, swept.unseen)


def erase_customer(account: str, customer_id: str, *, desk: Desk, office: DeadLetterOffice) -> Erased:
    """Everything of one customer on one account: tickets, posts, answers, notes, clocks. The numbers of the past lose
    that customer's clocks with them. Who writes again afterwards is a new customer."""
    customer_by_id(account, customer_id, desk=desk)
    _, tickets = desk.tickets.of_customer(account, customer_id)
    erased = desk.tickets.erase(account, customer_id, forget=partial(forget_words, desk=desk))
    for ticket in tickets:
        if ticket.running is not None:
            desk.timers.stop(ticket.id, ticket.running.id, ticket.running.timer_generation)
        for reply in ticket.replies:
            leave_send_queue(ticket.id, reply, desk=desk)
        desk.looks.forget(account, ticket.id)
    swept = office.erase(_naming(customer_id))
    return Erased(erased, swept.done, swept.unseen)


def _naming(ident: str) -> "_Naming":
    return _Naming(re.compile(rf"(?<!\w){re.escape(ident)}(?!\w)"))


@dataclass(frozen=True, slots=True)
class _Naming:
    """Whether a delivery holds the id, wherever the network has put it: as a word of its own, in whatever text, number or
    name of a field; in JSON, however that escapes it."""

    pattern: re.Pattern[str]

    def __call__(self, body: bytes) -> bool:
        raw = body.decode("utf-8", "replace")
        try:
            texts = _texts(json.loads(raw))
        except (ValueError, RecursionError):
            texts = iter(())
        return any(self.pattern.search(text) for text in (raw, *texts))


def _texts(value: object) -> Iterator[str]:
    """Every text, number and field's name in what JSON said."""
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
    """A network may make an id of any characters (N2)."""
    if not 0 < len(ident) <= LONGEST_ID:
        raise InvalidError(path, f"{ident!r} is no id: it must have 1 to {LONGEST_ID} characters")
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in ident):
        raise InvalidError(path, f"{ident!r} is no id: it holds what is no character")
