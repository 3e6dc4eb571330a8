"""Sign-in with X for an app without a page to come back to: OAuth 1.0a by PIN.

A person opens X's page as the account, allows the app, and types the number that X shows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests
from requests_oauthlib import OAuth1Session
from requests_oauthlib.oauth1_session import TokenMissing, TokenRequestDenied

from shared.domain.accounts.connection import Identity
from shared.domain.errors import RefusedError, UnreachableError
from shared.networks.connection import CONNECT_SECONDS, READ_SECONDS
from shared.networks.x.api.secrets import UserTokens

OUT_OF_BAND = "oob"
_PATIENCE = (CONNECT_SECONDS, READ_SECONDS)


@dataclass(frozen=True, slots=True, repr=False)
class SignInRequest:
    """A sign-in under way: `url` is for the person, the rest for `finish`."""

    url: str
    token: str
    secret: str


class PinSignIn:
    """Signs in by PIN. Raises RefusedError with X's message, and UnreachableError."""

    def __init__(self, api_url: str) -> None:
        self._api_url = api_url.rstrip("/")

    def begin(self, consumer: tuple[str, str]) -> SignInRequest:
        session = OAuth1Session(consumer[0], client_secret=consumer[1], callback_uri=OUT_OF_BAND)
        tokens = self._fetch(session.fetch_request_token, "request_token")
        token, secret = tokens["oauth_token"], tokens["oauth_token_secret"]
        return SignInRequest(f"{self._api_url}/oauth/authorize?{urlencode({'oauth_token': token})}", token, secret)

    def finish(self, consumer: tuple[str, str], asked: SignInRequest, pin: str) -> tuple[UserTokens, Identity]:
        """Return the account's tokens, and their owner."""
        session = OAuth1Session(
            consumer[0],
            client_secret=consumer[1],
            resource_owner_key=asked.token,
            resource_owner_secret=asked.secret,
            verifier=pin.strip(),
        )
        tokens = self._fetch(session.fetch_access_token, "access_token", "user_id", "screen_name")
        whose = Identity(tokens["user_id"], tokens["screen_name"], tokens["screen_name"])
        return UserTokens(*consumer, tokens["oauth_token"], tokens["oauth_token_secret"]), whose

    def _fetch(self, fetch: Callable[..., Any], what: str, *more: str) -> dict[str, str]:
        name = what.replace("_", " ")
        try:
            tokens = fetch(f"{self._api_url}/oauth/{what}", timeout=_PATIENCE)
            return {key: str(tokens[key]) for key in ("oauth_token", "oauth_token_secret", *more)}
        except TokenRequestDenied as error:
            raise RefusedError(f"X did not give the {name}: {_words(error)}") from error
        except (TokenMissing, ValueError, KeyError):
            raise RefusedError(f"X answered with something that is no {name}.") from None
        except requests.RequestException as error:
            raise UnreachableError(f"X could not be reached: {type(error).__name__}") from error


def _words(error: TokenRequestDenied) -> str:
    return f"{error.response.status_code} {error.response.text[:200]}".strip()
