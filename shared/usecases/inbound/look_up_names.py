"""Look up the names of customers that a network leaves out of what it delivers.

A message is stored first and named later: a network that answers slowly, or shows no name, keeps nothing out of the queue.
"""

from contextlib import suppress
from typing import Protocol

from shared.domain.accounts.status import Call
from shared.domain.errors import NotFoundError, NotPermittedError, RefusedError, SocialNetworkError
from shared.domain.posts.author import Author
from shared.domain.settings.desk import Account
from shared.domain.tickets.customer_name import name_requests, with_name
from shared.domain.tickets.ticket import Ticket
from shared.ports.accounts import HasLooks
from shared.ports.network_reading import Profiles
from shared.ports.tickets import HasTickets
from shared.usecases.accounts.call_health import CallHealthDesk, tracked_call
from shared.usecases.retrying import on_fresh_state
from shared.usecases.search.update_index import UpdateIndexDesk, ensure_ticket


class LookUpNamesDesk(CallHealthDesk, UpdateIndexDesk, HasLooks, HasTickets, Protocol):
    """The parts of the desk that `look_up_names` uses."""


AT_ONCE = 50
"""Names a run: each is a call of its own, and the next run comes within a minute."""


def look_up_names(account: Account, profiles: Profiles, *, desk: LookUpNamesDesk) -> int:
    """Name the customers of the account's tickets that wait for it, and return how many got a name. A call that fails ends
    the run, unless the network refuses to name that one customer; whom it shows no name of is asked about again with their
    next message.

    A ticket waits until the index has its name too: a run that finds it named already has been interrupted before."""
    named = 0
    for ticket_id in desk.looks.wanted(name_requests(account.id), limit=AT_ONCE):
        with suppress(NotFoundError):
            ticket = desk.tickets.load(ticket_id)
            if not ticket.customer.is_named:
                try:
                    found = _find(account, ticket.customer.id, profiles, desk=desk)
                except SocialNetworkError:
                    return named
                if found is not None:
                    ticket = _name(ticket, found, desk=desk)
                    named += 1
            if ticket.customer.is_named:
                ensure_ticket(ticket_id, desk=desk)
        desk.looks.drop(name_requests(account.id), ticket_id)
    return named


def _find(account: Account, customer: str, profiles: Profiles, *, desk: LookUpNamesDesk) -> Author | None:
    try:
        with tracked_call(account.id, Call.PROFILE, desk=desk):
            return profiles.find(account, customer)
    except NotPermittedError:
        raise
    except RefusedError:
        return None


def _name(ticket: Ticket, found: Author, *, desk: HasTickets) -> Ticket:
    def save() -> Ticket:
        before = desk.tickets.load(ticket.id)
        after = with_name(before, found)
        return desk.tickets.save(before, after) if after != before else before

    return on_fresh_state(save)
