"""Who is called in a note gets a mail, or an SMS where no mail leads to them, once."""

from dataclasses import replace
from datetime import timedelta

from shared.domain.action import Action
from shared.domain.alert import Sending, SendState
from shared.domain.alert_text import mention_message
from shared.domain.desk import DeskSettings, Person
from shared.domain.errors import DeliveryError, NotFoundError
from shared.domain.reach import MAIL
from shared.domain.ticket import Ticket
from shared.ports import Desk
from shared.usecases.retrying import on_fresh_state
from shared.usecases.send_alert import LEASE
from shared.usecases.settings import desk_settings
from shared.usecases.tell_person import tell_person

GIVE_UP = timedelta(minutes=30)
"""How long the sweep brings back a note of which somebody could not be told; what the carrier said is kept with it."""


def tell_called(ticket_id: str, note_id: str, *, desk: Desk) -> str:
    """Sends what the note still owes; says `sent`, `stale`, `known` or `busy`.

    Who has left the desk meanwhile is not told. `busy` means that another worker holds the mails: the queue brings the
    note again. Raises DeliveryError where a mail was not taken; those that were are not sent again.
    """
    settings = desk_settings(desk)
    try:
        taken = on_fresh_state(lambda: _take(ticket_id, note_id, settings, desk=desk))
    except NotFoundError:
        return "stale"
    if isinstance(taken, str):
        return taken
    ticket, note, readers = taken
    results = [_send(person, ticket, note, settings, desk=desk) for person in readers]
    on_fresh_state(lambda: _write_down(ticket_id, note_id, results, desk=desk))
    refused = [sending.reason or "" for sending in results if not sending.reached]
    if refused:
        raise DeliveryError("; ".join(refused))
    return "sent"


def _take(
    ticket_id: str, note_id: str, settings: DeskSettings, *, desk: Desk
) -> tuple[Ticket, Action, tuple[Person, ...]] | str:
    """Takes the lease on every mail that is not out yet; or says why there is nothing to take."""
    before = desk.tickets.load(ticket_id)
    note = before.action(note_id)
    if note is None:
        return "stale"
    if note.pending_since is None:
        return "known"
    now = desk.clock.now()
    held = [sending for sending in note.sent if sending.state is SendState.SENDING]
    if any(now - sending.at < LEASE for sending in held):
        return "busy"
    reached = {sending.person for sending in note.sent if sending.reached}
    readers = tuple(person for person in settings.working if person.id in note.whom and person.id not in reached)
    if not readers:
        desk.tickets.save(before, before.with_action(replace(note, pending_since=None)))
        return "stale"
    for person in readers:
        note = note.with_sending(Sending(person.id, MAIL, SendState.SENDING, now))
    return desk.tickets.save(before, before.with_action(note)), note, readers


def _send(person: Person, ticket: Ticket, note: Action, settings: DeskSettings, *, desk: Desk) -> Sending:
    writer = settings.person(note.by)
    message = mention_message(
        ticket,
        account=settings.account(ticket.account),
        reader=person,
        writer=writer.name if writer is not None else note.by or "",
        now=desk.clock.now(),
        url=f"{desk.url}/t/{ticket.id}",
        words=note.text if settings.general.words_in_alerts else None,
        texts=settings.texts,
    )
    told = tell_person(person, message, MAIL, desk=desk)
    state = SendState.SENT if told.way is not None else SendState.FAILED
    return Sending(person.id, MAIL, state, desk.clock.now(), told.reason)


def _write_down(ticket_id: str, note_id: str, results: list[Sending], *, desk: Desk) -> None:
    """Who was told. The note rests once everybody was, or once somebody could not be for too long."""
    before = desk.tickets.load(ticket_id)
    note = before.action(note_id)
    since = note.pending_since if note is not None else None
    if note is None or since is None:
        return
    for sending in results:
        note = note.with_sending(sending)
    told = all(sending.reached for sending in note.sent)
    if told or desk.clock.now() - since > GIVE_UP:
        note = replace(note, pending_since=None)
    desk.tickets.save(before, before.with_action(note))
