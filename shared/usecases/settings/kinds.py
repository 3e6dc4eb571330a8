"""Kinds of settings documents, the built-in documents, and paths."""

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
"""Each kind of document with its table in a settings file; documents refer only to kinds before their own."""

ALWAYS: Mapping[str, object] = {
    "zone": "UTC",
    "weekly": {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
}
"""The built-in calendar `always`."""

BUILT_IN = (
    Document("desk", "desk", 0, {"language": "en", "zone": "UTC"}),
    Document("calendar", "always", 0, ALWAYS),
    Document(ORDER, POLICIES, 0, {"ids": []}),
    Document("policy", "default", 0, {"calendar": "always", "first_reply_minutes": 60, "next_reply_minutes": 60}),
)
"""Documents in force until the desk replaces them (C7), as version 0."""


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
"""The schema of each kind, except calendars, which the domain parses."""

RETIRABLE = ("account", "team", "calendar", "policy", "keyword_rule", "template", "text")
"""Kinds that can be retired. A person is disabled instead, and the desk's own document stays."""


def is_retired(document: Document) -> bool:
    """Return whether the document is not in force, and kept only because clocks refer to its versions."""
    return document.kind in RETIRABLE and document.body.get("retired") is True


def path_of(document: Document) -> str:
    """Return the document's path in a settings file."""
    return KINDS[document.kind] if document.kind == "desk" else f"{KINDS[document.kind]}[{document.id}]"


def check_shape(document: Document) -> None:
    """Check the document's schema. Raises InvalidError with the path of the first wrong field."""
    shape = SHAPES.get(document.kind)
    if shape is not None:
        read_as(shape, document.body, path_of(document))
