"""Find and finish the work that a crash, a lost timer or a restart has left behind (design §3, R1, L3)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Protocol

from shared.domain.accounts.status import Signal
from shared.domain.errors import DeskError
from shared.domain.notifications.queued import AlertDue, DigestDue, MentionInNote, ReplyReturned
from shared.domain.search.entries import NOTE, PartId
from shared.domain.sla.alert import Alert, AlertKey
from shared.domain.sla.ladder import next_step_at, sendable_at, step_sendable_at, step_to_fire
from shared.domain.tickets.rows import TicketRow
from shared.ports.accounts import HasHeartbeats
from shared.ports.search import HasSearch
from shared.ports.sla import HasTimers
from shared.ports.tickets import Outgoing
from shared.usecases.attachments.want_attachments import RequeueDesk, requeue_attachments
from shared.usecases.paging import all_rows
from shared.usecases.replies.send_queue import SendQueueDesk, clear_send_queue
from shared.usecases.retrying import on_fresh_state
from shared.usecases.search.update_index import ensure_notes, ensure_part
from shared.usecases.settings.current import calendar_of_clock, desk_settings
from shared.usecases.sla.chase_deadline import ChaseDeadlineDesk, chase_deadline
from shared.usecases.sla.ensure_timer import ensure_timer
from shared.usecases.sla.reapply_to_waiting import Reapplied, reapply_everywhere, reapply_in_passing
from shared.usecases.slices import SliceDesk, Walked
from shared.usecases.tickets.auto_close import AutoClose, auto_close


class ReconcileDesk(
    ChaseDeadlineDesk, SendQueueDesk, RequeueDesk, SliceDesk, HasHeartbeats, HasSearch, HasTimers, Protocol
):
    """The parts of the desk that `reconcile` uses."""


PATIENCE = timedelta(seconds=60)
"""How long an alert or a step can be due before the reconciler assumes that it is lost: workers and timers take seconds."""

AHEAD = timedelta(minutes=11)
"""Only timers of steps within two of the reconciler's periods are checked; later ones follow in later runs."""

A_RUN = 500

RECONCILER = ":reconciler"
"""The heartbeat's name of the reconciler; account ids have no colon."""


class Sweep(StrEnum):
    """The counts of the sweep of every minute: what it returned to a queue, and what it left to its worker."""

    REPLIES = "replies"
    ALERTS = "alerts"
    NOTES = "notes"
    RETURNED = "returned"
    DIGESTS = "digests"
    SAVES = "saves"
    ATTACHMENTS = "attachments"
    NOTES_SEARCHED = "notes_searched"
    IN_HAND = "in_hand"
    FAILED = "failed"


class Overdue(StrEnum):
    """The outcome for a waiting ticket in the check of every five minutes."""

    FINE = "fine"
    CHASED = "chased"
    TIMER_STARTED = "timer_started"
    RESTAMPED = "restamped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class OverdueLook:
    """The counts of one check of all waiting tickets, and the outcomes for the silent ones."""

    waiting: Counter[Overdue]
    promises: Walked[Reapplied]
    silent: Walked[AutoClose]
    took: timedelta

    @property
    def walks(self) -> tuple[Walked[Reapplied], Walked[AutoClose]]:
        return self.promises, self.silent

    def figures(self) -> dict[str, int]:
        """Return every count for the log; a failed account is one of those checked."""
        figures = {
            outcome.value: n for counted in (self.waiting, self.silent.outcomes) for outcome, n in counted.items()
        }
        failed = self.promises.outcomes[Reapplied.FAILED] + self.silent.outcomes[AutoClose.FAILED]
        figures["failed"] = self.waiting[Overdue.FAILED] + failed
        return {**figures, "looked_at": self.waiting.total(), "took_s": round(self.took.total_seconds())}


def send_unsent(*, desk: ReconcileDesk) -> Counter[Sweep]:
    """Return to their queue, every minute, the replies, notes, alerts and files that are due and that no worker holds; send a
    person's collected alerts as a digest (L5); and finish the saves of very long tickets. A failure is counted, and
    delays nothing else.
    """
    now = desk.clock.now()
    done: Counter[Sweep] = Counter()
    for item in desk.tickets.outbox(now, limit=A_RUN):
        try:
            done[_put_back(item, now, desk=desk)] += 1
        except DeskError:
            done[Sweep.FAILED] += 1
    for account in desk_settings(desk).accounts:
        for _, ticket_id in desk.tickets.steps_due(account.id, now, limit=A_RUN):
            try:
                done += _alerts_put_back(ticket_id, now, desk=desk)
            except DeskError:
                done[Sweep.FAILED] += 1
    for ticket in desk.tickets.unfinished(limit=A_RUN):
        try:
            on_fresh_state(partial(desk.tickets.finish_save, ticket))
            done[Sweep.SAVES] += 1
        except DeskError:
            done[Sweep.FAILED] += 1
    try:
        done[Sweep.NOTES_SEARCHED] += ensure_notes(now, desk=desk, limit=A_RUN)
    except DeskError:
        done[Sweep.FAILED] += 1
    try:
        requeued, failed = requeue_attachments(now, desk=desk, limit=A_RUN)
        done[Sweep.ATTACHMENTS], done[Sweep.FAILED] = requeued, done[Sweep.FAILED] + failed
    except DeskError:
        done[Sweep.FAILED] += 1
    for person in desk.digests.ready(now):
        try:
            desk.alerts.put(DigestDue(person))
            done[Sweep.DIGESTS] += 1
        except DeskError:
            done[Sweep.FAILED] += 1
    return +done


def _alerts_put_back(ticket_id: str, now: datetime, *, desk: ReconcileDesk) -> Counter[Sweep]:
    """Put the alerts of the running clock back that nobody has in hand."""
    ticket = desk.tickets.load(ticket_id)
    clock, done = ticket.running, Counter[Sweep]()
    for alert in ticket.alerts:
        if clock is not None and alert.clock == clock.id and alert.pending_since is not None:
            done[_alert_put_back(ticket_id, alert, now, desk=desk)] += 1
    return done


def _put_back(item: Outgoing, now: datetime, *, desk: ReconcileDesk) -> Sweep:
    if item.reply is not None:
        desk.replies.put(item.ticket, item.reply)
        return Sweep.REPLIES
    if item.note is not None:
        ticket = desk.tickets.load(item.ticket)
        note = ticket.action(item.note)
        if note is None or note.pending_since is None or now - note.pending_since <= PATIENCE:
            return Sweep.IN_HAND
        ensure_part(ticket, PartId(NOTE, note.id, note.at), desk=desk)
        desk.alerts.put(MentionInNote(item.ticket, item.note))
        return Sweep.NOTES
    if item.returned is not None:
        desk.alerts.put(ReplyReturned(item.ticket, item.returned))
        return Sweep.RETURNED
    alert = desk.tickets.load(item.ticket).alert(*item.alert) if item.alert is not None else None
    return _alert_put_back(item.ticket, alert, now, desk=desk) if alert is not None else Sweep.IN_HAND


def _alert_put_back(ticket_id: str, alert: Alert, now: datetime, *, desk: ReconcileDesk) -> Sweep:
    if alert.pending_since is None or now - alert.pending_since <= PATIENCE:
        return Sweep.IN_HAND
    desk.alerts.put(AlertDue(AlertKey(ticket_id, *alert.key)))
    return Sweep.ALERTS


def find_overdue(*, desk: ReconcileDesk) -> OverdueLook:
    """Find, every five minutes, clocks with a step that ought to have fired, clocks without their timer, and clocks
    that a change of settings has not reached yet (C6); then leftovers in the queues of private answers; then tickets
    that their silence closes (C5). An account whose list cannot be read just then is left to the next run.
    """
    now = desk.clock.now()
    done: Counter[Overdue] = Counter()
    settings = desk_settings(desk, fresh=True)
    promises = reapply_everywhere(desk=desk).plus(reapply_in_passing(desk=desk))
    done[Overdue.RESTAMPED] += promises.outcomes[Reapplied.RESTAMPED]
    for account in settings.accounts:
        try:
            due = set(_due(account.id, now + AHEAD, desk=desk))
            for row in all_rows(partial(desk.tickets.waiting, account.id), page_size=A_RUN):
                done[_tended(row, due=row.id in due, desk=desk)] += 1
            clear_send_queue(account.id, desk=desk)
        except DeskError:
            done[Overdue.FAILED] += 1
    silent = auto_close(desk=desk)
    desk.heartbeats.beat(RECONCILER, Signal.RECONCILED, desk.clock.now())
    return OverdueLook(+done, promises, silent, desk.clock.now() - now)


def _due(account: str, before: datetime, *, desk: ReconcileDesk) -> Iterator[str]:
    """Yield the account's tickets with a step before the instant."""
    after: str | None = None
    while found := desk.tickets.steps_due(account, before, after=after, limit=A_RUN):
        yield from (ticket for _, ticket in found)
        after = found[-1][0]


def _tended(row: TicketRow, *, due: bool, desk: ReconcileDesk) -> Overdue:
    """Examine one ticket; an error does not delay the others."""
    try:
        return _look_at(row.id, desk=desk) if due else Overdue.FINE
    except DeskError:
        return Overdue.FAILED


def _look_at(ticket_id: str, *, desk: ReconcileDesk) -> Overdue:
    clock, now = desk.tickets.load(ticket_id).running, desk.clock.now()
    step_at = next_step_at(clock) if clock is not None else None
    if clock is None or step_at is None or step_at > now + AHEAD:
        return Overdue.FINE
    due, calendar = step_to_fire(clock, now), calendar_of_clock(clock, desk)
    opens_at = step_sendable_at(due.name, now, calendar) if due is not None else sendable_at(now, calendar)
    if opens_at > now + AHEAD:
        return Overdue.FINE
    if step_at < now - PATIENCE and opens_at <= now:
        chase_deadline(ticket_id, clock.id, None, desk=desk)
        ensure_timer(desk.tickets.load(ticket_id), desk=desk)
        return Overdue.CHASED
    if max(step_at, opens_at) > now and not desk.timers.runs(ticket_id, clock.id, clock.timer_generation):
        ensure_timer(desk.tickets.load(ticket_id), desk=desk)
        return Overdue.TIMER_STARTED
    return Overdue.FINE
