"""Texts of mails and SMS: the built-in ones, their fields, and examples (L7)."""

from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.http.caller import caller
from functions.desk_api.views.messages import texts_view
from shared import wiring
from shared.usecases.settings.current import desk_settings

router = Router()


@router.get("/api/texts")
def read() -> dict[str, Any]:
    """List every kind of message with its fields, its example and its built-in text; a team's own texts are documents of
    kind `text`."""
    desk = wiring.desk()
    return {"texts": texts_view(by=caller(router, desk_settings(desk)), desk=desk)}
