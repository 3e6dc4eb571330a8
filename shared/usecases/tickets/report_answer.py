"""Report an answer that was given in the network's own app, where the network does not show it to the desk (N5)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from shared.domain.errors import AnswerUnderWayError, ConflictError, InvalidError, NotFoundError, StaleDraftError
from shared.domain.settings.desk import Person
from shared.domain.tickets.action import ActionKind, standing_reports, withdrawals
from shared.domain.tickets.reported_answer import time_of_answer
from shared.domain.tickets.ticket import Ticket
from shared.ports.networks import HasRules
from shared.usecases.settings.current import ReadsSettings, refolded
from shared.usecases.tickets.change_ticket import ChangeTicketDesk, change_ticket, ticket_action
from shared.usecases.tickets.ensure_unclaimed import ensure_unclaimed


class ReportAnswerDesk(ChangeTicketDesk, ReadsSettings, HasRules, Protocol):
    """The parts of the desk that `report_answer` uses."""


@dataclass(frozen=True, slots=True)
class ReportAnswer:
    """What a person reports. `at` is when the answer was given, now if they do not say; `seen_through` the newest post that
    they had on the screen, and `seen_version` the version of the ticket in which they read it (R2)."""

    ticket: str
    seen_through: str
    at: datetime | None = None
    seen_version: int | None = None


def report_answer(command: ReportAnswer, *, by: Person, desk: ReportAnswerDesk) -> Ticket:
    """Stop the clock at the time of the answer, marked as told by hand. A repeated report changes nothing.

    Raises InvalidError for a time in the future or before the post that waits, and on a network that shows such answers by
    itself; StaleDraftError if anything newer stands in the ticket, ClaimHeldError while a colleague writes the answer,
    AnswerUnderWayError while one is being sent, ConflictError if nothing waits.
    """

    def report(ticket: Ticket) -> Ticket:
        rules = desk.rules[ticket.network]
        if rules.shows_native_answers:
            raise InvalidError("", f"{rules.title} shows the desk what is answered in its own app: it counts by itself")
        if not ticket.waiting:
            return _unless_other(ticket, command)
        if any(reply.under_way for reply in ticket.replies):
            raise AnswerUnderWayError("An answer to this ticket is being sent right now.")
        ensure_unclaimed(by, ticket, desk=desk)
        newer = ticket.unseen(command.seen_through, command.seen_version)
        if newer:
            raise StaleDraftError([post.id for post in newer])
        action = ticket_action(ActionKind.ANSWER_REPORTED, by, after=ticket, desk=desk)
        asked_at = min(post.posted_at for post in ticket.posts if post.id in ticket.waiting)
        told = replace(action, answered_at=time_of_answer(command.at, asked_at=asked_at, latest=action.at))
        return refolded(replace(ticket, claim=None).with_action(told), desk)

    return change_ticket(command.ticket, report, desk=desk)


def withdraw_report(ticket_id: str, report_id: str, *, by: Person, desk: ReportAnswerDesk) -> Ticket:
    """Take a report back: what it had answered waits again, from its own start. Idempotent. Raises NotFoundError."""

    def withdraw(ticket: Ticket) -> Ticket:
        report = ticket.action(report_id)
        if report is None or report.kind is not ActionKind.ANSWER_REPORTED:
            raise NotFoundError(f"There is no report {report_id!r} in this ticket.")
        if report_id in withdrawals(ticket.actions):
            return ticket
        action = ticket_action(ActionKind.REPORT_WITHDRAWN, by, reason=report_id, after=ticket, desk=desk)
        return refolded(ticket.with_action(action), desk)

    return change_ticket(ticket_id, withdraw, desk=desk)


def _unless_other(ticket: Ticket, command: ReportAnswer) -> Ticket:
    """Return the ticket if its last answer is the one that is reported, by another tap or by a second try."""
    reports = standing_reports(ticket.actions)
    if reports and (command.at is None or command.at == reports[-1].answered_at):
        return ticket
    raise ConflictError("Nothing in this ticket waits for an answer.")
