"""In-memory fakes of the ports. `tests/contracts` holds them and the real adapters to the same contract."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Lock
from typing import Any

from shared.domain.accounts.allowance import Allowance
from shared.domain.accounts.costs import Charge, LedgerEntry
from shared.domain.accounts.faults import Fault, FaultState
from shared.domain.accounts.incident import Incident
from shared.domain.accounts.quota import Quota
from shared.domain.accounts.status import AccountStatus, Call, Counted, PauseReason, Signal, Tally
from shared.domain.errors import (
    DuplicatePostError,
    InvalidError,
    NotFoundError,
    SignedInAlreadyError,
    VersionConflictError,
)
from shared.domain.notifications.deliverability import SOFT_KEPT, AddressFault, AddressStatus, AddressStatuses
from shared.domain.notifications.digest import Collected, DigestBatch
from shared.domain.operations.checkpoint import Checkpoint
from shared.domain.posts.post import Post
from shared.domain.privacy.erasure_request import ErasureRequest
from shared.domain.replies.reply import Reply
from shared.domain.search.entries import NOTE, PartId, SearchKey, keys_at
from shared.domain.settings.desk import GROUPS
from shared.domain.sla.clock import ClockState
from shared.domain.text.search_words import folded
from shared.domain.tickets.action import Action
from shared.domain.tickets.brief import TicketBrief
from shared.domain.tickets.customer_block import CustomerBlock
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.listed import ListedTicket
from shared.domain.tickets.lists.rows import MeasuredClock, TicketRow
from shared.domain.tickets.next_look import next_look_at
from shared.domain.tickets.partial import newest_part, whole_again
from shared.domain.tickets.ticket import Ticket
from shared.ports.accounts import Used
from shared.ports.changes import ANOTHER, ANOTHER_AFTER
from shared.ports.clock import Clock
from shared.ports.people import Invitation, Member
from shared.ports.replies import QueuePosition
from shared.ports.settings import Document
from shared.ports.tickets import MOST_NEARBY, Aftermath, CustomerVersion, Nearby, OutboxPart, Outgoing, PostLocation


def rfc3339(at: datetime) -> str:
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


class FakeClock:
    """Stands still until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.instant = now

    def now(self) -> datetime:
        return self.instant

    def forward(self, span: timedelta) -> None:
        self.instant += span


def _part_of(outgoing: Outgoing) -> OutboxPart:
    if outgoing.reply is not None:
        return OutboxPart.REPLIES
    if outgoing.returned is not None:
        return OutboxPart.RETURNED
    return OutboxPart.NOTES if outgoing.note is not None else OutboxPart.TICKETS


class FakeTicketStore:
    def __init__(self) -> None:
        self.tickets: dict[str, Ticket] = {}
        self._opened: dict[tuple[str, str], int] = {}
        self._places: dict[tuple[str, str], PostLocation] = {}
        self._parked: dict[tuple[str, str], dict[str, Post]] = {}
        self._buried: dict[tuple[str, str], datetime] = {}
        self._headless: dict[tuple[str, str], dict[str, Ticket]] = {}
        self._unindexed: dict[tuple[str, str], datetime] = {}
        self._blocks: dict[tuple[str, str], CustomerBlock] = {}
        self._private_ids: dict[tuple[str, str], dict[str, tuple[int, datetime, str]]] = {}
        self.owed: list[str] = []

    def load(self, ticket_id: str) -> Ticket:
        if ticket_id not in self.tickets:
            raise NotFoundError(f"There is no ticket {ticket_id!r}.")
        return self._with_block(self.tickets[ticket_id])

    def _with_block(self, ticket: Ticket) -> Ticket:
        key = (ticket.account, ticket.customer.id)
        placed = self._private_ids.get(key, {})
        return replace(ticket, block=self._blocks.get(key), private_ids=tuple(sorted(placed, key=placed.__getitem__)))

    def customer_known_as(self, account: str, private_id: str) -> str | None:
        linked = [
            customer for (own, customer), ids in self._private_ids.items() if own == account and private_id in ids
        ]
        return linked[-1] if linked else private_id if (account, private_id) in self._opened else None

    def forget_private_ids(self, account: str, customer_id: str) -> None:
        self._private_ids.pop((account, customer_id), None)

    def note_block(self, account: str, customer_id: str, at: datetime, *, blocked: bool) -> None:
        known = self._blocks.get((account, customer_id))
        if known is None or known.at < at:
            self._blocks[account, customer_id] = CustomerBlock(at, blocked)

    def of_customer(self, account: str, customer_id: str) -> tuple[CustomerVersion, tuple[Ticket, ...]]:
        theirs = [t for t in self.tickets.values() if (t.account, t.customer.id) == (account, customer_id)]
        tickets = [self._with_block(ticket) for ticket in theirs]
        version = CustomerVersion(account, customer_id, self._opened.get((account, customer_id), 0))
        return version, tuple(sorted(tickets, key=lambda t: (t.opened_at, t.id)))

    def nearby(self, account: str, customer_id: str, *, network: str, posts: Collection[str]) -> Nearby:
        version, tickets = self.of_customer(account, customer_id)
        theirs = {ticket.id: ticket for ticket in tickets}
        places = {post: self._places.get((network, post)) for post in posts}
        held = {post: place.ticket for post, place in places.items() if place is not None and place.ticket in theirs}
        wanted = {*list(theirs)[-MOST_NEARBY:], *held.values()}
        briefs = tuple(TicketBrief.of(ticket) for ticket in tickets if ticket.id in wanted)
        return Nearby(version, briefs, held, self.newest)

    def newest(self, ticket_id: str) -> Ticket:
        return newest_part(self.load(ticket_id))

    def newcomers(self, customers: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        return frozenset(customers) - self._opened.keys()

    def beside(self, ticket_id: str) -> tuple[Ticket, int]:
        ticket = self.newest(ticket_id)
        return ticket, self._opened[ticket.account, ticket.customer.id] - 1

    def siblings(self, ticket_id: str) -> Sequence[TicketBrief]:
        ticket = self.load(ticket_id)
        _, others = self.of_customer(ticket.account, ticket.customer.id)
        return [TicketBrief.of(other) for other in others if other.id != ticket_id]

    def save(self, before: Ticket | None, after: Ticket, *, customer: CustomerVersion | None = None) -> Ticket:
        if before is not None and replace(after, version=before.version) == before:
            return before
        if before is None and customer is None:
            raise ValueError("opening a ticket needs the version of its customer")
        _refuse_too_much(before, after)
        new = self._new_places(before, after)
        stored = self.tickets.get(after.id)
        if (stored.version if stored else None) != (before.version if before else None):
            raise VersionConflictError("Somebody else saved first.")
        if before is None and customer is not None:
            key = (customer.account, customer.customer_id)
            if self._opened.get(key, 0) != customer.version:
                raise VersionConflictError("Somebody else saved first.")
            self._opened[key] = customer.version + 1
        self._places.update(new)
        known_ids = before.private_ids if before is not None else ()
        for number, each in enumerate(after.private_ids):
            if each not in known_ids:
                placed = self._private_ids.setdefault((after.account, after.customer.id), {})
                placed[each] = (number, after.last_post.posted_at, each)
        saved = replace(after, version=(before.version if before else 0) + 1)
        whole = whole_again(stored, before, saved) if stored is not None and before is not None else saved
        self.tickets[saved.id] = _in_order(replace(whole, block=None, private_ids=()))
        known = {action.id for action in before.actions} if before is not None else set()
        for action in saved.actions:
            if action.indexed and action.id not in known and action.pending_since is None:
                self._unindexed[saved.id, action.id] = action.at
        return saved

    def _new_places(self, before: Ticket | None, after: Ticket) -> dict[tuple[str, str], PostLocation]:
        known = {post.id for post in before.posts} if before is not None else set()
        new: dict[tuple[str, str], PostLocation] = {}
        for post in after.posts:
            for key in ((post.network, post.id), (post.network, post.answer_to)):
                if key in self._buried:
                    raise DuplicatePostError("The post was deleted before.")
                if key not in self._places:
                    new.setdefault(key, PostLocation(after.id, post.id, after.account, post.posted_at))
                elif post.id not in known:
                    raise DuplicatePostError("The post is stored already.")
                elif self._places[key].post == post.id:
                    new[key] = replace(self._places[key], at=post.posted_at)
        return new

    def version(self, ticket_id: str) -> int | None:
        return self.tickets[ticket_id].version if ticket_id in self.tickets else None

    def rows(self, ticket_ids: Collection[str]) -> Mapping[str, TicketRow]:
        found = (self.tickets[ident] for ident in ticket_ids if ident in self.tickets)
        return {ticket.id: TicketRow.of(ticket) for ticket in found if not ticket.expired}

    def parts(self, wanted: Collection[tuple[str, PartId]]) -> Mapping[tuple[str, PartId], Post | Action]:
        found: dict[tuple[str, PartId], Post | Action] = {}
        for ticket_id, part in wanted:
            ticket = self.tickets.get(ticket_id)
            if ticket is not None:
                each = ticket.action(part.id) if part.kind == NOTE else ticket.post(part.id)
                found |= {(ticket_id, part): each} if each is not None else {}
        return found

    def unindexed(self, before: datetime, *, limit: int) -> Sequence[tuple[str, PartId]]:
        due = sorted((at, key) for key, at in self._unindexed.items() if at < before)
        return [(ticket, PartId(NOTE, note, at)) for at, (ticket, note) in due[:limit]]

    def is_indexed(self, ticket_id: str, note: PartId) -> None:
        self._unindexed.pop((ticket_id, note.id), None)

    def erase(
        self,
        account: str,
        customer_id: str,
        *,
        at: datetime,
        forget: Callable[[Sequence[SearchKey]], None] | None = None,
        leaving: Callable[[str], None] | None = None,
    ) -> int:
        erased, heads = self._headless.setdefault((account, customer_id), {}), 0
        while found := [t.id for t in self.tickets.values() if (t.account, t.customer.id) == (account, customer_id)]:
            for ident in found:
                if leaving is not None:
                    leaving(ident)
                if ident in self.tickets:
                    erased[ident], heads = self.tickets.pop(ident), heads + 1
        if forget is not None:
            forget([key for ticket in erased.values() for key in _search_keys(ticket)])
        self._buried |= {key: at for key, place in self._places.items() if place.ticket in erased}
        self._places = {key: place for key, place in self._places.items() if place.ticket not in erased}
        self._opened.pop((account, customer_id), None)
        self._blocks.pop((account, customer_id), None)
        self._private_ids.pop((account, customer_id), None)
        self._headless.pop((account, customer_id), None)
        return heads

    def place(self, network: str, post_id: str) -> PostLocation | None:
        return self._places.get((network, post_id))

    def known(self, network: str, post_ids: Collection[str]) -> Mapping[str, PostLocation | None]:
        everything = {**dict.fromkeys(self._buried), **self._places}
        return {post: everything[network, post] for post in post_ids if (network, post) in everything}

    def quoting(self, network: str, post_id: str) -> tuple[PostLocation, ...]:
        return tuple(
            PostLocation(ticket.id, post.id, ticket.account)
            for ticket in self.tickets.values()
            for post in ticket.posts
            if post.network == network and post.quoted is not None and post.quoted.text and post.quoted.id == post_id
        )

    def park_orphan(self, post: Post, *, parent: str) -> bool:
        if any((post.network, each) in {**self._places, **self._buried} for each in (parent, post.id)):
            return False
        self._parked.setdefault((post.network, parent), {})[post.id] = post
        return True

    def aftermath(self, ticket_ids: Collection[str], posts: Collection[tuple[str, str]]) -> Aftermath:
        versions = {each: self.tickets[each].version for each in ticket_ids if each in self.tickets}
        return Aftermath(versions, frozenset(post for post in posts if post in self._parked))

    def orphans_of(self, network: str, post_id: str) -> tuple[Post, ...]:
        found = self._parked.get((network, post_id), {}).values()
        return tuple(sorted(found, key=lambda post: post.order))

    def release_orphan(self, post: Post, *, parent: str) -> None:
        self._parked.get((post.network, parent), {}).pop(post.id, None)

    def parked_anywhere(self) -> list[tuple[str, str]]:
        """Return every parked answer with the post that it waits for: a test sees that none is forgotten."""
        return sorted((parent, post_id) for (_, parent), waiting in self._parked.items() for post_id in waiting)

    def leave_tombstone(self, network: str, post_id: str, at: datetime) -> bool:
        if (network, post_id) in self._places:
            return False
        self._buried.setdefault((network, post_id), at)
        for waiting in self._parked.values():
            waiting.pop(post_id, None)
        return True

    def tombstone_of(self, network: str, post_id: str) -> datetime | None:
        return self._buried.get((network, post_id))

    def waiting(self, account: str, *, after: str | None = None, limit: int) -> Sequence[tuple[str, TicketRow]]:
        rows = [TicketRow.of(ticket) for ticket in self.tickets.values() if ticket.account == account]
        placed = sorted(
            (
                (f"{rfc3339(row.answer_before or row.clock.due_at)}#{row.id[16:]}", row)
                for row in rows
                if row.clock is not None
            ),
            key=lambda each: each[0],
        )
        return [each for each in placed if after is None or each[0] > after][:limit]

    def recent(
        self, account: str, status: Status, *, after: str | None = None, limit: int
    ) -> Sequence[tuple[str, TicketRow]]:
        listed = [t for t in self.tickets.values() if not t.expired]
        resting = [t for t in listed if t.running is None]
        rows = [TicketRow.of(t) for t in resting if (t.account, t.status) == (account, status)]
        placed = sorted(
            ((f"{rfc3339(row.last_post_at)}#{row.id[16:]}", row) for row in rows),
            key=lambda each: each[0],
            reverse=True,
        )
        return [each for each in placed if after is None or each[0] < after][:limit]

    def list_waiting(self, account: str, *, after: str | None = None, limit: int) -> Sequence[ListedTicket]:
        return [ListedTicket.of(*placed) for placed in self.waiting(account, after=after, limit=limit)]

    def list_status(
        self, account: str, status: Status, *, after: str | None = None, limit: int
    ) -> Sequence[ListedTicket]:
        return [ListedTicket.of(*placed) for placed in self.recent(account, status, after=after, limit=limit)]

    def by_handle(self, account: str, handle: str, *, limit: int) -> Sequence[TicketRow]:
        theirs = [t for t in self.tickets.values() if t.account == account and not t.expired]
        named = [t for t in theirs if handle and folded(t.customer.username) == folded(handle)]
        customers = {t.customer.id for t in named}
        rows = [TicketRow.of(t) for t in theirs if t.customer.id in customers]
        return sorted(rows, key=lambda row: (row.last_post_at, row.id), reverse=True)[:limit]

    def silent(
        self,
        account: str,
        before: datetime,
        *,
        status: Status = Status.ANSWERED,
        after: str | None = None,
        limit: int,
    ) -> Sequence[tuple[str, TicketRow]]:
        placed = reversed(self.recent(account, status, limit=len(self.tickets)))
        return [e for e in placed if e[0] < rfc3339(before) and (after is None or e[0] > after)][:limit]

    def clocks_started(self, account: str, start: datetime, end: datetime) -> Iterator[MeasuredClock]:
        found = [
            measured
            for ticket in self.tickets.values()
            if ticket.account == account and not ticket.spam
            for measured in _measured(ticket)
        ]
        yield from sorted((m for m in found if start <= m.started_at < end), key=lambda m: (m.started_at, m.ticket))

    def measured(self, ticket_id: str, clocks: Collection[tuple[datetime, str]]) -> list[MeasuredClock]:
        ticket = self.tickets.get(ticket_id)
        found = _measured(ticket) if ticket is not None and not ticket.spam else ()
        return [m for m in found if (m.started_at, m.ident) in clocks and m.state is not ClockState.RUNNING]

    def returned(self, *, after: str | None = None, limit: int) -> Sequence[tuple[str, str, Reply]]:
        placed = [
            (f"{rfc3339(reply.returned.at)}#{ticket.id}#{reply.id}", ticket.id, reply)
            for ticket in self.tickets.values()
            for reply in ticket.replies
            if reply.returned is not None
        ]
        placed.sort(key=lambda each: each[0], reverse=True)
        return [each for each in placed if after is None or each[0] < after][:limit]

    def outbox(self, before: datetime, *, limit: int) -> Sequence[Outgoing]:
        return [outgoing for _, outgoing in self._outbox(before)[:limit]]

    def _outbox(self, before: datetime) -> list[tuple[datetime, Outgoing]]:
        found = [
            (reply.due_at, Outgoing(ticket.id, reply=reply.id))
            for ticket in self.tickets.values()
            for reply in ticket.replies
            if reply.due_at is not None
        ]
        found += [
            (reply.returned.tell_at, Outgoing(ticket.id, returned=reply.id))
            for ticket in self.tickets.values()
            for reply in ticket.replies
            if reply.returned is not None and reply.returned.tell_at is not None
        ]
        found += [
            (action.pending_since, Outgoing(ticket.id, note=action.id))
            for ticket in self.tickets.values()
            for action in ticket.actions
            if action.pending_since is not None
        ]
        found += [
            (alert.pending_since, Outgoing(ticket.id, alert=alert.key))
            for ticket in self.tickets.values()
            for alert in ticket.alerts
            if alert.pending_since is not None and (ticket.running is None or alert.clock != ticket.running.id)
        ]
        return sorted((each for each in found if each[0] < before), key=lambda each: each[0])

    def outbox_part(
        self, part: OutboxPart, before: datetime, *, after: str | None = None, limit: int
    ) -> Sequence[tuple[str, Sequence[Outgoing]]]:
        """The tickets' own list has the alerts; no head of the fake owes anything."""
        found = [
            (f"{at.isoformat(timespec='microseconds')}#{outgoing}", [outgoing])
            for at, outgoing in self._outbox(before)
            if part is _part_of(outgoing)
        ]
        return sorted((each for each in found if after is None or each[0] > after), key=lambda each: each[0])[:limit]

    def steps_due(
        self,
        account: str,
        before: datetime,
        *,
        since: datetime | None = None,
        after: str | None = None,
        limit: int,
    ) -> Sequence[tuple[str, str]]:
        theirs = (ticket for ticket in self.tickets.values() if ticket.account == account)
        looks = ((next_look_at(ticket), ticket.id) for ticket in theirs)
        placed = sorted(
            (f"{rfc3339(at)}#{ident[16:]}", ident)
            for at, ident in looks
            if at is not None and (since or at) <= at < before
        )
        return [each for each in placed if after is None or each[0] > after][:limit]

    def unfinished(self, *, limit: int) -> Sequence[str]:
        """Return the unfinished saves: none, unless a test adds one."""
        return self.owed[:limit]

    def finish_save(self, ticket_id: str) -> None:
        self.load(ticket_id)
        self.owed.remove(ticket_id)


def _search_keys(ticket: Ticket) -> Iterator[SearchKey]:
    parts = [(post.posted_at, post.indexed) for post in ticket.posts]
    parts += [(action.at, action.indexed) for action in ticket.actions]
    yield from (key for at, indexed in parts if indexed for key in keys_at(ticket.account, ticket.id, at, indexed))


def _refuse_too_much(before: Ticket | None, after: Ticket) -> None:
    """Enforce the limit of one transaction; counted here by the posts alone, each of which is two records."""
    known = len(before.posts) if before is not None else 0
    if 2 * (len(after.posts) - known) > 98:
        raise InvalidError("", "This changes more than 100 records at once.")


def _in_order(ticket: Ticket) -> Ticket:
    """Return the ticket as a store returns it: each kind of part in the order of its time."""
    return replace(
        ticket,
        posts=tuple(sorted(ticket.posts, key=lambda post: post.order)),
        actions=tuple(sorted(ticket.actions, key=lambda action: (action.at, action.id))),
        replies=tuple(sorted(ticket.replies, key=lambda reply: (reply.created_at, reply.id))),
        alerts=tuple(sorted(ticket.alerts, key=lambda alert: (alert.fired_at, alert.key))),
        clocks=tuple(sorted(ticket.clocks, key=lambda clock: clock.order)),
    )


def _measured(ticket: Ticket) -> Iterator[MeasuredClock]:
    for clock in (clock for clock in ticket.clocks if not clock.running):
        stopper = ticket.post(clock.stopped_by or "")
        yield MeasuredClock(
            ticket.account,
            ticket.id,
            clock.kind,
            clock.started_at,
            clock.stopped_at,
            clock.state,
            clock.elapsed,
            clock.business,
            clock.target,
            clock.late,
            stopper.by if stopper is not None else None,
            clock.due_at,
            clock.told_by_hand,
            clock.id,
        )
    if ticket.resolution is not None and not ticket.resolution.resumed:
        resolution = ticket.resolution
        yield MeasuredClock(
            ticket.account,
            ticket.id,
            "resolution",
            resolution.started_at,
            resolution.resolved_at,
            ClockState.ANSWERED,
            resolution.elapsed,
            business=resolution.business,
            target=None,
            late=False,
            by=None,
            ident="resolution",
        )


class FakeSettingsStore:
    """Caches what it read for 30 seconds, as the real one does: `_stored` is the table, `_held` the cache of a
    process."""

    def __init__(self, clock: Clock, documents: Iterable[Document] = ()) -> None:
        self._clock = clock
        self._stored: dict[tuple[str, str, int], Document] = {(d.kind, d.id, d.version): d for d in documents}
        self._held: tuple[datetime, tuple[Document, ...]] | None = None

    def beside(self) -> "FakeSettingsStore":
        """Return the store of another process on the same table."""
        other = FakeSettingsStore(self._clock)
        other._stored = self._stored
        return other

    def current(self, *, fresh: bool = False) -> Sequence[Document]:
        now = self._clock.now()
        if fresh or self._held is None or now - self._held[0] >= timedelta(seconds=30):
            newest: dict[tuple[str, str], Document] = {}
            for key in sorted(self._stored):
                newest[key[:2]] = self._stored[key]
            self._held = now, tuple(newest.values())
        return self._held[1]

    def at(self, kind: str, ident: str, version: int) -> Document:
        if (kind, ident, version) not in self._stored:
            raise NotFoundError(f"There is no version {version} of {kind} {ident!r}.")
        return self._stored[kind, ident, version]

    def newest(self, kind: str, ident: str) -> Document | None:
        found = [document for key, document in self._stored.items() if key[:2] == (kind, ident)]
        return max(found, key=lambda document: document.version, default=None)

    def versions(self, kind: str, ident: str, *, before: int | None = None, limit: int) -> Sequence[Document]:
        found = [document for key, document in self._stored.items() if key[:2] == (kind, ident)]
        earlier = [document for document in found if before is None or document.version < before]
        return sorted(earlier, key=lambda document: -document.version)[:limit]

    def put(self, documents: Iterable[Document], *, standing: Sequence[Document] = ()) -> None:
        wanted = list(documents)
        self._held = None
        expected = [(d, d.version - 1) for d in wanted] + [(d, d.version) for d in standing]
        for document, version in expected:
            stored = self.newest(document.kind, document.id)
            if (stored.version if stored is not None else 0) != version:
                raise VersionConflictError("Somebody else saved first.")
        self._stored.update({(d.kind, d.id, d.version): d for d in wanted})


class FakeDirectory:
    """`invitations` are the mails that were sent and `said` their contents, `signed_out` the people signed out of every
    session; `waiting` are those who have not signed in yet."""

    def __init__(self, *members: Member) -> None:
        self._members = {member.sub: member for member in members}
        self.invitations: list[str] = []
        self.signed_out: list[str] = []
        self.said: list[Invitation] = []
        self.waiting: set[str] = set()
        self.languages: dict[str, str] = {}

    def find(self, email: str) -> Member | None:
        return next((m for m in self._members.values() if m.email.lower() == email.lower()), None)

    def get(self, sub: str) -> Member | None:
        return self._members.get(sub)

    def everybody(self) -> Sequence[Member]:
        return sorted(self._members.values(), key=lambda member: member.email)

    def invite(self, email: str, name: str, says: Invitation) -> Member:
        known = self.find(email)
        if known is not None:
            return known
        member = Member(f"sub-{len(self._members) + 1:04}", email)
        self._members[member.sub] = member
        self.waiting.add(member.sub)
        self._mail(member.sub, says)
        return member

    def invite_again(self, sub: str, says: Invitation) -> None:
        if sub not in self._members:
            raise NotFoundError("Nobody of this id can sign in.")
        if sub not in self.waiting:
            raise SignedInAlreadyError
        self._mail(sub, says)

    def set_language(self, sub: str, language: str) -> None:
        self._change(sub)
        self.languages[sub] = language

    def _mail(self, sub: str, says: Invitation) -> None:
        self.invitations.append(self._members[sub].email)
        self.said.append(says)
        self.languages[sub] = says.language

    def change_email(self, sub: str, email: str) -> None:
        other = self.find(email)
        if other is not None and other.sub != sub:
            raise InvalidError("email", "Somebody else signs in with this address.")
        self._change(sub, email=email)

    def set_groups(self, sub: str, groups: Collection[str]) -> None:
        self._change(sub, groups=tuple(group for group in GROUPS if group in groups))

    def disable(self, sub: str) -> None:
        self._change(sub, enabled=False)
        self.signed_out.append(sub)

    def enable(self, sub: str) -> None:
        self._change(sub, enabled=True)

    def _change(self, sub: str, **fields: Any) -> None:
        if sub not in self._members:
            raise NotFoundError("Nobody of this id can sign in.")
        self._members[sub] = replace(self._members[sub], **fields)


class FakeHeartbeats:
    def __init__(self) -> None:
        self._last: dict[tuple[str, Signal], datetime] = {}
        self._faults: dict[tuple[str, Fault], tuple[datetime, FaultState]] = {}
        self._tallies: dict[tuple[str, Counted], Tally] = {}
        self._pauses: dict[tuple[str, Call, PauseReason], datetime] = {}
        self._counted: set[tuple[str, Counted, str]] = set()
        self._quotas: dict[str, Quota] = {}

    def beat(self, account: str, signal: Signal, at: datetime) -> None:
        self._last[account, signal] = max(at, self._last.get((account, signal), at))

    def pause(self, account: str, call: Call, reason: PauseReason, until: datetime) -> None:
        key = (account, call, reason)
        self._pauses[key] = max(until, self._pauses.get(key, until))

    def fail(self, account: str, fault: Fault, sentence: str, at: datetime) -> None:
        newest, standing = self._faults.get((account, fault), (None, None))
        if newest is None or newest < at:
            since = standing.since if standing is not None else at
            self._faults[account, fault] = at, FaultState(sentence, since)

    def clear(self, account: str, fault: Fault) -> None:
        self._faults.pop((account, fault), None)

    def count(self, account: str, what: Counted, at: datetime, *, quiet: timedelta, ident: str | None = None) -> None:
        if ident is not None and (account, what, ident) in self._counted:
            return
        if ident is not None:
            self._counted.add((account, what, ident))
        known = self._tallies.get((account, what))
        if known is None or known.last <= at - quiet:
            known = Tally(0, at, at)
        self._tallies[account, what] = Tally(known.number + 1, known.first, max(known.last, at))

    def of(self, account: str) -> AccountStatus:
        return AccountStatus(
            {signal: at for (whose, signal), at in self._last.items() if whose == account},
            {fault: state for (whose, fault), (_, state) in self._faults.items() if whose == account},
            {what: tally for (whose, what), tally in self._tallies.items() if whose == account},
            {(call, reason): until for (whose, call, reason), until in self._pauses.items() if whose == account},
            self._quotas.get(account),
        )

    def note_quota(self, account: str, quota: Quota) -> None:
        known = self._quotas.get(account)
        if known is None or known.as_of < quota.as_of:
            self._quotas[account] = quota


class FakeAddresses:
    def __init__(self) -> None:
        self._marked: dict[tuple[str, str], AddressStatus] = {}
        self._cleared: dict[tuple[str, str], datetime] = {}
        self._soft: dict[tuple[str, str], dict[str, datetime]] = {}

    def mark(self, way: str, address: str, fault: AddressFault, reason: str, at: datetime) -> bool:
        key = way, address
        if key in self._marked or self._cleared.get(key, at - timedelta(seconds=1)) >= at:
            return False
        self._marked[key] = AddressStatus(way, address, fault, at, reason)
        return True

    def count(self, way: str, address: str, ident: str, at: datetime) -> None:
        self._soft.setdefault((way, address), {})[ident] = at

    def clear(self, way: str, address: str, at: datetime) -> None:
        self._marked.pop((way, address), None)
        self._cleared[way, address] = at

    def statuses(self, now: datetime) -> AddressStatuses:
        statuses = dict(self._marked)
        for key, counted in self._soft.items():
            since = max(now - SOFT_KEPT, self._cleared.get(key, now - SOFT_KEPT))
            soft = sum(at > since for at in counted.values())
            if soft:
                statuses[key] = replace(statuses.get(key, AddressStatus(*key)), soft=soft)
        return statuses


class FakeErasureRequests:
    def __init__(self) -> None:
        self._open: dict[str, ErasureRequest] = {}
        self._finished: dict[str, ErasureRequest] = {}

    def find(self, code: str) -> ErasureRequest | None:
        return self._finished.get(code) or self._open.get(code)

    def open(self) -> Sequence[ErasureRequest]:
        return sorted(self._open.values(), key=lambda each: (each.received_at, each.code))

    def save(self, request: ErasureRequest) -> None:
        if request.is_open:
            self._open[request.code] = request
        else:
            self._finished[request.code] = request
            self._open.pop(request.code, None)


class FakeIncidents:
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Incident] = {}

    def all(self) -> Sequence[Incident]:
        return [self._kept[key] for key in sorted(self._kept)]

    def save(self, incident: Incident) -> Incident:
        self._check(incident)
        saved = replace(incident, version=incident.version + 1)
        self._kept[incident.fault, incident.account] = saved
        return saved

    def remove(self, incident: Incident) -> None:
        self._check(incident)
        del self._kept[incident.fault, incident.account]

    def _check(self, incident: Incident) -> None:
        known = self._kept.get((incident.fault, incident.account))
        if (known.version if known else 0) != incident.version:
            raise VersionConflictError("Somebody else saved first.")


class FakeDigests:
    def __init__(self) -> None:
        self._noted: dict[str, set[Collected]] = {}
        self._collected: dict[str, dict[Collected, datetime]] = {}
        self._dropped: set[tuple[str, Collected]] = set()
        self._rests: dict[str, datetime] = {}
        self._begun: dict[str, DigestBatch] = {}

    def note(self, person: str, alert: Collected) -> None:
        self._noted.setdefault(person, set()).add(alert)

    def noted(self, person: str, since: datetime) -> int:
        return sum(alert.fired_at >= since for alert in self._noted.get(person, ()))

    def collect(self, person: str, alert: Collected, ready_at: datetime) -> None:
        if (person, alert) not in self._dropped:
            self._collected.setdefault(person, {}).setdefault(alert, ready_at)

    def ready(self, now: datetime, *, after: str | None = None, limit: int) -> Sequence[tuple[str, str]]:
        found = [
            (f"{rfc3339(at)}#{person}#{alert.ticket}#{alert.clock}#{alert.step}", person)
            for person, held in self._collected.items()
            for alert, at in held.items()
            if at <= now
        ]
        return [each for each in sorted(found) if after is None or each[0] > after][:limit]

    def collected(self, person: str) -> Sequence[Collected]:
        return sorted(self._collected.get(person, {}), key=lambda alert: alert.key)

    def drop(self, person: str, alerts: Iterable[Collected]) -> None:
        for alert in alerts:
            self._dropped.add((person, alert))
            self._collected.get(person, {}).pop(alert, None)

    def take(self, person: str, now: datetime, until: datetime) -> bool:
        if person in self._rests and self._rests[person] > now:
            return False
        self._rests[person] = until
        return True

    def begun(self, person: str) -> DigestBatch | None:
        return self._begun.get(person)

    def begin(self, person: str, batch: DigestBatch, until: datetime) -> None:
        self._begun[person] = batch
        self._rests[person] = until

    def rest(self, person: str, until: datetime) -> None:
        self._begun.pop(person, None)
        self._rests[person] = until


class FakeDeliveries:
    def __init__(self) -> None:
        self._sent: dict[str, dict[tuple[str, str], datetime]] = {}

    def sent(self, batch: str) -> Mapping[tuple[str, str], datetime]:
        return dict(self._sent.get(batch, {}))

    def note(self, batch: str, person: str, way: str, at: datetime) -> None:
        self._sent.setdefault(batch, {})[person, way] = at

    def forget(self, batch: str, person: str, way: str) -> None:
        self._sent.get(batch, {}).pop((person, way), None)


class FakeBudgets:
    def __init__(self) -> None:
        self._windows: dict[tuple[str, str], tuple[datetime, int]] = {}
        self._holds: dict[tuple[str, str], datetime] = {}
        self._spent_ids: dict[tuple[str, str], set[str]] = {}

    def take(self, account: str, allowance: Allowance, now: datetime, *, spare: int = 0) -> datetime | None:
        key = (account, allowance.name)
        if key in self._holds and self._holds[key] > now:
            return self._holds[key]
        opened_at, used = self._windows.get(key, (now, 0))
        if opened_at <= now - allowance.window:
            opened_at, used = now, 0
        if used >= allowance.calls - spare:
            return opened_at + allowance.window
        self._windows[key] = opened_at, used + 1
        return None

    def hold(self, account: str, call: str, until: datetime) -> None:
        key = (account, call)
        self._holds[key] = max(until, self._holds.get(key, until))

    def spend_ids(self, quota: str, ids: Sequence[str], *, most: int, day: datetime) -> tuple[str, ...]:
        counted = self._spent_ids.setdefault((quota, day.date().isoformat()), set())
        for ident in ids:
            if ident in counted or len(counted) < most:
                counted.add(ident)
        return tuple(ident for ident in dict.fromkeys(ids) if ident in counted)

    def used(self, account: str) -> Sequence[Used]:
        calls = {call for whose, call in (*self._windows, *self._holds) if whose == account}
        found = []
        for call in sorted(calls):
            opened_at, n = self._windows.get((account, call), (None, 0))
            found.append(Used(call, n, opened_at, self._holds.get((account, call))))
        return found

    def ids_spent(self, quota: str, day: datetime) -> int:
        return len(self._spent_ids.get((quota, day.date().isoformat()), ()))


class FakeLedger:
    """`fails` is raised by every call."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str, date, str]] = set()
        self._sums: dict[tuple[date, str, Charge], tuple[int, Decimal]] = {}
        self.fails: Exception | None = None

    def unseen(self, account: str, what: str, resources: Collection[str], day: date) -> frozenset[str]:
        self._may_fail()
        new = frozenset(each for each in resources if (account, what, day, each) not in self._seen)
        self._seen |= {(account, what, day, each) for each in new}
        return new

    def enter(self, account: str, charge: Charge, number: int, usd: Decimal, day: date) -> None:
        self._may_fail()
        before = self._sums.get((day, account, charge), (0, Decimal(0)))
        self._sums[day, account, charge] = before[0] + number, before[1] + usd

    def entries(self, first: date, last: date) -> Sequence[LedgerEntry]:
        self._may_fail()
        return [LedgerEntry(*key, *sums) for key, sums in sorted(self._sums.items()) if first <= key[0] <= last]

    def _may_fail(self) -> None:
        if self.fails is not None:
            raise self.fails


class FakeSendQueue:
    def __init__(self) -> None:
        self.lines: dict[str, set[QueuePosition]] = {}

    def join(self, line: str, turn: QueuePosition) -> None:
        self.lines.setdefault(line, set()).add(turn)

    def leave(self, line: str, turn: QueuePosition) -> None:
        self.lines.get(line, set()).discard(turn)

    def first(self, line: str) -> QueuePosition | None:
        return min(self.lines.get(line, ()), default=None)


class FakeLooks:
    def __init__(self) -> None:
        self.wants: dict[tuple[str, str], datetime] = {}
        self.looks: dict[tuple[str, str], datetime] = {}

    def want(self, account: str, ticket: str, at: datetime) -> None:
        self.wants[account, ticket] = at

    def wanted(self, account: str, *, limit: int) -> list[str]:
        return [ticket for whose, ticket in self.wants if whose == account][:limit]

    def drop(self, account: str, ticket: str) -> None:
        self.wants.pop((account, ticket), None)

    def looked(self, account: str, ticket: str, at: datetime) -> None:
        self.looks[account, ticket] = max(at, self.looks.get((account, ticket), at))

    def last(self, account: str, ticket: str) -> datetime | None:
        return self.looks.get((account, ticket))

    def forget(self, account: str, ticket: str) -> None:
        self.drop(account, ticket)
        self.looks.pop((account, ticket), None)


class FakeWatchedThreads:
    def __init__(self) -> None:
        self.seen: dict[tuple[str, str], datetime] = {}

    def watch(self, account: str, thread: str, at: datetime) -> None:
        self.seen[account, thread] = at

    def newest(self, account: str, *, limit: int) -> list[str]:
        of = sorted(((at, thread) for (whose, thread), at in self.seen.items() if whose == account), reverse=True)
        return [thread for _, thread in of][:limit]


class FakeChanges:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.marks: dict[str, datetime] = {}
        self.again: set[str] = set()

    def changed(self, account: str) -> str | None:
        return self.changed_each((account,)).get(account)

    def changed_each(self, accounts: Collection[str]) -> dict[str, str]:
        return {each: self._value(each, self.marks[each]) for each in accounts if each in self.marks}

    def _value(self, account: str, at: datetime) -> str:
        over = account in self.again and self.clock.now() >= at + ANOTHER_AFTER
        return rfc3339(at) + (ANOTHER if over else "")

    def mark(self, account: str, at: datetime) -> None:
        standing = self.marks.get(account)
        if standing is None or standing <= at - timedelta(seconds=1) or standing > at + timedelta(seconds=5):
            self.marks[account] = at
            self.again.discard(account)
        elif account not in self.again:
            self.again.add(account)
        elif self.clock.now() >= at + timedelta(seconds=0.5):
            self.mark(account, self.clock.now())


class FakePageArchive:
    def __init__(self) -> None:
        self.builds: dict[str, datetime] = {}
        self.chunks: dict[str, bytes] = {}

    def kept_until(self, build: str) -> datetime | None:
        return self.builds.get(build)

    def keep(self, build: str, chunks: Mapping[str, bytes], until: datetime) -> None:
        self.chunks |= chunks
        self.builds[build] = until

    def find(self, name: str) -> bytes | None:
        return self.chunks.get(name)


class FakeLeases:
    def __init__(self) -> None:
        self.taken: dict[str, datetime] = {}
        self._whole = Lock()

    def take(self, name: str, now: datetime, until: datetime) -> bool:
        with self._whole:
            if name in self.taken and self.taken[name] > now:
                return False
            self.taken[name] = until
            return True

    def give_back(self, name: str, until: datetime) -> None:
        if self.taken.get(name) == until:
            del self.taken[name]


class FakeCheckpoints:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Checkpoint] = {}
        self._is_run = False
        self._held: dict[tuple[str, str], Checkpoint] | None = None

    def begin_run(self) -> None:
        self._is_run, self._held = True, None

    def of(self, sweep: str) -> dict[str, Checkpoint]:
        if self._is_run and self._held is None:
            self._held = dict(self.kept)
        places = self.kept if self._held is None else self._held
        return {part: checkpoint for (name, part), checkpoint in places.items() if name == sweep}

    def keep(self, sweep: str, part: str, checkpoint: Checkpoint) -> Checkpoint | None:
        held, self._held = self._held, None
        stored = self.kept.get((sweep, part), Checkpoint())
        if stored.version != checkpoint.version:
            return None
        self.kept[sweep, part] = kept = replace(checkpoint, version=checkpoint.version + 1)
        if held is not None:
            self._held = held | {(sweep, part): kept}
        return kept
