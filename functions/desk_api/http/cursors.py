"""Cursors: where a list goes on, opaque to the caller, safe in an address, and bound to the query that they continue.

A cursor names a place in an index, and every list reads its rows anew with the caller's own query and rights. One that
somebody makes up shows nothing that the same query does not show, so there is nothing to keep secret and no key to keep.
The check finds what happens by accident: a cursor that was cut or altered on its way, one of another query, and one of
an earlier version of the desk.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from shared.domain.errors import InvalidError

VERSION = 1
"""Another one whenever what a cursor holds means something else."""

CHECK_BYTES = 9

_FORM = re.compile(r"[A-Za-z0-9_-]{1,1360}", re.ASCII)
"""Unpadded base64url (RFC 4648, section 5) of what fits into a key of DynamoDB, which takes 1,024 bytes."""

_BETWEEN = "\0"


def issue_cursor(*place: str, query: Mapping[str, Any]) -> str:
    """A cursor for the place, which is one or more texts that are not empty, in the list that `query` asks for.

    `query` holds whatever decides which rows the list has and in which order: its name, its filters, and the person if
    they count among them; not the size of a page.
    """
    if not place or not all(place) or any(_BETWEEN in part for part in place):
        raise ValueError(f"no place of a list: {place!r}")
    said = _BETWEEN.join(place).encode()
    return base64.urlsafe_b64encode(bytes([VERSION]) + _check(said, query) + said).decode().rstrip("=")


def place_of(cursor: str, *, query: Mapping[str, Any]) -> tuple[str, ...]:
    """The place that the cursor was issued for. Raises InvalidError unless it was issued whole, and for this query."""
    place = _read(cursor, query)
    if place is None:
        raise InvalidError(
            "cursor", "was cut, altered, or given for another query; leave it out to begin with the first page"
        )
    return place


def _read(cursor: str, query: Mapping[str, Any]) -> tuple[str, ...] | None:
    if not _FORM.fullmatch(cursor) or len(cursor) % 4 == 1:
        return None
    held = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    if base64.urlsafe_b64encode(held).decode().rstrip("=") != cursor:
        return None  # the bits that the last letter has to spare are not all nought
    version, check, said = held[:1], held[1 : 1 + CHECK_BYTES], held[1 + CHECK_BYTES :]
    if version != bytes([VERSION]) or check != _check(said, query):
        return None
    try:
        place = tuple(said.decode().split(_BETWEEN))
    except UnicodeDecodeError:
        return None
    return place if all(place) else None


def _check(place: bytes, query: Mapping[str, Any]) -> bytes:
    asked = json.dumps(query, sort_keys=True).encode()
    return hashlib.sha256(b"%d:%b%b" % (len(asked), asked, place)).digest()[:CHECK_BYTES]
