"""The networks that the desk can answer on, as the page reads them (N1)."""

from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.http.caller import caller
from functions.desk_api.views.networks import network_view
from shared import wiring
from shared.usecases.settings.current import desk_settings

router = Router()


@router.get("/api/networks")
def read() -> dict[str, Any]:
    desk = wiring.desk()
    caller(router, desk_settings(desk))
    return {"networks": [network_view(rules) for rules in desk.rules.values()]}
