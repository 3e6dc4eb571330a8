"""The secret of a Meta app: `{"app_id", "app_secret", "verify_token"}`. Nothing of it may end in a message or a log."""

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.errors import DisconnectedError, NotFoundError, UnreadableSecretError
from shared.ports.secrets import AppSecrets

APP_ID = "app_id"
APP_SECRET = "app_secret"
VERIFY_TOKEN = "verify_token"


@dataclass(frozen=True, slots=True, repr=False)
class AppKey:
    """A Meta app: its id, and the secret that signs its webhooks and proves its calls."""

    id: str
    secret: str

    @property
    def token(self) -> str:
        """The app's own token: https://developers.facebook.com/docs/facebook-login/guides/access-tokens/#apptokens"""
        return f"{self.id}|{self.secret}"

    def proof(self, token: str) -> str:
        """Return what shows that a call with the token comes from the app's own servers
        (https://developers.facebook.com/docs/graph-api/guides/secure-requests/#appsecret_proof)."""
        return hmac.digest(self.secret.encode(), token.encode(), "sha256").hex()


class AppKeys:
    """The apps of the brand on Meta's platform, one for all of its networks."""

    def __init__(self, secrets: AppSecrets) -> None:
        self._secrets = secrets

    def of(self, app: str) -> AppKey:
        """Return the app's keys. Raises DisconnectedError if it is not set up, and UnavailableError."""
        try:
            found = _key(self._secrets.read(app))
        except NotFoundError as error:
            raise DisconnectedError(str(error)) from error
        if found is None:
            raise DisconnectedError(f"The Meta app {app!r} has no keys yet.")
        return found

    def is_set_up(self, app: str) -> bool:
        """Return whether there are keys. Raises UnavailableError if the secret cannot be read."""
        try:
            return _key(self._secrets.read(app)) is not None
        except (NotFoundError, UnreadableSecretError):
            return False

    def verify_token(self, app: str) -> str:
        """Return the word by which Meta's challenge is known. Raises DisconnectedError if the app is not set up, and
        UnavailableError."""
        try:
            found = self._secrets.read(app).get(VERIFY_TOKEN)
        except NotFoundError as error:
            raise DisconnectedError(str(error)) from error
        if not isinstance(found, str) or not found:
            raise DisconnectedError(f"The Meta app {app!r} has no verify token yet.")
        return found

    def put(self, app: str, key: AppKey, verify_token: str) -> None:
        """Replace the keys. Raises NotFoundError and UnavailableError."""
        self._secrets.write(app, {APP_ID: key.id, APP_SECRET: key.secret, VERIFY_TOKEN: verify_token})

    @property
    def apps(self) -> Collection[str]:
        return self._secrets.apps


def _key(secret: Mapping[str, Any]) -> AppKey | None:
    ident, key = (value if isinstance(value, str) else "" for value in (secret.get(APP_ID), secret.get(APP_SECRET)))
    return AppKey(ident, key) if ident and key else None
