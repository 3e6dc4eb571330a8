"""Who works here, for whoever wants to call a colleague in a note."""

from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.http.caller import caller
from shared import wiring
from shared.domain.notifications.mentioned_colleagues import handle_of
from shared.usecases.settings.current import desk_settings

router = Router()


@router.get("/api/people")
def read() -> dict[str, Any]:
    """Everybody by name, with what to write behind an `@`, and whether they are there at this moment; no addresses."""
    desk = wiring.desk()
    settings = desk_settings(desk)
    caller(router, settings)
    now = desk.clock.now()
    return {
        "people": [
            {
                "sub": person.id,
                "name": person.name,
                "handle": handle_of(person, settings.working),
                "language": person.language,
                "present": person.presence.there(now),
            }
            for person in sorted(settings.working, key=lambda each: (each.name.casefold(), each.id))
        ]
    }
