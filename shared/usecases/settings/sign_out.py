"""Revocation of sessions: tokens from before a person's sign-out are invalid, even after the person is enabled again.

An access token is valid for an hour without another check by the sign-in. The sign-out's instant is stored in the person's
document, which every request reads anyway; but only the desk manages it: no file and no request sets, removes or shows it.
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
    """Return the body of a person who is signed out now; a disabled person keeps the earlier instant."""
    if body.get("disabled") is True and FIELD in body:
        return dict(body)
    return {**body, FIELD: now.astimezone(UTC).isoformat(timespec="microseconds")}


def keeping(document: Document, before: Document | None) -> Document:
    """Return the document to be saved over `before`, with the stored sign-out instant."""
    if document.kind != "person":
        return document
    body = {name: value for name, value in document.body.items() if name != FIELD}
    if before is not None and FIELD in before.body:
        body[FIELD] = before.body[FIELD]
    return replace(document, body=body)


def shown(document: Document) -> Document:
    """Return the document without the instant, as people see and edit it."""
    return keeping(document, None)


def check_session(person: Person, claims: Mapping[str, Any]) -> None:
    """Check that the token's session began after the person's sign-out. Raises SignedOutError.

    A renewed token has a time of its own (`iat`) and keeps that of its session (`auth_time`), which counts. Both are in
    whole seconds, so a session of the same second is rejected, as is a token with neither claim. Gateways pass numbers as
    text, and some write large ones as 1.7E9.
    """
    if person.signed_out_at is None:
        return
    try:
        began = float(claims.get("auth_time") or claims.get("iat") or 0)
    except (TypeError, ValueError, OverflowError):
        began = 0.0
    if not isfinite(began) or int(began) <= person.signed_out_at.timestamp():
        raise SignedOutError("You were signed out; sign in again.")
