"""Actions on a ticket besides replies: claim, release, assign, note, done, reopen, acknowledge."""

from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from shared.domain.errors import ConflictError, IdReusedError, InvalidError, UnavailableError
from shared.domain.notifications.mentioned_colleagues import mentioned_in
from shared.domain.notifications.queued import MentionInNote
from shared.domain.settings.desk import MANAGERS, Person
from shared.domain.tickets.action import Action, ActionKind, DoneReason
from shared.domain.tickets.claim import CLAIM_LEASE, Claim
from shared.domain.tickets.fold import Status
from shared.domain.tickets.ticket import Ticket
from shared.ports.notifications import HasAlerts
from shared.usecases.settings.current import desk_settings, refolded
from shared.usecases.tickets.change_ticket import ChangeTicketDesk, change_ticket, ticket_action
from shared.usecases.tickets.ensure_unclaimed import ensure_unclaimed


class TicketActionsDesk(ChangeTicketDesk, HasAlerts, Protocol):
    """The parts of the desk that `ticket_actions` uses."""


MAX_NOTE = 10_000


def claim_ticket(ticket_id: str, *, by: Person, take_over: bool = False, desk: TicketActionsDesk) -> Ticket:
    """Take the claim, a lease of ten minutes on writing the answer; claiming again renews it (R2).

    Raises ClaimHeldError while another agent holds it; managers can take it over with `take_over`.
    """
    if take_over and MANAGERS not in by.groups:
        raise InvalidError("take_over", "only a manager can take a claim over")

    def claim(ticket: Ticket) -> Ticket:
        now = desk.clock.now()
        held = ticket.claim
        if not take_over:
            ensure_unclaimed(by, ticket, desk=desk)
        renewed = held is not None and held.by == by.id and held.until > now
        after = replace(ticket, claim=Claim(by.id, now + CLAIM_LEASE))
        return after if renewed else after.with_action(ticket_action(ActionKind.CLAIM, by, desk=desk))

    return change_ticket(ticket_id, claim, desk=desk)


def release_ticket(ticket_id: str, *, by: Person, desk: TicketActionsDesk) -> Ticket:
    """Release the person's own claim. Idempotent."""

    def release(ticket: Ticket) -> Ticket:
        if ticket.claim is None or ticket.claim.by != by.id:
            return ticket
        return replace(ticket, claim=None).with_action(ticket_action(ActionKind.RELEASE, by, desk=desk))

    return change_ticket(ticket_id, release, desk=desk)


def assign_ticket(ticket_id: str, assignee: str | None, *, by: Person, desk: TicketActionsDesk) -> Ticket:
    """Assign the ticket to `assignee`, whom the ladder then notifies; None unassigns it."""
    if assignee is not None and desk_settings(desk, fresh=True).at_work(assignee) is None:
        raise InvalidError("assignee", "is nobody at this desk")

    def assign(ticket: Ticket) -> Ticket:
        if ticket.assignee == assignee:
            return ticket
        action = ticket_action(ActionKind.ASSIGN, by, reason=assignee, desk=desk)
        return replace(ticket, assignee=assignee).with_action(action)

    return change_ticket(ticket_id, assign, desk=desk)


def note_on_ticket(
    ticket_id: str, text: str, *, by: Person, client_note_id: str | None = None, desk: TicketActionsDesk
) -> Action:
    """Add an internal note, which the customer never sees and which affects no clock (C2).

    `client_note_id` is an idempotency key: a retry after a lost response returns the first note, and sends no second mail.
    Raises IdReusedError if the key was used for another text, or by another person.

    People mentioned by `@` are notified by mail, once, authors excepted. The pending notification is saved with the note:
    if the queue is unreachable, the sweep sends it within minutes, and the note is never stored twice.
    """
    if not text.strip():
        raise InvalidError("text", "says nothing")
    if len(text) > MAX_NOTE:
        raise InvalidError("text", f"is longer than {MAX_NOTE} characters")
    action = ticket_action(ActionKind.NOTE, by, text=text, desk=desk)
    if client_note_id is not None:
        action = replace(action, id=client_note_id)
    whom = tuple(person.id for person in mentioned_in(text, desk_settings(desk).working) if person.id != by.id)
    if whom:
        action = replace(action, whom=whom, pending_since=action.at)

    def add(ticket: Ticket) -> Ticket:
        stands = ticket.action(action.id)
        if stands is None:
            return ticket.with_action(action)
        if (stands.kind, stands.by, stands.text) != (ActionKind.NOTE, by.id, text):
            raise IdReusedError(stands)
        return ticket

    stands = change_ticket(ticket_id, add, desk=desk).action(action.id) or action
    if stands.pending_since is not None:
        with suppress(UnavailableError):
            desk.alerts.put(MentionInNote(ticket_id, action.id))
    return stands


def finish_ticket(ticket_id: str, reason: str, *, by: Person, desk: TicketActionsDesk) -> Ticket:
    """Set the ticket to done, with the reason if nothing was answered (C4). Idempotent."""
    reasons = [r.value for r in DoneReason if r is not DoneReason.SILENT]
    if reason not in reasons:
        raise InvalidError("reason", f"must be one of {', '.join(reasons)}")

    def finish(ticket: Ticket) -> Ticket:
        if ticket.status is Status.DONE:
            return ticket
        if any(reply.under_way for reply in ticket.replies):
            raise ConflictError("An answer to this ticket is being sent right now.")
        ensure_unclaimed(by, ticket, desk=desk)
        if ticket.running is not None and reason == DoneReason.RESOLVED:
            raise InvalidError("reason", "say why nothing needs to be answered: the customer is waiting")
        done = replace(ticket, claim=None).with_action(
            ticket_action(ActionKind.DONE, by, reason=reason, after=ticket, desk=desk)
        )
        return refolded(done, desk)

    return change_ticket(ticket_id, finish, desk=desk)


def reopen_ticket(ticket_id: str, *, by: Person, desk: TicketActionsDesk) -> Ticket:
    """Reopen the ticket: the clock that `done` ended runs again, from its own start."""

    def reopen(ticket: Ticket) -> Ticket:
        if ticket.status is not Status.DONE:
            return ticket
        return refolded(ticket.with_action(ticket_action(ActionKind.REOPEN, by, after=ticket, desk=desk)), desk)

    return change_ticket(ticket_id, reopen, desk=desk)


def acknowledge_ticket(ticket_id: str, *, by: Person, desk: TicketActionsDesk) -> Ticket:
    """Acknowledge the ticket: before the deadline this silences warnings, never `due`; after it, escalation waits for the
    time in the settings (L4)."""
    hold = desk_settings(desk).general.escalation_hold

    def acknowledge(ticket: Ticket) -> Ticket:
        clock = ticket.running
        if clock is None:
            return ticket
        now = desk.clock.now()
        held = now + hold if now >= clock.due_at else clock.held_until
        seen = replace(clock, acknowledged_at=now, held_until=held)
        return ticket.with_clock(seen).with_action(ticket_action(ActionKind.ACKNOWLEDGE, by, desk=desk))

    return change_ticket(ticket_id, acknowledge, desk=desk)
