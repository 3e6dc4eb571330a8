"""Customers of whom the desk has no ticket yet: most posts of a burst are theirs, and none of them needs a query of its own.

What is told was so a moment ago. A ticket that was opened since fails the save, which is then made on what is stored (T2).
"""

from collections.abc import Iterable
from typing import Protocol

from shared.domain.posts.incoming_post import Event, IncomingPost
from shared.ports.tickets import HasTickets
from shared.usecases.settings.current import ReadsSettings, desk_settings


class NewcomersDesk(ReadsSettings, HasTickets, Protocol):
    """The parts of the desk that `Newcomers` uses."""


class Newcomers:
    """Looks up the writers of several deliveries in one read, before their posts are stored."""

    def __init__(self) -> None:
        self._noted: dict[tuple[str, str], None] = {}
        self._new: set[tuple[str, str]] = set()

    def note(self, events: Iterable[Event], *, desk: NewcomersDesk) -> None:
        """Note who writes, by the account that received it. For another, which the post turns out to be for, nothing is told."""
        posts = [event for event in events if isinstance(event, IncomingPost)]
        accounts = {(a.network, a.network_id): a.id for a in desk_settings(desk).live_accounts} if posts else {}
        for post in posts:
            account = accounts.get((post.network, post.received_for))
            if account is not None and post.author.id != post.received_for:
                self._noted[account, post.author.id] = None

    def is_new(self, account: str, customer: str, *, desk: HasTickets) -> bool:
        """Return whether the customer is known to be new. Told once: whoever asks again has met a ticket, or opened one."""
        if len(self._noted) > 1:
            noted, self._noted = self._noted, {}
            self._new |= desk.tickets.newcomers(noted)
        if (account, customer) not in self._new:
            return False
        self._new.remove((account, customer))
        return True
