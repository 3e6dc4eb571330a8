"""The caller of a request. The gateway has checked the token; groups are checked here, since an HTTP API does not."""

import re
from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from shared import wiring
from shared.domain.errors import ForbiddenError
from shared.domain.settings.desk import ADMINS, GROUPS, MANAGERS, DeskSettings, Person
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings.current_person import current_person
from shared.usecases.settings.sign_out import check_session

NOBODY = "You are in none of the desk's groups; an admin can add you."


def caller(router: Router | Any, settings: DeskSettings) -> Person:
    """Return the person with this token, in the groups that their settings document names now, not in those of the token:
    the token was true at sign-in, and a person who was disabled or left a group since then has lost the right.

    The token's groups count for a person without a document: the first admin of a new desk. Raises ForbiddenError for a
    person who is disabled or in none of the desk's groups, and on a route on which the gateway checks no token; raises
    SignedOutError for a session that began before the person was disabled.
    """
    sub, claims = subject(router), _claims(router)
    if sub is None:
        raise ForbiddenError(NOBODY)
    person = current_person(sub, desk=wiring.desk()) or _unknown(sub, claims, settings)
    if person.disabled:
        raise ForbiddenError("You do not work at this desk any more; an admin can enable you again.")
    check_session(person, claims)
    if not person.groups:
        raise ForbiddenError(NOBODY)
    return person


def subject(router: Router | Any) -> str | None:
    """Return whose token this is, which says nothing of their rights; None on a route on which the gateway checks none."""
    sub = _claims(router).get("sub")
    return str(sub) if sub else None


def _claims(router: Router | Any) -> dict[str, Any]:
    authorizer = router.current_event.request_context.authorizer
    return (authorizer.jwt_claim if authorizer is not None else None) or {}


def _unknown(sub: str, claims: dict[str, Any], settings: DeskSettings) -> Person:
    name = str(claims.get("name") or claims.get("email") or claims.get("username") or sub)
    email = str(claims.get("email") or "")
    groups = groups_in(claims)
    return Person(sub, name, email, language=settings.general.language, zone=settings.general.zone, groups=groups)


def groups_in(claims: dict[str, Any]) -> tuple[str, ...]:
    """Parse the desk's groups in `cognito:groups`, which an HTTP API passes on as `[agents managers]`."""
    claimed = claims.get("cognito:groups") or ""
    names = set(claimed if isinstance(claimed, list) else re.split(r"[\s,\[\]\"']+", str(claimed)))
    return tuple(group for group in GROUPS if group in names)


def is_manager(person: Person) -> bool:
    """Return whether the person is a manager or an admin."""
    return bool({MANAGERS, ADMINS} & set(person.groups))


def need_manager(person: Person) -> None:
    """Require a manager or an admin. Raises ForbiddenError."""
    if not is_manager(person):
        raise ForbiddenError("This is for managers and admins.")


def caller_and_settings(router: Router) -> tuple[Person, DeskSettings]:
    """Return the caller, and the settings in which they were looked up."""
    settings = desk_settings(wiring.desk())
    return caller(router, settings), settings
