"""Replies of a ticket: write, retry, cancel, resolve, and their state (R1)."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router
from pydantic import Field

from functions.desk_api.http import request
from functions.desk_api.http.caller import caller_and_settings
from functions.desk_api.http.cursors import issue_cursor, place_of
from functions.desk_api.http.problems import of_error
from functions.desk_api.http.request import ClientId, Ident, Names, Whole
from functions.desk_api.http.ticket_problems import claim_held, id_reused, stale_draft
from functions.desk_api.views.links import Links
from functions.desk_api.views.people import people_of
from functions.desk_api.views.replies import CautionView, ReplyView, ReturnedView
from shared import wiring
from shared.domain.errors import ClaimHeldError, IdReusedError, NeedsConfirmationError, StaleDraftError
from shared.domain.posts.kinds import Channel
from shared.domain.posts.visibility import Audience
from shared.domain.replies.reply import Reply
from shared.domain.settings.desk import DeskSettings
from shared.domain.text.rfc3339 import rfc3339
from shared.usecases.notifications.notify_writer import see_returned
from shared.usecases.replies.cancel_reply import cancel_reply
from shared.usecases.replies.list_failed_replies import list_failed_replies
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.resolve_reply import resolve_reply, send_again
from shared.usecases.retrying import on_newest
from shared.usecases.tickets.read_ticket import reply_in

router = Router()

Finding = Annotated[str, Field(max_length=100)]
"""The id of a warning in the preview that the writer has confirmed."""

MOST_FINDINGS = 200


class ReplyBody(request.Body):
    client_reply_id: ClientId
    in_reply_to: Ident
    seen_through: Ident
    text: str
    account: Ident | None = None
    confirm_handle: Ident | None = None
    channel: Channel | None = None
    confirm_public: bool = False
    seen_version: int | None = Field(default=None, ge=0)
    confirm: tuple[Finding, ...] = Field(default=(), max_length=MOST_FINDINGS)
    audience: Audience | None = None


class RetryBody(request.Body):
    seen_through: Ident | None = None
    seen_version: int | None = Field(default=None, ge=0)
    confirm: tuple[Finding, ...] = Field(default=(), max_length=MOST_FINDINGS)


class SettleBody(request.Body):
    outcome: Literal["sent", "not_sent"]
    post: Ident | None = None


class ReturnedQuery(request.Query):
    """`by` is a person's id, or `me`."""

    account: Names = ()
    by: str | None = None
    limit: Annotated[Whole, Field(ge=1, le=100)] = 50
    cursor: str | None = Field(default=None, max_length=1_500)


@router.get("/api/replies")
def returned() -> dict[str, Any]:
    """List replies that failed, were partly sent, or have an unknown outcome, and still need a person, newest first (W4)."""
    person, settings = caller_and_settings(router)
    desk = wiring.desk()
    query = request.query(router, ReturnedQuery)
    by = person.id if query.by == "me" else query.by
    continued = {"list": "replies", "account": sorted(query.account), "by": by}
    after = place_of(query.cursor, query=continued)[0] if query.cursor is not None else None
    found, goes_on = list_failed_replies(by=by, accounts=query.account, after=after, limit=query.limit, desk=desk)
    people, links = people_of(settings), _links(settings)
    return {
        "as_of": rfc3339(desk.clock.now()),
        "replies": [ReturnedView.of_returned(each, people=people, links=links).model_dump() for each in found],
        "next_cursor": issue_cursor(goes_on, query=continued) if goes_on is not None else None,
    }


@router.get("/api/tickets/<ticket_id>/replies/<reply_id>")
def one(ticket_id: str, reply_id: str) -> dict[str, Any]:
    """Return the state of a reply, for writers who have left its ticket."""
    _, settings = caller_and_settings(router)
    found = on_newest(ticket_id, lambda ticket: reply_in(ticket, reply_id), desk=wiring.desk())
    return ReplyView.of(found, people=people_of(settings), links=_links(settings)).model_dump()


@router.post("/api/tickets/<ticket_id>/replies/<reply_id>/seen")
def seen(ticket_id: str, reply_id: str) -> dict[str, Any]:
    """Record that the writer has seen the failure, and needs no mail."""
    person, settings = caller_and_settings(router)
    reply = see_returned(ticket_id, reply_id, by=person, desk=wiring.desk())
    return ReplyView.of(reply, people=people_of(settings), links=_links(settings)).model_dump()


@router.post("/api/tickets/<ticket_id>/replies")
def reply(ticket_id: str) -> Response[str] | tuple[dict[str, Any], int]:
    person, settings = caller_and_settings(router)
    desk = wiring.desk()
    command = ReplyToTicket(ticket=ticket_id, **request.body(router, ReplyBody).model_dump())
    try:
        return _accepted(ticket_id, settings, lambda: reply_to_ticket(command, by=person, desk=desk))
    except IdReusedError as e:
        return id_reused(e, settings)


@router.post("/api/tickets/<ticket_id>/replies/<reply_id>/retry")
def retry(ticket_id: str, reply_id: str) -> Response[str] | tuple[dict[str, Any], int]:
    person, settings = caller_and_settings(router)
    seen = request.body(router, RetryBody).model_dump()
    return _accepted(
        ticket_id, settings, lambda: send_again(ticket_id, reply_id, by=person, desk=wiring.desk(), **seen)
    )


@router.post("/api/tickets/<ticket_id>/replies/<reply_id>/cancel")
def cancel(ticket_id: str, reply_id: str) -> Response[str] | dict[str, Any]:
    """Cancel a reply: undo it while nothing is sent, or give up one that failed or was partly sent."""
    person, settings = caller_and_settings(router)
    try:
        taken = cancel_reply(ticket_id, reply_id, by=person, desk=wiring.desk())
    except ClaimHeldError as e:
        return claim_held(e, settings)
    return ReplyView.of(taken, people=people_of(settings), links=_links(settings)).model_dump()


@router.post("/api/tickets/<ticket_id>/replies/<reply_id>/settle")
def settle(ticket_id: str, reply_id: str) -> Response[str] | tuple[dict[str, Any], int]:
    """Resolve a reply of unknown outcome. Answer 202 while the network is asked for the author of a post that is not stored.
    A network whose posts have no addresses needs none."""
    person, settings = caller_and_settings(router)
    body = request.body(router, SettleBody)
    stands = body.outcome == "sent"
    post = body.post if stands else None
    try:
        settled = resolve_reply(ticket_id, reply_id, post=post, stands=stands, by=person, desk=wiring.desk())
    except ClaimHeldError as e:
        return claim_held(e, settings)
    shown = ReplyView.of(settled, people=people_of(settings), links=_links(settings)).model_dump()
    return shown, 202 if settled.under_way else 200


def _accepted(
    ticket_id: str, settings: DeskSettings, send: Callable[[], Reply]
) -> Response[str] | tuple[dict[str, Any], int]:
    """Answer 202 with the accepted reply, or the problem (R2, R8)."""
    try:
        reply = send()
    except ClaimHeldError as e:
        return claim_held(e, settings)
    except StaleDraftError as e:
        return stale_draft(e, ticket_id, settings)
    except NeedsConfirmationError as e:
        return _unconfirmed(e)
    return ReplyView.of(reply, people=people_of(settings), links=_links(settings)).model_dump(), 202


def _unconfirmed(error: NeedsConfirmationError) -> Response[str]:
    """Answer with the findings that have to be confirmed, as in the preview (R8)."""
    return of_error(error, findings=[CautionView.of(each).model_dump() for each in error.findings])


def _links(settings: DeskSettings) -> Links:
    return Links(settings, wiring.desk().rules)
