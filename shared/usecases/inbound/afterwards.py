"""What is looked up once posts are stored: whether a ticket has changed while its words were written for the search (I6), and
whether answers of ours waited for a post (T4).

Both ask how the table stands afterwards, and are as true a moment later. So the posts of several deliveries are looked up
together, once all of them are stored. What follows for one of them is its own delivery's, and a failure there brings back no other (I5).
"""

from typing import Protocol

from shared.domain.inbound.decision import ReleaseOrphans
from shared.domain.search.entries import IndexChange
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import HasTickets
from shared.usecases.search.update_index import UpdateIndexDesk, confirm_index, write_index


class AfterwardsDesk(UpdateIndexDesk, HasTickets, Protocol):
    """The parts of the desk that `Afterwards` uses."""


class Lookup:
    """Looks up what several deliveries have stored: everything that was noted by the first question, in one read."""

    def __init__(self) -> None:
        self._tickets: dict[str, None] = {}
        self._posts: dict[tuple[str, str], None] = {}
        self._saved: set[tuple[str, int]] = set()
        self._versions: dict[str, int | None] = {}
        self._awaited: dict[tuple[str, str], bool] = {}

    def note_ticket(self, ticket: Ticket) -> None:
        self._tickets[ticket.id] = None
        self._saved.add((ticket.id, ticket.version))

    def note_posts(self, network: str, posts: dict[str, str | None]) -> None:
        self._posts |= {(network, post): None for post in posts}

    def stands(self, ticket: Ticket, *, desk: HasTickets) -> bool:
        """Return whether the ticket is as it was saved, but for later saves of these deliveries, each on top of the other: nobody
        else's came in between."""
        self._look(desk=desk)
        last = ticket.version
        while (ticket.id, last + 1) in self._saved:
            last += 1
        return self._versions[ticket.id] == last

    def is_awaited(self, network: str, post: str, *, desk: HasTickets) -> bool:
        self._look(desk=desk)
        return self._awaited[network, post]

    def _look(self, *, desk: HasTickets) -> None:
        tickets = [ticket for ticket in self._tickets if ticket not in self._versions]
        posts = [post for post in self._posts if post not in self._awaited]
        if tickets or posts:
            found = desk.tickets.aftermath(tickets, posts)
            self._versions |= {ticket: found.versions.get(ticket) for ticket in tickets}
            self._awaited |= {post: post in found.awaited for post in posts}


class Afterwards:
    """What one delivery leaves to be done once the others of its batch are stored, too."""

    def __init__(self, lookup: Lookup | None = None) -> None:
        self._lookup = lookup or Lookup()
        self._written: list[tuple[IndexChange, Ticket | None, Ticket]] = []
        self._waiting: list[ReleaseOrphans] = []

    def update_index(self, before: Ticket | None, after: Ticket, *, desk: AfterwardsDesk) -> None:
        """Write what the save has changed of the texts. Whether it stands is looked up later."""
        change = write_index(before, after, desk=desk)
        self._written.append((change, before, after))
        if change.put:
            self._lookup.note_ticket(after)

    def release(self, waiting: ReleaseOrphans) -> None:
        self._waiting.append(waiting)
        self._lookup.note_posts(waiting.network, dict(waiting.waiting_for))

    def confirm_index(self, *, desk: AfterwardsDesk) -> None:
        """Write anew what has changed meanwhile."""
        written, self._written = self._written, []
        for change, before, after in written:
            stands = not change.put or self._lookup.stands(after, desk=desk)
            confirm_index(change, before, after, stands=stands, desk=desk)

    def awaited(self, *, desk: HasTickets) -> list[tuple[str, str, str | None]]:
        """Return what answers of ours wait for, with the network, and the customer whom private ones are written to."""
        waiting, self._waiting = self._waiting, []
        return [
            (each.network, parent, recipient)
            for each in waiting
            for parent, recipient in each.waiting_for
            if self._lookup.is_awaited(each.network, parent, desk=desk)
        ]
