"""Moderation of a ticket's posts on the network."""

from typing import Any
from urllib.parse import unquote

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.http import request
from functions.desk_api.http.caller import caller_and_settings
from functions.desk_api.views.links import Links
from functions.desk_api.views.people import people_of
from functions.desk_api.views.posts import PostView
from functions.desk_api.views.shown_media import shown_media
from shared import wiring
from shared.domain.posts.moderation import Moderation
from shared.usecases.moderation.moderate_post import moderate_post

router = Router()


class ModerateBody(request.Body):
    action: Moderation


@router.post("/api/tickets/<ticket_id>/posts/<post_id>/moderate")
def moderate(ticket_id: str, post_id: str) -> dict[str, Any]:
    person, settings = caller_and_settings(router)
    desk, action = wiring.desk(), request.body(router, ModerateBody).action
    ticket, post = moderate_post(ticket_id, unquote(post_id), action, by=person, desk=desk)
    shown = PostView.of(
        post,
        flagged=post.id in ticket.to_look_at,
        people=people_of(settings),
        shown=shown_media((ticket,), desk=desk),
        links=Links(settings, desk.rules),
        offered=desk.rules[ticket.network].moderation,
        reader=person,
    )
    return shown.model_dump()
