"""A whole desk without a socket: the ports that use cases reach, as fakes that a test can inspect."""

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from math import ceil
from types import SimpleNamespace
from typing import Any

from shared.domain.accounts.connection import Grant
from shared.domain.accounts.faults import Fault
from shared.domain.errors import (
    AddressRefusedError,
    CredentialNotStoredError,
    DeliveryError,
    DisconnectedError,
    InvalidError,
    PostGoneError,
    RefusedError,
    SocialNetworkError,
    UnavailableError,
)
from shared.domain.networks.rules import NetworkRules
from shared.domain.notifications.deliverability import AddressFault
from shared.domain.notifications.queued import (
    AlertDue,
    DigestDue,
    IncidentNotice,
    MentionInNote,
    QueuedNotification,
    ReplyReturned,
    SampleRequested,
)
from shared.domain.posts.kinds import Channel
from shared.domain.posts.visibility import Audience
from shared.domain.settings.desk import Account, Person
from shared.domain.sla.alert import AlertKey
from shared.domain.tickets.ticket import Ticket
from shared.networks.x.rules import RULES
from shared.networks.x.text.text_matching import texts_match
from shared.ports.memory import ProcessMemory
from shared.ports.network_reading import Timeline
from shared.ports.network_sending import Answered, OwnPost, Sent
from shared.ports.people import Member
from shared.ports.settings import Document
from tests.builders import BRAND, NOON, snowflake
from tests.fake_attachments import FakeAttachmentQueue, FakeAttachments, FakeFiles
from tests.fake_due_lists import FakeDueLists
from tests.fake_plug import FakeAppSecrets, FakePlug, FakeRules
from tests.fake_sealed_days import FakeSealedDays
from tests.fake_search import FakeTicketSearch
from tests.fakes import (
    FakeAddresses,
    FakeBudgets,
    FakeChanges,
    FakeCheckpoints,
    FakeClock,
    FakeDeliveries,
    FakeDigests,
    FakeDirectory,
    FakeErasureRequests,
    FakeHeartbeats,
    FakeIncidents,
    FakeLeases,
    FakeLedger,
    FakeLooks,
    FakePageArchive,
    FakeSendQueue,
    FakeSettingsStore,
    FakeTicketStore,
    FakeWatchedThreads,
)

LARGEST_MESSAGE = 1024 * 1024
"""Bytes; a queue's messages hold deliveries in base64."""

MOST_AT_ONCE = 100
"""Posts in one lookup."""


@dataclass
class FakeTimers:
    """`closed` are names that cannot be used again; `running` maps (ticket, clock, timer generation) to its wake
    time."""

    running: dict[tuple[str, str, int], datetime] = field(default_factory=dict)
    closed: set[tuple[str, str, int]] = field(default_factory=set)

    def ensure(self, ticket: str, clock: str, timer_generation: int, wake_at: datetime) -> bool:
        key = (ticket, clock, timer_generation)
        if key in self.closed:
            return False
        self.running.setdefault(key, wake_at)
        return True

    def runs(self, ticket: str, clock: str, timer_generation: int) -> bool:
        return (ticket, clock, timer_generation) in self.running

    def stop(self, ticket: str, clock: str, timer_generation: int) -> None:
        if self.running.pop((ticket, clock, timer_generation), None) is not None:
            self.closed.add((ticket, clock, timer_generation))


def _delayed(delay: timedelta) -> timedelta:
    """Return the delay as SQS applies it: whole seconds, and fifteen minutes at most."""
    return timedelta(seconds=ceil(max(timedelta(0), min(delay, timedelta(minutes=15))).total_seconds()))


@dataclass
class FakeAlertQueue:
    """`delays` are those of all messages, in the order in which they were put."""

    messages: list[tuple[str, AlertKey]] = field(default_factory=list)
    delays: list[timedelta] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    returned: list[tuple[str, str]] = field(default_factory=list)
    samples: list[SampleRequested] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def put(self, notification: QueuedNotification, *, delay: timedelta = timedelta(0)) -> None:
        match notification:
            case AlertDue(alert):
                self.messages.append((alert.ticket, alert))
            case DigestDue(recipient):
                self.digests.append(recipient)
            case MentionInNote(ticket, note):
                self.notes.append((ticket, note))
            case ReplyReturned(ticket, reply):
                self.returned.append((ticket, reply))
            case SampleRequested():
                self.samples.append(notification)
            case IncidentNotice(fault):
                self.faults.append(fault)
        self.delays.append(_delayed(delay))


@dataclass
class FakeReplyQueue:
    messages: list[tuple[str, str, timedelta]] = field(default_factory=list)

    def put(self, ticket: str, reply: str, *, delay: timedelta = timedelta(0)) -> None:
        self.messages.append((ticket, reply, _delayed(delay)))


@dataclass(frozen=True)
class FakePreparedSend:
    send: Callable[[], Sequence[Sent]]


@dataclass
class FakeNetwork:
    """Answers each send with the next of `answers` (an error is raised, None means success); `stands` are the posts on
    the network, whatever it answered, and `places` their locations: the account, the channel, and the recipient of a
    message. What a call with a key has posted is posted once while `takes_key` is set, and `seen_by` everybody who may. The errors in `unready` are raised, one after the other, before anything can be sent. While `unlisted` is
    set, posts are on no timeline, and found by their id alone. Posts in `gone` cannot be answered; `strangers` are
    accounts without tokens."""

    clock: FakeClock
    answers: list[BaseException | None] = field(default_factory=list)
    takes_before_failing: bool = False
    unready: list[Exception] = field(default_factory=list)
    stands: list[Sent] = field(default_factory=list)
    unlisted: bool = False
    parents: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[str, Channel, str | None]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    strangers: set[str] = field(default_factory=set)
    left_out: list[tuple[str, ...]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    audiences: list[Audience | None] = field(default_factory=list)
    cannot_tell: SocialNetworkError | None = None
    takes_key: bool = False
    seen_by: Audience | None = None
    warnings: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    tried: list[datetime | None] = field(default_factory=list)
    answered: list[Answered | None] = field(default_factory=list)
    by_key: dict[str, Sequence[Sent]] = field(default_factory=dict)
    calls: list[tuple[str | None, tuple[str, ...]]] = field(default_factory=list)
    sends: list[tuple[str, str, str]] = field(default_factory=list)

    def prepare_send(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        texts: Sequence[str],
        leave_out: Sequence[str] = (),
        key: str | None = None,
        audience: Audience | None = None,
        content_warning: str = "",
        quote: str = "",
        tried_at: datetime | None = None,
        answered: Answered | None = None,
    ) -> "FakePreparedSend":
        if account.id in self.strangers:
            raise DisconnectedError(f"The account {account.id!r} has no tokens.")
        if self.unready:
            raise self.unready.pop(0)
        self.left_out.append(tuple(leave_out))
        self.keys.append(key)
        self.audiences.append(audience)
        self.warnings.append(content_warning)
        self.quotes.append(quote)
        self.tried.append(tried_at)
        self.answered.append(answered)
        return FakePreparedSend(
            lambda: self.send(account, channel=channel, to=to, customer=customer, texts=texts, key=key)
        )

    def send(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        texts: Sequence[str],
        key: str | None = None,
    ) -> Sequence[Sent]:
        self.calls.append((key, tuple(texts)))
        self.sends += [(account.id, to, text) for text in texts]
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None and not self.takes_before_failing:
            raise answer
        if to in self.gone and channel is Channel.PUBLIC:
            raise PostGoneError("The post to be answered is deleted or not visible.")
        sent = self.by_key.get(key or "") or [self._post(account, channel, to, customer, text) for text in texts]
        if self.takes_key and key is not None:
            self.by_key[key] = sent
        if answer is not None:
            raise answer
        return sent

    def _post(self, account: Account, channel: Channel, to: str, customer: str, text: str) -> Sent:
        self.clock.forward(timedelta(milliseconds=250))
        now = self.clock.now()
        sent = Sent(snowflake(now, len(self.stands) + 1), now, text, self.seen_by)
        self.stands.append(sent)
        self.places[sent.post_id] = _place(account, channel, customer)
        if channel is Channel.PUBLIC:
            self.parents[sent.post_id] = to
        return sent

    def find_own(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        text: str,
        since: datetime,
        key: str | None = None,
        answered: Answered | None = None,
    ) -> Sent | None:
        """Return the newest matching post."""
        listed = () if self.unlisted else reversed(self.stands)
        place = _place(account, channel, customer)
        answering = (each for each in listed if channel is Channel.DIRECT or self.parents.get(each.post_id) == to)
        return next(
            (
                sent
                for sent in answering
                if self.places[sent.post_id] == place and texts_match(text, sent.text) and sent.posted_at >= since
            ),
            None,
        )

    def own_post(self, account: Account, *, channel: Channel, post_id: str, customer: str) -> OwnPost | None:
        if self.cannot_tell is not None:
            raise self.cannot_tell
        place = _place(account, channel, customer)
        found = next((sent for sent in self.stands if sent.post_id == post_id and self.places[post_id] == place), None)
        if found is None or channel is Channel.DIRECT:
            return OwnPost(found) if found is not None else None
        return OwnPost(found, self.parents.get(post_id), self._root(post_id))

    def _root(self, post_id: str) -> str:
        """Return the first post of the conversation, as far as our own answers lead."""
        while post_id in self.parents:
            post_id = self.parents[post_id]
        return post_id


def _place(account: Account, channel: Channel, customer: str) -> tuple[str, Channel, str | None]:
    return account.id, channel, customer if channel is Channel.DIRECT else None


def _answer(refuses: str | None, error: DeliveryError | None, answers: list[DeliveryError | None]) -> None:
    """Raise the carrier's error for a message, if there is one."""
    answer = answers.pop(0) if answers else error or (DeliveryError(refuses) if refuses else None)
    if answer is not None:
        raise answer


@dataclass
class FakeMailer:
    """`refuses` makes every mail fail with its text; `error` is raised as it is; each send takes the next of `answers`,
    and None means success."""

    refuses: str | None = None
    error: DeliveryError | None = None
    answers: list[DeliveryError | None] = field(default_factory=list)
    mails: list[tuple[str, str, str]] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    about: list[AlertKey | None] = field(default_factory=list)

    def send(self, person: Person, *, subject: str, text: str, html: str, about: AlertKey | None = None) -> None:
        if not person.email:
            raise DeliveryError(f"{person.name} has no mail address.")
        _answer(self.refuses, self.error, self.answers)
        self.mails.append((person.id, " ".join(subject.split()), text))
        self.htmls.append(html)
        self.about.append(about)


@dataclass
class FakeTexter:
    """Behaves as FakeMailer; `refused` maps the numbers to which the carrier never writes to the reason."""

    refuses: str | None = None
    error: DeliveryError | None = None
    answers: list[DeliveryError | None] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    refused: dict[str, AddressFault] = field(default_factory=dict)

    def send(self, person: Person, *, text: str) -> None:
        if not person.phone:
            raise DeliveryError(f"{person.name} has no phone number.")
        if person.phone in self.refused:
            raise AddressRefusedError(self.refused[person.phone], "The carrier does not write to this number.")
        _answer(self.refuses, self.error, self.answers)
        self.texts.append((person.id, text))


@dataclass
class FakeSuppressions:
    """`held` are the addresses on the carrier's suppression list; `lifted` those whose removal was requested."""

    held: set[str] = field(default_factory=set)
    lifted: list[str] = field(default_factory=list)
    fails: UnavailableError | None = None

    def lift(self, address: str) -> None:
        if self.fails is not None:
            raise self.fails
        self.held.discard(address)
        self.lifted.append(address)


@dataclass
class FakeIds:
    given: int = 0

    def new(self) -> str:
        self.given += 1
        return f"id-{self.given:04}"


@dataclass
class FakeIngest:
    """`envelopes` hold the origin and the time of each delivery."""

    deliveries: list[bytes] = field(default_factory=list)
    envelopes: list[dict[str, Any]] = field(default_factory=list)

    def put(
        self,
        body: bytes,
        *,
        network: str,
        source: str,
        app: str,
        received_at: datetime,
        unseen_at: datetime | None = None,
    ) -> None:
        if 4 * min(len(body), len(zlib.compress(body))) / 3 > LARGEST_MESSAGE:
            raise InvalidError("body", f"{len(body)} bytes are more than the ingest queue takes.")
        self.deliveries.append(body)
        told = {"network": network, "source": source, "app": app, "received_at": received_at}
        self.envelopes.append({**told, **({"unseen_at": unseen_at} if unseen_at is not None else {})})

    def put_all(self, bodies: Iterable[bytes], **told: Any) -> None:
        before = len(self.deliveries)
        try:
            for body in bodies:
                self.put(body, **told)
        except InvalidError:
            del self.deliveries[before:], self.envelopes[before:]
            raise


@dataclass
class FakePollQueue:
    """`messages` are the accounts, with the time of each message and the reason for which nothing is read any more."""

    messages: list[tuple[str, datetime, str | None]] = field(default_factory=list)

    def put(self, account: str, *, at: datetime, limit: str | None) -> None:
        self.messages.append((account, at, limit))


@dataclass
class FakeDepths:
    """Every queue is empty, but for the `dead`: letters by queue."""

    dead: dict[str, int] = field(default_factory=dict)

    def read(self) -> list[Any]:
        return [SimpleNamespace(name=name, waiting=0, dead=n) for name, n in self.dead.items()]


@dataclass(frozen=True)
class FakePage:
    posts: Mapping[str, datetime]
    versions: Mapping[str, str] = field(default_factory=dict)

    def only(self, ids: Collection[str]) -> Iterator[bytes]:
        yield from _delivery(ident for ident in self.posts if ident in ids)


@dataclass
class FakeTimelines:
    """`pages` are the mentions; `others` the posts of the other timelines: in any order, paged by the number that
    stands in each page. `fails` is raised for the timelines in `failing`."""

    pages: list[FakePage] = field(default_factory=list)
    others: dict[Timeline, list[FakePage]] = field(default_factory=dict)
    fails: Exception | None = None
    failing: tuple[Timeline, ...] = tuple(Timeline)
    tokens: bool = True
    asked: list[datetime] = field(default_factory=list)
    read_of: list[Timeline] = field(default_factory=list)

    def connected(self, account: Account) -> bool:
        return self.tokens

    def read(self, account: Account, timeline: Timeline, since: datetime) -> Iterator[FakePage]:
        self.read_of.append(timeline)
        if timeline is Timeline.MENTIONS:
            self.asked.append(since)
        if self.fails is not None and timeline in self.failing:
            raise self.fails
        pages = self.pages if timeline is Timeline.MENTIONS else self.others.get(timeline, [])
        listed = [(ident, at) for page in pages for ident, at in page.posts.items() if at > since]
        newest_first = iter(sorted(listed, key=lambda each: each[1], reverse=True))
        for page in pages:
            yield FakePage(dict(islice(newest_first, len(page.posts))), page.versions)


def _delivery(ids: Iterable[str]) -> Iterator[bytes]:
    """Yield one delivery with these posts; none if there are no posts."""
    body = ",".join(ids)
    if body:
        yield body.encode()


@dataclass
class FakeLookedUp:
    versions: dict[str, str]
    gone: dict[str, str]

    def deliveries(self, ids: Collection[str]) -> Iterator[bytes]:
        yield from _delivery(ident for ident in sorted({*self.versions, *self.gone}) if ident in ids)


@dataclass
class FakeLookups:
    """Of the requested posts, those in `gone` are reported deleted and those in `silent` not reported at all."""

    gone: dict[str, str] = field(default_factory=dict)
    edits: dict[str, str] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    fails: SocialNetworkError | None = None
    tokens: bool = True
    asked: list[list[str]] = field(default_factory=list)

    def connected(self, account: Account) -> bool:
        return self.tokens

    def look_up(self, account: Account, ids: Sequence[str]) -> FakeLookedUp:
        self.asked.append(list(ids))
        if self.fails is not None:
            raise self.fails
        if len(ids) > MOST_AT_ONCE:
            raise RefusedError(f"{len(ids)} posts are more than can be looked up at once.")
        there = [ident for ident in ids if ident not in self.gone and ident not in self.silent]
        return FakeLookedUp(
            versions={ident: self.edits.get(ident, ident) for ident in there},
            gone={ident: why for ident, why in self.gone.items() if ident in ids},
        )


@dataclass
class FakeRedelivery:
    """`stopped` until it is revived; a replay delivers the posts in `missed` whose time lies in its span. Only `apps`
    have keys."""

    stopped: bool = False
    apps: tuple[str, ...] = ("main",)
    missed: dict[str, datetime] = field(default_factory=dict)
    delivered: list[str] = field(default_factory=list)
    fails: SocialNetworkError | None = None
    woken: list[str] = field(default_factory=list)
    replays: list[tuple[datetime, datetime]] = field(default_factory=list)

    def revive(self, app: str) -> bool:
        self._may(app)
        self.woken.append(app)
        stopped, self.stopped = self.stopped, False
        return stopped

    def replay(self, app: str, start: datetime, end: datetime) -> None:
        self._may(app)
        self.replays.append((start, end))
        self.delivered += [ident for ident, at in self.missed.items() if start <= at <= end]

    def _may(self, app: str) -> None:
        if self.fails is not None:
            raise self.fails
        if app not in self.apps:
            raise DisconnectedError(f"There is no app {app!r}.")


@dataclass
class FakeGrants:
    """`permits` maps an account to the last of its keys, which are counted; each can be used once. A renewal raises the
    next of `answers`, and with `takes_before_failing` the key is spent all the same; a grant that a
    CredentialNotStoredError leaves unwritten is in `unkept`, until the next renewal or a newer permission."""

    clock: FakeClock
    permits: dict[str, Grant] = field(default_factory=dict)
    answers: list[Exception] = field(default_factory=list)
    takes_before_failing: bool = False
    spent: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    unkept: dict[str, Grant] = field(default_factory=dict)
    renewals: list[str] = field(default_factory=list)
    looks: int = 0

    def give(self, account: str, *, lasts: timedelta = timedelta(hours=2)) -> None:
        now = self.clock.now()
        self._keep(account, Grant(("tweet.read", "dm.read"), now + lasts, now))

    def _keep(self, account: str, grant: Grant) -> None:
        self.permits[account] = grant
        self.kept[account] = self.spent.get(account, 0)

    def standing(self, account: Account) -> Grant | None:
        self.looks += 1
        return self.permits.get(account.id)

    def renew(self, account: Account) -> Grant:
        self.renewals.append(account.id)
        held = self.unkept.pop(account.id, None)
        if held is not None and held.renewed_at > self.permits[account.id].renewed_at:
            self._keep(account.id, held)
            return held
        if self.kept.get(account.id) != self.spent.get(account.id, 0):
            raise DisconnectedError("X refuses the permission: Value passed for the token was invalid.")
        error = self.answers.pop(0) if self.answers else None
        if error is None or self.takes_before_failing or isinstance(error, CredentialNotStoredError):
            self.spent[account.id] = self.spent.get(account.id, 0) + 1
        if isinstance(error, CredentialNotStoredError):
            now = self.clock.now()
            self.unkept[account.id] = Grant(self.permits[account.id].scopes, now + timedelta(hours=2), now)
        if error is not None:
            raise error
        self.give(account.id)
        return self.permits[account.id]


ACCOUNT: dict[str, Any] = {"network": "x", "network_id": BRAND.id, "username": BRAND.username, "name": BRAND.name}
KT: dict[str, Any] = {"name": "Keiko", "email": "keiko@example.com", "groups": ["agents"], "language": "ja"}
MANAGER: dict[str, Any] = {
    "name": "Mori",
    "email": "mori@example.com",
    "phone": "+819012345678",
    "groups": ["managers"],
    "zone": "Asia/Tokyo",
}

LADDER = [{"step": "warn", "at_percent": 80}, {"step": "due", "how": ["mail", "sms"]}]
TWO_STEPS = Document("policy", "default", 1, {"ladder": LADDER})
"""A ladder short enough to be listed whole in a test."""

AT_ONCE = Document("desk", "desk", 1, {"undo_seconds": 0})
"""Replies are not held back, for tests about something else."""

DOCUMENTS = (
    Document("account", "acme", 1, ACCOUNT),
    Document("person", "kt", 1, KT),
    Document("person", "boss", 1, MANAGER),
)


CONSUMER_SECRET = "a-secret-of-the-test"
"""The secret with which the network signs deliveries to the app `main`."""


class FakeDesk:
    """A desk with one account, an agent `kt` and a manager `boss`, at noon."""

    def __init__(self, *documents: Document, now: datetime = NOON) -> None:
        self.operator = "command line"
        self.clock = FakeClock(now)
        self.ids = FakeIds()
        self.url = "https://desk.example.com"
        self.tickets = FakeTicketStore()
        self.search = FakeTicketSearch()
        self.settings = FakeSettingsStore(self.clock, (*DOCUMENTS, *documents))
        self.directory = FakeDirectory(
            Member("boss", MANAGER["email"], ("managers",)), Member("kt", KT["email"], ("agents",))
        )
        self.heartbeats = FakeHeartbeats()
        self.budgets = FakeBudgets()
        self.ledger = FakeLedger()
        self.send_queue = FakeSendQueue()
        self.leases = FakeLeases()
        self.checkpoints = FakeCheckpoints()
        self.changes = FakeChanges(self.clock)
        self.sealed_days = FakeSealedDays()
        self.page_archive = FakePageArchive()
        self.looks = FakeLooks()
        self.watched_threads = FakeWatchedThreads()
        self.attachments = FakeAttachments()
        self.files = FakeFiles()
        self.attachment_queue = FakeAttachmentQueue()
        self.ingest = FakeIngest()
        self.polls = FakePollQueue()
        self.depths = FakeDepths()
        self.timers = FakeTimers()
        self.alerts = FakeAlertQueue()
        self.digests = FakeDigests()
        self.deliveries = FakeDeliveries()
        self.addresses = FakeAddresses()
        self.incidents = FakeIncidents()
        self.erasures = FakeErasureRequests()
        self.suppressions = FakeSuppressions()
        self.replies = FakeReplyQueue()
        self.plug = FakePlug(
            timelines=FakeTimelines(),
            lookups=FakeLookups(),
            sender=FakeNetwork(self.clock),
            grants=FakeGrants(self.clock),
            redelivery=FakeRedelivery(),
        )
        self.networks = {"x": self.plug}
        self.app_secrets = {"x": FakeAppSecrets({"main": {"consumer_secret": CONSUMER_SECRET}})}
        self.rules: dict[str, NetworkRules] = FakeRules(x=RULES)
        self.mailer = FakeMailer()
        self.texter = FakeTexter()
        self.memory = ProcessMemory()

    @property
    def due_lists(self) -> FakeDueLists:
        return FakeDueLists(self.tickets, self.attachments, self.digests)

    @property
    def x(self) -> FakeNetwork:
        """Return the fake network that receives the desk's sends."""
        sender: FakeNetwork = self.plug.sender
        return sender

    @property
    def kt(self) -> Person:
        return Person("kt", "Keiko", "keiko@example.com", language="ja")

    @property
    def boss(self) -> Person:
        return Person("boss", "Mori", "mori@example.com", groups=("managers",))

    def only_ticket(self) -> Ticket:
        """Return the one ticket of the test's customer."""
        _, tickets = self.tickets.of_customer("acme", "900")
        [ticket] = tickets
        return ticket
