"""The content of the secret of an app on X, and its reader.

One secret an app: `{"consumer_key", "consumer_secret", "bearer_token", "client_id", "client_secret", "accounts":
{"<account id>": {"access_token", "access_token_secret"}}}`. Nothing of it may end in a message or a log.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.errors import DisconnectedError, UnavailableError
from shared.ports.secrets import AppSecrets


@dataclass(frozen=True, slots=True, repr=False)
class UserTokens:
    """The OAuth 1.0a tokens with which an app acts for one account."""

    consumer_key: str
    consumer_secret: str
    access_token: str
    access_token_secret: str


class XAppSecrets:
    """Reads the apps' secrets. Every method raises NotFoundError for an app that is not set up, and UnavailableError
    for a secret that lacks the requested key."""

    def __init__(self, secrets: AppSecrets) -> None:
        self._secrets = secrets

    def consumer_secret(self, app: str) -> str:
        """Return the secret that signs the app's webhooks."""
        return self._word(app, self._secrets.read(app), "consumer_secret")

    def bearer_token(self, app: str) -> str:
        """Return the token with which the app makes requests for itself."""
        return self._word(app, self._secrets.read(app), "bearer_token")

    def client(self, app: str) -> tuple[str, str] | None:
        """Return the app's OAuth 2 client id and secret; None for an app that was set up without."""
        secret = self._secrets.read(app)
        found = tuple(secret.get(name) for name in ("client_id", "client_secret"))
        return (str(found[0]), str(found[1])) if all(found) else None

    def user_tokens(self, app: str, account_id: str) -> UserTokens:
        """Return the account's tokens. Raises DisconnectedError if the account has not been connected to the app."""
        secret = self._secrets.read(app)
        accounts = secret.get("accounts")
        tokens = accounts.get(account_id) if isinstance(accounts, dict) else None
        if not isinstance(tokens, dict):
            raise DisconnectedError(f"The account {account_id!r} has no tokens in the secret of the X app {app!r}.")
        try:
            access_token = self._word(app, tokens, "access_token")
            access_token_secret = self._word(app, tokens, "access_token_secret")
        except UnavailableError as error:
            raise DisconnectedError(f"The account {account_id!r} is not connected: {error}") from error
        return UserTokens(
            consumer_key=self._word(app, secret, "consumer_key"),
            consumer_secret=self._word(app, secret, "consumer_secret"),
            access_token=access_token,
            access_token_secret=access_token_secret,
        )

    @staticmethod
    def _word(app: str, values: Mapping[str, Any], name: str) -> str:
        value = values.get(name)
        if not isinstance(value, str) or not value:
            raise UnavailableError(f"The secret of the X app {app!r} has no {name}.")
        return value
