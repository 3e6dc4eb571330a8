"""Previews of a reply, a deadline, a calendar, and an alert's text."""

from typing import Any, Literal

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router
from pydantic import Field

from functions.desk_api.http import request
from functions.desk_api.http.caller import caller
from functions.desk_api.http.request import Ident, Json, JsonObject
from functions.desk_api.views.messages import message_view
from functions.desk_api.views.reply_preview import reply_preview_view
from shared import wiring
from shared.domain.posts.kinds import Channel
from shared.domain.text.rfc3339 import rfc3339
from shared.usecases.notifications.preview_message import preview_text, send_to_oneself
from shared.usecases.replies.preview_reply import Draft, preview_reply
from shared.usecases.settings.current import desk_settings
from shared.usecases.sla.preview_calendar import preview_calendar
from shared.usecases.sla.preview_deadline import preview_deadline

router = Router()

MOST_SPANS = 10_000
"""A year of minutes on a calendar of many short shifts; an answer of the function's holds at most 6 MB."""


class DraftBody(request.Body):
    account: Ident
    text: str
    ticket: Ident | None = None
    in_reply_to: Ident | None = None
    channel: Literal["public", "direct"] | None = None


class DeadlineBody(request.Body):
    calendar: Json
    start: Ident
    minutes: float = Field(strict=True)


class CalendarBody(request.Body):
    calendar: Json


class CalendarQuery(request.Query):
    language: Literal["en", "ja"] | None = None


class AlertBody(request.Body):
    """`words` (as a settings document of kind `text` has them for one language) are tried out without being in force;
    `send` sends the message to the caller, and with `sms` to their phone as well."""

    kind: Ident = "overdue"
    language: Literal["en", "ja"] | None = None
    words: JsonObject | None = None
    send: bool = False
    sms: bool = False


@router.post("/api/preview/reply")
def reply() -> dict[str, Any]:
    """Preview a draft: its parts, whether the network allows it, and its cost (R4-R6)."""
    desk = wiring.desk()
    caller(router, desk_settings(desk))
    body = request.body(router, DraftBody)
    channel = Channel(body.channel) if body.channel is not None else None
    draft = Draft(body.account, body.text, body.ticket, body.in_reply_to, channel)
    return reply_preview_view(preview_reply(draft, desk=desk))


@router.post("/api/preview/deadline")
def deadline() -> dict[str, Any]:
    """Preview a deadline on a calendar, with the spans that are counted (B5)."""
    desk = wiring.desk()
    caller(router, desk_settings(desk))
    body = request.body(router, DeadlineBody)
    found = preview_deadline(body.calendar, body.start, body.minutes, desk=desk)
    trace = [{"from": rfc3339(span.start), "to": rfc3339(span.end)} for span in found.spans[:MOST_SPANS]]
    return {"due_at": rfc3339(found.due_at), "trace": trace, "more": len(found.spans) > MOST_SPANS}


@router.post("/api/preview/calendar")
def calendar() -> dict[str, Any]:
    """Preview a calendar's open hours and closed days (B2)."""
    desk = wiring.desk()
    person = caller(router, desk_settings(desk))
    body = request.body(router, CalendarBody)
    language = request.query(router, CalendarQuery).language or person.language
    found = preview_calendar(body.calendar, language=language, desk=desk)
    return {
        "zone": found.zone,
        "from": found.start.isoformat(),
        "to": found.end.isoformat(),
        "days": [
            {"date": each.day.isoformat(), "why": each.why, "name": each.name, "hours": list(each.hours)}
            for each in found.days
        ],
        "spans": [{"from": rfc3339(span.start), "to": rfc3339(span.end)} for span in found.spans],
    }


@router.post("/api/preview/alert")
def alert() -> tuple[dict[str, Any], int]:
    """Preview an alert's text, and send it to the caller on request (L7)."""
    desk = wiring.desk()
    person = caller(router, desk_settings(desk))
    body = request.body(router, AlertBody)
    language = body.language or person.language
    message = preview_text(body.kind, language=language, words=body.words, by=person, desk=desk)
    if body.send:
        send_to_oneself(message, language=language, sms=body.sms, by=person, desk=desk)
    shown = {"kind": body.kind, "language": language, **message_view(message), "sent": body.send}
    return shown, 202 if body.send else 200
