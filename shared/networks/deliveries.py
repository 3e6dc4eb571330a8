"""Deliveries for the ingest queue, made of what a plug has read itself, and their reading."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from shared.domain.errors import BrokenEventError
from shared.domain.posts.incoming_post import Broken, Event
from shared.networks.fields import Fields, UnreadableError

Told = TypeVar("Told")

LARGEST_BODY = 700_000
"""Bytes; in base64 and with its envelope still below what the ingest queue takes."""

CUTS = (100_000, 10_000, 1_000, 100, 0)
"""How long a text, and a tenth of it how long a list, of a too large element may be: the first that makes it fit. If none
does, the reader finds nothing to read, and counts it (I5)."""


def delivery_bodies(head: Mapping[str, Any], data: Sequence[Any]) -> Iterator[bytes]:
    """Yield `data` as deliveries, each with `head` beside it and small enough for one message; none for no data. Of an element
    that is too large alone, long strings and lists are cut: its server may be anybody's, and it must not keep the account
    from being read."""
    return shaped_bodies(lambda some: {**head, "data": list(some)}, data)


def shaped_bodies(shape: Callable[[Sequence[Any]], Mapping[str, Any]], data: Sequence[Any]) -> Iterator[bytes]:
    """Yield `data` as `delivery_bodies` does, in deliveries of another `shape`."""
    if not data:
        return
    raw = _encoded(shape(data))
    if len(raw) <= LARGEST_BODY:
        yield raw
        return
    if len(data) == 1:
        cuts = (_encoded(shape([_cut(data[0], most)])) for most in CUTS)
        yield next((shorter for shorter in cuts if len(shorter) <= LARGEST_BODY), _encoded(shape([None])))
        return
    half = len(data) // 2
    yield from shaped_bodies(shape, data[:half])
    yield from shaped_bodies(shape, data[half:])


def _encoded(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _cut(value: Any, most: int) -> Any:
    if isinstance(value, str):
        return value[:most]
    if isinstance(value, list):
        return [_cut(one, most) for one in value[: most // 10]]
    if isinstance(value, Mapping):
        return {name: _cut(one, most) for name, one in list(value.items())[: max(most // 10, 20)]}
    return value


def parsed(body: bytes) -> Fields:
    """Return the JSON object of a delivery. Raises BrokenEventError."""
    try:
        return Fields.of(json.loads(body), "")
    except (ValueError, RecursionError) as error:
        raise BrokenEventError(f"the body is not JSON: {type(error).__name__}") from error
    except UnreadableError as error:
        raise BrokenEventError("the body is not a JSON object") from error


def event_of(value: object, path: str, told: Told, read: Callable[[object, str, Told], Event]) -> Event:
    """Read one element of a delivery: what cannot be read is a broken event, and harms no other (I5)."""
    try:
        return read(value, path, told)
    except UnreadableError as error:
        return Broken(str(error))
