"""Fold the posts of a ticket and the desk's own actions into its state: a pure function of both.

It is computed again on every write, so the order in which things arrive never matters within a ticket, and a post that
comes late corrects what came before it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from shared.domain.posts.post import Order, Post
from shared.domain.sla.calendar import Span
from shared.domain.sla.clock import TOLD_BY_HAND, ClockKind, ClockState, SlaClock
from shared.domain.sla.ladder import with_last_call
from shared.domain.sla.resolution import Resolution, Resolving
from shared.domain.tickets.action import Action, ActionKind, DoneReason, standing_reports, withdrawals
from shared.domain.tickets.answered_unseen import answered_unseen
from shared.domain.tickets.moments import WITHDRAWN, Moment, is_silence, moments_of
from shared.domain.tickets.reported_answer import answered_at, horizon_of
from shared.domain.tickets.settled import Settled


class Status(StrEnum):
    NEW = "new"
    OPEN = "open"
    ANSWERED = "answered"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Folded:
    """The state of a ticket. `counted` are the spans that the resolution is made of; `quiet_since` is when a person last
    wrote, or did something that makes the ticket wait or rest."""

    status: Status
    clocks: tuple[SlaClock, ...]
    waiting: tuple[str, ...]
    to_look_at: frozenset[str]
    resolution: Resolution | None
    counted: tuple[Span, ...]
    quiet_since: datetime | None
    spam: bool

    @property
    def running(self) -> SlaClock | None:
        return next((clock for clock in self.clocks if clock.running), None)


Start = Callable[[ClockKind, Post], SlaClock]
"""Starts a clock on a post, stamped with the policy that matches; the fold itself knows none."""


def fold(
    posts: Iterable[Post],
    actions: Iterable[Action],
    *,
    known: Mapping[str, SlaClock],
    start: Start,
    incomplete: Collection[str] = (),
    settled: Settled | None = None,
) -> Folded:
    """Compute status and clocks from posts and actions.

    `known` are the clocks as stored, by the post that started them: one that starts on the same post in the same role keeps its stamps, its alerts and
    its timers (C6). Posts that belong to a reply in `incomplete` do not answer yet: a ticket with a reply partly sent
    stays in the queue (R1). What is `settled` is not folded again: the state goes on from there.
    """
    posts, actions = sorted(posts, key=lambda post: post.order), list(actions)
    state = FoldState.begin(posts, actions, known, start, settled)
    state.go_on(moments_of(posts, actions, incomplete), since=settled.through if settled is not None else None)
    if settled is not None:
        posts = [post for post in posts if post.posted_at >= settled.through]
        actions = [action for action in actions if action.at >= settled.through]
    looked = answered_unseen(posts, standing_reports(actions))
    return state.folded(to_look_at=looked.union(settled.to_look_at) if settled is not None else looked)


@dataclass(slots=True)
class FoldState:
    """The state so far, while the moments of a ticket pass in order."""

    known: Mapping[str, SlaClock]
    start: Start
    posts: Mapping[str, Post]
    withdrawn: Mapping[str, datetime]
    waiting: list[Post] = field(default_factory=list)
    clocks: list[SlaClock] = field(default_factory=list)
    answered: bool = False
    done: bool = False
    spam: bool = False
    undone: tuple[list[Post], list[SlaClock]] | None = None
    resolving: Resolving = field(default_factory=Resolving)
    quiet_since: datetime | None = None
    retracted: list[tuple[Order, datetime]] = field(default_factory=list)
    clocks_before: int = 0
    """Finished clocks of the settled part."""

    @classmethod
    def begin(
        cls,
        posts: Sequence[Post],
        actions: Sequence[Action],
        known: Mapping[str, SlaClock],
        start: Start,
        settled: Settled | None,
    ) -> "FoldState":
        state = cls(known, start, {post.id: post for post in posts}, withdrawals(actions))
        return state if settled is None else state._resumed(settled)

    def _resumed(self, settled: Settled) -> "FoldState":
        """Go on from what is settled. Of the posts that wait since then, those that are kept stand for all: whatever ends
        the waiting of one ends that of all. A deleted post may be kept as the newest, and waits no more (I6)."""
        ran = settled.running[1] if settled.running is not None else None
        stored = next((clock for clock in self.known.values() if clock.id == ran), None)
        if stored is not None:
            first, kept = self.posts[stored.post].order, {ident for _, ident in settled.kept}
            since = (p for p in self.posts.values() if p.id in kept and p.inbound and p.order >= first)
            self.waiting = [post for post in since if post.deleted_at is None]
            self.clocks = [_running(stored)]
        told = settled.resolution
        self.clocks_before = settled.clocks - len(self.clocks)
        self.answered, self.done, self.spam = settled.answered, settled.done, settled.spam
        self.quiet_since, self.retracted = settled.quiet_since, list(settled.retracted)
        self.resolving = Resolving.resumed(
            told.opened_at, since=told.since, before=told.elapsed, answered=told.answered, told=told.told
        )
        return self

    def go_on(self, moments: Iterable[Moment], *, since: datetime | None = None, until: datetime | None = None) -> None:
        """Let the moments of that time pass."""
        for at, rank, what in moments:
            if (since is None or at >= since) and (until is None or at < until):
                self._pass(at, rank, what)

    def _pass(self, at: datetime, rank: int, what: Post | Action) -> None:
        if isinstance(what, Action):
            self.act(what)
        elif rank == WITHDRAWN:
            self.withdraw(what, at)
        elif what.inbound:
            self.ask(what)
        elif what.answers:
            self.answer(what)
        else:
            self.retract(what)

    def ask(self, post: Post) -> None:
        """Start the clock on the oldest unanswered post; more of them neither move it nor start a second one (C1)."""
        self.quiet_since = post.posted_at
        self.resolving.opened(post.posted_at)
        self.resolving.goes_on(post.posted_at)
        self.done = self.spam = False
        self.undone = None
        self.waiting.append(post)
        if len(self.waiting) == 1:
            self._start_clock(post)

    def answer(self, post: Post) -> None:
        """Stop the clock at the time of the first answer (C2). One from the desk answers the posts that its writer saw."""
        self._answered(post.posted_at, self._horizon(post), by=post.id)

    def report(self, report: Action) -> None:
        """Stop the clock at the time that a person gives for an answer that the desk does not see (N5). A report that was
        withdrawn answers nothing, from the beginning, as an answer that was taken back (C9)."""
        if report.id in self.withdrawn:
            self.retracted.append((horizon_of(report), self.withdrawn[report.id]))
        else:
            self._answered(answered_at(report), horizon_of(report), by=report.id, reason=TOLD_BY_HAND)

    def _answered(self, at: datetime, horizon: Order, *, by: str, reason: str | None = None) -> None:
        self.quiet_since = at
        covered = [p for p in self.waiting if p.order <= horizon]
        if self.waiting and not covered:
            return
        self.waiting = [p for p in self.waiting if p.order > horizon]
        self.answered = True
        self.undone = None
        self.resolving.opened(at)
        self.resolving.answered()
        if covered:
            self._stop_clock(ClockState.ANSWERED, at, by=by, reason=reason)
        if self.waiting:
            self._start_clock(self.waiting[0])
        else:
            self.resolving.rests(at)

    def retract(self, post: Post) -> None:
        """Note an answer that we deleted on the network (C9). It answers nothing, from the beginning: the posts that it had
        answered wait since they were written, whether the answer or its deletion comes in first."""
        if post.taken_back_at is not None:
            self.retracted.append((self._horizon(post), post.taken_back_at))

    def _horizon(self, answer: Post) -> Order:
        seen = self.posts.get(answer.seen_through or "")
        return seen.order if seen is not None else answer.order

    def act(self, action: Action) -> None:
        """Apply `done`, `reopen` and reports. The plain end of an answered ticket ends no clock: silence never does (C5), nor does a
        person's word that it was resolved by an answer that was deleted since (C9)."""
        if action.kind is ActionKind.DONE and not self.done and not (self.waiting and self._mistaken(action)):
            self._finish(action)
        elif action.kind is ActionKind.REOPEN and self.done:
            self._reopen(action.at)
        elif action.kind is ActionKind.ANSWER_REPORTED:
            self.report(action)

    def _mistaken(self, action: Action) -> bool:
        first = self.waiting[0].order
        resolved = action.reason == DoneReason.RESOLVED
        return is_silence(action) or (resolved and any(horizon >= first for horizon, _ in self.retracted))

    def withdraw(self, post: Post, at: datetime) -> None:
        """Let a post that its author deleted wait no more; if it was the only one waiting, its clock is cancelled (I6)."""
        if post not in self.waiting:
            return
        self.waiting.remove(post)
        if not self.waiting:
            self.quiet_since = at
            self.resolving.rests(at)
            self._stop_clock(ClockState.CANCELLED, at)

    def _finish(self, action: Action) -> None:
        """End the clock as no_reply_needed if nothing was answered (C4); a post that came in after the click keeps waiting."""
        self.undone = list(self.waiting), list(self.clocks)
        rest = [p for p in self.waiting if p.seen_at > action.at]
        spam = action.reason == DoneReason.SPAM
        if self.waiting and self.waiting[0] not in rest:
            self._stop_clock(ClockState.SPAM if spam else ClockState.NO_REPLY_NEEDED, action.at, reason=action.reason)
        self.waiting = rest
        if rest:
            if not (self.clocks and self.clocks[-1].running):
                self._start_clock(rest[0])
            return
        self.done, self.spam = True, spam
        if spam:
            self.resolving.rests(action.at)
        else:
            self.resolving.done(action.at)

    def _reopen(self, at: datetime) -> None:
        """Take `done` back: whatever it ended runs again, as if it had never been set."""
        self.quiet_since = at
        if self.undone is not None:
            self.waiting, self.clocks = self.undone
        self.undone = None
        self.done = self.spam = False
        if self.waiting:
            self.resolving.goes_on(at)

    def _start_clock(self, post: Post) -> None:
        """Start the clock of a post, or go on with the stored one. A clock whose post turns out to be older starts anew, with
        a timer of its own: the next name, since the deadline is earlier."""
        kind = ClockKind.NEXT_REPLY if self.clocks or self.clocks_before else ClockKind.FIRST_REPLY
        before = self.known.get(post.id)
        if before is not None and before.started_at != post.posted_at:
            clock = replace(self.start(kind, post), timer_generation=before.timer_generation + 1)
        elif before is not None and before.kind is kind:
            clock = _running(before)
        else:
            clock = self.start(kind, post)
        self.clocks.append(clock)

    def _stop_clock(self, state: ClockState, at: datetime, *, by: str | None = None, reason: str | None = None) -> None:
        if self.clocks and self.clocks[-1].running:
            self.clocks[-1] = replace(self.clocks[-1], state=state, stopped_at=at, stopped_by=by, reason=reason)

    def _with_last_call(self, clock: SlaClock) -> SlaClock:
        """Add a step to the running clock of a post whose answer was deleted after the last step of its ladder (C9)."""
        first = self.posts[clock.post].order
        since = {at for horizon, at in self.retracted if horizon >= first}
        return with_last_call(clock, max(since), number=len(since)) if clock.running and since else clock

    def _status(self) -> Status:
        if self.done:
            return Status.DONE
        if self.waiting:
            return Status.OPEN if self.answered else Status.NEW
        return Status.ANSWERED if self.answered else Status.DONE

    def folded(self, *, to_look_at: frozenset[str]) -> Folded:
        resolution, counted = self.resolving.result(resumed=not self.done)
        return Folded(
            status=self._status(),
            clocks=tuple(self._with_last_call(clock) for clock in self.clocks),
            waiting=tuple(post.id for post in self.waiting),
            to_look_at=to_look_at,
            resolution=resolution if not self.spam else None,
            counted=counted,
            quiet_since=self.quiet_since,
            spam=self.spam,
        )


def _running(stored: SlaClock) -> SlaClock:
    """Return the stored clock as it was before anything stopped it."""
    return replace(stored, state=ClockState.RUNNING, stopped_at=None, stopped_by=None, reason=None, business=None)
