"""Where tickets are stored with their history."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.domain.posts.post import Post
from shared.domain.replies.reply import Reply
from shared.domain.search.entries import PartId, SearchKey
from shared.domain.tickets.action import Action
from shared.domain.tickets.fold import Status
from shared.domain.tickets.rows import MeasuredClock, TicketRow
from shared.domain.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class PostLocation:
    """Where a post of the network is kept: the ticket that it belongs to, its identity (I3), and the ticket's account."""

    ticket: str
    post: str
    account: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Something in the outbox that has to be looked at again: a reply, a note that calls somebody, an alert with its key, or
    a reply that was `returned` to its writer, who is to be told."""

    ticket: str
    reply: str | None = None
    note: str | None = None
    alert: tuple[str, str, datetime] | None = None
    returned: str | None = None


class TicketStore(Protocol):
    """Tickets with their history. A save is one transaction, guarded by the ticket's version."""

    def load(self, ticket_id: str) -> Ticket:
        """The ticket with its history. Raises NotFoundError."""

    def of_customer(self, account: str, customer_id: str) -> tuple["CustomerVersion", tuple[Ticket, ...]]:
        """All tickets of a customer on an account, and the version that guards opening another."""

    def beside(self, ticket_id: str) -> tuple[Ticket, ...]:
        """The ticket and all others of its customer on its account, by one read. Raises NotFoundError."""

    def save(self, before: Ticket | None, after: Ticket, *, customer: "CustomerVersion | None" = None) -> Ticket:
        """Writes what differs between the two, and returns `after` with its new version.

        Opening a ticket (`before` is None) needs `customer`, so that two posts at once open one ticket. Raises
        VersionConflictError where somebody else saved first, DuplicatePostError where a new post is stored already.
        """

    def version(self, ticket_id: str) -> int | None:
        """The version at which the ticket stands at this moment; None if there is no such ticket."""

    def rows(self, ticket_ids: Collection[str]) -> Mapping[str, TicketRow]:
        """Tickets as lists show them, by id; those that are no more, or of which all words have expired, are missing."""

    def parts(self, wanted: Collection[tuple[str, PartId]]) -> Mapping[tuple[str, PartId], Post | Action]:
        """Single texts of tickets; those that are no more are missing."""

    def erase(
        self, account: str, customer_id: str, *, forget: Callable[[Sequence[SearchKey]], None] | None = None
    ) -> int:
        """Removes everything that is kept of the customer on the account, and what leads to it; how many tickets.

        A ticket's head goes first, so that whoever still holds the ticket cannot save it any more. Then `forget` is told
        under which keys the search may hold its words, and the words go last. Cut off half-way it is repeated, and
        finds the rest.
        """

    def place(self, network: str, post_id: str) -> PostLocation | None:
        """Where a post is kept, by its id or any id of its edits."""

    def quoting(self, network: str, post_id: str) -> tuple[PostLocation, ...]:
        """The posts that hold the words of that post as a quote."""

    def park_orphan(self, post: Post, *, parent: str) -> bool:
        """Keeps one of our own posts until the post `parent`, that it answers, is known (T4). False if it is known."""

    def orphans_of(self, network: str, post_id: str) -> tuple[Post, ...]:
        """Our own posts that wait for the post `post_id`."""

    def release_orphan(self, post: Post, *, parent: str) -> None: ...

    def leave_tombstone(self, network: str, post_id: str, at: datetime) -> bool:
        """Remembers for 30 days that a post was gone at `at` before it came in (I6): no ticket takes it any more, and
        if it was parked its words are gone. False, and nothing changes, if a ticket holds the post: that forgets it."""

    def tombstone_of(self, network: str, post_id: str) -> datetime | None:
        """When the post was gone, if it was buried."""

    def waiting(self, account: str, *, after: str | None = None, limit: int) -> Sequence[tuple[str, TicketRow]]:
        """The account's tickets that wait for an answer, each with its place in the order: by deadline, or by the end of the
        answer window where that is earlier (N3)."""

    def recent(
        self, account: str, status: Status, *, after: str | None = None, limit: int
    ) -> Sequence[tuple[str, TicketRow]]:
        """The account's tickets of that status, the last written to first, each with its place in that order; but for
        those whose words have all expired."""

    def by_handle(self, account: str, handle: str, *, limit: int) -> Sequence[TicketRow]:
        """The tickets, of any status, of whoever has this handle on the account, the last written to first; but for
        those whose words have all expired. Compared in NFKC without case; no more than `limit` of them."""

    def silent(
        self,
        account: str,
        before: datetime,
        *,
        status: Status = Status.ANSWERED,
        after: str | None = None,
        limit: int,
    ) -> Sequence[tuple[str, TicketRow]]:
        """The account's tickets of that status that nobody has written to since the instant, silent for the longest
        first, each with its place in that order."""

    def clocks_started(self, account: str, start: datetime, end: datetime) -> Iterator[MeasuredClock]:
        """The clocks of the account that started in the half-open span, and resolutions of tickets opened in it."""

    def outbox(self, before: datetime, *, limit: int) -> Sequence[Outgoing]:
        """Replies, notes and alerts that ought to have gone out before the instant, oldest first."""

    def returned(self, *, after: str | None = None, limit: int) -> Sequence[tuple[str, str, Reply]]:
        """The replies that came back to their writers and still need a person (W4), the newest first: each with its place
        in that order, and its ticket."""

    def unfinished(self, *, limit: int) -> Sequence[str]:
        """Tickets of which a save was so large that some records, which metrics alone read, are still as before."""

    def finish_save(self, ticket_id: str) -> None:
        """Writes those records; nothing changes in the ticket. Raises VersionConflictError where it is saved meanwhile."""

    def unindexed(self, before: datetime, *, limit: int) -> Sequence[tuple[str, str]]:
        """Notes from before the instant of which nobody has said since that the search holds them: ticket and note."""

    def is_indexed(self, ticket_id: str, note: str) -> None:
        """Says so."""


@dataclass(frozen=True, slots=True)
class CustomerVersion:
    """The guard of a customer's partition: 0 while nothing is in it."""

    account: str
    customer_id: str
    version: int


class HasTickets(Protocol):
    @property
    def tickets(self) -> TicketStore: ...
