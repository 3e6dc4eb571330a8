"""The accounts' OAuth 2 permissions on X, in a secret of their own for each app (ports.Grants).

`{"<account id>": {"access_token", "refresh_token", "scopes", "expires_at", "renewed_at"}}`. The apps' keys stand in
another secret, which the function that renews may read and not write. Nothing of either may end in a message or a log.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from shared.domain.accounts.connection import Grant
from shared.domain.errors import (
    CredentialNotStoredError,
    DisconnectedError,
    NotFoundError,
    UnavailableError,
    UnreadableSecretError,
)
from shared.domain.settings.desk import Account
from shared.networks.x.api.secrets import XAppSecrets
from shared.networks.x.auth.oauth2 import NEEDED, GrantTokens, XOAuth2
from shared.ports.clock import Clock
from shared.ports.secrets import AppSecrets

WRITES = 3
"""The attempts to store a new key, each as patient as every call: the previous key is spent."""


class XGrants:
    """Reads and renews permissions, without a cache: a permission that another process has renewed meanwhile must not
    be renewed with a spent key. Only a permission that could not be written is held, until it can be or the account has
    given a newer one."""

    def __init__(self, permissions: AppSecrets, secrets: XAppSecrets, oauth2: XOAuth2, clock: Clock) -> None:
        self._permissions = permissions
        self._secrets = secrets
        self._oauth2 = oauth2
        self._clock = clock
        self._unkept: dict[str, GrantTokens] = {}

    def standing(self, account: Account) -> Grant | None:
        """Return the account's permission. An app whose client was taken away has none, whatever is still stored."""
        found = self._tokens(account) if self._secrets.client(account.app) is not None else None
        return _grant(found) if found is not None else None

    def renew(self, account: Account) -> Grant:
        before = self._tokens(account)
        client = self._secrets.client(account.app)
        if before is None or client is None:
            raise DisconnectedError(f"The account {account.id!r} has no permission that could be renewed.")
        unkept = self._unkept.pop(account.id, None)
        known = unkept is not None and unkept.renewed_at > before.renewed_at
        renewed = unkept if known and unkept is not None else self._oauth2.renew(client, before)
        self._keep(account, renewed)
        return _grant(renewed)

    def _keep(self, account: Account, renewed: GrantTokens) -> None:
        for left in reversed(range(WRITES)):
            try:
                self.put(account, renewed)
            except UnavailableError as error:
                if not left:
                    self._unkept[account.id] = renewed
                    raise CredentialNotStoredError(
                        f"X has given a new key, and it could not be kept: {error}"
                    ) from error
            else:
                return

    def access_token(self, account: Account) -> str | None:
        """Return the account's own access token while it is valid."""
        found = self._tokens(account)
        return found.access_token if found is not None and found.expires_at > self._clock.now() else None

    def put(self, account: Account, tokens: GrantTokens) -> None:
        """Store the permission beside those of the app's other accounts; only under the lease that a renewal takes
        too."""
        stored = {
            "access_token": tokens.access_token,
            "refresh_token": tokens.refresh_token,
            "scopes": list(tokens.scopes),
            "expires_at": tokens.expires_at.isoformat(),
            "renewed_at": tokens.renewed_at.isoformat(),
        }
        self._permissions.write(account.app, {**self._read(account.app), account.id: stored})

    def _tokens(self, account: Account) -> GrantTokens | None:
        """Return the stored tokens. Unreadable ones count as none: connecting again mends that."""
        stored: Any = self._read(account.app).get(account.id) if account.app in self._permissions.apps else None
        with suppress(KeyError, TypeError, ValueError):
            return GrantTokens(
                access_token=str(stored["access_token"]),
                refresh_token=str(stored["refresh_token"]),
                scopes=tuple(map(str, stored["scopes"])),
                expires_at=datetime.fromisoformat(stored["expires_at"]),
                renewed_at=datetime.fromisoformat(stored["renewed_at"]),
            )
        return None

    def _read(self, app: str) -> Mapping[str, Any]:
        """Read the app's permissions. Raises NotFoundError for an app that is not set up, and UnavailableError."""
        try:
            return self._permissions.read(app, fresh=True)
        except UnreadableSecretError:
            return {}
        except NotFoundError as error:
            if app not in self._permissions.apps:
                raise
            raise UnavailableError(str(error)) from error


def _grant(tokens: GrantTokens) -> Grant:
    lacking = tuple(scope for scope in NEEDED if scope not in tokens.scopes)
    return Grant(tokens.scopes, tokens.expires_at, tokens.renewed_at, lacking)
