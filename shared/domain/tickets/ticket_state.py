"""Compute the state of a ticket: the fold of its posts and actions, stamped and measured by policies and calendars."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.posts.post import Post
from shared.domain.replies.reply import ReplyState
from shared.domain.sla.calendar import Span
from shared.domain.sla.clock import ClockKind, Ref, SlaClock
from shared.domain.sla.ladder import is_last_call, with_last_call
from shared.domain.sla.resolution import Resolution
from shared.domain.sla.stamping import by_mail_alone, with_policy_channels
from shared.domain.tickets.fold import Folded, fold
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
    loud = (_as_loud_as_meant(ticket, clock, folded.waiting, sla, thanks) for clock in folded.clocks)
    clocks = (
        with_window_of(ticket, clock, folded.waiting, sla.before_window, held=known.get(clock.id))
        if clock.running
        else clock
        for clock in loud
    )
    return replace(
        ticket,
        status=folded.status,
        clocks=tuple(_measured(clock, known.get(clock.id), sla) for clock in clocks),
        waiting=folded.waiting,
        to_look_at=folded.to_look_at,
        resolution=_counted(folded, ticket.resolution, sla),
        spam=folded.spam,
    )


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
    first = ticket.post(clock.post)
    if thanks is None or first is None or not clock.running or not by_mail_alone(clock):
        return clock
    asking = next(_asking(ticket, thanks, waiting), None)
    if asking is None:
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
    unfinished = {r.id for r in ticket.replies if not r.complete and r.state is not ReplyState.CANCELLED}
    return fold(ticket.posts, ticket.actions, known=known, start=start, incomplete=unfinished)


def _measured(clock: SlaClock, before: SlaClock | None, sla: SlaCalculator) -> SlaClock:
    if clock.running:
        return clock
    if before is not None and before.stopped_at == clock.stopped_at and before.business is not None:
        return replace(clock, business=before.business)
    return replace(clock, business=sla.business(clock))


def _counted(folded: Folded, before: Resolution | None, sla: SlaCalculator) -> Resolution | None:
    """Count the resolution once, in the calendar of the ticket's first clock (C5). It keeps that stamp even if the clock
    runs again and takes another (C6)."""
    if folded.resolution is None or not folded.clocks:
        return folded.resolution
    if before is not None and before.business is not None:
        kept = replace(folded.resolution, calendar=before.calendar, business=before.business)
        if replace(before, resumed=kept.resumed) == kept:
            return kept
    calendar = folded.clocks[0].calendar
    return replace(folded.resolution, calendar=calendar, business=sla.open_time(folded.counted, calendar))
