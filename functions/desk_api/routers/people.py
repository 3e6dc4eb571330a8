"""People of the desk: names for everybody, invitations and access for admins, undeliverable addresses for managers."""

from typing import Any
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router
from pydantic import ConfigDict, Field

from functions.desk_api.http import request
from functions.desk_api.http.caller import caller, caller_and_settings, need_manager
from functions.desk_api.http.problems import of_error
from functions.desk_api.http.request import Json
from functions.desk_api.views.deliverability import deliverability_view
from shared import wiring
from shared.domain.errors import ForbiddenError, SettingsMovedError
from shared.domain.notifications.mentioned_colleagues import handle_of
from shared.domain.settings.desk import ADMINS, Person
from shared.ports.settings import Document
from shared.usecases.notifications.deliverability import clear_mark, nobody_reachable, people_at_fault
from shared.usecases.people import manage_people
from shared.usecases.settings.current import desk_settings

router = Router()


class AddBody(request.Body):
    """The other fields are those of a person's settings document, and checked as it is."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Json] = Field(init=False)

    name: str
    email: str


class ChangeBody(request.Body):
    """The fields that change; null removes a field. With `version`, the document must be at that version."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Json] = Field(init=False)

    version: int | None = Field(default=None, ge=1, strict=True)


@router.get("/api/people")
def read() -> dict[str, Any]:
    """List everybody by name, with the handle to write behind an `@` in a note, and whether they are there at this
    moment; no addresses."""
    _, settings = caller_and_settings(router)
    now = wiring.desk().clock.now()
    return {
        "people": [
            {
                "sub": person.id,
                "name": person.name,
                "handle": handle_of(person, settings.working),
                "language": person.language,
                "present": person.presence.is_available(now),
            }
            for person in sorted(settings.working, key=lambda each: (each.name.casefold(), each.id))
        ]
    }


@router.post("/api/people")
def add() -> tuple[dict[str, Any], int]:
    by = _admin()
    body = request.body(router, AddBody)
    return _shown(manage_people.add_person(body.model_dump(), by=by, desk=wiring.desk())), 201


@router.put("/api/people/<sub>")
def change(sub: str) -> Response[str] | dict[str, Any]:
    by = _admin()
    fields = request.body(router, ChangeBody).model_dump()
    version = fields.pop("version")
    try:
        return _shown(manage_people.change_person(sub, fields, version=version, by=by, desk=wiring.desk()))
    except SettingsMovedError as e:
        return of_error(e, document={"kind": e.kind, "id": e.ident, "version": e.version})


@router.post("/api/people/<sub>/disable")
def disable(sub: str) -> dict[str, Any]:
    return _shown(manage_people.disable_person(sub, by=_admin(), desk=wiring.desk()))


@router.post("/api/people/<sub>/enable")
def enable(sub: str) -> dict[str, Any]:
    return _shown(manage_people.enable_person(sub, by=_admin(), desk=wiring.desk()))


@router.post("/api/people/<sub>/invite")
def invite(sub: str) -> tuple[dict[str, Any], int]:
    """Invite again somebody who has not signed in yet."""
    manage_people.invite_again(sub, by=_admin(), desk=wiring.desk())
    return {"id": sub}, 202


@router.post("/api/people/<person_id>/marks/<way>/clear")
def clear(person_id: str, way: str) -> dict[str, Any]:
    """Use the person's address again (L2)."""
    desk = wiring.desk()
    need_manager(caller(router, desk_settings(desk)))
    clear_mark(unquote(person_id), way, desk=desk)
    people = [deliverability_view(reach) for reach in people_at_fault(desk=desk)]
    return {"people": people, "nobody_reachable": nobody_reachable(desk=desk)}


def _admin() -> Person:
    person, _ = caller_and_settings(router)
    if ADMINS not in person.groups:
        raise ForbiddenError("Only an admin can change who works here.")
    return person


def _shown(document: Document) -> dict[str, Any]:
    """A person's settings document in the form of `GET /api/settings`."""
    return {"id": document.id, "version": document.version, "body": document.body}
