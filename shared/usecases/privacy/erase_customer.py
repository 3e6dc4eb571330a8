"""What the desk holds of a post, or of a customer, is erased because somebody asked for it (I6).

It reaches every store that holds words or names: tickets with their posts, notes and replies, the outbox within them,
and what rests on the dead-letter queue. Other queues and the timers hold ids alone, and logs and metrics neither.
"""

import re
from dataclasses import dataclass
from functools import partial

from shared.domain.errors import InvalidError
from shared.domain.posts.incoming_post import Deletion
from shared.ports.desk import Desk
from shared.ports.operations import DeadLetterOffice
from shared.usecases.deletions.apply_deletion import forget_post
from shared.usecases.replies.send_queue import leave_send_queue
from shared.usecases.search.update_index import forget_words
from shared.usecases.settings.current import desk_settings

ERASED = "erased"
"""Why a post's words are gone, where neither its author nor the network took them back."""

_NUMBER = re.compile(r"[0-9]{1,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Erased:
    """How many tickets it touched, how many events on the dead-letter queue, and how many of those it could not look at:
    what it was asked to erase may stand in them yet."""

    tickets: int
    letters: int
    unseen: int = 0


def check_post(post_id: str) -> None:
    """Raises InvalidError for what can be no post."""
    _needs_a_number("post", post_id)


def check_customer(account: str, customer_id: str, *, desk: Desk) -> None:
    """Raises NotFoundError for an account that the desk does not have, InvalidError for what can be no customer."""
    desk_settings(desk, fresh=True).account(account)
    _needs_a_number("customer", customer_id)


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
    check_customer(account, customer_id, desk=desk)
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
    return _Naming(re.compile(rb"(?<![0-9])" + ident.encode() + rb"(?![0-9])"))


@dataclass(frozen=True, slots=True)
class _Naming:
    """Whether a delivery holds the id, wherever X has put it."""

    pattern: re.Pattern[bytes]

    def __call__(self, body: bytes) -> bool:
        return self.pattern.search(body) is not None


def _needs_a_number(path: str, ident: str) -> None:
    if _NUMBER.fullmatch(ident) is None:
        raise InvalidError(path, f"{ident!r} is no id of the network's, which are numbers")
