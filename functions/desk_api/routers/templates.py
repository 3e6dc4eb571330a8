"""Reply templates for the composer, and the words that the team avoids (R5)."""

from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.http import request
from functions.desk_api.http.caller import caller
from functions.desk_api.http.request import Names
from shared import wiring
from shared.domain.templates.reply_template import ReplyTemplate
from shared.usecases.replies.list_templates import list_templates, templates_for_ticket
from shared.usecases.settings.current import desk_settings

router = Router()


class TemplatesQuery(request.Query):
    ticket: str | None = None
    account: str | None = None
    language: str | None = None
    tags: Names | None = None


@router.get("/api/templates")
def read() -> dict[str, Any]:
    """List templates. `?ticket=` selects by the ticket's account and tags and fills placeholders in; otherwise `account` and
    `tags` select."""
    desk = wiring.desk()
    settings = desk_settings(desk)
    person = caller(router, settings)
    query = request.query(router, TemplatesQuery)
    if query.ticket is not None:
        found = templates_for_ticket(query.ticket, language=query.language, by=person, desk=desk)
    else:
        found = list_templates(account=query.account, language=query.language, tags=query.tags, desk=desk)
    return {"templates": [_shown(template) for template in found], "avoid": settings.general.avoid_words}


def _shown(template: ReplyTemplate) -> dict[str, Any]:
    return {
        "id": template.id,
        "name": template.name,
        "language": template.language,
        "text": template.text,
        "accounts": template.accounts,
        "tags": template.tags,
        "blanks": template.blanks,
    }
