"""Texts with fields in braces, such as `{customer}`: parsed and checked once, filled in any number of times (L7, R5).

`{{` and `}}` are literal braces. Fields have no attributes, indexes or formats, so a text that a person typed can access
nothing but the fields that it is given.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from shared.domain.errors import InvalidError

_TOKEN = re.compile(r"(?P<brace>\{\{|\}\})|\{(?P<field>[^{}]*)\}|(?P<stray>[{}])|(?P<words>[^{}]+)")


@dataclass(frozen=True, slots=True)
class Segment:
    """A literal text, or the name of a field."""

    words: str = ""
    field: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceholderText:
    """A parsed text."""

    pieces: tuple[Segment, ...]

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(piece.field for piece in self.pieces if piece.field is not None)

    def filled(self, values: Mapping[str, str]) -> str:
        """Replace each field by its value; values are not parsed."""
        return "".join(piece.words if piece.field is None else values[piece.field] for piece in self.pieces)


def parse_placeholders(text: str, *, known: Collection[str], path: str) -> PlaceholderText:
    """Parse a text. Raises InvalidError under `path` for an unbalanced brace, or a field that is not `known`."""
    pieces = []
    for token in _TOKEN.finditer(text):
        field = token["field"]
        if token["stray"]:
            sentence = f"has a {token['stray']} without its other half; write {token['stray'] * 2} for the brace itself"
            raise InvalidError(path, sentence)
        if field is None:
            pieces.append(Segment((token["brace"] or "")[:1] + (token["words"] or "")))
        elif field in known:
            pieces.append(Segment(field=field))
        else:
            named = ", ".join(f"{{{name}}}" for name in known)
            raise InvalidError(path, f"has no field {{{field[:40]}}}; there are {named}")
    return PlaceholderText(tuple(pieces))
