"""The queue: what waits, soonest deadline first, and what the search finds."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.http.caller import caller, subject
from functions.desk_api.http.cursors import issue_cursor, place_of
from functions.desk_api.http.plain_query import PlainQuery
from functions.desk_api.http.queue_tag import QueueTag, digest, tags_in
from functions.desk_api.routers.pictures import address_of
from functions.desk_api.views.match import match_view
from functions.desk_api.views.networks import sign_view
from functions.desk_api.views.people import People, people_of
from functions.desk_api.views.skipped_posts import encrypted_view
from functions.desk_api.views.ticket import ticket_view
from shared import wiring
from shared.domain.networks.measure import Measure
from shared.domain.networks.rules import NetworkRules
from shared.domain.posts.kinds import Channel
from shared.domain.text.rfc3339 import rfc3339
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.rows import TicketRow
from shared.usecases.accounts.account_health import AccountHealth, account_health
from shared.usecases.settings.current import desk_settings
from shared.usecases.tickets.list_queue import QueueFilter, QueuePage, list_queue

router = Router()

FORM = 1
"""To be increased whenever the same state gives another response, so that pages opened before an upgrade read it."""


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """Filters, combined with AND. With `q` the list holds search results, of every status unless one is given. `counts=false`
    saves counting: for a further page, and for a search."""

    account: tuple[str, ...]
    status: Status | None
    assignee: str | None
    q: str
    channel: Channel | None
    tag: str | None
    only: str | None
    limit: int
    cursor: str | None
    counts: bool

    @classmethod
    def read(cls, given: PlainQuery) -> "QueueQuery":
        """Read it in the order of its fields: the first that is refused is named. Raises InvalidError."""
        return cls(
            account=given.names("account"),
            status=given.member("status", Status),
            assignee=given.text("assignee"),
            q=given.text("q") or "",
            channel=given.member("channel", Channel),
            tag=given.text("tag"),
            only=given.one_of("only", ("overdue", "due_soon")),
            limit=given.whole("limit", 50, least=1, most=200),
            cursor=given.text("cursor", longest=1_500),
            counts=given.truth("counts", default=True),
        )


@router.get("/api/queue")
def queue() -> Response[str]:
    """Return one page of the queue, or 304 if the caller has it.

    The ETag leaves out values that change with time alone: the response's instant, and when a healthy account was last
    heard from. So a page that polls every few seconds gets empty responses until something has happened, and the desk
    reads one mark an account for each (design §5). Marks and settings' versions are read before everything else: what
    changes while the page is read moves them afterwards. A request without a tag is answered from the table, since a person who has just acted asks
    before their act has moved a mark.

    A 304 by the marks does not read the caller's document: it holds nothing, their settings' versions are part of the tag,
    and a document that changes moves every mark.
    """
    desk = wiring.desk()
    versions = sorted((each.kind, each.id, each.version) for each in desk.settings.current())
    settings = desk_settings(desk)
    marks = desk.changes.changed_each([account.id for account in settings.accounts])
    parameters = sorted((router.current_event.query_string_parameters or {}).items())
    state = digest([FORM, parameters, sorted(marks.items()), versions, subject(router)])
    given, now = tags_in((router.current_event.headers or {}).get("if-none-match", "")), desk.clock.now()
    unchanged = next((tag for tag in given if tag.holds(state, now)), None)
    if unchanged is not None:
        return _not_modified(unchanged, now)
    person = caller(router, settings)
    query = QueueQuery.read(PlainQuery(router))
    filters, continued = _filters(query, me=person.id)
    listed = list_queue(filters, me=person.id, desk=desk, marks=marks, fresh=not given)
    health = account_health(desk=desk, marks=marks)
    accounts = [_account(each, desk.rules[each.account.network]) for each in health]
    answer = _answer(query, listed, continued, people_of(settings))
    steady = [account if account["state"] != "ok" else account | {"last_seen": None} for account in accounts]
    content = digest({**answer, "accounts": steady, "me": person.id})
    tag = QueueTag(content, state, _earliest(listed.steady_until, *(each.steady_until for each in health)))
    if any(each.content == content for each in given):
        return _not_modified(tag, listed.as_of)
    body = json.dumps({"as_of": rfc3339(listed.as_of), **answer, "accounts": accounts}, ensure_ascii=False)
    headers = _headers(tag, listed.as_of)
    return Response(status_code=200, content_type="application/json", body=body, headers=headers, compress=True)


def _answer(query: QueueQuery, listed: QueuePage, continued: Mapping[str, Any], people: People) -> dict[str, Any]:
    """Return the page without what changes with time alone."""
    answer = {
        "tickets": [_ticket(row, listed, people) for row in listed.rows],
        "next_cursor": issue_cursor(listed.next_cursor, query=continued) if listed.next_cursor else None,
        "counts": {name: {"n": count.n, "more": count.more} for name, count in listed.counts.items()},
        "tags": listed.tags,
    }
    if query.q.strip():
        answer["searched_back_to"] = rfc3339(listed.searched_back_to) if listed.searched_back_to else None
    return answer


def _not_modified(tag: QueueTag, as_of: datetime) -> Response[str]:
    """Answer that the caller has the page. A page that was read anew has another tag by now, with which to ask next."""
    return Response(status_code=304, body="", headers=_headers(tag, as_of))


def _headers(tag: QueueTag, as_of: datetime) -> dict[str, str | list[str]]:
    return {
        "etag": str(tag),
        "desk-time": rfc3339(as_of),
        "cache-control": "private, no-cache",
        "vary": "authorization, accept-encoding",
    }


def _earliest(*until: datetime | None) -> datetime | None:
    """Return the earliest of the instants; None if one of them is missing, since nothing vouches for that part."""
    return min((at for at in until if at is not None), default=None) if None not in until else None


def _ticket(row: TicketRow, listed: QueuePage, people: People) -> dict[str, Any]:
    """Return a row; search results have their `match`."""
    view = ticket_view(row, now=listed.as_of, people=people, ahead=listed.ahead.get(row.id))
    match = listed.matches.get(row.id)
    return view if match is None else view | {"match": match_view(match, people)}


def _account(health: AccountHealth, rules: NetworkRules) -> dict[str, Any]:
    return {
        "id": health.account.id,
        "username": health.account.username,
        "name": health.account.name,
        "network": rules.network,
        "network_name": rules.title,
        "network_sign": sign_view(rules),
        "measures": {channel.value: _measure(rules.measure(channel, health.account)) for channel in Channel},
        "finds_own": rules.finds_own,
        "shows_native_answers": rules.shows_native_answers,
        "colour": health.account.colour,
        "picture": address_of(health.account),
        "state": health.state,
        "since": rfc3339(health.worst.since) if health.worst and health.worst.since else None,
        "last_seen": rfc3339(health.last_seen) if health.last_seen else None,
        "encrypted": encrypted_view(health, rules),
    }


def _measure(measure: Measure) -> dict[str, Any]:
    """Return the measure by which the composer counts while somebody types (R4)."""
    return {
        "unit": measure.unit,
        "limit": measure.limit,
        "bytes_limit": measure.bytes_limit,
        "splits": measure.splits,
    }


def _filters(query: QueueQuery, *, me: str) -> tuple[QueueFilter, dict[str, Any]]:
    """Return the filter, and the query to which a cursor is bound: pages of one list can differ in length only."""
    filters = {name: value for name, value in asdict(query).items() if name not in ("limit", "cursor", "counts")}
    continued = {"list": "queue", **filters, "me": me if query.assignee == "me" else None}
    place = place_of(query.cursor, query=continued)[0] if query.cursor is not None else None
    filters["accounts"] = filters.pop("account")
    return QueueFilter(**filters, limit=query.limit, cursor=place, counts=query.counts), continued
