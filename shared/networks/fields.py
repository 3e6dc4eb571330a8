"""Reading the network's JSON: a field that is missing or of another type is named in the error."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from shared.domain.errors import OutcomeUnknownError
from shared.domain.text.rfc3339 import parse

_SURROGATE = re.compile("[\ud800-\udfff]")


class UnreadableError(Exception):
    """A field that is missing or of the wrong type; the message is the reason that ends on the DLQ (I5)."""


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object and its path. `null` counts as missing."""

    values: Mapping[str, Any]
    path: str = ""

    @classmethod
    def of(cls, value: object, path: str) -> Self:
        if not isinstance(value, dict):
            raise UnreadableError(f"{path or 'the answer'} is not an object")
        return cls(value, path)

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def maybe_inside(self, name: str) -> Self | None:
        value = self.values.get(name)
        return None if value is None else self.of(value, self.at(name))

    def inside(self, name: str) -> Self:
        found = self.maybe_inside(name)
        if found is None:
            raise UnreadableError(f"{self.at(name)} is missing")
        return found

    def objects(self, name: str) -> Iterator[Self]:
        """Yield the objects of a list that has to be there."""
        for path, value in self.elements(name):
            yield self.of(value, path)

    def elements(self, name: str) -> Iterator[tuple[str, Any]]:
        values = self.values.get(name)
        if not isinstance(values, list):
            raise UnreadableError(f"{self.at(name)} is not a list")
        for index, value in enumerate(values):
            yield f"{self.at(name)}[{index}]", value

    def maybe_text(self, name: str) -> str | None:
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            raise UnreadableError(f"{self.at(name)} is not text")
        return None if value is None else clean(value)

    def text(self, name: str) -> str:
        found = self.maybe_text(name)
        if found is None:
            raise UnreadableError(f"{self.at(name)} is missing")
        return found


class LenientFields(Fields):
    """The same for deliveries whose sender leaves out and adds as it likes: what may be missing counts as missing when it is of
    another kind, too."""

    __slots__ = ()

    def inside(self, name: str) -> Self:
        return self.of(self.values.get(name), self.at(name))

    def maybe_inside(self, name: str) -> Self | None:
        value = self.values.get(name)
        return self.of(value, self.at(name)) if isinstance(value, dict) else None

    def maybe_text(self, name: str) -> str:
        """Return a text, or an empty one."""
        return text_in(self.values.get(name))

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if not isinstance(value, str):
            raise UnreadableError(f"{self.at(name)} is not a text")
        return clean(value)

    def elements(self, name: str) -> Iterator[tuple[str, Any]]:
        """Yield what a list holds, each with its path; nothing if there is no list."""
        values = self.values.get(name)
        for index, value in enumerate(values if isinstance(values, list) else ()):
            yield f"{self.at(name)}[{index}]", value

    def objects(self, name: str) -> Iterator[Self]:
        """Yield the objects of a list, and skip whatever else stands there."""
        for path, value in self.elements(name):
            if isinstance(value, dict):
                yield self.of(value, path)


def clean(text: str) -> str:
    """Replace half a surrogate pair, which is no character and cannot be stored, with U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def text_in(value: object) -> str:
    """Return a field's text, or an empty one: for decoration, where nothing depends on it."""
    return clean(value) if isinstance(value, str) else ""


def dict_in(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def objects_in(value: object) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a list, skipping any other elements; none if there is no list."""
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            yield one


def instant_in(value: object) -> datetime | None:
    """Return an instant; None for anything that is none: clients write what they like there."""
    if not isinstance(value, str) or len(value) > 64:
        return None
    try:
        return parse(value)
    except ValueError:
        return None


@contextmanager
def reading_answer_of(network: str) -> Iterator[None]:
    """Translate an unreadable answer: the network took the request, but the answer lacks a required field. Raises
    OutcomeUnknownError."""
    try:
        yield
    except UnreadableError as error:
        raise OutcomeUnknownError(f"{network}'s answer cannot be read: {error}") from error
