"""The kinds of settings documents, what is built in of them, and how one is named."""

from collections.abc import Mapping

from shared.ports.settings import Document
from shared.usecases.settings.document_errors import read_as
from shared.usecases.settings.policy_order import ORDER, POLICIES
from shared.usecases.settings.schemas import (
    AccountDocument,
    DeskDocument,
    KeywordRuleDocument,
    OrderDocument,
    PersonDocument,
    PolicyDocument,
    Strict,
    TeamDocument,
)
from shared.usecases.settings.templates import TemplateDocument, TextDocument

KINDS: Mapping[str, str] = {
    "desk": "desk",
    "account": "accounts",
    "person": "people",
    "team": "teams",
    "calendar": "calendars",
    "policy": "policies",
    "order": "order",
    "keyword_rule": "keyword_rules",
    "template": "templates",
    "text": "texts",
}
"""Each kind of document, and its table in a settings file; a kind names only documents of kinds before it."""

ALWAYS: Mapping[str, object] = {
    "zone": "UTC",
    "weekly": {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
}
"""The calendar `always`, that a desk has until it says otherwise."""

BUILT_IN = (
    Document("desk", "desk", 0, {"language": "en", "zone": "UTC"}),
    Document("calendar", "always", 0, ALWAYS),
    Document(ORDER, POLICIES, 0, {"ids": []}),
    Document("policy", "default", 0, {"calendar": "always", "first_reply_minutes": 60, "next_reply_minutes": 60}),
)
"""What is in force until the desk says otherwise (C7), as version 0."""


SHAPES: Mapping[str, type[Strict]] = {
    "desk": DeskDocument,
    "account": AccountDocument,
    "person": PersonDocument,
    "team": TeamDocument,
    "policy": PolicyDocument,
    ORDER: OrderDocument,
    "keyword_rule": KeywordRuleDocument,
    "template": TemplateDocument,
    "text": TextDocument,
}
"""The shape of each kind, but for calendars, which the domain reads by itself."""

RETIRABLE = ("account", "team", "calendar", "policy", "keyword_rule", "template", "text")
"""What can be taken out of force. A person is disabled instead, and the desk itself stays."""


def is_retired(document: Document) -> bool:
    """Whether the document is kept for what points at its versions, and is not in force."""
    return document.kind in RETIRABLE and document.body.get("retired") is True


def path_of(document: Document) -> str:
    """How a settings file would name the document."""
    return KINDS[document.kind] if document.kind == "desk" else f"{KINDS[document.kind]}[{document.id}]"


def check_shape(document: Document) -> None:
    """Raises InvalidError with the path of the first field that has not the shape of its kind."""
    shape = SHAPES.get(document.kind)
    if shape is not None:
        read_as(shape, document.body, path_of(document))
