"""The permission of an account: its app password, and the session that the password has opened.

In the secret of an app's permissions: `{"<account id>": {"password", "pds", "access", "refresh", "expires_at", "renewed_at",
"scope", "refused"}}`. Nothing of it may end in a message or a log.
"""

import base64
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.domain.errors import (
    AccountRefusedError,
    DisconnectedError,
    NotFoundError,
    UnavailableError,
    UnreachableError,
    UnreadableSecretError,
)
from shared.domain.settings.desk import Account
from shared.networks.fields import Fields, dict_in
from shared.ports.secrets import AppSecrets

LASTS = timedelta(minutes=120)
"""How long an access token of Bluesky lasts; the token itself says so, as long as it can be read."""

ACCESS, PRIVILEGED, PLAIN = "com.atproto.access", "com.atproto.appPassPrivileged", "com.atproto.appPass"
MESSAGES = "direct messages"
"""The right that an app password has only if it was ticked."""


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    access: str
    refresh: str
    pds: str
    scope: str
    expires_at: datetime
    renewed_at: datetime

    @property
    def lacking(self) -> tuple[str, ...]:
        return (MESSAGES,) if self.scope == PLAIN else ()


@dataclass(frozen=True, slots=True, repr=False)
class Permission:
    """`refused` is Bluesky's answer to the last log-in if it was a refusal, and `locked` is set if that was about the account
    itself and not its password."""

    password: str
    session: Session | None = None
    refused: str = ""
    locked: bool = False


class Permissions:
    """The stored permissions. Every method raises NotFoundError for an app that is not set up, and UnavailableError."""

    def __init__(self, grants: AppSecrets) -> None:
        self._grants = grants

    def of(self, account: Account, *, fresh: bool = False) -> Permission | None:
        """Return what is stored for the account. Something unreadable counts as nothing: connecting again mends that."""
        if account.app not in self._grants.apps:
            return None
        stored = self._read(account.app, fresh=fresh).get(account.id)
        return _read(stored) if isinstance(stored, dict) and isinstance(stored.get("password"), str) else None

    def put(self, account: Account, permission: Permission) -> None:
        """Store it beside those of the app's other accounts; only under the lease that a renewal takes too."""
        whole = self._read(account.app, fresh=True)
        self._grants.write(account.app, {**whole, account.id: _stored(permission)})

    def session(self, account: Account, *, fresh: bool = False) -> Session:
        """Return the session to call with. Raises DisconnectedError (AccountRefusedError where Bluesky refuses the account
        itself) if there is none, and UnreachableError if it cannot be read just now."""
        try:
            found = self.of(account, fresh=fresh)
        except NotFoundError as error:
            raise DisconnectedError(str(error)) from error
        except UnavailableError as error:
            raise UnreachableError(str(error)) from error
        if found is None:
            raise DisconnectedError(f"The account {account.id!r} has no app password for Bluesky: connect it first.")
        if found.session is None:
            raise (AccountRefusedError if found.locked else DisconnectedError)(
                found.refused or f"The account {account.id!r} has no session with Bluesky yet."
            )
        return found.session

    def _read(self, app: str, *, fresh: bool) -> Mapping[str, Any]:
        try:
            return self._grants.read(app, fresh=fresh)
        except UnreadableSecretError:
            return {}


def session_in(payload: Mapping[str, Any], pds: str, now: datetime) -> Session:
    """Read the session in the answer of createSession or refreshSession. Raises UnreadableError."""
    told = Fields(payload)
    access, refresh = told.text("accessJwt"), told.text("refreshJwt")
    claims = claims_of(access)
    return Session(
        access=access,
        refresh=refresh,
        pds=pds,
        scope=str(claims.get("scope", "")),
        expires_at=_instant(claims.get("exp")) or now + LASTS,
        renewed_at=now,
    )


def claims_of(token: str) -> Mapping[str, Any]:
    """Return what a token says of itself, unproved: the desk only wants to know when to renew it and what it may do. Nothing
    if it says nothing readable."""
    with suppress(ValueError, IndexError):
        part = token.split(".")[1]
        return dict_in(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))
    return {}


def _instant(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e11:
        return None
    return datetime.fromtimestamp(value, UTC)


def _read(stored: Mapping[str, Any]) -> Permission:
    session: Session | None = None
    with suppress(KeyError, TypeError, ValueError):
        session = Session(
            access=str(stored["access"]),
            refresh=str(stored["refresh"]),
            pds=str(stored["pds"]),
            scope=str(stored.get("scope", "")),
            expires_at=datetime.fromisoformat(stored["expires_at"]),
            renewed_at=datetime.fromisoformat(stored["renewed_at"]),
        )
    return Permission(stored["password"], session, str(stored.get("refused", "")), stored.get("locked") is True)


def _stored(permission: Permission) -> Mapping[str, Any]:
    session = permission.session
    return {
        "password": permission.password,
        **({"refused": permission.refused, "locked": permission.locked} if permission.refused else {}),
        **(
            {
                "access": session.access,
                "refresh": session.refresh,
                "pds": session.pds,
                "scope": session.scope,
                "expires_at": session.expires_at.isoformat(),
                "renewed_at": session.renewed_at.isoformat(),
            }
            if session is not None
            else {}
        ),
    }
