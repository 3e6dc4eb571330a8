"""An account's stored posts in the order in which they are looked up: what waits first, the newest of it before the others, then the
rest by recency, going on where the last run stopped."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from shared.domain.errors import DeskError, NotFoundError
from shared.domain.settings.desk import Account
from shared.domain.tickets.fold import Status
from shared.domain.tickets.ticket import Ticket
from shared.ports.networks import HasNetworks, HasRules
from shared.ports.tickets import HasTickets
from shared.usecases.paging import by_recency


class StoredPostsDesk(HasNetworks, HasRules, HasTickets, Protocol):
    """What finding the stored posts of an account takes."""


WAITING_READ = 500
"""The most urgent tickets that wait, which every run begins with; others that wait are found among the recent ones."""

BY_RECENCY = (Status.OPEN, Status.NEW, Status.ANSWERED, Status.DONE)


@dataclass(frozen=True, slots=True)
class LookupRequest:
    """A post of a ticket, by the id that an answer refers to, and the version that the desk has; `nameless` if its author's name
    is unknown, so that any result is news. An answer of our `own` is gone once it is deleted: one that is withheld with our
    account still stands."""

    ticket: str
    post: str
    version: str = ""
    nameless: bool = False
    own: bool = False

    @property
    def known_version(self) -> str:
        return self.version or self.post


def posts_of(ticket: Ticket, *, own: bool = False, desk: HasRules) -> Iterator[LookupRequest]:
    """Yield customers' posts that can be looked up and still have text, newest first, each with the post that it quotes; with
    `own`, the account's answers too."""
    channels = desk.rules[ticket.network].reading.looked_up_on
    for post in reversed(ticket.posts):
        if (post.inbound or own) and post.channel in channels and post.deleted_at is None:
            nameless = post.inbound and not post.author.is_named
            version = post.current_version
            yield LookupRequest(ticket.id, post.answer_to, version=version, nameless=nameless, own=not post.inbound)
            if post.quoted is not None and post.quoted.text:
                yield LookupRequest(ticket.id, post.quoted.id)


def tells_nothing(account: Account, *, desk: HasNetworks) -> bool:
    """Return True if nobody reports that a colleague has deleted an answer in the network's own app (C9): it delivers nothing by
    itself, or not that."""
    plug = desk.networks.get(account.network)
    return plug is not None and (plug.webhook is None or not plug.rules.reading.tells_deletions)


class StoredPosts:
    """Hands the posts out in portions, and reads no ticket before it is needed. `place` is behind the last ticket of those that do not
    wait of which every post was handed out; `waits` is True until those that wait are at their end, and `failed` counts tickets that
    could not be read."""

    def __init__(self, account: Account, place: str | None, *, desk: StoredPostsDesk) -> None:
        self.place, self.waits, self.failed, self.at_end = place, True, 0, False
        self._account, self._desk, self._requests = account, desk, iter(self._every())

    def take(self, most: int) -> list[LookupRequest]:
        """Return the next requests; fewer than `most` at the end. Raises UnavailableError if a list cannot be read."""
        taken: list[LookupRequest] = []
        while len(taken) < most:
            request = next(self._requests, None)
            if request is None:
                self.at_end = True
                break
            taken.append(request)
        return taken

    def _every(self) -> Iterator[LookupRequest]:
        found = self._desk.tickets.waiting(self._account.id, limit=WAITING_READ)
        waiting = [row for _, row in found]
        for row in sorted(waiting, key=lambda row: row.last_post_at, reverse=True):
            yield from self._requests_of(row.id)
        self.waits = False
        seen = {row.id for row in waiting}
        for place, row in by_recency(self._account.id, BY_RECENCY, after=self.place, desk=self._desk):
            if row.id not in seen:
                yield from self._requests_of(row.id)
            self.place = place

    def _requests_of(self, ticket: str) -> Iterator[LookupRequest]:
        try:
            found = self._desk.tickets.load(ticket)
        except NotFoundError:
            return
        except DeskError:
            self.failed += 1
            return
        yield from posts_of(found, own=tells_nothing(self._account, desk=self._desk), desk=self._desk)
