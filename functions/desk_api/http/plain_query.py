"""A query string that is read without Pydantic, whose import is a fifth of a cold start: for the queue, with which pages open.

Values are taken and refused as by `request.Query`, in the same sentences; a test compares the two.
"""

import json
import re
import sys
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TypeVar

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from shared.domain.errors import InvalidError

LONGEST_VALUE = 500
"""The maximum length of a query value in characters."""

SHOWN = 60
"""The number of characters of a given value that an error repeats."""

ANY_LENGTH = sys.maxsize
"""For a value that has to be one of a few anyway."""

Member = TypeVar("Member", bound=StrEnum)


class PlainQuery:
    """The parameters with a value; one without counts as absent. Each method raises InvalidError."""

    def __init__(self, router: Router) -> None:
        given: Mapping[str, str] = router.current_event.query_string_parameters or {}
        self._given = {name: value for name, value in given.items() if value != ""}

    def text(self, name: str, *, longest: int = LONGEST_VALUE) -> str | None:
        value = self._given.get(name)
        return None if value is None else _checked(name, value, longest)

    def names(self, name: str) -> tuple[str, ...]:
        """Read a comma-separated list."""
        found = [each for each in self._given.get(name, "").split(",") if each]
        return tuple(_checked(f"{name}.{n}", each, LONGEST_VALUE) for n, each in enumerate(found))

    def member(self, name: str, of: type[Member]) -> Member | None:
        found = self.one_of(name, [each.value for each in of])
        return None if found is None else of(found)

    def one_of(self, name: str, allowed: Collection[str]) -> str | None:
        value = self.text(name, longest=ANY_LENGTH)
        if value is None or value in allowed:
            return value
        *first, last = [f"'{each}'" for each in allowed]
        expected = f"{', '.join(first)} or {last}"
        raise InvalidError(name, f"must be one of {expected}, not {shown(value)}")

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        value = self._given.get(name)
        if value is None:
            return default
        if not is_whole(value):
            raise InvalidError(name, f"must be a whole number, not {shown(value)}")
        if int(value) < least:
            raise InvalidError(name, f"must be at least {least}, not {shown(value)}")
        if int(value) > most:
            raise InvalidError(name, f"must be at most {most}, not {shown(value)}")
        return int(value)

    def truth(self, name: str, *, default: bool) -> bool:
        value = self._given.get(name)
        if value not in (None, "true", "false"):
            raise InvalidError(name, f"must be true or false, not {shown(value)}")
        return default if value is None else value == "true"


def is_whole(value: str) -> bool:
    """Accept ASCII digits only: `int()` takes digits of every script, underscores and blanks too."""
    return re.fullmatch(r"-?[0-9]{1,15}", value, re.ASCII) is not None


def shown(value: object) -> str:
    """Return a given value as an error repeats it."""
    text = json.dumps(value, ensure_ascii=False, default=str).encode(errors="backslashreplace").decode()
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _checked(place: str, value: str, longest: int) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as e:
        raise InvalidError(place, f"holds half a character: {shown(value)}") from e
    if len(value) > longest:
        raise InvalidError(place, f"is longer than {longest} characters")
    return value
