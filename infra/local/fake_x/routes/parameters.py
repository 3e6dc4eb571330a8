"""Parsing of request parameters, with X's refusal of invalid ones."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from infra.local.fake_x.access import problems
from infra.local.fake_x.data.records import Json, UserRecord
from infra.local.fake_x.data.store import Store

_ID = re.compile(r"[0-9]{1,19}")


def an_id(parameter: str, value: Any) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise problems.invalid(
            parameter,
            value,
            f"The `{parameter}` query parameter value [{value}] is not valid: it must match ^[0-9]{{1,19}}$",
        )
    return value


def several(query: Mapping[str, str], parameter: str) -> list[str]:
    """Parse a list of 1 to 100 values, separated by commas."""
    values = [value for value in query.get(parameter, "").split(",") if value]
    if not 1 <= len(values) <= 100:
        raise problems.invalid(parameter, query.get(parameter, ""), f"`{parameter}` takes 1 to 100 values")
    return values


def a_number(query: Mapping[str, str], parameter: str, low: int, high: int, default: int) -> int:
    value = query.get(parameter, str(default))
    if not value.isdecimal() or not low <= int(value) <= high:
        raise problems.invalid(
            parameter, value, f"The `{parameter}` query parameter value [{value}] is not between {low} and {high}"
        )
    return int(value)


def a_time(query: Mapping[str, str], parameter: str) -> datetime | None:
    value = query.get(parameter)
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError as e:
        raise problems.invalid(parameter, value, f"Invalid '{parameter}': not an RFC 3339 date and time") from e
    if instant.tzinfo is None:
        raise problems.invalid(parameter, value, f"Invalid '{parameter}': it has no time zone")
    return instant


def only(body: Json, known: Iterable[str], inside: str = "$") -> None:
    """Refuse, as X does, a body that holds an unknown field."""
    if unknown := sorted(set(body) - set(known)):
        raise problems.invalid(
            f"{inside}.{unknown[0]}",
            body[unknown[0]],
            f"{inside}.{unknown[0]}: is not defined in the schema and the schema does not allow additional properties",
        )


def text(body: Json, parameter: str) -> str:
    value = body.get(parameter, "")
    if not isinstance(value, str):
        raise problems.invalid(parameter, value, f"$.{parameter}: {type(value).__name__} found, string expected")
    return value


def a_user(store: Store, user_id: str) -> UserRecord | None:
    return store.users.get(an_id("id", user_id))
