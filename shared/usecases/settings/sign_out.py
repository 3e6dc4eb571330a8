"""When somebody was signed out for good: tokens of before that instant are dead, also once the person is let back in.

An access token is good for an hour wherever it is, and nobody asks the sign-in about it again. The instant stands in the
person's document, which is read at every request anyway; but it is the desk's own: no file and no request sets it, takes
it away or shows it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from shared.domain.errors import SignedOutError
from shared.domain.settings.desk import Person
from shared.ports.settings import Document

FIELD = "signed_out_at"


def signing_out(body: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The body of somebody who is signed out now; the first time counts for whoever is disabled already."""
    if body.get("disabled") is True and FIELD in body:
        return dict(body)
    return {**body, FIELD: now.astimezone(UTC).isoformat(timespec="microseconds")}


def keeping(document: Document, before: Document | None) -> Document:
    """The document as it is to be saved over `before`, whatever it says of the instant itself."""
    if document.kind != "person":
        return document
    body = {name: value for name, value in document.body.items() if name != FIELD}
    if before is not None and FIELD in before.body:
        body[FIELD] = before.body[FIELD]
    return replace(document, body=body)


def shown(document: Document) -> Document:
    """The document as people see and edit it."""
    return keeping(document, None)


def check_session(person: Person, claims: Mapping[str, Any]) -> None:
    """Raises SignedOutError if the session that the token belongs to began before the person was signed out.

    A renewed token has a time of its own (`iat`) and keeps that of its session (`auth_time`), which counts. Both are in
    whole seconds, so that what falls into the same second is refused; so is a token that names neither. Gateways hand
    numbers on as text, and some write large ones as 1.7E9.
    """
    if person.signed_out_at is None:
        return
    try:
        began = float(claims.get("auth_time") or claims.get("iat") or 0)
    except (TypeError, ValueError, OverflowError):
        began = 0.0
    if not isfinite(began) or int(began) <= person.signed_out_at.timestamp():
        raise SignedOutError("You were signed out; sign in again.")
