"""Who is calling. The gateway has checked the token; the groups in it are checked here, since an HTTP API does not."""

import re
from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from shared.domain.desk import ADMINS, GROUPS, MANAGERS, DeskSettings, Person
from shared.domain.errors import ForbiddenError


def caller(router: Router | Any, settings: DeskSettings) -> Person:
    """The person with this token: as the desk's settings know them, in the groups that the token says.

    Raises ForbiddenError for somebody who has signed in and is in none of the desk's groups, and where a request came by
    a route on which the gateway checks no token.
    """
    authorizer = router.current_event.request_context.authorizer
    claims = (authorizer.jwt_claim if authorizer is not None else None) or {}
    groups = groups_in(claims)
    if not groups:
        raise ForbiddenError("You are in none of the desk's groups; an admin can add you.")
    sub = str(claims["sub"])
    known = settings.person(sub)
    name = str(claims.get("name") or claims.get("email") or claims.get("username") or sub)
    if known is None:
        email = str(claims.get("email") or "")
        return Person(sub, name, email, language=settings.general.language, zone=settings.general.zone, groups=groups)
    return Person(sub, known.name, known.email, known.phone, known.language, known.zone, groups, known.sign_off)


def groups_in(claims: dict[str, Any]) -> tuple[str, ...]:
    """The desk's groups in `cognito:groups`, which an HTTP API hands on as `[agents managers]`."""
    said = claims.get("cognito:groups") or ""
    names = set(said if isinstance(said, list) else re.split(r"[\s,\[\]\"']+", str(said)))
    return tuple(group for group in GROUPS if group in names)


def is_manager(person: Person) -> bool:
    """Whether the person manages or administers."""
    return bool({MANAGERS, ADMINS} & set(person.groups))


def need_manager(person: Person) -> None:
    """Raises ForbiddenError for somebody who neither manages nor administers."""
    if not is_manager(person):
        raise ForbiddenError("This is for managers and admins.")
