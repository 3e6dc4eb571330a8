"""Meta's data deletion callback: a form with a signed request, which names a person by the id that the app knows them by.

The signature is an HMAC over the encoded payload, both in base64 for addresses and without padding.
https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback
"""

import base64
import binascii
import hmac
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

LARGEST = 16_384
"""Bytes of a form. Meta's have some hundreds."""

ALGORITHM = "HMAC-SHA256"

OLDEST = timedelta(hours=36)
"""As long as Meta repeats a webhook's delivery. A request that somebody kept would erase what its person wrote since."""

CLOCKS_DIFFER = timedelta(minutes=10)

_SIGNED = re.compile(r"([A-Za-z0-9_-]{1,100})={0,2}\.([A-Za-z0-9_-]{1,10000})={0,2}", re.ASCII)
_PERSON = re.compile(r"[0-9]{1,100}", re.ASCII)


class MetaErasures:
    """Implements `ErasureCallback`. An app without a secret believes nothing."""

    def person(self, body: bytes, secret: Mapping[str, object], now: datetime) -> str | None:
        key, signed = secret.get("app_secret"), _signed_request(body)
        if not isinstance(key, str) or not key or signed is None:
            return None
        signature, payload = signed
        if not hmac.compare_digest(hmac.digest(key.encode(), payload.encode(), "sha256"), _decoded(signature)):
            return None
        request = _request(payload)
        return _person(request) if _is_meant(request, now) else None

    def answer(self, url: str, code: str) -> Mapping[str, str]:
        return {"url": url, "confirmation_code": code}


def _signed_request(body: bytes) -> tuple[str, str] | None:
    """Return the signature and the payload, both encoded; None if the form has not one of them."""
    if len(body) > LARGEST:
        return None
    try:
        [given] = parse_qs(body.decode("ascii"), max_num_fields=20).get("signed_request", [])
    except ValueError:
        return None
    found = _SIGNED.fullmatch(given)
    return (found[1], found[2]) if found is not None else None


def _decoded(text: str) -> bytes:
    """Return the bytes; none for half of them, which no signature equals and no payload is."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        return b""


def _request(payload: str) -> Mapping[str, object]:
    try:
        found = json.loads(_decoded(payload))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_meant(request: Mapping[str, object], now: datetime) -> bool:
    """Return whether the request names its algorithm, was made lately, and has not expired. Some never do."""
    algorithm, issued, expires = (request.get(name) for name in ("algorithm", "issued_at", "expires"))
    if not isinstance(algorithm, str) or algorithm.upper() != ALGORITHM:
        return False
    made = _instant(issued)
    if made is None or not now - OLDEST <= made <= now + CLOCKS_DIFFER:
        return False
    if expires in (None, 0):
        return True
    until = _instant(expires)
    return until is not None and now <= until + CLOCKS_DIFFER


def _instant(seconds: object) -> datetime | None:
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _person(request: Mapping[str, object]) -> str | None:
    person = request.get("user_id")
    return person if isinstance(person, str) and _PERSON.fullmatch(person) else None
