"""Errors of documents that do not match their schema: the field with its index, the given value, the expected one, and an
example. Determined only after msgspec has rejected a document, since it gives none of the last three."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from shared.domain.errors import InvalidError
from shared.domain.text.suggestions import listed, nearest, shown

S = TypeVar("S", bound=msgspec.Struct)

Says = Mapping[str, Any]


def read_as(shape: type[S], body: Mapping[str, Any], path: str) -> S:
    """Read the body with that schema. Raises InvalidError with the path of the first error below `path`."""
    try:
        return msgspec.convert(body, shape, strict=True)
    except msgspec.ValidationError as e:
        _check(inspect.type_info(shape), body, path, {})
        raise InvalidError(path, str(e)) from e


def _check(kind: inspect.Type, value: Any, path: str, says: Says) -> None:
    if isinstance(kind, inspect.Metadata):
        _check(kind.type, value, path, {**says, **(kind.extra_json_schema or {})})
    elif isinstance(kind, inspect.UnionType):
        if value is not None:
            _check(next(each for each in kind.types if not isinstance(each, inspect.NoneType)), value, path, says)
    elif isinstance(kind, inspect.StructType):
        _check_table(kind, value, path, says)
    elif isinstance(kind, inspect.VarTupleType):
        _check_list(kind, value, path, says)
    elif isinstance(kind, inspect.DictType):
        for name, each in _table(kind, value, path, says).items():
            _check(kind.value_type, each, f"{path}.{name}", says)
    elif not _fits(kind, value):
        raise _wrong(kind, value, path, says)


def _check_table(kind: inspect.StructType, value: Any, path: str, says: Says) -> None:
    fields = {field.encode_name: field for field in kind.fields}
    for name, each in _table(kind, value, path, says).items():
        here = f"{path}.{name}"
        if name in fields:
            _check(fields[name].type, each, here, _usual(fields[name]))
            continue
        near = nearest(name, fields)
        if near is not None:
            raise InvalidError(here, f"there is no such field; did you mean {near}? There are {', '.join(fields)}")
        raise InvalidError(here, f"there is no such field; there are {', '.join(fields)}")
    for name, field in fields.items():
        if field.required and name not in value:
            what, example = described(field.type, _usual(field))
            if example:
                raise InvalidError(f"{path}.{name}", f"is missing; it must be {what}, such as {example}")
            raise InvalidError(f"{path}.{name}", f"is missing; it must be {what}")


def _usual(field: inspect.Field) -> Says:
    """Return the field's default as the example, if the field has none of its own."""
    number = isinstance(field.default, int | float) and not isinstance(field.default, bool)
    return {"usual": field.default} if number else {}


def _check_list(kind: inspect.VarTupleType, value: Any, path: str, says: Says) -> None:
    if not isinstance(value, list | tuple):
        raise _wrong(kind, value, path, says)
    for index, each in enumerate(value):
        _check(kind.item_type, each, f"{path}[{index}]", {})
    if kind.max_length is not None and len(value) > kind.max_length:
        raise InvalidError(path, f"there are {len(value)} entries; at most {kind.max_length} can be")
    if kind.min_length is not None and len(value) < kind.min_length:
        what, example = described(kind.item_type, {})
        if example:
            raise InvalidError(path, f"is empty; there must be at least one entry: {what}, such as {example}")
        raise InvalidError(path, f"is empty; there must be at least one entry: {what}")


def _table(kind: inspect.Type, value: Any, path: str, says: Says) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _wrong(kind, value, path, says)
    return value


def _wrong(kind: inspect.Type, value: Any, path: str, says: Says) -> InvalidError:
    what, example = described(kind, says)
    given = shown(value)
    near = nearest(value, _choices(kind)) if isinstance(value, str) else None
    if near is not None:
        return InvalidError(path, f"{given} cannot stand here; did you mean {near!r}? It must be {what}")
    if example:
        return InvalidError(path, f"{given} cannot stand here; it must be {what}, such as {example}")
    return InvalidError(path, f"{given} cannot stand here; it must be {what}")


def _choices(kind: inspect.Type) -> Sequence[str]:
    return [str(value) for value in kind.values] if isinstance(kind, inspect.LiteralType) else []


def described(kind: inspect.Type, says: Says) -> tuple[str, str]:
    """Return the expected value and an example, which is empty if the choices are listed."""
    while isinstance(kind, inspect.Metadata):
        says, kind = {**(kind.extra_json_schema or {}), **says}, kind.type
    if isinstance(kind, inspect.UnionType):
        return described(next(each for each in kind.types if not isinstance(each, inspect.NoneType)), says)
    example = shown(says["examples"][0]) if says.get("examples") else shown(says["usual"]) if "usual" in says else ""
    if isinstance(kind, inspect.VarTupleType) and not example:
        example = f"[{described(kind.item_type, {})[1] or ', '.join(map(repr, _choices(kind.item_type)[:1]))}]"
    return str(says["description"]) if "description" in says else _generic(kind), example


def _generic(kind: inspect.Type) -> str:
    if isinstance(kind, inspect.LiteralType):
        return f"one of {listed(_choices(kind))}"
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        whole = isinstance(kind, inspect.IntType)
        if kind.gt is not None:
            return f"a number above {kind.gt:g} and up to {_number(kind.le)}"
        return (
            f"a whole number from {kind.ge} to {kind.le}"
            if whole
            else f"a number from {kind.ge:g} to {_number(kind.le)}"
        )
    if isinstance(kind, inspect.BoolType):
        return "true or false"
    if isinstance(kind, inspect.StrType):
        return f"a text of at most {kind.max_length} characters" if kind.max_length is not None else "a text"
    return "a list in square brackets" if isinstance(kind, inspect.VarTupleType) else "a table of fields"


def _number(value: float | None) -> str:
    return f"{value:.0f}"


def _fits(kind: inspect.Type, value: Any) -> bool:
    if isinstance(kind, inspect.LiteralType):
        return isinstance(value, str) and value in kind.values
    if isinstance(kind, inspect.BoolType):
        return isinstance(value, bool)
    if isinstance(kind, inspect.StrType):
        return isinstance(value, str) and _measures(kind, value)
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        numbers = (int,) if isinstance(kind, inspect.IntType) else (int, float)
        return isinstance(value, numbers) and not isinstance(value, bool) and _within(kind, value)
    return True


def _measures(kind: inspect.StrType, value: str) -> bool:
    long_enough = kind.min_length is None or len(value) >= kind.min_length
    short_enough = kind.max_length is None or len(value) <= kind.max_length
    return long_enough and short_enough and (kind.pattern is None or re.search(kind.pattern, value) is not None)


def _within(kind: inspect.IntType | inspect.FloatType, value: float) -> bool:
    above = (kind.gt is None or value > kind.gt) and (kind.ge is None or value >= kind.ge)
    return above and (kind.le is None or value <= kind.le)
