"""Find the comment that one of ours answers, in a thread whose network names the comment on top alone (T4).

An answer from the desk is a part of a reply that is under way. Of one from the network's own app the name in front says to
whom it speaks, which the network's button puts there. Without either it is to the comment on top.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from shared.domain.errors import NotFoundError
from shared.domain.inbound.flat_threads import (
    answered_by_reply,
    handles_in_front,
    is_named_in_front,
    newest_comment,
    stands_in_thread,
)
from shared.domain.inbound.routing import Outbound
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.tickets.ticket import Ticket
from shared.ports.clock import HasClock
from shared.ports.networks import HasRules
from shared.ports.tickets import HasTickets


class FindAnsweredCommentDesk(HasClock, HasRules, HasTickets, Protocol):
    """The parts of the desk that `find_answered_comment` uses."""


UNDER_WAY = timedelta(hours=1)
"""How far ahead the outbox looks at a reply again whose outcome is unknown, at most."""

MOST_UNDER_WAY, MOST_WAITING, MOST_NAMED = 50, 100, 5
"""How many replies, waiting tickets and tickets of one handle are looked through."""


def find_answered_comment(incoming: IncomingPost, routed: Outbound, *, desk: FindAnsweredCommentDesk) -> IncomingPost:
    """Return our comment with the one that it answers. A comment that the desk holds stays where it is."""
    if not stands_in_thread(incoming) or desk.tickets.place(incoming.network, incoming.id) is not None:
        return incoming
    rules = desk.rules[incoming.network]
    for ticket in _under_way(incoming, routed, desk=desk):
        above = answered_by_reply(ticket, incoming, rules)
        if above is not None:
            return replace(incoming, in_reply_to=above)
    for ticket in _named(incoming, routed, desk=desk):
        above = newest_comment(ticket, incoming)
        if above is not None:
            return replace(incoming, in_reply_to=above)
    return incoming


def _under_way(incoming: IncomingPost, routed: Outbound, *, desk: FindAnsweredCommentDesk) -> Iterator[Ticket]:
    """Yield the ticket of the comment on top, then those with replies under way from the account."""
    place = desk.tickets.place(incoming.network, incoming.in_reply_to or "")
    if place is not None:
        yield desk.tickets.load(place.ticket)
    seen = {place.ticket} if place is not None else set()
    for outgoing in desk.tickets.outbox(desk.clock.now() + UNDER_WAY, limit=MOST_UNDER_WAY):
        if outgoing.reply is not None and outgoing.ticket not in seen:
            seen.add(outgoing.ticket)
            with suppress(NotFoundError):
                ticket = desk.tickets.load(outgoing.ticket)
                if ticket.account == routed.account.id:
                    yield ticket


def _named(incoming: IncomingPost, routed: Outbound, *, desk: FindAnsweredCommentDesk) -> Iterator[Ticket]:
    """Yield tickets of the person whose handle or name stands in front of our comment."""
    account, handles = routed.account.id, handles_in_front(incoming)
    rows = [row for handle in handles for row in desk.tickets.by_handle(account, handle, limit=MOST_NAMED)]
    if not handles:
        waiting = desk.tickets.waiting(account, limit=MOST_WAITING)
        rows = [row for _, row in waiting if is_named_in_front(row, incoming)]
    for row in rows:
        with suppress(NotFoundError):
            yield desk.tickets.load(row.id)
