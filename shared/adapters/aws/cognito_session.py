"""Sessions at Cognito's sign-in, as a public client (ports.SignIn).

https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html and revocation-endpoint.html. A refresh token
is not rotated during its seven days (`infra/login.py`), so that two tabs can renew at once.
"""

from typing import Any

import requests
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import client
from shared.domain.errors import SignedOutError, UnavailableError
from shared.ports.people import Session

PATIENCE = (3.05, 8)
"""Timeouts in seconds to connect and to read: Cognito takes some 200 ms; the page gives up after 15 s."""

REFUSALS = frozenset({"invalid_grant", "invalid_request", "unauthorized_client"})
"""Cognito's errors for a used, revoked, expired or invalid code or token; all others are errors of its own."""


class CognitoSignIn:
    """Sessions through the OAuth endpoints. `token_url` is that of the user pool's domain, `redirect_uri` the page's address as
    configured for the client."""

    def __init__(self, token_url: str, client_id: str, redirect_uri: str) -> None:
        self._token_url = token_url
        self._client_id = client_id
        self._redirect_uri = redirect_uri

    def begin(self, code: str, verifier: str) -> Session:
        return self._ask(
            grant_type="authorization_code", code=code, code_verifier=verifier, redirect_uri=self._redirect_uri
        )

    def renew(self, refresh_token: str) -> Session:
        return self._ask(grant_type="refresh_token", refresh_token=refresh_token)

    def end(self, refresh_token: str) -> None:
        """Revoke the token, which needs no credentials but the token itself."""
        try:
            cognito = client("cognito-idp", Config(signature_version=UNSIGNED, retries={"max_attempts": 2}))
            cognito.revoke_token(Token=refresh_token, ClientId=self._client_id)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("TooManyRequestsException", "InternalErrorException"):
                raise UnavailableError("The sign-in could not end the session.") from error
        except BotoCoreError as error:
            raise UnavailableError("The sign-in could not be reached.") from error

    def _ask(self, **words: str) -> Session:
        try:
            answer = requests.post(
                self._token_url,
                data={"client_id": self._client_id, **words},
                timeout=PATIENCE,
                allow_redirects=False,
            )
            told = answer.json()
        except requests.RequestException as error:
            raise UnavailableError("The sign-in could not be reached.") from error
        if not isinstance(told, dict):
            raise UnavailableError("The sign-in's answer cannot be read.")
        if answer.status_code == 400 and told.get("error") in REFUSALS:
            raise SignedOutError("The sign-in has ended; sign in again.")
        if answer.status_code != 200:
            raise UnavailableError(f"The sign-in answered {answer.status_code}.")
        return _session(told)


def _session(told: dict[str, Any]) -> Session:
    access, refresh, lasts = told.get("access_token"), told.get("refresh_token"), told.get("expires_in")
    if not isinstance(access, str) or not isinstance(lasts, int):
        raise UnavailableError("The sign-in's answer cannot be read.")
    return Session(access, lasts, refresh if isinstance(refresh, str) else None)
