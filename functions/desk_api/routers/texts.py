"""Texts of mails and SMS: what is built in, what one would look like, and one to oneself (L7)."""

from dataclasses import asdict
from typing import Any, Literal

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.http import request
from functions.desk_api.http.caller import caller
from functions.desk_api.http.request import Ident, JsonObject
from shared import wiring
from shared.domain.settings.desk import Person
from shared.domain.templates.built_in import BUILT_IN
from shared.domain.templates.messages import DIGESTS, FIELDS, LANGUAGES, LINE_FIELDS, Message
from shared.domain.text.html_tree import Element, tree_of
from shared.domain.text.sms import room_of_two, sms_length, sms_parts
from shared.ports.desk import Desk
from shared.usecases.notifications.preview_message import examples, preview_text, send_to_oneself
from shared.usecases.settings.current import desk_settings

router = Router()


class PreviewBody(request.Body):
    """`words` (as a settings document of kind `text` has them for one language) are tried out without being in force;
    `send` sends the message to the caller, and with `sms` to their phone as well."""

    kind: Ident = "overdue"
    language: Literal["en", "ja"] | None = None
    words: JsonObject | None = None
    send: bool = False
    sms: bool = False


@router.get("/api/texts")
def read() -> dict[str, Any]:
    """Every kind of message with its fields, what each would say, and what is built in; a team's own are documents of
    kind `text`."""
    desk = wiring.desk()
    return {"texts": texts_view(by=caller(router, desk_settings(desk)), desk=desk)}


@router.post("/api/preview/alert")
def preview() -> tuple[dict[str, Any], int]:
    desk = wiring.desk()
    person = caller(router, desk_settings(desk))
    asked = request.body(router, PreviewBody)
    language = asked.language or person.language
    message = preview_text(asked.kind, language=language, words=asked.words, by=person, desk=desk)
    if asked.send:
        send_to_oneself(message, language=language, sms=asked.sms, by=person, desk=desk)
    shown = {"kind": asked.kind, "language": language, **message_view(message), "sent": asked.send}
    return shown, 202 if asked.send else 200


def texts_view(*, by: Person, desk: Desk) -> list[dict[str, Any]]:
    return [
        {
            "kind": kind,
            "fields": FIELDS[kind],
            "line_fields": LINE_FIELDS if kind in DIGESTS else [],
            "examples": {language: examples(kind, language, by=by, desk=desk) for language in LANGUAGES},
            "built_in": {language: asdict(words) for language, words in by_language.items()},
        }
        for kind, by_language in BUILT_IN.items()
    ]


def message_view(message: Message) -> dict[str, Any]:
    """`html_tree` is the mail's HTML for a page that makes nothing of text; `sms_length` and `sms_room` count as the
    carrier does."""
    return {
        **asdict(message),
        "html_tree": [_node(node) for node in tree_of(message.html)],
        "sms_parts": sms_parts(message.sms),
        "sms_length": sms_length(message.sms),
        "sms_room": room_of_two(message.sms),
    }


def _node(node: str | Element) -> str | dict[str, Any]:
    if isinstance(node, str):
        return node
    return {"tag": node.tag, "attributes": node.attributes, "children": [_node(child) for child in node.children]}
