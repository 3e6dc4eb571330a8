"""Validation of requests in one place: path, query and body.

A route declares its input as a Pydantic model. Invalid input is answered with 400 and a sentence that names the field,
the given value, and the allowed ones; so no route parses anything by itself.
"""

import base64
import binascii
import math
import re
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, TypeVar

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from functions.desk_api.http.plain_query import LONGEST_VALUE, SHOWN, is_whole, shown
from shared.domain.errors import InvalidError
from shared.domain.text.rfc3339 import parse


class Query(BaseModel):
    """A query string. A parameter without a value counts as absent; unknown parameters are ignored, since caches and
    trackers add their own."""

    model_config = ConfigDict(frozen=True, str_max_length=LONGEST_VALUE)


class Body(BaseModel):
    """A JSON object in a request's body: types are strict, and numbers finite."""

    model_config = ConfigDict(frozen=True, strict=True, allow_inf_nan=False)


def _digits(value: object) -> object:
    if isinstance(value, str) and not is_whole(value):
        raise PydanticCustomError("int_parsing", "must be a whole number")
    return value


def _names(value: object) -> object:
    return tuple(name for name in value.split(",") if name) if isinstance(value, str) else value


def _truth(value: object) -> object:
    if value not in ("true", "false"):
        raise PydanticCustomError("bool_parsing", "must be true or false")
    return value == "true"


def _finite(value: Any) -> Any:
    """Reject infinity: JSON has neither NaN nor infinity, but 1e400 is parsed as infinity."""
    pending = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, float) and not math.isfinite(current):
            raise PydanticCustomError("finite_number", "must be a number")
        pending += current.values() if isinstance(current, dict) else current if isinstance(current, list) else ()
    return value


def _client_id(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{8,64}", value, re.ASCII):
        raise PydanticCustomError("client_id", "must be 8 to 64 letters, digits, - or _")
    return value


def _instant(value: object) -> datetime:
    if isinstance(value, str) and len(value) <= SHOWN:
        with suppress(ValueError):
            return parse(value)
    raise PydanticCustomError("instant", "must be an instant with its offset from UTC")


Whole = Annotated[int, BeforeValidator(_digits)]
"""An integer in a query, in ASCII digits."""

Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
"""A comma-separated list in a query."""

Truth = Annotated[bool, BeforeValidator(_truth)]
"""`true` or `false` in a query."""

Json = Annotated[Any, AfterValidator(_finite)]
"""Any JSON value; the use case checks its shape."""

JsonObject = Annotated[dict[str, Any], AfterValidator(_finite)]
"""Any JSON object; the use case checks its shape."""

Ident = Annotated[str, StringConstraints(max_length=LONGEST_VALUE)]
"""An id of the desk or of a network in a body."""

Moment = Annotated[datetime, BeforeValidator(_instant)]
"""An instant in a body, in RFC 3339 with its offset from UTC."""

ClientId = Annotated[str, AfterValidator(_client_id)]
"""The client's idempotency key of a reply or a note."""

_S = TypeVar("_S", bound=BaseModel)
_Q = TypeVar("_Q", bound=Query)


def query(router: Router, shape: type[_Q]) -> _Q:
    """Parse the request's query into `shape`. Raises InvalidError."""
    given = router.current_event.query_string_parameters or {}
    with_value = {name: value for name, value in given.items() if value != ""}
    try:
        return shape.model_validate(with_value)
    except ValidationError as e:
        raise _refusal(e) from e


def body(router: Router, shape: type[_S]) -> _S:
    """Parse the request's body into `shape`; a missing body counts as an empty object. Raises InvalidError."""
    event = router.current_event
    given = event.body or ""
    try:
        raw = base64.b64decode(given, validate=True) if event.is_base64_encoded else given.encode()
    except (binascii.Error, ValueError) as e:
        raise InvalidError("", "the body cannot be read as UTF-8, or as the base64 that it is said to be") from e
    try:
        return shape.model_validate_json(raw or b"{}")
    except ValidationError as e:
        raise _refusal(e) from e


_SENTENCES = {
    "missing": "is missing",
    "string_type": "must be a text, not {given}",
    "string_unicode": "holds half a character: {given}",
    "string_too_short": "must have at least {min_length} character",
    "string_pattern_mismatch": "must be written as {pattern} says",
    "extra_forbidden": "is no field of this request",
    "string_too_long": "is longer than {max_length} characters",
    "int_type": "must be a whole number, not {given}",
    "int_parsing": "must be a whole number, not {given}",
    "int_parsing_size": "must be a whole number, not {given}",
    "int_from_float": "must be a whole number, not {given}",
    "float_type": "must be a number, not {given}",
    "float_parsing": "must be a number, not {given}",
    "finite_number": "must be a number, not {given}",
    "bool_type": "must be true or false, not {given}",
    "bool_parsing": "must be true or false, not {given}",
    "greater_than_equal": "must be at least {ge}, not {given}",
    "less_than_equal": "must be at most {le}, not {given}",
    "literal_error": "must be one of {expected}, not {given}",
    "enum": "must be one of {expected}, not {given}",
    "list_type": "must be a list, not {given}",
    "tuple_type": "must be a list, not {given}",
    "dict_type": "must be an object of fields, not {given}",
    "model_type": "must be an object of fields, not {given}",
    "too_long": "must have at most {max_length} entries",
    "client_id": "must be 8 to 64 letters, digits, - or _, not {given}",
    "instant": "must be an instant such as 2026-09-18T17:00:00+09:00, not {given}",
    "json_invalid": "the body is no JSON: {error}",
}
"""A sentence for each of Pydantic's error types (https://docs.pydantic.dev/latest/errors/validation_errors/), and for the
custom types of this module."""


def _refusal(error: ValidationError) -> InvalidError:
    """Return the first error, with the path of its field."""
    first = error.errors(include_url=False)[0]
    return InvalidError(".".join(str(part) for part in first["loc"]), _sentence(first))


def _sentence(fault: ErrorDetails) -> str:
    sentence = _SENTENCES.get(fault["type"])
    if sentence is None:
        return fault["msg"]
    return sentence.format(**{**fault.get("ctx", {}), "given": shown(fault["input"])})
