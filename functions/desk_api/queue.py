"""The queue, and who I am."""

from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.caller import caller
from functions.desk_api.views import TicketView, people_of, rfc3339
from shared import wiring
from shared.domain.errors import InvalidError
from shared.usecases.account_health import account_health
from shared.usecases.list_queue import Wanted, list_queue
from shared.usecases.settings import desk_settings

router = Router()


@router.get("/api/me")
def me() -> dict[str, Any]:
    person = caller(router, desk_settings(wiring.desk()))
    return {
        "sub": person.id,
        "name": person.name,
        "email": person.email,
        "language": person.language,
        "zone": person.zone,
        "groups": person.groups,
        "sign_off": person.sign_off,
    }


@router.get("/api/queue")
def queue() -> dict[str, Any]:
    desk = wiring.desk()
    settings = desk_settings(desk)
    person = caller(router, settings)
    listed = list_queue(_wanted(router.current_event.query_string_parameters), me=person.id, desk=desk)
    people = people_of(settings)
    return {
        "as_of": rfc3339(listed.as_of),
        "tickets": [TicketView.of(row, now=listed.as_of, people=people).model_dump() for row in listed.rows],
        "next_cursor": listed.next_cursor,
        "counts": {name: {"n": count.n, "more": count.more} for name, count in listed.counts.items()},
        "accounts": [
            {
                "id": health.account.id,
                "username": health.account.username,
                "name": health.account.name,
                "colour": health.account.colour,
                "state": health.state,
                "last_seen": rfc3339(health.last_seen) if health.last_seen else None,
            }
            for health in account_health(desk=desk)
        ],
    }


def _wanted(query: dict[str, str] | None) -> Wanted:
    said = query or {}
    limit = said.get("limit", "50")
    if not limit.isdigit():
        raise InvalidError("limit", "must be a number")
    return Wanted(
        accounts=tuple(name for name in said.get("account", "").split(",") if name),
        status=said.get("status") or None,
        assignee=said.get("assignee") or None,
        q=said.get("q", ""),
        only=said.get("only") or None,
        limit=int(limit),
        cursor=said.get("cursor") or None,
    )
