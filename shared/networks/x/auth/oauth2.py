"""Sign-in with X by OAuth 2 with PKCE, and the renewal of its tokens.

https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code: a token lasts two hours; with
`offline.access` a refresh token comes with it that serves once and brings the next. The engineer has no page to come
back to: the browser is sent to an address on their own machine where nothing listens, and they copy that address.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from oauthlib.oauth2 import OAuth2Error
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from shared.domain.errors import (
    DisconnectedError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    UnreachableError,
)
from shared.networks.connection import CONNECT_SECONDS, READ_SECONDS, Patient, never_left
from shared.networks.x.api.session import QUARTER_HOUR
from shared.networks.x.api.words import clean
from shared.ports.clock import Clock

SCOPES = ("tweet.read", "users.read", "dm.read", "offline.access")
"""The scopes that X requires before it delivers private messages, and the scope for renewal."""

NEEDED = ("dm.read",)
"""The scopes without which nothing is delivered that the account's own tokens would not bring."""

REDIRECT = "http://127.0.0.1/sokuto"
"""The callback address, which has to be among the app's callback addresses in X's portal."""

X = "https://api.x.com"
PAGE = "https://x.com"
_PATIENCE = (CONNECT_SECONDS, READ_SECONDS)


@dataclass(frozen=True, slots=True, repr=False)
class GrantTokens:
    """The tokens of a permission; the refresh token is worth a password, and serves once."""

    access_token: str
    refresh_token: str
    scopes: tuple[str, ...]
    expires_at: datetime
    renewed_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class AskedGrant:
    """A sign-in under way: `url` is for the person, the rest for `finish`."""

    url: str
    state: str
    session: OAuth2Session = field(compare=False)


class XOAuth2:
    """The OAuth 2 calls. Every method raises NetworkErrors. A refusal during a sign-in is a RefusedError, since the
    engineer is there to try again; a refusal of a renewal because of the permission or the client means that the
    permission is gone. A refusal that says nothing of either is a RefusedError (I10)."""

    redirect = REDIRECT

    def __init__(self, api_url: str, clock: Clock) -> None:
        self._api_url = api_url.rstrip("/")
        self._clock = clock

    def begin(self, client_id: str) -> AskedGrant:
        session = OAuth2Session(client_id, redirect_uri=REDIRECT, scope=list(SCOPES), pkce="S256")
        url, state = session.authorization_url(f"{PAGE}/i/oauth2/authorize")
        page = PAGE if self._api_url == X else self._api_url
        return AskedGrant(page + url.removeprefix(PAGE), state, session)

    def finish(self, client: tuple[str, str], asked: AskedGrant, address: str) -> GrantTokens:
        """Exchange the code in `address`, to which X has sent the browser, for tokens. The address of another sign-in
        is refused."""
        query = parse_qs(urlsplit(address.strip()).query)
        if query.get("error"):
            raise RefusedError(f"X did not give the permission: {clean(query['error'][0])[:200]}")
        if query.get("state") != [asked.state] or not query.get("code"):
            raise RefusedError(
                "This is not the address that X has sent the browser to for this sign-in; copy all of it."
            )

        def fetch(session: OAuth2Session, auth: HTTPBasicAuth) -> Any:
            code = query["code"][0]
            return session.fetch_token(f"{X}/2/oauth2/token", code=code, auth=auth, timeout=_PATIENCE)

        try:
            return self._fetch(asked.session, client, fetch)
        except DisconnectedError as error:
            raise RefusedError(str(error)) from error

    def renew(self, client: tuple[str, str], before: GrantTokens) -> GrantTokens:
        def fetch(session: OAuth2Session, auth: HTTPBasicAuth) -> Any:
            return session.refresh_token(
                f"{X}/2/oauth2/token", refresh_token=before.refresh_token, auth=auth, timeout=_PATIENCE
            )

        return self._fetch(OAuth2Session(client[0]), client, fetch)

    def _fetch(
        self,
        session: OAuth2Session,
        client: tuple[str, str],
        fetch: Callable[[OAuth2Session, HTTPBasicAuth], Any],
    ) -> GrantTokens:
        session.mount(X, _Elsewhere(self._api_url))
        session.register_compliance_hook("access_token_response", self._refuse)
        session.register_compliance_hook("refresh_token_response", self._refuse)
        try:
            tokens = fetch(session, HTTPBasicAuth(*client))
        except Warning as narrowed:  # how oauthlib says that fewer scopes were granted than were asked for
            tokens = getattr(narrowed, "token", {})
        except requests.RequestException as error:
            if never_left(error):
                raise UnreachableError(f"X could not be reached: {type(error).__name__}") from error
            raise OutcomeUnknownError(f"X gave no answer: {type(error).__name__}") from error
        except (OAuth2Error, ValueError):  # chained, it could carry the answer's tokens
            raise OutcomeUnknownError("X answered with something that is no token.") from None
        return self._tokens(tokens)

    def _tokens(self, told: Any) -> GrantTokens:
        now = self._clock.now()
        try:
            scopes = told["scope"]
            listed = scopes.split() if isinstance(scopes, str) else list(scopes)
            return GrantTokens(
                access_token=str(told["access_token"]),
                refresh_token=str(told["refresh_token"]),
                scopes=tuple(str(each) for each in listed),
                expires_at=now + timedelta(seconds=int(told["expires_in"])),
                renewed_at=now,
            )
        except (KeyError, TypeError, ValueError):
            raise OutcomeUnknownError("X answered with a token that does not last.") from None

    def _refuse(self, response: requests.Response) -> requests.Response:
        status = response.status_code
        if status < 300:
            return response
        if status == 429:
            raise RateLimitedError("X wants no more sign-ins for a while.", self._clock.now() + QUARTER_HOUR)
        if status == 408 or status >= 500:
            raise OutcomeUnknownError(f"X answered {status}.")
        if status == 401 or _error(response) is not None:
            raise DisconnectedError(f"X refuses the permission: {_words(response)}")
        raise RefusedError(f"X answered {status}: {_words(response)}")


class _Elsewhere(Patient):
    """Sends requests to another host: oauthlib insists on https, and the stand-in for X on a developer's machine has
    none."""

    def __init__(self, api_url: str) -> None:
        super().__init__()
        self._api_url = api_url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.url = self._api_url + str(request.url).removeprefix(X)
        return super().send(request, *args, **kwargs)


def _told(response: requests.Response) -> Mapping[str, Any]:
    try:
        payload = response.json()
    except (ValueError, RecursionError):
        payload = None
    return payload if isinstance(payload, dict) else {}


def _error(response: requests.Response) -> str | None:
    """Return OAuth 2's own code for a fault of the permission or the client (RFC 6749, 5.2)."""
    error = _told(response).get("error")
    return error if isinstance(error, str) else None


def _words(response: requests.Response) -> str:
    payload = _told(response)
    message = payload.get("error_description") or payload.get("error") or payload.get("detail")
    return clean(message)[:200] if isinstance(message, str) else f"{response.status_code}"
