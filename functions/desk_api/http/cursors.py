"""Pagination cursors: opaque to the caller, safe in a URL, and bound to the query that they continue.

A cursor names a place in an index, and every list reads its rows with the caller's own query and permissions. A forged
cursor shows nothing that the same query does not show, so cursors need no secret and no key. The check detects
accidents: a cursor that was truncated or altered, that belongs to another query, or that an earlier version issued.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from shared.domain.errors import InvalidError

VERSION = 1
"""To be increased whenever the meaning of a cursor's content changes."""

CHECK_BYTES = 9

_FORM = re.compile(r"[A-Za-z0-9_-]{1,1360}", re.ASCII)
"""Unpadded base64url (RFC 4648, section 5) of what fits into a key of DynamoDB, which takes 1,024 bytes."""

_BETWEEN = "\0"


def issue_cursor(*place: str, query: Mapping[str, Any]) -> str:
    """Issue a cursor for the place, one or more non-empty strings, in the list that `query` selects.

    `query` holds everything that decides the list's rows and their order: its name, its filters, and the caller if they
    are one of the filters; not the page size.
    """
    if not place or not all(place) or any(_BETWEEN in part for part in place):
        raise ValueError(f"no place of a list: {place!r}")
    content = _BETWEEN.join(place).encode()
    return base64.urlsafe_b64encode(bytes([VERSION]) + _check(content, query) + content).decode().rstrip("=")


def place_of(cursor: str, *, query: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the place for which the cursor was issued. Raises InvalidError if it is damaged or belongs to another query."""
    place = _read(cursor, query)
    if place is None:
        raise InvalidError(
            "cursor", "was cut, altered, or given for another query; leave it out to begin with the first page"
        )
    return place


def _read(cursor: str, query: Mapping[str, Any]) -> tuple[str, ...] | None:
    if not _FORM.fullmatch(cursor) or len(cursor) % 4 == 1:
        return None
    decoded = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    if base64.urlsafe_b64encode(decoded).decode().rstrip("=") != cursor:
        return None  # the last character's spare bits are not all zero
    version, check, content = decoded[:1], decoded[1 : 1 + CHECK_BYTES], decoded[1 + CHECK_BYTES :]
    if version != bytes([VERSION]) or check != _check(content, query):
        return None
    try:
        place = tuple(content.decode().split(_BETWEEN))
    except UnicodeDecodeError:
        return None
    return place if all(place) else None


def _check(place: bytes, query: Mapping[str, Any]) -> bytes:
    selection = json.dumps(query, sort_keys=True).encode()
    return hashlib.sha256(b"%d:%b%b" % (len(selection), selection, place)).digest()[:CHECK_BYTES]
