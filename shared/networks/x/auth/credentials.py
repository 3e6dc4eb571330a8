"""The secrets of the X apps, written only by the engineer who connects an account."""

from collections.abc import Mapping
from typing import Any

from shared.domain.errors import UnreadableSecretError
from shared.networks.x.api.secrets import UserTokens
from shared.ports.secrets import AppSecrets

APP_KEYS = ("consumer_key", "consumer_secret", "bearer_token")


class XKeys:
    """Changes the secrets: reads the whole secret, changes it, and writes it back. Nothing guards against two
    concurrent writers, since one engineer connects accounts. Every other key of the secret stays."""

    def __init__(self, secrets: AppSecrets) -> None:
        self._secrets = secrets

    def missing(self, app: str) -> tuple[str, ...]:
        """Return the app's own keys that are missing. A desk that was just deployed has a random consumer secret, so
        none of them counts before the consumer key is there."""
        secret = self._read(app)
        if not secret.get("consumer_key"):
            return APP_KEYS
        return tuple(name for name in APP_KEYS if not secret.get(name))

    def consumer(self, app: str) -> tuple[str, str]:
        """Return the app's consumer key and secret."""
        secret = self._read(app)
        return str(secret["consumer_key"]), str(secret["consumer_secret"])

    def client(self, app: str) -> tuple[str, str] | None:
        """Return the app's OAuth 2 client; two empty strings if the engineer chose to do without, None if nobody was
        asked."""
        secret = self._read(app)
        if "client_id" not in secret:
            return None
        return str(secret["client_id"]), str(secret.get("client_secret", ""))

    def put_app(self, app: str, keys: Mapping[str, str]) -> None:
        self._write(app, {**self._read(app), **keys})

    def has_tokens(self, app: str, account: str) -> bool:
        accounts = self._read(app).get("accounts")
        return isinstance(accounts, dict) and bool(accounts.get(account))

    def put_tokens(self, app: str, account: str, tokens: UserTokens) -> None:
        secret = self._read(app)
        accounts = secret.get("accounts")
        mine = {"access_token": tokens.access_token, "access_token_secret": tokens.access_token_secret}
        held = accounts if isinstance(accounts, dict) else {}
        self._write(app, {**secret, "accounts": {**held, account: mine}})

    def _read(self, app: str) -> Mapping[str, Any]:
        """Return the secret's content; an unreadable secret counts as empty and is replaced by the typed keys."""
        try:
            return self._secrets.read(app, fresh=True)
        except UnreadableSecretError:
            return {}

    def _write(self, app: str, value: Mapping[str, Any]) -> None:
        self._secrets.write(app, value)
