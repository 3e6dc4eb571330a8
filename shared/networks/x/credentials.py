"""The secrets of the X apps, written: by the engineer who connects an account, and by nobody else."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3

from shared.adapters.aws.clients import asking, patience
from shared.adapters.aws.secrets import UserTokens
from shared.domain.errors import NotFoundError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

APP_KEYS = ("consumer_key", "consumer_secret", "bearer_token")


class XKeys:
    """Reads the whole secret, changes what is to change, and writes it back: Secrets Manager knows no guard against two
    who do so at once, and one engineer connects accounts. What is in the secret beside that stays."""

    def __init__(self, arns: Mapping[str, str]) -> None:
        self._arns = dict(arns)

    @cached_property
    def _client(self) -> "SecretsManagerClient":
        return boto3.client("secretsmanager", config=patience(5))

    def missing(self, app: str) -> tuple[str, ...]:
        """Which of the app's own keys are not there yet. A desk that was just deployed has a random consumer secret, so
        none of them counts before the consumer key is there."""
        secret = self._read(app)
        if not secret.get("consumer_key"):
            return APP_KEYS
        return tuple(name for name in APP_KEYS if not secret.get(name))

    def consumer(self, app: str) -> tuple[str, str]:
        """The app's consumer key and secret."""
        secret = self._read(app)
        return str(secret["consumer_key"]), str(secret["consumer_secret"])

    def client(self, app: str) -> tuple[str, str] | None:
        """The app's OAuth 2 client; two empty words where somebody chose to do without, None where nobody was asked."""
        secret = self._read(app)
        if "client_id" not in secret:
            return None
        return str(secret["client_id"]), str(secret.get("client_secret", ""))

    def put_app(self, app: str, keys: Mapping[str, str]) -> None:
        self._write(app, self._read(app) | dict(keys))

    def has_tokens(self, app: str, account: str) -> bool:
        accounts = self._read(app).get("accounts")
        return isinstance(accounts, dict) and bool(accounts.get(account))

    def put_tokens(self, app: str, account: str, tokens: UserTokens) -> None:
        secret = self._read(app)
        accounts = secret.get("accounts")
        mine = {"access_token": tokens.access_token, "access_token_secret": tokens.access_token_secret}
        self._write(app, secret | {"accounts": (accounts if isinstance(accounts, dict) else {}) | {account: mine}})

    def _read(self, app: str) -> dict[str, Any]:
        if app not in self._arns:
            raise NotFoundError(f"There is no X app {app!r}; name it in the context x_apps and deploy.")
        with asking(f"the secret of the X app {app!r}"):
            text = self._client.get_secret_value(SecretId=self._arns[app]).get("SecretString", "")
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        return value if isinstance(value, dict) else {}

    def _write(self, app: str, value: Mapping[str, Any]) -> None:
        with asking(f"the secret of the X app {app!r}"):
            self._client.put_secret_value(SecretId=self._arns[app], SecretString=json.dumps(value))
