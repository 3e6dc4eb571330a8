"""One ticket: reading it, and the actions on it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router
from pydantic import Field

from functions.desk_api.http import request
from functions.desk_api.http.caller import caller_and_settings
from functions.desk_api.http.cursors import issue_cursor, place_of
from functions.desk_api.http.request import ClientId, Ident, Moment
from functions.desk_api.http.ticket_problems import claim_held, id_reused, stale_draft
from functions.desk_api.views.full_ticket import EarlierTicket, FullTicket
from functions.desk_api.views.history import HistoryView
from functions.desk_api.views.links import Links
from functions.desk_api.views.people import people_of
from functions.desk_api.views.recipients import recipients_of
from functions.desk_api.views.shown_media import shown_media
from functions.desk_api.views.ticket import ticket_view
from shared import wiring
from shared.domain.errors import ClaimHeldError, IdReusedError, StaleDraftError
from shared.domain.settings.desk import DeskSettings
from shared.domain.text.rfc3339 import rfc3339
from shared.domain.tickets.lists.rows import TicketRow
from shared.domain.tickets.pages import page_of
from shared.domain.tickets.ticket import Ticket
from shared.usecases.deletions.check_opened_posts import note_claimed, note_opened
from shared.usecases.settings.current import traces
from shared.usecases.tickets import classify_ticket, report_answer, ticket_actions
from shared.usecases.tickets.read_ticket import earlier_tickets

router = Router()

COMPRESSED_FROM = 4_096
"""Bytes of a ticket that are worth compressing."""

MOST_EARLIER = 20
"""The page size of a customer's earlier tickets; a Lambda response holds at most 6 MB."""


class TicketQuery(request.Query):
    cursor: str | None = None


class EarlierQuery(request.Query):
    before: str | None = None


class ClaimBody(request.Body):
    take_over: bool = False


class NoteBody(request.Body):
    text: str
    client_note_id: ClientId | None = None


class DoneBody(request.Body):
    reason: Ident = "resolved"


class AnsweredBody(request.Body):
    """`at` is when the answer was given in the network's own app, now by default."""

    seen_through: Ident
    seen_version: int | None = Field(default=None, ge=0)
    at: Moment | None = None


class AssignBody(request.Body):
    assignee: Ident | None


class PriorityBody(request.Body):
    priority: Ident


class TagsBody(request.Body):
    tags: tuple[str, ...]


@router.get("/api/tickets/<ticket_id>")
def read(ticket_id: str) -> Response[str]:
    person, settings = caller_and_settings(router)
    desk = wiring.desk()
    continued = {"list": "ticket", "ticket": ticket_id}
    before = _place(request.query(router, TicketQuery).cursor, continued)
    ticket, others = desk.tickets.beside(ticket_id)
    if before is not None:
        ticket = desk.tickets.load(ticket_id)
    page = page_of(ticket, before)
    full = FullTicket.of(
        ticket,
        traces=traces(page.shown, desk),
        now=desk.clock.now(),
        people=people_of(settings),
        links=Links(settings, wiring.desk().rules),
        whom=recipients_of(settings, ticket.assignee),
        shown=shown_media((page.shown,), desk=desk),
        earlier=others,
        checked_at=note_opened(ticket, desk=desk),
        offered=desk.rules[ticket.network].moderation,
        reader=person,
        page=page.shown,
        next_cursor=issue_cursor(rfc3339(page.before), query=continued) if page.before is not None else None,
    )
    body = full.model_dump_json(by_alias=True)
    return Response(200, "application/json", body, compress=len(body) > COMPRESSED_FROM)


def _place(cursor: str | None, continued: Mapping[str, str]) -> datetime | None:
    return datetime.fromisoformat(place_of(cursor, query=continued)[0]) if cursor else None


@router.get("/api/tickets/<ticket_id>/earlier")
def earlier(ticket_id: str) -> dict[str, Any]:
    """List the customer's other tickets on the account, oldest first.

    The page holds the newest ones, or those older than the ticket `before`; `more` is true if there are older ones."""
    _, settings = caller_and_settings(router)
    before = request.query(router, EarlierQuery).before
    page = earlier_tickets(ticket_id, before=before, limit=MOST_EARLIER, desk=wiring.desk())
    now, people = wiring.desk().clock.now(), people_of(settings)
    shown = shown_media(page.tickets, desk=wiring.desk())
    links = Links(settings, wiring.desk().rules)
    views = [EarlierTicket.of(each, now=now, people=people, shown=shown, links=links) for each in page.tickets]
    return {"tickets": [view.model_dump() for view in views], "more": page.more}


@router.post("/api/tickets/<ticket_id>/claim")
def claim(ticket_id: str) -> Response[str] | dict[str, Any]:
    person, settings = caller_and_settings(router)
    take_over = request.body(router, ClaimBody).take_over

    def take() -> Ticket:
        ticket = ticket_actions.claim_ticket(ticket_id, by=person, take_over=take_over, desk=wiring.desk())
        note_claimed(ticket, desk=wiring.desk())
        return ticket

    return _unless_claimed(settings, take)


@router.post("/api/tickets/<ticket_id>/release")
def release(ticket_id: str) -> dict[str, Any]:
    person, settings = caller_and_settings(router)
    return _shown(ticket_actions.release_ticket(ticket_id, by=person, desk=wiring.desk()), settings)


@router.post("/api/tickets/<ticket_id>/assign")
def assign(ticket_id: str) -> dict[str, Any]:
    person, settings = caller_and_settings(router)
    assignee = request.body(router, AssignBody).assignee
    return _shown(ticket_actions.assign_ticket(ticket_id, assignee, by=person, desk=wiring.desk()), settings)


@router.post("/api/tickets/<ticket_id>/priority")
def prioritise(ticket_id: str) -> dict[str, Any]:
    person, settings = caller_and_settings(router)
    priority = request.body(router, PriorityBody).priority
    return _shown(classify_ticket.set_priority(ticket_id, priority, by=person, desk=wiring.desk()), settings)


@router.post("/api/tickets/<ticket_id>/tags")
def tag(ticket_id: str) -> dict[str, Any]:
    person, settings = caller_and_settings(router)
    tags = request.body(router, TagsBody).tags
    return _shown(classify_ticket.set_tags(ticket_id, tags, by=person, desk=wiring.desk()), settings)


@router.post("/api/tickets/<ticket_id>/notes")
def note(ticket_id: str) -> Response[str] | tuple[dict[str, Any], int]:
    person, settings = caller_and_settings(router)
    body = request.body(router, NoteBody)
    try:
        action = ticket_actions.note_on_ticket(
            ticket_id, body.text, by=person, client_note_id=body.client_note_id, desk=wiring.desk()
        )
    except IdReusedError as e:
        return id_reused(e, settings)
    return HistoryView.of(action, people=people_of(settings)).model_dump(), 201


@router.post("/api/tickets/<ticket_id>/done")
def done(ticket_id: str) -> Response[str] | dict[str, Any]:
    person, settings = caller_and_settings(router)
    reason = request.body(router, DoneBody).reason
    return _unless_claimed(
        settings, lambda: ticket_actions.finish_ticket(ticket_id, reason, by=person, desk=wiring.desk())
    )


@router.post("/api/tickets/<ticket_id>/reopen")
def reopen(ticket_id: str) -> dict[str, Any]:
    person, settings = caller_and_settings(router)
    return _shown(ticket_actions.reopen_ticket(ticket_id, by=person, desk=wiring.desk()), settings)


@router.post("/api/tickets/<ticket_id>/answered")
def answered(ticket_id: str) -> Response[str] | dict[str, Any]:
    person, settings = caller_and_settings(router)
    told = report_answer.ReportAnswer(ticket_id, **request.body(router, AnsweredBody).model_dump())
    try:
        return _unless_claimed(settings, lambda: report_answer.report_answer(told, by=person, desk=wiring.desk()))
    except StaleDraftError as e:
        return stale_draft(e, ticket_id, settings)


@router.post("/api/tickets/<ticket_id>/answered/<report_id>/withdraw")
def withdraw(ticket_id: str, report_id: str) -> dict[str, Any]:
    person, settings = caller_and_settings(router)
    return _shown(report_answer.withdraw_report(ticket_id, report_id, by=person, desk=wiring.desk()), settings)


@router.post("/api/tickets/<ticket_id>/acknowledge")
def acknowledge(ticket_id: str) -> dict[str, Any]:
    person, settings = caller_and_settings(router)
    return _shown(ticket_actions.acknowledge_ticket(ticket_id, by=person, desk=wiring.desk()), settings)


def _shown(ticket: Ticket, settings: DeskSettings) -> dict[str, Any]:
    now = wiring.desk().clock.now()
    return ticket_view(TicketRow.of(ticket), now=now, people=people_of(settings))


def _unless_claimed(settings: DeskSettings, change: Callable[[], Ticket]) -> Response[str] | dict[str, Any]:
    try:
        return _shown(change(), settings)
    except ClaimHeldError as e:
        return claim_held(e, settings)
