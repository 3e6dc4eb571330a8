"""Reapply changed policies and calendars to running clocks, from their start; finished clocks never change (C6)."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.settings.desk import DeskSettings
from shared.domain.sla.calendar import Calendar
from shared.domain.sla.clock import ListedClock, Ref, SlaClock
from shared.domain.sla.ladder import ceil_second, next_wake, step_sendable_at
from shared.domain.sla.promise import Promise
from shared.domain.sla.stamping import with_promise
from shared.domain.thanks.short_thanks import ShortThanks
from shared.domain.tickets.lists.rows import TicketRow
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_state import only_thanks
from shared.domain.tickets.window_step import with_window_of
from shared.ports.tickets import HasTickets
from shared.usecases.retrying import on_fresh_state, on_newest
from shared.usecases.settings.current import calendar_of_clock, decision_context, promise_of
from shared.usecases.sla.ensure_timer import EnsureTimerDesk, ensure_timer


class ReapplySlaDesk(EnsureTimerDesk, Protocol):
    """What `reapply_sla` uses of the desk."""


@dataclass(frozen=True, slots=True)
class Move:
    """A running clock whose deadline moves."""

    ticket: str
    account: str
    customer: Author
    due_at: datetime
    new_due_at: datetime


class SlaMatcher:
    """Finds the promise that matches a running clock now, where the clock has another one (C6)."""

    def __init__(self, settings: DeskSettings) -> None:
        self._settings = settings
        self._thanks = ShortThanks.of(settings.general.thanks)

    @property
    def accounts(self) -> tuple[str, ...]:
        return tuple(account.id for account in self._settings.accounts)

    def of_row(self, row: TicketRow, *, desk: HasTickets) -> tuple[ListedClock, Promise] | None:
        """Return the row's running clock with the promise that it should have, or None if it has it.

        Whether the ladder is sent by mail only is not known from a row, and moves no deadline."""
        clock = row.clock
        if clock is None:
            return None
        channel = clock.channel or _channel_of(row.id, desk=desk)
        if channel is None:
            return None
        given = self._of(clock, account=row.account, channel=channel, priority=row.priority, tags=row.tags)
        return (clock, given) if given is not None else None

    def of_ticket(self, ticket: Ticket) -> tuple[SlaClock, Post, Promise] | None:
        """Do the same for a full ticket; if all waiting posts only thank, the ladder is sent by mail only (C7)."""
        clock = ticket.running
        post = ticket.post(clock.post) if clock is not None else None
        if clock is None or post is None:
            return None
        given = self._of(
            clock,
            account=ticket.account,
            channel=post.channel,
            priority=ticket.priority,
            tags=ticket.tags,
            mail_only=only_thanks(ticket, self._thanks),
            answer_by=post.answer_by,
        )
        return (clock, post, given) if given is not None else None

    def _of(
        self,
        clock: SlaClock | ListedClock,
        *,
        account: str,
        channel: Channel,
        priority: str,
        tags: tuple[str, ...],
        mail_only: bool = False,
        answer_by: datetime | None = None,
    ) -> Promise | None:
        policy = self._settings.policy_for(account=account, channel=channel, priority=priority, tags=tags)
        known = {each.id: each.version for each in self._settings.calendars}
        meant = Ref(policy.id, policy.version), Ref(policy.calendar, known.get(policy.calendar, 0))
        if meant == (clock.policy, clock.calendar) and clock.fallback is None:
            return None
        if _newer(clock.policy, meant[0]) or _newer(clock.calendar, meant[1]):
            return None
        given = promise_of(
            policy, clock.kind, clock.started_at, self._settings, mail_only=mail_only, answer_by=answer_by
        )
        same = (given.policy, given.calendar, given.fallback) == (clock.policy, clock.calendar, clock.fallback)
        return None if same else given


def reapply_sla(row: TicketRow, sla: SlaMatcher, *, desk: ReapplySlaDesk) -> Move | None:
    """Stamp the running clock of one ticket anew, with its timer. Return None if it carries the matching promise already."""
    if sla.of_row(row, desk=desk) is None:
        return None
    reapply = partial(_reapply, sla, desk=desk)
    done = on_fresh_state(lambda: on_newest(row.id, reapply, desk=desk))
    if done is None:
        return None
    before, ticket = done
    after = renew_timer(before, ticket, desk=desk).clock(before.id) or before
    return Move(ticket.id, ticket.account, ticket.customer, before.due_at, after.due_at)


def _reapply(sla: SlaMatcher, ticket: Ticket, *, desk: ReapplySlaDesk) -> tuple[SlaClock, Ticket] | None:
    fresh = with_sla_reapplied(ticket, sla, desk=desk)
    if fresh is ticket or ticket.running is None:
        return None
    return ticket.running, desk.tickets.save(ticket, fresh)


def with_sla_reapplied(ticket: Ticket, sla: SlaMatcher, *, desk: ReapplySlaDesk) -> Ticket:
    """Return the ticket with its running clock stamped by the policy that matches now, from the clock's own start; the ticket
    unchanged if it is. A clock that has to wake earlier than its timer takes the next timer generation."""
    found = sla.of_ticket(ticket)
    if found is None:
        return ticket
    clock, post, given = found
    now = desk.clock.now()
    fresh = with_promise(clock, post, given, alerts=ticket.alerts)
    fresh = with_window_of(ticket, fresh, ticket.waiting, decision_context(desk).sla.before_window, held=None)
    held, wanted = (next_wake(each, now, calendar_of_clock(each, desk)) for each in (clock, fresh))
    if wanted is not None and (held is None or wanted < held):
        fresh = replace(fresh, timer_generation=clock.timer_generation + 1)
    return _with_holds(ticket.with_clock(fresh), fresh, now, calendar_of_clock(fresh, desk))


def _with_holds(ticket: Ticket, clock: SlaClock, now: datetime, calendar: Calendar) -> Ticket:
    """Let alerts that are held until an opening wait for the one of the calendar that the clock has now (L1)."""
    for alert in ticket.alerts:
        if alert.clock == clock.id and alert.pending_since is not None and alert.pending_since > now:
            ticket = ticket.with_alert(replace(alert, pending_since=step_sendable_at(alert.step, now, calendar)))
    return ticket


def renew_timer(before: SlaClock, ticket: Ticket, *, desk: ReapplySlaDesk) -> Ticket:
    """Renew the timer of a clock that was stamped anew: if it took the next generation, start that and stop the previous one."""
    after, now = ticket.clock(before.id) or before, desk.clock.now()
    if after.timer_generation == before.timer_generation:
        return ensure_timer(ticket, desk=desk)
    wake_at = next_wake(after, now, calendar_of_clock(after, desk)) or ceil_second(now)
    desk.timers.ensure(ticket.id, after.id, after.timer_generation, wake_at)
    desk.timers.stop(ticket.id, before.id, before.timer_generation)
    return ticket


def _newer(stamped: Ref, known: Ref) -> bool:
    """Return whether the clock is stamped with a newer version already, which must not be reverted."""
    return stamped.id == known.id and stamped.version > known.version


def _channel_of(ticket_id: str, *, desk: HasTickets) -> Channel | None:
    ticket = desk.tickets.load(ticket_id)
    post = ticket.post(ticket.running.post) if ticket.running is not None else None
    return post.channel if post is not None else None
