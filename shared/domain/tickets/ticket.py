"""A ticket: one customer's conversation with one account that needs, or needed, an answer (T1)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from shared.domain.posts.post import EXPIRED, Author, Channel, Post
from shared.domain.replies.reply import Reply, ReplyState
from shared.domain.sla.alert import Alert
from shared.domain.sla.calendar import Span
from shared.domain.sla.clock import ClockKind, Ref, SlaClock
from shared.domain.sla.ladder import is_last_call, with_last_call
from shared.domain.sla.resolution import Resolution
from shared.domain.sla.stamping import by_mail_alone, louder
from shared.domain.text.search_terms import Indexed, Slot, indexed, takes
from shared.domain.text.search_words import search_text
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.fold import Folded, Status, fold

T = TypeVar("T")

CLAIM_LEASE = timedelta(minutes=10)
"""R2: a claim is a lease, renewed while typing."""

IDLE_AFTER = timedelta(seconds=90)
"""W3: a claim that was not renewed for so long is nobody's who writes. The page renews it every 45 seconds of typing."""

EXCERPT_LENGTH = 280
"""How much of the customer's words the queue shows; two lines at 390 px hold less."""


@dataclass(frozen=True, slots=True)
class Claim:
    by: str
    until: datetime

    def held_by_another(self, person: str, now: datetime) -> bool:
        return self.by != person and self.until > now

    def idle(self, now: datetime) -> bool:
        """Whether its holder has written nothing for a while (W3)."""
        return now - (self.until - CLAIM_LEASE) >= IDLE_AFTER


class SlaCalculator(Protocol):
    """What the fold needs of policies and calendars."""

    def start(
        self, kind: ClockKind, post: Post, *, account: str, priority: str, tags: tuple[str, ...], mail_only: bool
    ) -> SlaClock:
        """A running clock on `post`, stamped by the policy that matches (C6); `mail_only` for a short thanks (C7)."""

    def business(self, clock: SlaClock) -> timedelta:
        """The open time between a finished clock's start and stop, in the calendar that it was stamped with."""

    def open_time(self, spans: Iterable[Span], calendar: Ref) -> timedelta:
        """How much of the spans is open time, in that version of the calendar."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """The aggregate: whatever is written to it is saved at once, with `version` as the guard.

    `status`, `clocks`, `waiting`, `to_look_at`, `resolution` and `spam` are what `settled` computed last.
    """

    id: str
    account: str
    network: str
    customer: Author
    posts: tuple[Post, ...] = ()
    actions: tuple[Action, ...] = ()
    replies: tuple[Reply, ...] = ()
    alerts: tuple[Alert, ...] = ()
    clocks: tuple[SlaClock, ...] = ()
    status: Status = Status.NEW
    waiting: tuple[str, ...] = ()
    to_look_at: frozenset[str] = field(default_factory=frozenset)
    resolution: Resolution | None = None
    spam: bool = False
    priority: str = "normal"
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    claim: Claim | None = None
    linked_to: str | None = None
    version: int = 0

    @property
    def running(self) -> SlaClock | None:
        return next((clock for clock in self.clocks if clock.running), None)

    @property
    def opened_at(self) -> datetime:
        return self.posts[0].posted_at

    @property
    def expired(self) -> bool:
        """Nothing is left to read in it, nor in the search: every post was kept as long as the desk's settings say."""
        indexed = [post.indexed for post in self.posts] + [action.indexed for action in self.actions]
        return all(post.gone_because == EXPIRED for post in self.posts) and not any(indexed)

    @property
    def last_post(self) -> Post:
        return self.posts[-1]

    @property
    def last_words(self) -> Post:
        """The post whose words are the newest: who has seen its newest edit has seen all that stands here."""
        return max(self.posts, key=lambda post: post.newest)

    @property
    def waiting_since(self) -> datetime | None:
        return self.running.started_at if self.running is not None else None

    @property
    def late(self) -> bool:
        return self.running is not None and self.running.late

    @property
    def excerpt(self) -> str:
        """The customer's newest words: of what waits, else of what they wrote last."""
        words = [post for post in self.posts if post.inbound and post.deleted_at is None]
        return words[-1].text[:EXCERPT_LENGTH] if words else ""

    @property
    def answer_by(self) -> datetime | None:
        """Until when the network takes an answer to what waits (N3); None where nothing that waits has an end.

        On each channel the latest of the waiting posts counts, since an answer may go to any of them; of two channels the
        one that closes first.
        """
        waiting = [post for post in self.posts if post.id in self.waiting]
        ends = []
        for channel in {post.channel for post in waiting}:
            of_posts = [post.answer_by for post in waiting if post.channel is channel]
            closing = [end for end in of_posts if end is not None]
            if len(closing) == len(of_posts):
                ends.append(max(closing))
        return min(ends, default=None)

    @property
    def _is_wordless(self) -> bool:
        """The customer's newest post is a picture, and nothing else."""
        post = next((post for post in reversed(self.posts) if post.inbound and post.deleted_at is None), None)
        return post is not None and not post.text and bool(post.media)

    @property
    def channel(self) -> Channel | None:
        """Where the customer wrote last; None where all that they wrote is deleted."""
        return next((post.channel for post in reversed(self.posts) if post.inbound and post.deleted_at is None), None)

    @property
    def flags(self) -> tuple[str, ...]:
        """What a person should look at before trusting the row (R1, C2, I6, I9)."""
        states = {reply.state for reply in self.replies}
        shown = {
            "look": bool(self.to_look_at),
            "reply_unknown": ReplyState.UNKNOWN in states,
            "reply_failed": ReplyState.FAILED in _since_sent(self.replies),
            "partly_sent": ReplyState.PARTLY_SENT in states,
            "wordless": self._is_wordless,
            "fallback_deadline": self.running is not None and self.running.fallback is not None,
            "deleted": any(post.deleted_at and post.gone_because != EXPIRED for post in self.posts),
        }
        return tuple(name for name, holds in shown.items() if holds)

    @property
    def done_by_person_at(self) -> datetime | None:
        """T2: only what a person set to done stays closed to posts that come more than 72 hours later."""
        if self.status is not Status.DONE:
            return None
        done = [action for action in self.actions if action.kind is ActionKind.DONE]
        return done[-1].at if done and done[-1].by is not None else None

    def post(self, post_id: str) -> Post | None:
        return next((post for post in self.posts if post.is_known_as(post_id)), None)

    def reply(self, reply_id: str) -> Reply | None:
        return next((reply for reply in self.replies if reply.id == reply_id), None)

    def action(self, action_id: str) -> Action | None:
        return next((action for action in self.actions if action.id == action_id), None)

    def clock(self, clock_id: str) -> SlaClock | None:
        return next((clock for clock in self.clocks if clock.id == clock_id), None)

    def alert(self, clock: str, step: str, due_at: datetime) -> Alert | None:
        return next((alert for alert in self.alerts if alert.key == (clock, step, due_at)), None)

    def unseen(self, seen_through: str, seen_version: int | None = None) -> tuple[Post, ...]:
        """R2: the posts, in either direction, that the writer of a draft has not seen as they stand.

        `seen_through` is the newest post that they had on the screen, or the newest edit of one; `seen_version` the
        version of the ticket that they read, which also tells of what came in late between older ones. Without it an
        edit is newer than what was seen if its time on the network is.
        """
        seen = self.post(seen_through)
        if seen is None:
            return self.posts
        if seen_version is not None:
            return tuple(p for p in self.posts if p.order > seen.order or p.revision > seen_version)
        through = seen.newest if seen_through == seen.current_version else seen.order
        return tuple(post for post in self.posts if post.newest > through)

    def with_post(self, post: Post) -> "Ticket":
        """With `post` added, or in place of the stored one of the same id."""
        before = next((other for other in self.posts if other.id == post.id), None)
        is_news = before is None or not post.says_what(before)
        post = replace(post, revision=self.version + 1 if before is None or is_news else before.revision)
        stands = before.indexed if before is not None else None
        if before is None or before.searched != post.searched:
            stands = self._indexed(post.searched, post.posted_at, but=post.id).instead_of(stands)
        post = replace(post, indexed=stands)
        posts = [other for other in self.posts if other.id != post.id] + [post]
        return replace(self, posts=tuple(sorted(posts, key=lambda each: each.order)))

    def with_action(self, action: Action) -> "Ticket":
        before = self.action(action.id)
        if action.kind is ActionKind.NOTE and (before is None or before.text != action.text):
            placed = self._indexed(action.text or "", action.at, but=action.id)
            action = replace(action, indexed=placed.instead_of(before.indexed if before is not None else None))
        return replace(self, actions=_put(self.actions, action, key=lambda each: each.id))

    def placed(self) -> "Ticket":
        """With a place in the search for every text that has none yet."""
        ticket = self
        for post in self.posts:
            if post.indexed is None:
                placed = replace(post, indexed=ticket._indexed(post.searched, post.posted_at, but=post.id) or None)
                ticket = replace(ticket, posts=_put(ticket.posts, placed, key=lambda each: each.id))
        for action in self.actions:
            if action.indexed is None and action.kind is ActionKind.NOTE:
                words = ticket._indexed(action.text or "", action.at, but=action.id) or None
                note = replace(action, indexed=words)
                ticket = replace(ticket, actions=_put(ticket.actions, note, key=lambda each: each.id))
        return ticket

    def with_outdated_let_go(self) -> "Ticket":
        """Without the places of words that are no more."""
        return replace(
            self,
            posts=tuple(replace(post, indexed=post.indexed and post.indexed.let_go()) for post in self.posts),
            actions=tuple(replace(a, indexed=a.indexed and a.indexed.let_go()) for a in self.actions),
        )

    def _indexed(self, text: str, at: datetime, *, but: str) -> Indexed:
        used: dict[Slot, int] = {}
        others = [(post.id, post.searched, post.indexed) for post in self.posts]
        others += [(action.id, action.text or "", action.indexed) for action in self.actions]
        for ident, words, there in others:
            for slot in there.slots if there is not None and ident != but else ():
                if takes(slot, at) or slot.start == at:
                    used[slot] = used.get(slot, 0) + len(search_text(words).encode())
        return indexed(text, at, used)

    def with_reply(self, reply: Reply) -> "Ticket":
        return replace(self, replies=_put(self.replies, reply, key=lambda each: each.id))

    def with_clock(self, clock: SlaClock) -> "Ticket":
        return replace(self, clocks=_put(self.clocks, clock, key=lambda each: each.id))

    def with_alert(self, alert: Alert) -> "Ticket":
        return replace(self, alerts=_put(self.alerts, alert, key=lambda each: each.key))

    def refolded(self, promises: SlaCalculator, *, thanks: "Thanks | None" = None) -> "Ticket":
        """The same ticket with its state computed again from posts and actions (the fold).

        A clock whose posts have all vanished from the fold is gone with its alerts; a finished one gets its open time
        measured once, in the calendar of its stamp.
        """

        known = {clock.id: clock for clock in self.clocks}
        told = self._told(promises, thanks)
        clocks = (self._as_loud_as_meant(clock, told.waiting, promises, thanks) for clock in told.clocks)
        return replace(
            self,
            status=told.status,
            clocks=tuple(_measured(clock, known.get(clock.id), promises) for clock in clocks),
            waiting=told.waiting,
            to_look_at=told.to_look_at,
            resolution=_counted(told, self.resolution, promises),
            spam=told.spam,
        )

    def only_thanks(self, thanks: "Thanks", waiting: Collection[str] | None = None) -> bool:
        """C7: whether all that waits only thanks. One that asks is enough for the full ladder, whichever started the clock."""
        return next(self._asking(thanks, self.waiting if waiting is None else waiting), None) is None

    def _asking(self, thanks: "Thanks", waiting: Collection[str]) -> Iterator[Post]:
        return (post for post in self.posts if post.id in waiting and not thanks.only(post))

    def _as_loud_as_meant(
        self, clock: SlaClock, waiting: Collection[str], promises: SlaCalculator, thanks: "Thanks | None"
    ) -> SlaClock:
        """C7: a clock that a thanks started goes by mail alone, until a question joins it, or the thanks becomes one. Of a
        question that comes when the ladder has passed, people hear by one step more."""
        first = self.post(clock.post)
        if thanks is None or first is None or not clock.running or not by_mail_alone(clock):
            return clock
        asking = next(self._asking(thanks, waiting), None)
        if asking is None:
            return clock
        loud = louder(clock, self._start(promises, clock.kind, first))
        passed = thanks.only(first) and loud.steps and not is_last_call(loud.steps[-1].name)
        return with_last_call(loud, asking.posted_at, number=0) if passed else loud

    def _start(self, promises: SlaCalculator, kind: ClockKind, post: Post, *, mail_only: bool = False) -> SlaClock:
        return promises.start(
            kind, post, account=self.account, priority=self.priority, tags=self.tags, mail_only=mail_only
        )

    def quiet_since(self, promises: SlaCalculator) -> datetime | None:
        """When a person last wrote, or did something that makes the ticket wait or rest (C5)."""
        return self._told(promises, None).quiet_since

    def _told(self, promises: SlaCalculator, thanks: "Thanks | None") -> Folded:
        """What fired for a post and a deadline does not fire for them again, though the promise is another (L3)."""

        def start(kind: ClockKind, post: Post) -> SlaClock:
            mail_only = thanks is not None and thanks.only(post)
            clock = self._start(promises, kind, post, mail_only=mail_only)
            told = {a.step: a.due_at for a in self.alerts if (a.clock, a.due_at) == (clock.id, clock.due_at)}
            return replace(clock, fired=told) if told else clock

        known: Mapping[str, SlaClock] = {clock.post: clock for clock in self.clocks}
        unfinished = {r.id for r in self.replies if not r.complete and r.state is not ReplyState.CANCELLED}
        return fold(self.posts, self.actions, known=known, start=start, incomplete=unfinished)


class Thanks(Protocol):
    """C7: whether a post only says thanks; its ladder then goes by mail alone."""

    def only(self, post: Post) -> bool: ...


def _since_sent(replies: tuple[Reply, ...]) -> set[ReplyState]:
    """How the replies stand that were written after the last one that went out; what failed before it needs nobody."""
    last = max((reply.created_at for reply in replies if reply.state is ReplyState.SENT), default=None)
    return {reply.state for reply in replies if last is None or reply.created_at > last}


def _measured(clock: SlaClock, before: SlaClock | None, promises: SlaCalculator) -> SlaClock:
    if clock.running:
        return clock
    if before is not None and before.stopped_at == clock.stopped_at and before.business is not None:
        return replace(clock, business=before.business)
    return replace(clock, business=promises.business(clock))


def _counted(told: Folded, before: Resolution | None, promises: SlaCalculator) -> Resolution | None:
    """The resolution in calendar time: in the calendar of the ticket's first promise, counted once (C5). What is counted
    keeps its stamp, though that promise runs again and takes another (C6)."""
    if told.resolution is None or not told.clocks:
        return told.resolution
    if before is not None and before.business is not None:
        kept = replace(told.resolution, calendar=before.calendar, business=before.business)
        if replace(before, resumed=kept.resumed) == kept:
            return kept
    calendar = told.clocks[0].calendar
    return replace(told.resolution, calendar=calendar, business=promises.open_time(told.counted, calendar))


def _put(items: tuple[T, ...], item: T, *, key: Callable[[T], object]) -> tuple[T, ...]:
    """`items` with the one of the same key replaced in its place, or `item` added at the end."""
    if any(key(each) == key(item) for each in items):
        return tuple(item if key(each) == key(item) else each for each in items)
    return (*items, item)
