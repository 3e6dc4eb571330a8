"""Texts of mails and SMS: the built-in ones with their fields, and a message made from them (L7)."""

from dataclasses import asdict
from typing import Any

from shared.domain.settings.desk import Person
from shared.domain.templates.built_in import BUILT_IN
from shared.domain.templates.messages import DIGESTS, FIELDS, LANGUAGES, LINE_FIELDS, Message
from shared.domain.text.html_tree import Element, tree_of
from shared.domain.text.sms import room_of_two, sms_length, sms_parts
from shared.usecases.notifications.preview_message import PreviewMessageDesk, examples


def texts_view(*, by: Person, desk: PreviewMessageDesk) -> list[dict[str, Any]]:
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
    """Return a message for the page: `html_tree` is the mail's HTML as a tree, since the page creates no HTML from strings;
    `sms_length` and `sms_room` count as the carrier does."""
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
