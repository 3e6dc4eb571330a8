"""The X apps' keys and the accounts' tokens, from Secrets Manager.

One secret an app: `{"consumer_key", "consumer_secret", "bearer_token", "client_id", "client_secret", "accounts":
{"<account id>": {"access_token", "access_token_secret"}}}`. Nothing of it may end in a message or a log.
"""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import code_of, patience
from shared.domain.errors import DisconnectedError, NotFoundError, UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

KEPT_SECONDS = 5 * 60
"""How long a value is used before it is read again: a rotated key is in use five minutes later at most."""


@dataclass(frozen=True, slots=True, repr=False)
class UserTokens:
    """OAuth 1.0a: what an app needs to act for one account."""

    consumer_key: str
    consumer_secret: str
    access_token: str
    access_token_secret: str


class XAppSecrets:
    """`arns` maps the app's name to its secret. `monotonic` counts seconds."""

    def __init__(self, arns: Mapping[str, str], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._arns = dict(arns)
        self._monotonic = monotonic
        self._kept: dict[str, tuple[float, Mapping[str, Any]]] = {}

    @cached_property
    def _client(self) -> "SecretsManagerClient":
        return boto3.client("secretsmanager", config=patience(3))

    def consumer_secret(self, app: str) -> str:
        """What webhooks of the app are signed with. Raises NotFoundError for an app that is not set up."""
        return self._word(app, self._of(app), "consumer_secret")

    def bearer_token(self, app: str) -> str:
        """What the app asks with for itself. Raises NotFoundError, and UnavailableError where it has none."""
        return self._word(app, self._of(app), "bearer_token")

    def client(self, app: str) -> tuple[str, str] | None:
        """The app's OAuth 2 client id and secret; None for an app that was set up without."""
        secret = self._of(app)
        found = tuple(secret.get(name) for name in ("client_id", "client_secret"))
        return (str(found[0]), str(found[1])) if all(found) else None

    def user_tokens(self, app: str, account_id: str) -> UserTokens:
        """Raises DisconnectedError where the account has not been connected to the app."""
        secret = self._of(app)
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

    def _of(self, app: str) -> Mapping[str, Any]:
        if app not in self._arns:
            raise NotFoundError(f"There is no X app {app!r}.")
        now = self._monotonic()
        kept = self._kept.get(app)
        if kept is not None and now - kept[0] < KEPT_SECONDS:
            return kept[1]
        value = self._read(app)
        self._kept[app] = (now, value)
        return value

    def _read(self, app: str) -> Mapping[str, Any]:
        try:
            text = self._client.get_secret_value(SecretId=self._arns[app]).get("SecretString", "")
        except ClientError as error:
            if code_of(error) == "ResourceNotFoundException":
                raise NotFoundError(f"The secret of the X app {app!r} does not exist.") from error
            raise UnavailableError(f"the secret of the X app {app!r}: {error}") from error
        except BotoCoreError as error:
            raise UnavailableError(f"the secret of the X app {app!r}: {error}") from error
        value: object = None
        with suppress(ValueError):  # chained, it would carry the secret's text
            value = json.loads(text)
        if not isinstance(value, dict):
            raise UnavailableError(f"The secret of the X app {app!r} is not a JSON object.")
        return value

    @staticmethod
    def _word(app: str, values: Mapping[str, Any], name: str) -> str:
        value = values.get(name)
        if not isinstance(value, str) or not value:
            raise UnavailableError(f"The secret of the X app {app!r} has no {name}.")
        return value
