"""The queue, and who I am."""

import hashlib
import json
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.caller import caller
from functions.desk_api.pictures import address_of
from functions.desk_api.sealed import sealed_view
from functions.desk_api.views import TicketView, people_of, rfc3339
from shared import wiring
from shared.domain.errors import InvalidError
from shared.usecases.account_health import AccountHealth, account_health
from shared.usecases.list_queue import Wanted, list_queue
from shared.usecases.settings import desk_settings

router = Router()


@router.get("/api/me")
def me() -> dict[str, Any]:
    settings = desk_settings(wiring.desk())
    person = caller(router, settings)
    return {
        "sub": person.id,
        "name": person.name,
        "email": person.email,
        "language": person.language,
        "zone": person.zone,
        "groups": person.groups,
        "sign_off": person.sign_off,
        "desk_zone": settings.general.zone,
    }


@router.get("/api/queue")
def queue() -> Response[str]:
    """One page of the queue, or next to nothing where it is the one that the caller has.

    What only time changes is not in the tag: the instant of the answer, and when a healthy account was last heard. So a
    page that asks every few seconds costs an empty answer until something happened.
    """
    desk = wiring.desk()
    settings = desk_settings(desk)
    person = caller(router, settings)
    listed = list_queue(_wanted(router.current_event.query_string_parameters), me=person.id, desk=desk)
    people = people_of(settings)
    accounts = [_account(health) for health in account_health(desk=desk)]
    answer = {
        "tickets": [
            TicketView.of(row, now=listed.as_of, people=people, ahead=listed.ahead.get(row.id)).model_dump(
                by_alias=True
            )
            for row in listed.rows
        ],
        "next_cursor": listed.next_cursor,
        "counts": {name: {"n": count.n, "more": count.more} for name, count in listed.counts.items()},
        "tags": listed.tags,
    }
    steady = [account if account["state"] != "ok" else account | {"last_seen": None} for account in accounts]
    tag = _tag({**answer, "accounts": steady, "me": person.id})
    as_of = rfc3339(listed.as_of)
    headers: dict[str, str | list[str]] = {
        "etag": tag,
        "desk-time": as_of,
        "cache-control": "private, no-cache",
        "vary": "authorization, accept-encoding",
    }
    if tag in (router.current_event.headers or {}).get("if-none-match", ""):
        return Response(status_code=304, body="", headers=headers)
    body = json.dumps({"as_of": as_of, **answer, "accounts": accounts}, ensure_ascii=False)
    return Response(status_code=200, content_type="application/json", body=body, headers=headers, compress=True)


def _account(health: AccountHealth) -> dict[str, Any]:
    return {
        "id": health.account.id,
        "username": health.account.username,
        "name": health.account.name,
        "colour": health.account.colour,
        "picture": address_of(health.account),
        "state": health.state,
        "since": rfc3339(health.worst.since) if health.worst and health.worst.since else None,
        "last_seen": rfc3339(health.last_seen) if health.last_seen else None,
        "encrypted": sealed_view(health),
    }


def _tag(answer: dict[str, Any]) -> str:
    """Weak, since what it stands for may differ in a second that nobody sees."""
    return f'W/"{hashlib.sha256(json.dumps(answer).encode()).hexdigest()[:24]}"'


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
        channel=said.get("channel") or None,
        tag=said.get("tag") or None,
        only=said.get("only") or None,
        limit=int(limit),
        cursor=said.get("cursor") or None,
    )
