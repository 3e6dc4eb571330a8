"""Notify the colleagues mentioned in a note once, by mail, or by SMS where no mail reaches them."""

from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from shared.domain.errors import DeliveryError, NotFoundError
from shared.domain.notifications.alert_text import mention_message
from shared.domain.notifications.deliverability import MAIL
from shared.domain.notifications.outcomes import NotificationOutcome
from shared.domain.notifications.queued import MentionInNote
from shared.domain.search.entries import NOTE, PartId
from shared.domain.settings.desk import DeskSettings, Person
from shared.domain.sla.alert import Sending, SendState, after_run
from shared.domain.templates.messages import Message
from shared.domain.tickets.action import Action
from shared.domain.tickets.ticket import Ticket
from shared.ports.desk import HasUrl
from shared.ports.notifications import HasAlerts
from shared.ports.settings import HasSettings
from shared.usecases.notifications.notify import Notification, NotifyDesk, addressed, notify
from shared.usecases.notifications.send_alert import LEASE, SOON
from shared.usecases.retrying import on_fresh_state
from shared.usecases.search.update_index import UpdateIndexDesk, ensure_part
from shared.usecases.settings.current import desk_settings


class NotifyMentionedDesk(NotifyDesk, UpdateIndexDesk, HasAlerts, HasSettings, HasUrl, Protocol):
    """The parts of the desk that `notify_mentioned` uses."""


GIVE_UP = timedelta(minutes=30)
"""How long a note is retried if a colleague could not be notified; the carrier's message is stored with it."""


def notify_mentioned(ticket_id: str, note_id: str, *, desk: NotifyMentionedDesk) -> NotificationOutcome:
    """Send the note's pending messages, and return the outcome.

    People who have left the desk are skipped. Raises DeliveryError if no carrier took any message; sent messages are not
    repeated.
    """
    settings = desk_settings(desk)
    try:
        taken = on_fresh_state(lambda: _take(ticket_id, note_id, settings, desk=desk))
    except NotFoundError:
        return NotificationOutcome.STALE
    if isinstance(taken, NotificationOutcome):
        return taken
    results = notify(f"note#{ticket_id}#{note_id}", taken, desk=desk)
    note = on_fresh_state(lambda: _record(ticket_id, note_id, results, desk=desk))
    reached = {sending.person for sending in note.sent if sending.reached} if note is not None else set()
    missed = [sending for sending in note.sent if sending.person not in reached] if note is not None else []
    if note is None or not missed:
        return NotificationOutcome.SENT
    if not reached or note.pending_since is None:
        raise DeliveryError("; ".join(sending.reason or "" for sending in missed))
    desk.alerts.put(MentionInNote(ticket_id, note_id), delay=SOON)
    return NotificationOutcome.RETRYING


def _take(
    ticket_id: str, note_id: str, settings: DeskSettings, *, desk: NotifyMentionedDesk
) -> tuple[Notification, ...] | NotificationOutcome:
    """Take the lease on every message that is not sent yet, or return why there is none."""
    before = desk.tickets.load(ticket_id)
    note = before.action(note_id)
    if note is None:
        return NotificationOutcome.STALE
    if note.pending_since is None:
        return NotificationOutcome.KNOWN
    now = desk.clock.now()
    if any(sending.state is SendState.SENDING and now - sending.at < LEASE for sending in note.sent):
        return NotificationOutcome.BUSY
    reached = {sending.person for sending in note.sent if sending.reached}
    readers = [person for person in settings.working if person.id in note.whom and person.id not in reached]
    if not readers:
        _rest(note, before, desk=desk)
        return NotificationOutcome.STALE
    statuses = desk.addresses.statuses(now)
    owed = []
    for person in readers:
        message = _message(person, before, note, settings, desk=desk)
        owed.append(addressed(person, message, (MAIL,), now, statuses))
        for way in owed[-1].ways:
            note = note.with_sending(Sending(person.id, way, SendState.SENDING, now))
    desk.tickets.save(before, before.with_action(note))
    return tuple(owed)


def _message(
    person: Person, ticket: Ticket, note: Action, settings: DeskSettings, *, desk: NotifyMentionedDesk
) -> Message:
    writer = settings.person(note.by)
    return mention_message(
        ticket,
        account=settings.account(ticket.account),
        reader=person,
        writer=writer.name if writer is not None else note.by or "",
        now=desk.clock.now(),
        url=f"{desk.url}/t/{ticket.id}",
        words=note.text if settings.general.words_in_alerts else None,
        texts=settings.texts,
    )


def _record(ticket_id: str, note_id: str, results: list[Sending], *, desk: NotifyMentionedDesk) -> Action | None:
    """Record the notified colleagues. The note is finished once all of them were notified, or once one could not be for
    too long.
    """
    before = desk.tickets.load(ticket_id)
    note = before.action(note_id)
    since = note.pending_since if note is not None else None
    if note is None or since is None:
        return None
    expired = desk.clock.now() - since > GIVE_UP
    note = replace(note, sent=after_run(note.sent, results, expired=expired))
    reached = {sending.person for sending in note.sent if sending.reached}
    if expired or all(sending.person in reached for sending in note.sent):
        return _rest(note, before, desk=desk)
    desk.tickets.save(before, before.with_action(note))
    return note


def _rest(note: Action, before: Ticket, *, desk: NotifyMentionedDesk) -> Action:
    """Finish the note: no message is pending. A pending message also marked a note that the search may not hold yet,
    since its writer may have crashed: the mark is removed once the search has the note.
    """
    ensure_part(before, PartId(NOTE, note.id, note.at), desk=desk)
    finished = replace(note, pending_since=None)
    desk.tickets.save(before, before.with_action(finished))
    return finished
