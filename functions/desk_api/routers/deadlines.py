"""Trying a calendar out: when would it be due, which spans are counted (B5), and which days are closed (B2)."""

from typing import Any, Literal

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router
from pydantic import Field

from functions.desk_api.http import request
from functions.desk_api.http.caller import caller
from functions.desk_api.http.request import Ident, Json
from shared import wiring
from shared.adapters.rfc3339 import rfc3339
from shared.usecases.settings.current import desk_settings
from shared.usecases.sla.preview_calendar import preview_calendar
from shared.usecases.sla.preview_deadline import preview_deadline

router = Router()

MOST_SPANS = 10_000
"""A year of minutes on a calendar of many short shifts; an answer of the function's holds at most 6 MB."""


class DeadlineBody(request.Body):
    calendar: Json
    start: Ident
    minutes: float = Field(strict=True)


@router.post("/api/preview/deadline")
def preview() -> dict[str, Any]:
    desk = wiring.desk()
    caller(router, desk_settings(desk))
    asked = request.body(router, DeadlineBody)
    found = preview_deadline(asked.calendar, asked.start, asked.minutes, desk=desk)
    trace = [{"from": rfc3339(span.start), "to": rfc3339(span.end)} for span in found.spans[:MOST_SPANS]]
    return {"due_at": rfc3339(found.due_at), "trace": trace, "more": len(found.spans) > MOST_SPANS}


class CalendarBody(request.Body):
    calendar: Json


class CalendarQuery(request.Query):
    language: Literal["en", "ja"] | None = None


@router.post("/api/preview/calendar")
def preview_of_calendar() -> dict[str, Any]:
    desk = wiring.desk()
    person = caller(router, desk_settings(desk))
    asked = request.body(router, CalendarBody)
    language = request.query(router, CalendarQuery).language or person.language
    found = preview_calendar(asked.calendar, language=language, desk=desk)
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
