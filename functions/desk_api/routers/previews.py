"""Trying an answer out before it is sent: its parts, what the network allows, what it costs (R4-R6)."""

from typing import Any, Literal

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.http import request
from functions.desk_api.http.caller import caller
from functions.desk_api.http.request import Ident
from functions.desk_api.views.replies import CautionView
from shared import wiring
from shared.domain.posts.post import Channel
from shared.usecases.replies.preview_reply import Draft, ReplyPreview, preview_reply
from shared.usecases.settings.current import desk_settings

router = Router()


class DraftBody(request.Body):
    account: Ident
    text: str
    ticket: Ident | None = None
    in_reply_to: Ident | None = None
    channel: Literal["public", "direct"] | None = None


@router.post("/api/preview/reply")
def preview() -> dict[str, Any]:
    desk = wiring.desk()
    caller(router, desk_settings(desk))
    asked = request.body(router, DraftBody)
    channel = Channel(asked.channel) if asked.channel is not None else None
    draft = Draft(asked.account, asked.text, asked.ticket, asked.in_reply_to, channel)
    return _view(preview_reply(draft, desk=desk))


def _view(found: ReplyPreview) -> dict[str, Any]:
    """`reason` is a sentence, `reason_code` and each warning's `kind` are for who has words of their own."""
    return {
        "channel": found.channel.value,
        "parts": [{"text": part.text, "weighted_length": part.length} for part in found.parts],
        "allowed": found.may.allowed,
        "reason": found.may.sentence,
        "reason_code": found.may.reason_code.value,
        "cost_usd": float(found.cost),
        "limit": found.limit,
        "names": {"named": found.names.named, "left_out": found.names.left_out},
        "warnings": [CautionView.of(each).model_dump() for each in found.cautions],
        "message": {
            "allowed": found.message.allowed,
            "reason_code": found.message.reason_code.value,
            "cost_usd": float(found.message_cost),
            "link": found.message_link,
            "link_cost_usd": float(found.link_cost),
        },
    }
