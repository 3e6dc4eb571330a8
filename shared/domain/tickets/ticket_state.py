"""Compute the state of a ticket: the fold of its posts and actions, stamped and measured by policies and calendars."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.errors import HistoryNeededError
from shared.domain.posts.post import Post
from shared.domain.replies.reply import ReplyState
from shared.domain.sla.calendar import Span
from shared.domain.sla.clock import ClockKind, Ref, SlaClock
from shared.domain.sla.ladder import is_last_call, with_last_call
from shared.domain.sla.resolution import Resolution
from shared.domain.sla.stamping import by_mail_alone, with_policy_channels
from shared.domain.tickets.fold import Folded, FoldState, fold
from shared.domain.tickets.moments import moments_of
from shared.domain.tickets.settling import Settling, settled
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.window_step import with_window_of


class SlaCalculator(Protocol):
    """Policies and calendars, as the fold needs them."""

    def start(
        self, kind: ClockKind, post: Post, *, account: str, priority: str, tags: tuple[str, ...], mail_only: bool
    ) -> SlaClock:
        """Return a running clock on `post`, stamped by the policy that matches (C6); `mail_only` for a short thanks (C7)."""

    def business(self, clock: SlaClock) -> timedelta:
        """Return the open time between a finished clock's start and stop, in the calendar that it was stamped with."""

    def before_window(self, clock: SlaClock, post: Post) -> datetime:
        """Return when people are notified of the answer window of the post, in the clock's calendar (N3)."""

    def open_time(self, spans: Iterable[Span], calendar: Ref) -> timedelta:
        """Return how much of the spans is open time, in that version of the calendar."""


class Thanks(Protocol):
    """Recognizes a post that only says thanks (C7): its ladder goes by mail alone."""

    def only(self, post: Post) -> bool: ...


def fold_ticket(ticket: Ticket, sla: SlaCalculator, *, thanks: Thanks | None = None) -> Ticket:
    """Compute the state of the ticket again from its posts and actions.

    A clock whose posts have all vanished from the fold is gone with its alerts; a finished one gets its open time
    measured once, in the calendar of its stamp.
    """
    known = {clock.id: clock for clock in ticket.clocks}
    folded = _folded(ticket, sla, thanks)
    if ticket.unread is not None and folded.spam != ticket.spam:
        raise HistoryNeededError("Spam leaves the metrics with all clocks of the ticket (C4).")
    loud = (_as_loud_as_meant(ticket, clock, folded.waiting, sla, thanks) for clock in folded.clocks)
    clocks = (
        with_window_of(ticket, clock, folded.waiting, sla.before_window, held=known.get(clock.id))
        if clock.running
        else clock
        for clock in loud
    )
    now = replace(
        ticket,
        status=folded.status,
        clocks=_with_unread(ticket, tuple(_measured(clock, known.get(clock.id), sla) for clock in clocks)),
        waiting=folded.waiting,
        to_look_at=folded.to_look_at,
        resolution=_counted(ticket, folded, sla),
        spam=folded.spam,
    )
    return replace(now, settled=settled(now, _settling(now, sla, thanks)))


def _with_unread(ticket: Ticket, clocks: tuple[SlaClock, ...]) -> tuple[SlaClock, ...]:
    """Return the clocks with those of the unread part that were read beside them."""
    if ticket.unread is None:
        return clocks
    ids = {clock.id for clock in clocks}
    old = (c for c in ticket.clocks if c.id not in ids and c.started_at < ticket.unread.through)
    return (*old, *clocks)


def _settling(ticket: Ticket, sla: SlaCalculator, thanks: Thanks | None) -> Settling:
    unfinished = _unfinished(ticket)
    moments = moments_of(sorted(ticket.posts, key=lambda post: post.order), ticket.actions, unfinished)
    known = {clock.post: clock for clock in ticket.clocks}
    since = ticket.unread.through if ticket.unread is not None else None

    def start(kind: ClockKind, post: Post) -> SlaClock:
        return _start(ticket, sla, kind, post, mail_only=thanks is not None and thanks.only(post))

    def state_at(until: datetime) -> FoldState:
        state = FoldState.begin(ticket.posts, ticket.actions, known, start, ticket.unread)
        state.go_on(moments, since=since, until=until)
        return state

    return Settling(state_at, sla.open_time, lambda post: thanks is None or not thanks.only(post))


def only_thanks(ticket: Ticket, thanks: Thanks) -> bool:
    """Return whether all that waits only says thanks (C7). One question is enough for the full ladder, whichever post started
    the clock."""
    return next(_asking(ticket, thanks, ticket.waiting), None) is None


def _asking(ticket: Ticket, thanks: Thanks, waiting: Collection[str]) -> Iterator[Post]:
    return (post for post in ticket.posts if post.id in waiting and not thanks.only(post))


def _as_loud_as_meant(
    ticket: Ticket, clock: SlaClock, waiting: Collection[str], sla: SlaCalculator, thanks: Thanks | None
) -> SlaClock:
    """Alert by mail alone while a clock that a thanks started has no question in it (C7). If a question comes when the
    ladder has passed, one step more tells people of it."""
    first = next((post for post in ticket.posts if post.id == clock.post), None)
    if thanks is None or first is None or not clock.running or not by_mail_alone(clock):
        return clock
    asking = next(_asking(ticket, thanks, waiting), None)
    if asking is None:
        if ticket.unread is not None and first.posted_at < ticket.unread.through:
            raise HistoryNeededError("Of the posts that wait, some that may ask for something were not read (C7).")
        return clock
    loud = with_policy_channels(clock, _start(ticket, sla, clock.kind, first))
    passed = thanks.only(first) and loud.steps and not is_last_call(loud.steps[-1].name)
    return with_last_call(loud, asking.posted_at, number=0) if passed else loud


def _start(ticket: Ticket, sla: SlaCalculator, kind: ClockKind, post: Post, *, mail_only: bool = False) -> SlaClock:
    return sla.start(
        kind, post, account=ticket.account, priority=ticket.priority, tags=ticket.tags, mail_only=mail_only
    )


def quiet_since(ticket: Ticket, sla: SlaCalculator) -> datetime | None:
    """Return when a person last wrote, or did something that makes the ticket wait or rest (C5)."""
    return _folded(ticket, sla, None).quiet_since


def _folded(ticket: Ticket, sla: SlaCalculator, thanks: Thanks | None) -> Folded:
    """Fold posts and actions. A step that fired for a post and a deadline does not fire for them again under another policy
    (L3)."""

    def start(kind: ClockKind, post: Post) -> SlaClock:
        mail_only = thanks is not None and thanks.only(post)
        clock = _start(ticket, sla, kind, post, mail_only=mail_only)
        fired = {a.step: a.due_at for a in ticket.alerts if (a.clock, a.due_at) == (clock.id, clock.due_at)}
        return replace(clock, fired=fired) if fired else clock

    known = {clock.post: clock for clock in ticket.clocks}
    return fold(
        ticket.posts,
        ticket.actions,
        known=known,
        start=start,
        incomplete=_unfinished(ticket),
        settled=ticket.unread,
    )


def _unfinished(ticket: Ticket) -> set[str]:
    return {r.id for r in ticket.replies if not r.complete and r.state is not ReplyState.CANCELLED}


def _measured(clock: SlaClock, before: SlaClock | None, sla: SlaCalculator) -> SlaClock:
    if clock.running:
        return clock
    if before is not None and before.stopped_at == clock.stopped_at and before.business is not None:
        return replace(clock, business=before.business)
    return replace(clock, business=sla.business(clock))


def _counted(ticket: Ticket, folded: Folded, sla: SlaCalculator) -> Resolution | None:
    """Count the resolution once, in the calendar of the ticket's first clock (C5). It keeps that stamp even if the clock
    runs again and takes another (C6)."""
    before, unread = ticket.resolution, ticket.unread
    if folded.resolution is None or not (folded.clocks or (unread is not None and unread.clocks)):
        return folded.resolution
    if before is not None and before.business is not None:
        kept = replace(folded.resolution, calendar=before.calendar, business=before.business)
        if replace(before, resumed=kept.resumed) == kept:
            return kept
    settled_calendar = unread.calendar if unread is not None else None
    calendar = settled_calendar if settled_calendar is not None else folded.clocks[0].calendar
    counted = unread.resolution.business if unread is not None else timedelta(0)
    business = counted + sla.open_time(folded.counted, calendar)
    return replace(folded.resolution, calendar=calendar, business=business)
