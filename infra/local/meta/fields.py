"""Field expansion: https://developers.facebook.com/docs/graph-api/guides/field-expansion/"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from infra.local.documents import Json
from infra.local.meta.errors import GraphError

_NAME: Final = re.compile(r"\w+")
_ARGUMENT: Final = re.compile(r"\.(\w+)\(([^()]*)\)")


@dataclass(frozen=True)
class Wanted:
    """A field that a request names: `messages.limit(20){id,from}`."""

    name: str
    args: Mapping[str, str] = field(default_factory=dict)
    inner: tuple["Wanted", ...] = ()


Expand = Callable[[Wanted], Any]
"""A field whose value depends on how it was asked for: an edge, or a node beside this one."""


@dataclass(frozen=True)
class View:
    """Everything that a node can show, and what it shows unasked. A field that is None is left out, as the API does."""

    kind: str
    fields: Mapping[str, Any]
    unasked: tuple[str, ...] = ("id",)

    def shown(self, wanted: tuple[Wanted, ...]) -> Json:
        """Return the fields that were asked for, and always the id. Raises GraphError for one that does not exist."""
        chosen = wanted or tuple(Wanted(name) for name in self.unasked)
        found: Json = {}
        for one in chosen:
            if one.name not in self.fields:
                raise GraphError(
                    "bad_parameter",
                    f"(#100) Tried accessing nonexisting field ({one.name}) on node type ({self.kind})",
                )
            value = self.fields[one.name]
            value = value(one) if callable(value) else _within(value, one.inner)
            if value is not None:
                found[one.name] = value
        if "id" in self.fields:
            found["id"] = self.fields["id"]
        return found


def _within(value: Any, inner: tuple[Wanted, ...]) -> Any:
    if not inner or not isinstance(value, dict):
        return value
    kept = {one.name: _within(value[one.name], one.inner) for one in inner if one.name in value}
    return {**kept, **({"id": value["id"]} if "id" in value else {})}


def parse(text: str) -> tuple[Wanted, ...]:
    """Read the parameter `fields`. Raises GraphError if it cannot be read."""
    found, rest = _list(text.replace(" ", ""))
    if rest:
        raise GraphError("bad_parameter", f"(#2500) Syntax error at: {rest[:40]}")
    return found


def _list(text: str) -> tuple[tuple[Wanted, ...], str]:
    """Read fields up to what is none; return them, and the rest."""
    found: list[Wanted] = []
    while match := _NAME.match(text):
        one, text = _one(match[0], text[match.end() :])
        found.append(one)
        if not text.startswith(","):
            break
        text = text[1:]
    return tuple(found), text


def _one(name: str, text: str) -> tuple[Wanted, str]:
    """Read what follows a field's name; return the field, and the rest."""
    args: dict[str, str] = {}
    inner: tuple[Wanted, ...] = ()
    while given := _ARGUMENT.match(text):
        args[given[1]] = given[2]
        text = text[given.end() :]
    if text.startswith("{"):
        inner, text = _list(text[1:])
        if not text.startswith("}"):
            raise GraphError("bad_parameter", "(#2500) Syntax error: a brace is not closed")
        text = text[1:]
    return Wanted(name, args, inner), text
