"""What the use cases need of the world outside, as Protocols. Adapters implement them, tests have fakes of them that
pass the same contract tests."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from shared.domain.accounts.allowance import Allowance
from shared.domain.accounts.connection import Grant, Identity, Subscription, Webhook
from shared.domain.accounts.costs import Charge, Entry
from shared.domain.accounts.incident import Episode
from shared.domain.notifications.deliverability import AddressFault, Marks
from shared.domain.notifications.digest import Collected, DigestBatch
from shared.domain.operations.dead_letters import DeadLetterRun
from shared.domain.posts.post import Channel, Post
from shared.domain.replies.reply import Reply
from shared.domain.search.entries import Change, PartId, SearchEntry, SearchKey
from shared.domain.search.results import CodesFound, WordsFound
from shared.domain.settings.desk import Account, Person
from shared.domain.sla.alert import Alert, AlertKey
from shared.domain.templates.messages import Message
from shared.domain.text.codes import Lookup
from shared.domain.tickets.action import Action
from shared.domain.tickets.fold import Status
from shared.domain.tickets.rows import MeasuredClock, TicketRow
from shared.domain.tickets.ticket import Ticket


class Clock(Protocol):
    """The time, as an argument."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""


class Ids(Protocol):
    def new(self) -> str:
        """An id that has not been given before; later ones sort after earlier ones."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post of the network is kept: the ticket that it belongs to, and its identity (I3)."""

    ticket: str
    post: str


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

    def place(self, network: str, post_id: str) -> Place | None:
        """Where a post is kept, by its id or any id of its edits."""

    def quoting(self, network: str, post_id: str) -> tuple[Place, ...]:
        """The posts that hold the words of that post as a quote."""

    def park(self, post: Post, *, under: str) -> bool:
        """Keeps one of our own posts until the post `under`, that it answers, is known (T4). False if it is known."""

    def parked(self, network: str, post_id: str) -> tuple[Post, ...]:
        """Our own posts that wait for the post `post_id`."""

    def unpark(self, post: Post, *, under: str) -> None: ...

    def bury(self, network: str, post_id: str, at: datetime) -> bool:
        """Remembers for 30 days that a post was gone at `at` before it came in (I6): no ticket takes it any more, and
        if it was parked its words are gone. False, and nothing changes, if a ticket holds the post: that forgets it."""

    def buried(self, network: str, post_id: str) -> datetime | None:
        """When the post was gone, if it was buried."""

    def waiting(self, account: str, *, after: str | None = None, limit: int) -> Sequence[tuple[str, TicketRow]]:
        """The account's tickets that wait for an answer, soonest deadline first, each with its place in that order."""

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


class TicketSearch(Protocol):
    """What was written in tickets, by codes and by words. It is written after the ticket, never with it, and every call
    can be repeated."""

    def apply(self, change: Change, *, version: int) -> None:
        """What was put from a later version of its ticket stays as it is."""

    def missing(self, entries: Iterable[SearchEntry]) -> Sequence[SearchEntry]:
        """Those that are not held as they are given."""

    def by_code(
        self,
        lookups: Sequence[Lookup],
        needles: Sequence[str] = (),
        *,
        accounts: Collection[str],
        after: str | None = None,
        limit: int,
    ) -> CodesFound:
        """Tickets of the accounts with a code that fits the first of the lookups, then the second, and so on, of every
        age; `needles` have to stand in the ticket as well, up to where the code does. Raises InvalidError for an
        `after` that is no place."""

    def by_words(
        self, needles: Sequence[str], *, accounts: Collection[str], after: str | None = None, limit: int
    ) -> WordsFound:
        """Tickets of the accounts in which all `needles` (one at least) occur, from the newest words back, as far as one
        request may read. Raises InvalidError for an `after` that is no place."""


@dataclass(frozen=True, slots=True)
class CustomerVersion:
    """The guard of a customer's partition: 0 while nothing is in it."""

    account: str
    customer_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Saved:
    """Who saved a version of a settings document, and when. `by` is the id of a person, or None for whoever held the keys
    of the desk itself; `name` is what they were called then."""

    at: datetime
    by: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """A settings document at one version. `saved` is unknown of what is built in, and of what was saved before the desk
    kept it; two documents are equal without it."""

    kind: str
    id: str
    version: int
    body: Mapping[str, Any]
    saved: Saved | None = field(default=None, compare=False)


class SettingsStore(Protocol):
    def current(self, *, fresh: bool = False) -> Sequence[Document]:
        """Every document at its newest version; held for 30 seconds at most, read anew if `fresh`."""

    def at(self, kind: str, ident: str, version: int) -> Document:
        """A document as it was. Raises NotFoundError."""

    def newest(self, kind: str, ident: str) -> Document | None:
        """One document as it stands at this moment, whatever is held: for what must count at once."""

    def versions(self, kind: str, ident: str, *, before: int | None = None, limit: int) -> Sequence[Document]:
        """The versions of one document, newest first: those below `before`, if it is given."""

    def put(self, documents: Iterable[Document], *, standing: Sequence[Document] = ()) -> None:
        """Each as the next version after `document.version - 1`, as long as those that are `standing` are still at the
        version that they have here. Raises VersionConflictError."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may sign in, as the sign-in knows them. `sub` is the id of their settings document."""

    sub: str
    email: str
    groups: tuple[str, ...] = ()
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the mail that invites somebody says beside how to sign in: who invited them (empty for the keys of the desk),
    and the handles of the accounts that they are to answer from."""

    language: str
    invited_by: str = ""
    accounts: tuple[str, ...] = ()


class Directory(Protocol):
    """Who may sign in. Every call can be repeated: the second time it changes nothing."""

    def find(self, email: str) -> Member | None: ...

    def get(self, sub: str) -> Member | None: ...

    def everybody(self) -> Sequence[Member]:
        """All who were ever let in, also who is shut out; by their address."""

    def invite(self, email: str, name: str, says: Invitation) -> Member:
        """Lets somebody in with a mail that tells them how; who is in already stays as they are, and gets no mail.
        Raises InvalidError for an address that the sign-in does not take."""

    def invite_again(self, sub: str, says: Invitation) -> None:
        """The mail once more, with a new temporary password; the one before is no good any more. Raises
        SignedInAlreadyError for who has chosen a password of their own, NotFoundError for who is not in."""

    def speaks(self, sub: str, language: str) -> None:
        """The language of what the sign-in writes to them. Raises NotFoundError."""

    def readdress(self, sub: str, email: str) -> None:
        """Raises InvalidError if somebody else signs in with that address, NotFoundError for who is not in."""

    def put_into(self, sub: str, groups: Collection[str]) -> None:
        """Into these groups of the desk and none of its others. Raises NotFoundError."""

    def shut_out(self, sub: str) -> None:
        """They can sign in no more, and are signed out wherever they are. Raises NotFoundError."""

    def let_back_in(self, sub: str) -> None:
        """Raises NotFoundError."""


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """What somebody who has signed in is given: an access token that is good for `lasts` seconds, and, at the beginning,
    the token that renews it, which is worth a password."""

    access_token: str
    lasts: int
    refresh_token: str | None


class SignIn(Protocol):
    """The sign-in's end of sessions. Raises SignedOutError where a code or token is not taken, UnavailableError."""

    def begin(self, code: str, verifier: str) -> Session:
        """A code is good once, within minutes, and only with the verifier whose challenge asked for it (PKCE)."""

    def renew(self, refresh_token: str) -> Session: ...

    def end(self, refresh_token: str) -> None:
        """Nothing can be renewed with it any more. Idempotent."""


class Heartbeats(Protocol):
    """When each account was last heard of, by which way, and what went wrong since (I8)."""

    def beat(self, account: str, way: str, at: datetime) -> None: ...

    def fail(self, account: str, fault: str, sentence: str, at: datetime) -> None: ...

    def clear(self, account: str, fault: str) -> None: ...

    def count(self, account: str, what: str, at: datetime, *, quiet: timedelta, ident: str | None = None) -> None:
        """One more of `what`, told as `count:`, `first:` and `last:`; after `quiet` without any it counts anew. What has an
        `ident` counts once, however often it is told and wherever an attempt was cut off."""

    def of(self, account: str) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Used:
    """Calls of one name since the first of their window. `held_until` is until when the network wants none."""

    call: str
    calls: int
    opened_at: datetime | None
    held_until: datetime | None = None


class Budgets(Protocol):
    """What may still be asked of a network, counted by all workers together: a burst of polling never spends the sends,
    and what the network said is not forgotten between two calls."""

    def take(self, account: str, allowance: Allowance, now: datetime, *, spare: int = 0) -> datetime | None:
        """Counts one call, None; or the instant from which on it may be tried again, and counts nothing: while the
        network's own word holds, and once the allowance is used up but for `spare` calls."""

    def hold(self, account: str, call: str, until: datetime) -> None:
        """The network wants no such call before then; of two such words the later one holds."""

    def ration(self, purse: str, ids: Sequence[str], *, most: int, day: datetime) -> tuple[str, ...]:
        """Of `ids`, in their order, those that the UTC day's ration of `most` different ones holds: counted before, or
        counted now. A network charges for the same thing once a day."""

    def used(self, account: str) -> Sequence["Used"]:
        """What is counted of each call of the account, also where its window is over by now; by the call's name."""

    def rationed(self, purse: str, day: datetime) -> int:
        """How many different ones the UTC day's ration holds so far."""


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """A reply's place in a line: what was written first goes first."""

    written_at: datetime
    ticket: str
    reply: str


class Lines(Protocol):
    """Who waits to be sent, a line for each account, the same to all workers at every instant."""

    def join(self, line: str, turn: Turn) -> None:
        """Joining twice is joining once."""

    def leave(self, line: str, turn: Turn) -> None: ...

    def first(self, line: str) -> Turn | None: ...


class Ledger(Protocol):
    """What networks have charged for, by UTC day, account and kind; kept for thirteen months."""

    def unseen(self, account: str, what: str, resources: Collection[str], day: date) -> frozenset[str]:
        """Those that were not given before under `what` on that day: a network charges for the same thing once a day.
        They count as given from now on; of two workers at once, one is told of each."""

    def enter(self, account: str, charge: Charge, number: int, usd: Decimal, day: date) -> None:
        """Adds to what is there."""

    def entries(self, first: date, last: date) -> Sequence[Entry]:
        """All that was entered for the days from `first` to `last`, both of them included, by day."""


class Episodes(Protocol):
    """Stretches in which accounts are deaf, each guarded by its version (I8)."""

    def all(self) -> Sequence[Episode]: ...

    def save(self, episode: Episode) -> Episode:
        """With its new version; version 0 is one that must not be there yet. Raises VersionConflictError."""

    def remove(self, episode: Episode) -> None:
        """Raises VersionConflictError."""


class Looks(Protocol):
    """Tickets whose posts are to be looked up on the network before their turn, and when each was looked at last (I6)."""

    def want(self, account: str, ticket: str, at: datetime) -> None:
        """Somebody has the ticket open at `at`. Wanting twice is wanting once; kept for a day."""

    def wanted(self, account: str, *, limit: int) -> Sequence[str]:
        """The account's tickets that are wanted."""

    def drop(self, account: str, ticket: str) -> None:
        """It is wanted no more."""

    def looked(self, account: str, ticket: str, at: datetime) -> None:
        """The network has told of its posts at `at`; an older look does not turn that back. Kept for 30 days."""

    def last(self, account: str, ticket: str) -> datetime | None: ...

    def forget(self, account: str, ticket: str) -> None:
        """Nothing is kept of the ticket."""


class Leases(Protocol):
    """The right to do something alone, for a while: whoever crashes with it keeps it no longer than that."""

    def take(self, name: str, now: datetime, until: datetime) -> bool:
        """False, and nothing changes, while somebody else has it."""

    def give_back(self, name: str, until: datetime) -> None:
        """Before its time; `until` is as it was taken, so that nobody gives back what is another's by now."""


class Timers(Protocol):
    def ensure(self, ticket: str, clock: str, arm: int, wake_at: datetime) -> bool:
        """True if a timer of that name runs, started now or before; False if its name is used up."""

    def runs(self, ticket: str, clock: str, arm: int) -> bool: ...

    def stop(self, ticket: str, clock: str, arm: int) -> None:
        """Best effort: saves transitions, and correctness never rests on it."""


@dataclass(frozen=True, slots=True)
class SampleRetry:
    """Which sample is tried again, and for which time, a while later."""

    sample: str
    tries: int
    delay: timedelta


class AlertQueue(Protocol):
    """Messages are delayed by whole seconds and by a quarter of an hour at most, those of the other queues too: a reader
    that is handed one too early puts it in again."""

    def put(self, ticket: str, alert: Alert, *, delay: timedelta = timedelta(0)) -> None: ...

    def put_digest(self, person: str) -> None:
        """Has what was collected for the person sent."""

    def put_note(self, ticket: str, note: str, *, delay: timedelta = timedelta(0)) -> None:
        """Has the people told whom the note calls."""

    def put_returned(self, ticket: str, reply: str) -> None:
        """Has the writer told that the reply came back."""

    def put_sample(self, person: str, message: Message, *, sms: bool, retry: SampleRetry | None = None) -> None:
        """Has the person sent a message that they asked for themselves, as a mail and, with `sms`, as an SMS."""

    def put_fault(self, fault: str, *, delay: timedelta = timedelta(0)) -> None:
        """Has the managers told of the accounts that have this fault, or have it no more."""


class Deliveries(Protocol):
    """Which messages are out, by the name of their batch, for long enough that a batch which is done again sends only
    the others (L3)."""

    def sent(self, batch: str) -> Mapping[tuple[str, str], datetime]:
        """By person and way, when."""

    def note(self, batch: str, person: str, way: str, at: datetime) -> None: ...

    def forget(self, batch: str, person: str, way: str) -> None:
        """The message did not arrive after all. Idempotent."""


class Digests(Protocol):
    """Each person's alerts of late, and those that wait for a digest (L5); or an account's, of late posts (I7)."""

    def note(self, person: str, alert: Collected) -> None:
        """Counts an alert of the person's; one that was noted before counts once."""

    def noted(self, person: str, since: datetime) -> int:
        """How many alerts of the person fired since the instant, counted to eleven at least."""

    def collect(self, person: str, alert: Collected, ready_at: datetime) -> None:
        """Keeps the alert until it is dropped, and `ready` names the person from `ready_at` on. What was dropped within a day
        is not collected again: whoever collects and cannot write that down collects once more."""

    def ready(self, now: datetime) -> Sequence[str]:
        """People with something collected that is ready, each once."""

    def collected(self, person: str) -> Sequence[Collected]:
        """All that is collected for the person, the first fired first."""

    def drop(self, person: str, alerts: Iterable[Collected]) -> None: ...

    def take(self, person: str, now: datetime, until: datetime) -> bool:
        """Rests the person's digests until then; False, and nothing changes, if they rest at `now` already."""

    def begun(self, person: str) -> DigestBatch | None:
        """What the digest that was begun last answers for; None where none was, or it has come to its end."""

    def begin(self, person: str, batch: DigestBatch, until: datetime) -> None:
        """For whoever has taken the person's digests: they rest until then, and the next digest is this one."""

    def rest(self, person: str, until: datetime) -> None:
        """The digest that was begun has come to its end."""


class Addresses(Protocol):
    """What carriers have said of people's addresses, by way (`mail`, `sms`) and address."""

    def mark(self, way: str, address: str, fault: AddressFault, reason: str, at: datetime) -> bool:
        """From now on the address is not used. False, and nothing changes, if it is marked already, or was cleared
        after `at`: what is told late does not undo what a person decided since."""

    def count(self, way: str, address: str, ident: str, at: datetime) -> None:
        """Counts a failure that may pass; the same `ident` counts once."""

    def clear(self, way: str, address: str, at: datetime) -> None:
        """The address is used again, and what was counted until `at` is forgotten."""

    def marks(self, now: datetime) -> Marks:
        """All that is marked, or was counted of late."""


class Suppressions(Protocol):
    """The carrier's own list of addresses that it does not write to."""

    def lift(self, address: str) -> None:
        """Raises UnavailableError. An address that is not on the list is well."""


class ReplyQueue(Protocol):
    def put(self, ticket: str, reply: str, *, delay: timedelta = timedelta(0)) -> None: ...


class IngestQueue(Protocol):
    def put(self, body: bytes, *, network: str, source: str, app: str, received_at: datetime) -> None:
        """Hands one delivery to the ingest queue. Raises InvalidError if it is larger than the queue takes."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the network made of a part: its id, and when it stands there."""

    post_id: str
    posted_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A post of the account as it stands on the network, and what it answers there."""

    sent: Sent
    in_reply_to: str | None = None
    conversation_id: str | None = None


class PreparedSend(Protocol):
    """One post that is ready to leave: the keys are read and the call is counted. It serves once."""

    def send(self) -> Sent:
        """Asks the network, and nobody else. Raises RefusedError (NotAnswerableError where it is about the answered post),
        DisconnectedError (AccountRefusedError where it is about the account), RateLimitedError, UnreachableError, or
        OutcomeUnknownError where nobody can tell whether it went out."""


class Network(Protocol):
    """One social network. Every call has a timeout, none sleeps on a rate limit; errors are NetworkErrors."""

    def prepare_send(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        text: str,
        leave_out: Sequence[str] = (),
    ) -> PreparedSend:
        """Does everything that an answer to the post `to` of `customer` needs short of asking the network, so that
        whatever fails here has provably posted nothing (R1). Those in `leave_out` are not named in front of it, where the
        network allows that. Raises DisconnectedError where the account has no tokens,
        RateLimitedError, UnavailableError."""

    def find_own(
        self, account: Account, *, channel: Channel, to: str, customer: str, text: str, since: datetime
    ) -> Sent | None:
        """The account's own post that answers `to` with these words, if it stands there."""

    def own_post(self, account: Account, *, channel: Channel, post_id: str, customer: str) -> OwnPost | None:
        """The post of this id, if the account itself wrote it and it stands there; a private one, to `customer`."""


class Console(Protocol):
    """What a network lets an app be set up with. Every method raises NetworkErrors."""

    def identity(self, account: Account) -> Identity:
        """Whose the account's tokens are."""

    def webhooks(self, app: str) -> Sequence[Webhook]: ...

    def register(self, app: str, url: str) -> Webhook:
        """Has the network send the app's events there, after it has asked for proof."""

    def prove(self, app: str, webhook: str) -> None:
        """Has the network ask for proof again."""

    def remove(self, app: str, webhook: str) -> None: ...

    def challenge(self, app: str, url: str) -> None:
        """Asks for the proof at `url` as the network does. Raises RefusedError where none comes."""

    def subscriptions(self, app: str) -> frozenset[Subscription]: ...

    def wanted(self, account: Account) -> Sequence[Subscription]:
        """Everything that a desk needs to hear of the account."""

    def subscribe(self, account: Account, wanted: Subscription, webhook: str) -> None: ...


class Timeline(StrEnum):
    """What polling reads of an account: who names it, what it wrote itself, its direct messages in both directions."""

    MENTIONS = "mentions"
    OWN_POSTS = "own_posts"
    MESSAGES = "messages"


class TimelinePage(Protocol):
    """One page of a timeline."""

    @property
    def posts(self) -> Mapping[str, datetime]:
        """The identity of each post (I3), and when it was written."""

    def only(self, ids: Collection[str]) -> Iterator[bytes]:
        """Deliveries for the ingest queue that hold these posts alone, each small enough for it."""


class Timelines(Protocol):
    """What polling reads. Errors are NetworkErrors; no call sleeps on a rate limit."""

    def connected(self, account: Account) -> bool:
        """Whether the desk holds tokens for the account."""

    def read(self, account: Account, timeline: Timeline, since: datetime) -> Iterator[TimelinePage]:
        """What was written after `since`, newest first, page by page."""


class LookedUp(Protocol):
    """What became of stored posts on their network."""

    @property
    def newest(self) -> Mapping[str, str]:
        """Those that stand there, each with the newest id of its edits."""

    @property
    def gone(self) -> Mapping[str, str]:
        """Those that do not, each with the reason: `deleted` or `withheld`. A post in neither was not told of."""

    def deliveries(self, ids: Collection[str]) -> Iterator[bytes]:
        """Deliveries for the ingest queue that tell of these posts, each small enough for it."""


class Lookups(Protocol):
    """Looks at posts that the desk holds. Errors are NetworkErrors."""

    def connected(self, account: Account) -> bool: ...

    def look_up(self, account: Account, ids: Sequence[str]) -> LookedUp:
        """At most a hundred at once."""


class Grants(Protocol):
    """Lasting permissions of accounts whose key serves once: each renewal brings the next."""

    def standing(self, account: Account) -> Grant | None:
        """The permission as it is at this moment, whatever is held; None where the account has none. Raises
        UnavailableError."""

    def renew(self, account: Account) -> Grant:
        """Only under a lease, since two renewals at once spend the same key. The new one is kept before anything else
        happens; UnkeptError where that failed, and the next renewal of this process tries it again. Raises
        DisconnectedError where the key is not taken any more, RefusedError for a refusal that says nothing of it, other
        NetworkErrors where nobody can tell, and UnavailableError."""


class Webhooks(Protocol):
    """The network's own end of what it delivers to the desk, for one app. Errors are NetworkErrors."""

    def revive(self, app: str) -> bool:
        """Has a network that has stopped delivering deliver again; True if it had stopped."""

    def replay(self, app: str, start: datetime, end: datetime) -> None:
        """Has the network deliver once more what arose in the span, as far back as it can."""


class DeadLetterOffice(Protocol):
    """What rests on the ingest queue's dead-letter queue (I5)."""

    def erase(self, names: Callable[[bytes], bool]) -> DeadLetterRun:
        """Deletes the deliveries whose raw body `names` says yes to. What cannot be read as a delivery is given as it
        is."""


class Mailer(Protocol):
    def send(self, person: Person, *, subject: str, text: str, html: str, about: AlertKey | None = None) -> None:
        """`about` comes back with the mail if it bounces. Raises DeliveryError."""


class Texter(Protocol):
    def send(self, person: Person, *, text: str) -> None:
        """Raises DeliveryError."""


class Desk(Protocol):
    """Everything that a use case may reach, handed to it by the composition root."""

    @property
    def operator(self) -> str:
        """The name under which is kept what whoever holds the keys of the desk does, who is no person of its own."""

    @property
    def clock(self) -> Clock: ...
    @property
    def ids(self) -> Ids: ...
    @property
    def url(self) -> str:
        """The page's address, without a slash at the end."""

    @property
    def tickets(self) -> TicketStore: ...
    @property
    def search(self) -> TicketSearch: ...
    @property
    def settings(self) -> SettingsStore: ...
    @property
    def directory(self) -> Directory: ...
    @property
    def heartbeats(self) -> Heartbeats: ...
    @property
    def budgets(self) -> Budgets: ...
    @property
    def lines(self) -> Lines: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def leases(self) -> Leases: ...
    @property
    def looks(self) -> Looks: ...
    @property
    def lookups(self) -> Mapping[str, Lookups]:
        """How stored posts are looked up, by network; one that has no such way is missing."""

    @property
    def ingest(self) -> IngestQueue: ...
    @property
    def episodes(self) -> Episodes: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def alerts(self) -> AlertQueue: ...
    @property
    def digests(self) -> Digests: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def addresses(self) -> Addresses: ...
    @property
    def suppressions(self) -> Suppressions: ...
    @property
    def replies(self) -> ReplyQueue: ...
    @property
    def networks(self) -> Mapping[str, Network]: ...
    @property
    def mailer(self) -> Mailer: ...
    @property
    def texter(self) -> Texter: ...
    @property
    def memo(self) -> MutableMapping[str, Any]:
        """What a use case wants to keep while the process lives, such as settings already read."""
