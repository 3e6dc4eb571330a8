"""What the protocol computes of content: cids, timestamp identifiers, facets, and the limits of the lexicons."""

import base64
import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import regex

from infra.local.bluesky.faults import XrpcError
from infra.local.documents import Json

POST: Final = "app.bsky.feed.post"
_SORTABLE: Final = "234567abcdefghijklmnopqrstuvwxyz"
_TID: Final = re.compile(rf"[234567abcdefghij][{_SORTABLE}]{{12}}")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HANDLE: Final = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_NAMES: Final = re.compile(rf"(?<![\w@.])@({_HANDLE})")
_LINKS: Final = re.compile(r"https?://[^\s　、。]+")


def cid_of(content: Any) -> str:
    """Return a CIDv1 of the content (dag-cbor, sha-256): the same content has the same one, whatever the order of its fields."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode("utf-8", "replace")).digest()
    return "b" + base64.b32encode(bytes([0x01, 0x71, 0x12, 0x20]) + digest).decode().lower().rstrip("=")


def did_of(handle: str) -> str:
    digest = base64.b32encode(hashlib.sha256(handle.encode()).digest()).decode().lower()
    return f"did:plc:{digest[:24]}"


def tid(at: datetime, clock_id: int) -> str:
    number = (at - _EPOCH) // timedelta(microseconds=1) << 10 | clock_id & 0x3FF
    return "".join(_SORTABLE[number >> shift & 31] for shift in range(60, -1, -5))


def is_tid(key: str) -> bool:
    return _TID.fullmatch(key) is not None


def instant(text: object) -> datetime:
    """Parse a datetime of a record. Raises XrpcError."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError as e:
        raise XrpcError(
            "InvalidRequest", f"Invalid {POST} record: Record/createdAt must be a valid atproto datetime"
        ) from e
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def letters(text: str) -> int:
    return len(regex.findall(r"\X", text))


def check_length(text: object, most: int, most_bytes: int, what: str) -> None:
    """Raises XrpcError for a text beyond the lexicon's limits."""
    if not isinstance(text, str):
        raise XrpcError("InvalidRequest", f"{what} must be a string")
    if len(text.encode()) > most_bytes:
        raise XrpcError("InvalidRequest", f"{what} must not be longer than {most_bytes} characters")
    if letters(text) > most:
        raise XrpcError("InvalidRequest", f"{what} must not be longer than {most} graphemes")


def check_post(record: Json) -> None:
    """Check a post as its PDS does: it knows the lexicon, and neither its parent nor who may answer it. Raises XrpcError."""
    named = f"Invalid {POST} record: Record"
    check_length(record.get("text"), 300, 3_000, f"{named}/text")
    instant(record.get("createdAt"))
    for name in ("root", "parent") if record.get("reply") else ():
        ref = record["reply"].get(name)
        if not isinstance(ref, dict) or not ref.get("uri") or not ref.get("cid"):
            raise XrpcError("InvalidRequest", f"{named}/reply/{name} must have the properties uri and cid")
    for facet in record.get("facets", ()):
        index = facet.get("index", {})
        if not all(isinstance(index.get(end), int) and index[end] >= 0 for end in ("byteStart", "byteEnd")):
            raise XrpcError("InvalidRequest", f"{named}/facets/0/index must be an object of integers")


def facets_of(text: str, dids: dict[str, str]) -> list[Json]:
    """Return what Bluesky's own app makes of a typed text: links, and names of known people."""
    found = [(m.span(), {"$type": "app.bsky.richtext.facet#link", "uri": m[0]}) for m in _LINKS.finditer(text)]
    found += [
        (name.span(), {"$type": "app.bsky.richtext.facet#mention", "did": dids[name[1].lower()]})
        for name in _NAMES.finditer(text)
        if name[1].lower() in dids
    ]
    return [
        {
            "index": {"byteStart": len(text[:start].encode()), "byteEnd": len(text[:end].encode())},
            "features": [feature],
        }
        for (start, end), feature in sorted(found, key=lambda each: each[0])
    ]
