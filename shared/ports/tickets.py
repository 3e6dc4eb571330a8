"""The store of tickets with their history."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from shared.domain.posts.post import Post
from shared.domain.replies.reply import Reply
from shared.domain.search.entries import PartId, SearchKey
from shared.domain.tickets.action import Action
from shared.domain.tickets.brief import TicketBrief
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.listed import ListedTicket
from shared.domain.tickets.lists.rows import MeasuredClock, TicketRow
from shared.domain.tickets.ticket import Ticket

MOST_NEARBY = 20
"""The tickets opened last that a post is compared with, where a customer has more (T2)."""


@dataclass(frozen=True, slots=True)
class PostLocation:
    """The location of a post: its ticket, its identity (I3), and the ticket's account. `at` is when it was written, as far as
    the place says."""

    ticket: str
    post: str
    account: str
    at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An entry of the outbox that needs work: a reply, a note with mentions, an alert with its key, or a reply that was `returned`
    to its writer, who has to be notified. Without any of these, a ticket that could not be read just now."""

    ticket: str
    reply: str | None = None
    note: str | None = None
    alert: tuple[str, str, datetime] | None = None
    returned: str | None = None

    @property
    def is_unread(self) -> bool:
        return (self.reply, self.note, self.alert, self.returned) == (None, None, None, None)


class OutboxPart(StrEnum):
    """The lists of which the outbox consists. The values stand in the table's keys."""

    REPLIES = "replies"
    RETURNED = "returned"
    NOTES = "notes"
    WAITING = "waiting"
    """Waiting tickets of which the head owes something."""
    TICKETS = "tickets"
    """The others."""


class TicketStore(Protocol):
    """Tickets with their history. A save is one transaction, guarded by the ticket's version."""

    def load(self, ticket_id: str) -> Ticket:
        """Return the ticket with its history. Raises NotFoundError."""

    def newest(self, ticket_id: str) -> Ticket:
        """Return the ticket, of a long one the newest part (`Ticket.partial`): at the same cost however long it is. What is decided on
        it may raise HistoryNeededError, and is then decided on the whole (`usecases.retrying.on_newest`). Raises NotFoundError."""

    def of_customer(self, account: str, customer_id: str) -> tuple["CustomerVersion", tuple[Ticket, ...]]:
        """Return all tickets of a customer on an account, and the version that guards opening another."""

    def customer_known_as(self, account: str, private_id: str) -> str | None:
        """Return the customer of the account who writes in private under that id, as their tickets have noted it
        (`Ticket.private_ids`), or who has tickets under the very same id; None if there is nobody (T3)."""

    def forget_private_ids(self, account: str, customer_id: str) -> None:
        """Forget the ids under which the customer writes in private. Idempotent."""

    def nearby(self, account: str, customer_id: str, *, network: str, posts: Collection[str]) -> "Nearby":
        """Return what T2 reads of a customer's tickets: of all where they are few, else of the newest and of those that hold
        any of `posts`. However many they were, it costs the same."""

    def newcomers(self, customers: Collection[tuple[str, str]]) -> Set[tuple[str, str]]:
        """Return those of the customers, each by the account and their id, of whom no ticket was there a moment ago."""

    def beside(self, ticket_id: str) -> tuple[Ticket, int]:
        """Return the newest part of the ticket, and how many others its customer has on its account. Raises NotFoundError."""

    def siblings(self, ticket_id: str) -> Sequence[TicketBrief]:
        """Return the other tickets of its customer on its account, without their history, the oldest first."""

    def save(self, before: Ticket | None, after: Ticket, *, customer: "CustomerVersion | None" = None) -> Ticket:
        """Write the differences, and return `after` with its new version. Ids under which the customer writes in private are
        the customer's: all their tickets have them.

        Opening a ticket (`before` is None) needs `customer`, so that two posts at once open one ticket. Raises
        VersionConflictError if another save came first, DuplicatePostError if a new post is stored already.
        """

    def version(self, ticket_id: str) -> int | None:
        """Return the ticket's current version; None if there is no such ticket."""

    def rows(self, ticket_ids: Collection[str]) -> Mapping[str, TicketRow]:
        """Return rows of tickets by id, without erased tickets and those past their retention."""

    def parts(self, wanted: Collection[tuple[str, PartId]]) -> Mapping[tuple[str, PartId], Post | Action]:
        """Return single texts of tickets, without deleted ones."""

    def erase(
        self,
        account: str,
        customer_id: str,
        *,
        at: datetime,
        forget: Callable[[Sequence[SearchKey]], None] | None = None,
        leaving: Callable[[str], None] | None = None,
    ) -> int:
        """Delete everything of the customer on the account, with all references; return the number of tickets. Tombstones
        from `at` on take the places of the posts, or the next poll would read them again (I6).

        A ticket's head is deleted first, so that a worker with a loaded copy cannot save it any more; `leaving` is told of the ticket
        just before, also of one that was opened during the erasure. Then `forget` is called with the keys of its index entries, and the texts are deleted last. A repetition after an interruption
        finds the rest.
        """

    def place(self, network: str, post_id: str) -> PostLocation | None:
        """Return the location of a post, by its id or the id of any edit."""

    def known(self, network: str, post_ids: Collection[str]) -> Mapping[str, PostLocation | None]:
        """Return those of the posts that the desk knows: each with its location, or None where it has a tombstone. Many are
        read at once, and one that was stored a moment ago may be missing."""

    def quoting(self, network: str, post_id: str) -> tuple[PostLocation, ...]:
        """Return the posts that quote that post with its text."""

    def note_block(self, account: str, customer_id: str, at: datetime, *, blocked: bool) -> None:
        """Keep that the customer blocked the account, or took that back, unless a newer word is known. All their tickets show
        it, those to come too; erasing the customer deletes it."""

    def park_orphan(self, post: Post, *, parent: str) -> bool:
        """Keep one of our own posts until the post `parent` that it answers is known (T4). Return False if it is known."""

    def aftermath(self, ticket_ids: Collection[str], posts: Collection[tuple[str, str]]) -> "Aftermath":
        """Return how tickets, and what may wait for posts (each with its network), stand after a save, in one read."""

    def orphans_of(self, network: str, post_id: str) -> tuple[Post, ...]:
        """Return our own posts that wait for the post `post_id`."""

    def release_orphan(self, post: Post, *, parent: str) -> None: ...

    def leave_tombstone(self, network: str, post_id: str, at: datetime) -> bool:
        """Store a tombstone for 30 days: the post was deleted at `at` before it came in (I6). No ticket takes it any more, and
        a parked post loses its text. Return False, without a change, if a ticket holds the post, whose text is deleted there."""

    def tombstone_of(self, network: str, post_id: str) -> datetime | None:
        """Return when the post was deleted, if it has a tombstone."""

    def waiting(self, account: str, *, after: str | None = None, limit: int) -> Sequence[tuple[str, TicketRow]]:
        """List the account's waiting tickets, each with its sort key: by deadline, or by the end of the
        answer window where that is earlier (N3)."""

    def recent(
        self, account: str, status: Status, *, after: str | None = None, limit: int
    ) -> Sequence[tuple[str, TicketRow]]:
        """List the account's tickets of that status that do not wait, most recent first, each with its sort key, without those past
        their retention."""

    def list_waiting(self, account: str, *, after: str | None = None, limit: int) -> Sequence[ListedTicket]:
        """List as `waiting` does, with the rows still to be parsed: the queue counts a thousand tickets and shows fifty."""

    def list_status(
        self, account: str, status: Status, *, after: str | None = None, limit: int
    ) -> Sequence[ListedTicket]:
        """List as `recent` does, likewise, tickets of a status that does not wait."""

    def by_handle(self, account: str, handle: str, *, limit: int) -> Sequence[TicketRow]:
        """List at most `limit` tickets, of any status, of the customer with this handle on the account, most recent first,
        without those past their retention. Handles are compared in NFKC without case."""

    def silent(
        self,
        account: str,
        before: datetime,
        *,
        status: Status = Status.ANSWERED,
        after: str | None = None,
        limit: int,
    ) -> Sequence[tuple[str, TicketRow]]:
        """List the account's tickets of that status that do not wait, without posts since the instant, longest silent first, each
        with its sort key."""

    def clocks_started(self, account: str, start: datetime, end: datetime) -> Iterator[MeasuredClock]:
        """Yield the account's finished clocks that started in the half-open period, and resolutions of tickets opened in it. Those
        that run are among the tickets that wait."""

    def measured(self, ticket_id: str, clocks: Collection[tuple[datetime, str]]) -> Sequence[MeasuredClock]:
        """Return those of the ticket's clocks that `clocks_started` yields now, by their start and their identity in the ticket.
        What was saved a moment ago is seen. There are none of a ticket that is no more."""

    def outbox(self, before: datetime, *, limit: int) -> Sequence[Outgoing]:
        """List replies, notes, and alerts of clocks that do not run any more, that should have been sent or settled before the
        instant, oldest first."""

    def outbox_part(
        self, part: OutboxPart, before: datetime, *, after: str | None = None, limit: int
    ) -> Sequence[tuple[str, Sequence[Outgoing]]]:
        """List a part of the outbox by place, oldest first, each with what is due there: nothing, where the place is older than what it
        holds, or several entries. All parts together are the `outbox`."""

    def steps_due(
        self,
        account: str,
        before: datetime,
        *,
        since: datetime | None = None,
        after: str | None = None,
        limit: int,
    ) -> Sequence[tuple[str, str]]:
        """List the account's waiting tickets that have to be looked at before the instant (`next_look_at`), and not before `since`,
        soonest first, each with its sort key: those with a step that is due, and those with an alert that is still to be sent."""

    def returned(self, *, after: str | None = None, limit: int) -> Sequence[tuple[str, str, Reply]]:
        """List the failed replies that still need a person (W4), newest first, each with its sort key and its ticket."""

    def unfinished(self, *, limit: int) -> Sequence[str]:
        """List tickets with an unfinished save: one so large that some records, which only metrics read, are not updated yet."""

    def finish_save(self, ticket_id: str) -> None:
        """Write those records; the ticket does not change. Raises VersionConflictError if it is saved meanwhile."""

    def unindexed(self, before: datetime, *, limit: int) -> Sequence[tuple[str, PartId]]:
        """List notes from before the instant that are not confirmed as indexed: ticket and note."""

    def is_indexed(self, ticket_id: str, note: PartId) -> None:
        """Confirm that the note is indexed."""


@dataclass(frozen=True, slots=True)
class CustomerVersion:
    """The version of a customer's partition, which guards opening tickets: 0 while it is empty. `newest` are the ends of the
    ids of the tickets that were opened last."""

    account: str
    customer_id: str
    version: int
    newest: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Nearby:
    """The tickets of a customer that a post may belong to, the oldest first. `held` are those of the posts asked for that one of
    them holds, with its ticket. `read` gives the newest part of one of them, without asking again for what was read already."""

    customer: CustomerVersion
    briefs: tuple[TicketBrief, ...]
    held: Mapping[str, str]
    read: Callable[[str], Ticket]


@dataclass(frozen=True, slots=True)
class Aftermath:
    """`versions` are those of the tickets that are there. Of our own posts some may wait for those in `awaited`: for each that
    has an orphan, and perhaps for one that had some."""

    versions: Mapping[str, int]
    awaited: frozenset[tuple[str, str]]


class HasTickets(Protocol):
    @property
    def tickets(self) -> TicketStore: ...
