"""Deliveries for the ingest queue, made of what a plug has read itself."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

LARGEST_BODY = 700_000
"""Bytes; in base64 and with its envelope still below what the ingest queue takes."""


def delivery_bodies(head: Mapping[str, Any], data: Sequence[Any]) -> Iterator[bytes]:
    """Yield `data` as deliveries, each with `head` beside it and small enough for one message; none for no data."""
    if not data:
        return
    body = json.dumps({**head, "data": list(data)}, ensure_ascii=False, separators=(",", ":"))
    raw = body.encode("utf-8", "replace")
    if len(raw) <= LARGEST_BODY or len(data) == 1:
        yield raw
        return
    half = len(data) // 2
    yield from delivery_bodies(head, data[:half])
    yield from delivery_bodies(head, data[half:])
