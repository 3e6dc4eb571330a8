"""What a crash, a lost timer or a restart leaves behind is found and done (design §3, R1, L3)."""

from collections import Counter
from datetime import datetime, timedelta
from functools import partial

from shared.domain.accounts.status import Signal
from shared.domain.errors import DeskError
from shared.domain.notifications.queued import AlertDue, DigestDue, MentionInNote, ReplyReturned
from shared.domain.search.entries import NOTE, PartId
from shared.domain.sla.alert import AlertKey
from shared.domain.sla.ladder import goes_out_at
from shared.domain.tickets.rows import TicketRow
from shared.ports.desk import Desk
from shared.ports.tickets import Outgoing
from shared.usecases.paging import all_rows
from shared.usecases.replies.send_queue import clear_send_queue
from shared.usecases.retrying import on_fresh_state
from shared.usecases.search.update_index import ensure_notes, ensure_part
from shared.usecases.settings.current import calendar_of_clock, desk_settings
from shared.usecases.sla.chase_deadline import chase_deadline
from shared.usecases.sla.ensure_timer import ensure_timer
from shared.usecases.sla.reapply_sla import Stamps, reapply_sla
from shared.usecases.tickets.auto_close import auto_close

PATIENCE = timedelta(seconds=60)
"""How long an alert or a step may be due before the reconciler takes it for lost: workers and timers take seconds."""

AHEAD = timedelta(minutes=11)
"""Timers of steps within two of the reconciler's periods are looked at; later ones have their turn later."""

A_RUN = 500

RECONCILER = ":reconciler"
"""Whose sign of life it is that timers were looked for; no account's id has a colon in it."""

RESTAMPING = timedelta(seconds=20)
"""How long of a run clocks that a change of settings left behind are stamped anew; what is left has the next run."""


def send_unsent(*, desk: Desk) -> Counter[str]:
    """Every minute: replies, notes and alerts whose time has come and that no worker has in hand go back into their
    queue, what was collected for a person goes out as a digest (L5), and saves of very long tickets are brought to their
    end. What fails is counted, and keeps nothing else back."""
    now = desk.clock.now()
    done: Counter[str] = Counter()
    for item in desk.tickets.outbox(now, limit=A_RUN):
        try:
            done[_put_back(item, now, desk=desk)] += 1
        except DeskError:
            done["failed"] += 1
    for ticket in desk.tickets.unfinished(limit=A_RUN):
        try:
            on_fresh_state(partial(desk.tickets.finish_save, ticket))
            done["saves"] += 1
        except DeskError:
            done["failed"] += 1
    try:
        done["notes_searched"] += ensure_notes(now, desk=desk, limit=A_RUN)
    except DeskError:
        done["failed"] += 1
    for person in desk.digests.ready(now):
        try:
            desk.alerts.put(DigestDue(person))
            done["digests"] += 1
        except DeskError:
            done["failed"] += 1
    return +done


def _put_back(item: Outgoing, now: datetime, *, desk: Desk) -> str:
    if item.reply is not None:
        desk.replies.put(item.ticket, item.reply)
        return "replies"
    if item.note is not None:
        ticket = desk.tickets.load(item.ticket)
        note = ticket.action(item.note)
        if note is None or note.pending_since is None or now - note.pending_since <= PATIENCE:
            return "in_hand"
        ensure_part(ticket, PartId(NOTE, note.id), desk=desk)
        desk.alerts.put(MentionInNote(item.ticket, item.note))
        return "notes"
    if item.returned is not None:
        desk.alerts.put(ReplyReturned(item.ticket, item.returned))
        return "returned"
    alert = desk.tickets.load(item.ticket).alert(*item.alert) if item.alert is not None else None
    if alert is None or alert.pending_since is None or now - alert.pending_since <= PATIENCE:
        return "in_hand"
    desk.alerts.put(AlertDue(AlertKey(item.ticket, *alert.key)))
    return "alerts"


def find_overdue(*, desk: Desk) -> Counter[str]:
    """Every five minutes: clocks with a step that ought to have fired, clocks whose timer is gone, and clocks that a
    change of settings has not reached yet (C6); what is left over in the lines of
    private answers; then tickets that are done by their silence (C5). An account whose list cannot be read just then has
    the next run."""
    now = desk.clock.now()
    done: Counter[str] = Counter()
    settings = desk_settings(desk, fresh=True)
    stamps = Stamps(settings)
    for account in settings.accounts:
        try:
            for row in all_rows(partial(desk.tickets.waiting, account.id), page_size=A_RUN):
                done[_tended(row, stamps, now, desk=desk)] += 1
            clear_send_queue(account.id, desk=desk)
        except DeskError:
            done["failed"] += 1
    done["looked_at"] = sum(done.values())
    done += auto_close(desk=desk)
    desk.heartbeats.beat(RECONCILER, Signal.RECONCILED, desk.clock.now())
    done["took_s"] = round((desk.clock.now() - now).total_seconds())
    return done


def _tended(row: TicketRow, stamps: Stamps, began: datetime, *, desk: Desk) -> str:
    """What was done for the ticket; one that fails keeps no other back."""
    try:
        if desk.clock.now() - began <= RESTAMPING and reapply_sla(row, stamps, desk=desk) is not None:
            return "restamped"
        return _look_at(row, desk=desk)
    except DeskError:
        return "failed"


def _look_at(row: TicketRow, *, desk: Desk) -> str:
    clock, step_at, now = row.clock, row.next_step_at, desk.clock.now()
    if clock is None or step_at is None or step_at > now + AHEAD:
        return "fine"
    opens_at = goes_out_at(now, calendar_of_clock(clock, desk))
    if opens_at > now + AHEAD:
        return "fine"
    if step_at < now - PATIENCE and opens_at <= now:
        chase_deadline(row.id, clock.id, None, desk=desk)
        ensure_timer(desk.tickets.load(row.id), desk=desk)
        return "chased"
    if max(step_at, opens_at) > now and not desk.timers.runs(row.id, clock.id, clock.timer_generation):
        ensure_timer(desk.tickets.load(row.id), desk=desk)
        return "timer_started"
    return "fine"
