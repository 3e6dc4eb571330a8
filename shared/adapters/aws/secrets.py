"""The secrets of the brand's apps in Secrets Manager (ports.AppSecrets)."""

import json
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import asking, client, code_of, patience
from shared.domain.errors import NotFoundError, UnavailableError, UnreadableSecretError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

KEPT_SECONDS = 5 * 60
"""How long a value is cached: a rotated key is in use after five minutes at most."""


class SecretsManagerAppSecrets:
    """`arns` maps the app's name to its secret, and is asked for at the first use: a function that needs no secret is told of
    none. `what` is in the secrets, for errors; `monotonic` counts seconds."""

    def __init__(
        self,
        arns: Callable[[], Mapping[str, str]],
        *,
        what: str = "keys",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look_up = arns
        self._what = what
        self._monotonic = monotonic
        self._kept: dict[str, tuple[float, Mapping[str, Any]]] = {}

    @cached_property
    def _arns(self) -> Mapping[str, str]:
        return dict(self._look_up())

    @cached_property
    def _client(self) -> "SecretsManagerClient":
        return cast("SecretsManagerClient", client("secretsmanager", patience(3)))

    @property
    def apps(self) -> Collection[str]:
        return self._arns.keys()

    def read(self, app: str, *, fresh: bool = False) -> Mapping[str, Any]:
        arn = self._arn(app)
        now = self._monotonic()
        kept = self._kept.get(app)
        if not fresh and kept is not None and now - kept[0] < KEPT_SECONDS:
            return kept[1]
        value = self._read(app, arn)
        self._kept[app] = (now, value)
        return value

    def write(self, app: str, value: Mapping[str, Any]) -> None:
        arn = self._arn(app)
        with asking(self._named(app)):
            self._client.put_secret_value(SecretId=arn, SecretString=json.dumps(dict(value)))
        self._kept.pop(app, None)

    def _read(self, app: str, arn: str) -> Mapping[str, Any]:
        named = self._named(app)
        try:
            text = self._client.get_secret_value(SecretId=arn).get("SecretString", "")
        except ClientError as error:
            if code_of(error) == "ResourceNotFoundException":
                raise NotFoundError(f"The {named} does not exist.") from error
            raise UnavailableError(f"{named}: {error}") from error
        except BotoCoreError as error:
            raise UnavailableError(f"{named}: {error}") from error
        value: object = None
        with suppress(ValueError):  # chained, it would carry the secret's text
            value = json.loads(text)
        if not isinstance(value, dict):
            raise UnreadableSecretError(f"The {named} is not a JSON object.")
        return value

    def _arn(self, app: str) -> str:
        if app not in self._arns:
            raise NotFoundError(
                f"There is no {self._named(app)}; name the app in the context `apps` and deploy the desk anew."
            )
        return self._arns[app]

    def _named(self, app: str) -> str:
        return f"secret with the {self._what} of the app {app!r}"
