"""Reading X's JSON: fields under several names, numbers that come twice, and an error that names the field.

X renames its fields (`tweet` to `post`), sends counters and ids as a number and as a `*_str` twin, and nests an object
under `data` in some events and not in others. A reader finds a field in every one of these forms.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from shared.domain.text.rfc3339 import parse

T = TypeVar("T")

_DIGITS = re.compile(r"[0-9]{1,19}", re.ASCII)
_OLD_TIME = re.compile(r"(\w{3}) (\w{3}) (\d\d) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})", re.ASCII)
_LATEST_MS = 253_402_300_799_999
"""The end of the year 9999, beyond which a datetime does not go."""


class UnreadableError(Exception):
    """A field that is missing or of the wrong type; the message is the reason that ends on the DLQ."""


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object and its path. `null` counts as missing."""

    values: Mapping[str, Any]
    path: str

    @classmethod
    def of(cls, value: object, path: str) -> "Fields":
        if not isinstance(value, dict):
            raise UnreadableError(f"{path} is not an object")
        return cls(value, path)

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def find(self, *names: str) -> tuple[str, Any] | None:
        """Return the value of the first name that is present, with its path."""
        return next(((self.at(n), self.values[n]) for n in names if self.values.get(n) is not None), None)

    def maybe_inside(self, *names: str) -> "Fields | None":
        found = self.find(*names)
        return None if found is None else Fields.of(found[1], found[0])

    def inside(self, *names: str) -> "Fields":
        return self._there(self.maybe_inside(*names), names)

    def objects(self, *names: str) -> Iterator["Fields"]:
        """Yield the objects of a list; none if it is missing."""
        for path, value in self.elements(*names):
            yield Fields.of(value, path)

    def elements(self, *names: str) -> Iterator[tuple[str, Any]]:
        path, values = self.find(*names) or ("", [])
        if not isinstance(values, list):
            raise UnreadableError(f"{path} is not a list")
        for index, value in enumerate(values):
            yield f"{path}[{index}]", value

    def required_elements(self, *names: str) -> list[tuple[str, Any]]:
        self._there(self.find(*names), names)
        return list(self.elements(*names))

    def maybe_text(self, *names: str) -> str | None:
        found = self.find(*names)
        if found is not None and not isinstance(found[1], str):
            raise UnreadableError(f"{found[0]} is not text")
        return None if found is None else str(found[1])

    def text(self, *names: str) -> str:
        return self._there(self.maybe_text(*names), names)

    def maybe_ident(self, *names: str) -> str | None:
        """Return an id; the string twin takes precedence, since a number may have lost its last digits on the way."""
        found = self.find(*(form for name in names for form in (f"{name}_str", name)))
        return None if found is None else ident(found[1], found[0])

    def ident(self, *names: str) -> str:
        return self._there(self.maybe_ident(*names), names)

    def maybe_instant(self, *names: str) -> datetime | None:
        """Parse Unix milliseconds, RFC 3339, or the form of X's first API: `Wed Oct 10 20:19:24 +0000 2018`."""
        found = self.find(*names)
        return None if found is None else _instant(found[1], found[0])

    def _there(self, value: T | None, names: tuple[str, ...]) -> T:
        if value is None:
            raise UnreadableError(f"{self.at(names[0])} is missing")
        return value


def objects_in(value: object) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a list, skipping any other elements; none if there is no list."""
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            yield one


def text_in(value: object) -> str:
    """Return a field's text, or an empty one: for decoration, where nothing depends on it."""
    return value if isinstance(value, str) else ""


def ident(value: object, path: str) -> str:
    """Parse an id of X: a number below 2^63, as text or as a number."""
    digits = str(value) if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63 else value
    if not isinstance(digits, str) or not _DIGITS.fullmatch(digits) or int(digits) >= 1 << 63:
        raise UnreadableError(f"{path} is not an id")
    return digits


def _instant(value: object, path: str) -> datetime:
    try:
        if isinstance(value, str) and (old := _OLD_TIME.fullmatch(value)):
            day, month, date, time, zone, year = old.groups()
            return parsedate_to_datetime(f"{day}, {date} {month} {year} {time} {zone}").astimezone(UTC)
        if isinstance(value, str) and not _DIGITS.fullmatch(value):
            return parse(value)
        milliseconds = int(ident(value, path))
    except (ValueError, OverflowError, UnreadableError) as error:
        raise UnreadableError(f"{path} is not a time") from error
    if milliseconds > _LATEST_MS:
        raise UnreadableError(f"{path} is not a time")
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)
