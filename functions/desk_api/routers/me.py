"""The caller: name, language, groups, and what the page says to everybody who signs in."""

from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.http.caller import caller
from shared import wiring
from shared.usecases.notifications.deliverability import nobody_reachable
from shared.usecases.settings.current import desk_settings

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
        "nobody_reachable": nobody_reachable(desk=wiring.desk()),
    }
