"""Admins let people in and out: the sign-in and the settings document in one request."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router
from pydantic import ConfigDict, Field

from functions.desk_api.http import request
from functions.desk_api.http.caller import caller
from functions.desk_api.http.problems import of_error
from functions.desk_api.http.request import Json
from shared import wiring
from shared.domain.errors import ForbiddenError, SettingsMovedError
from shared.domain.settings.desk import ADMINS, Person
from shared.ports.settings import Document
from shared.usecases.people import manage_people as people
from shared.usecases.settings.current import desk_settings

router = Router()


class AddBody(request.Body):
    """The other fields are those of a person's settings document, and checked as it is."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Json] = Field(init=False)

    name: str
    email: str


class ChangeBody(request.Body):
    """The fields that change; null takes one away. With `version`, the document must be at it."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Json] = Field(init=False)

    version: int | None = Field(default=None, ge=1, strict=True)


@router.post("/api/people")
def add() -> tuple[dict[str, Any], int]:
    by = _admin()
    body = request.body(router, AddBody)
    return _shown(people.add_person(body.model_dump(), by=by, desk=wiring.desk())), 201


@router.put("/api/people/<sub>")
def change(sub: str) -> Response[str] | dict[str, Any]:
    by = _admin()
    fields = request.body(router, ChangeBody).model_dump()
    version = fields.pop("version")
    try:
        return _shown(people.change_person(sub, fields, version=version, by=by, desk=wiring.desk()))
    except SettingsMovedError as e:
        return of_error(e, document={"kind": e.kind, "id": e.ident, "version": e.version})


@router.post("/api/people/<sub>/disable")
def disable(sub: str) -> dict[str, Any]:
    return _shown(people.disable_person(sub, by=_admin(), desk=wiring.desk()))


@router.post("/api/people/<sub>/enable")
def enable(sub: str) -> dict[str, Any]:
    return _shown(people.enable_person(sub, by=_admin(), desk=wiring.desk()))


@router.post("/api/people/<sub>/invite")
def invite(sub: str) -> tuple[dict[str, Any], int]:
    """Once more, to somebody who has not signed in yet."""
    people.invite_again(sub, by=_admin(), desk=wiring.desk())
    return {"id": sub}, 202


def _admin() -> Person:
    person = caller(router, desk_settings(wiring.desk()))
    if ADMINS not in person.groups:
        raise ForbiddenError("Only an admin can change who works here.")
    return person


def _shown(document: Document) -> dict[str, Any]:
    """As `GET /api/settings` shows it."""
    return {"id": document.id, "version": document.version, "body": document.body}
