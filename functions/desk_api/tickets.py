"""One ticket: reading it, and everything that people do with it."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router
from pydantic import Field

from functions.desk_api import request
from functions.desk_api.caller import caller
from functions.desk_api.problems import of_error
from functions.desk_api.request import ClientId, Ident
from functions.desk_api.ticket_view import EarlierTicket, FullTicket
from functions.desk_api.views import HistoryView, PostView, ReplyView, TicketView, people_of
from functions.desk_api.whom_view import whom_of
from shared import wiring
from shared.domain.desk import DeskSettings, Person
from shared.domain.errors import ClaimHeldError, InvalidError, StaleDraftError
from shared.domain.post import Channel
from shared.domain.rows import TicketRow
from shared.domain.ticket import Ticket
from shared.usecases import classify_ticket as classify
from shared.usecases import tend_ticket as tend
from shared.usecases.read_ticket import with_earlier
from shared.usecases.reply_to_ticket import ReplyToTicket, reply_to_ticket, send_again, settle_reply
from shared.usecases.settings import desk_settings, traces
from shared.usecases.take_back_reply import take_back

router = Router()

MOST_EARLIER = 20
"""Tickets of a customer that are shown beside an open one; an answer of the function's holds at most 6 MB."""


class EarlierQuery(request.Query):
    before: str | None = None


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


class RetryBody(request.Body):
    seen_through: Ident | None = None
    seen_version: int | None = Field(default=None, ge=0)


class ClaimBody(request.Body):
    take_over: bool = False


class NoteBody(request.Body):
    text: str
    client_note_id: ClientId | None = None


class DoneBody(request.Body):
    reason: Ident = "resolved"


class AssignBody(request.Body):
    assignee: Ident | None


class PriorityBody(request.Body):
    priority: Ident


class TagsBody(request.Body):
    tags: tuple[str, ...]


class SettleBody(request.Body):
    outcome: Literal["sent", "not_sent"]
    post: str | None = None


@router.get("/api/tickets/<ticket_id>")
def read(ticket_id: str) -> dict[str, Any]:
    _, settings = _who()
    desk = wiring.desk()
    ticket, earlier = with_earlier(ticket_id, desk=desk)
    full = FullTicket.of(
        ticket,
        traces=traces(ticket, desk),
        now=desk.clock.now(),
        people=people_of(settings),
        whom=whom_of(settings, ticket.assignee),
        earlier=len(earlier),
    )
    return full.model_dump(by_alias=True)


@router.get("/api/tickets/<ticket_id>/earlier")
def earlier(ticket_id: str) -> dict[str, Any]:
    """The customer's other tickets on the account, the oldest first: what was said before, read when it is asked for. The
    newest of them, or those older than the ticket in `before`; `more` says that there are older ones yet."""
    _, settings = _who()
    _, others = with_earlier(ticket_id, desk=wiring.desk())
    before = request.query(router, EarlierQuery).before
    if before is not None:
        others = others[: _place(before, others)]
    now, people = wiring.desk().clock.now(), people_of(settings)
    shown = [EarlierTicket.of(each, now=now, people=people).model_dump() for each in others[-MOST_EARLIER:]]
    return {"tickets": shown, "more": len(others) > MOST_EARLIER}


@router.post("/api/tickets/<ticket_id>/claim")
def claim(ticket_id: str) -> Response[str] | dict[str, Any]:
    person, settings = _who()
    take_over = request.body(router, ClaimBody).take_over
    return _guarded(settings, lambda: tend.claim_ticket(ticket_id, by=person, take_over=take_over, desk=wiring.desk()))


@router.post("/api/tickets/<ticket_id>/release")
def release(ticket_id: str) -> dict[str, Any]:
    person, settings = _who()
    return _shown(tend.release_ticket(ticket_id, by=person, desk=wiring.desk()), settings)


@router.post("/api/tickets/<ticket_id>/assign")
def assign(ticket_id: str) -> dict[str, Any]:
    person, settings = _who()
    assignee = request.body(router, AssignBody).assignee
    return _shown(tend.assign_ticket(ticket_id, assignee, by=person, desk=wiring.desk()), settings)


@router.post("/api/tickets/<ticket_id>/priority")
def prioritise(ticket_id: str) -> dict[str, Any]:
    person, settings = _who()
    priority = request.body(router, PriorityBody).priority
    return _shown(classify.set_priority(ticket_id, priority, by=person, desk=wiring.desk()), settings)


@router.post("/api/tickets/<ticket_id>/tags")
def tag(ticket_id: str) -> dict[str, Any]:
    person, settings = _who()
    tags = request.body(router, TagsBody).tags
    return _shown(classify.set_tags(ticket_id, tags, by=person, desk=wiring.desk()), settings)


@router.post("/api/tickets/<ticket_id>/notes")
def note(ticket_id: str) -> tuple[dict[str, Any], int]:
    person, settings = _who()
    body = request.body(router, NoteBody)
    action = tend.note_on_ticket(
        ticket_id, body.text, by=person, client_note_id=body.client_note_id, desk=wiring.desk()
    )
    return HistoryView.of(action, people=people_of(settings)).model_dump(), 201


@router.post("/api/tickets/<ticket_id>/done")
def done(ticket_id: str) -> Response[str] | dict[str, Any]:
    person, settings = _who()
    reason = request.body(router, DoneBody).reason
    return _guarded(settings, lambda: tend.finish_ticket(ticket_id, reason, by=person, desk=wiring.desk()))


@router.post("/api/tickets/<ticket_id>/reopen")
def reopen(ticket_id: str) -> dict[str, Any]:
    person, settings = _who()
    return _shown(tend.reopen_ticket(ticket_id, by=person, desk=wiring.desk()), settings)


@router.post("/api/tickets/<ticket_id>/acknowledge")
def acknowledge(ticket_id: str) -> dict[str, Any]:
    person, settings = _who()
    return _shown(tend.acknowledge_ticket(ticket_id, by=person, desk=wiring.desk()), settings)


@router.post("/api/tickets/<ticket_id>/replies")
def reply(ticket_id: str) -> Response[str] | tuple[dict[str, Any], int]:
    person, settings = _who()
    desk = wiring.desk()
    command = ReplyToTicket(ticket=ticket_id, **request.body(router, ReplyBody).model_dump())
    try:
        put_out = reply_to_ticket(command, by=person, desk=desk)
    except ClaimHeldError as e:
        return _held(e, settings)
    except StaleDraftError as e:
        return _stale(e, ticket_id, settings)
    return ReplyView.of(put_out, people=people_of(settings)).model_dump(), 202


@router.post("/api/tickets/<ticket_id>/replies/<reply_id>/retry")
def retry(ticket_id: str, reply_id: str) -> Response[str] | tuple[dict[str, Any], int]:
    person, settings = _who()
    seen = request.body(router, RetryBody).model_dump()
    try:
        put_out = send_again(ticket_id, reply_id, by=person, desk=wiring.desk(), **seen)
    except ClaimHeldError as e:
        return _held(e, settings)
    except StaleDraftError as e:
        return _stale(e, ticket_id, settings)
    return ReplyView.of(put_out, people=people_of(settings)).model_dump(), 202


@router.post("/api/tickets/<ticket_id>/replies/<reply_id>/cancel")
def cancel(ticket_id: str, reply_id: str) -> Response[str] | dict[str, Any]:
    """Undo, while nothing has gone out yet; and no more of what did not go out, or only in part."""
    person, settings = _who()
    try:
        taken = take_back(ticket_id, reply_id, by=person, desk=wiring.desk())
    except ClaimHeldError as e:
        return _held(e, settings)
    return ReplyView.of(taken, people=people_of(settings)).model_dump()


@router.post("/api/tickets/<ticket_id>/replies/<reply_id>/settle")
def settle(ticket_id: str, reply_id: str) -> dict[str, Any]:
    _, settings = _who()
    body = request.body(router, SettleBody)
    if body.outcome == "sent" and not body.post:
        raise InvalidError("post", "paste the address of the post that you found on the network")
    post = body.post if body.outcome == "sent" else None
    settled = settle_reply(ticket_id, reply_id, post=post, desk=wiring.desk())
    return ReplyView.of(settled, people=people_of(settings)).model_dump()


def _place(ticket_id: str, others: Sequence[Ticket]) -> int:
    found = next((n for n, each in enumerate(others) if each.id == ticket_id), None)
    if found is None:
        raise InvalidError("before", "is no other ticket of this customer")
    return found


def _who() -> tuple[Person, DeskSettings]:
    settings = desk_settings(wiring.desk())
    return caller(router, settings), settings


def _shown(ticket: Ticket, settings: DeskSettings) -> dict[str, Any]:
    now = wiring.desk().clock.now()
    return TicketView.of(TicketRow.of(ticket), now=now, people=people_of(settings)).model_dump()


def _stale(error: StaleDraftError, ticket_id: str, settings: DeskSettings) -> Response[str]:
    """R2: what the writer has not seen goes with the refusal, so that it can be shown at once, and what to send as seen
    once they have read it."""
    ticket, people = wiring.desk().tickets.load(ticket_id), people_of(settings)
    newer = [PostView.of(p, flagged=False, people=people).model_dump() for p in ticket.posts if p.id in error.newer]
    seen = {"seen_through": ticket.last_words.answer_to, "seen_version": ticket.version}
    return of_error(error, newer=newer, **seen)


def _guarded(settings: DeskSettings, change: Callable[[], Ticket]) -> Response[str] | dict[str, Any]:
    try:
        return _shown(change(), settings)
    except ClaimHeldError as e:
        return _held(e, settings)


def _held(error: ClaimHeldError, settings: DeskSettings) -> Response[str]:
    """409 with the holder, by name (R2)."""
    person = people_of(settings)(error.holder)
    holder = {"sub": error.holder, "name": person.name if person else "", "until": error.until.isoformat()}
    return of_error(error, holder=holder)
