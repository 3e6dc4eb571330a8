"""Authentication: OAuth 1.0a or OAuth 2 for a user, a bearer token for the app alone.

The signature covers the address that the client meant. A client that was only redirected to this machine at its
transport still signs X's own address, so those are tried beside the address of the request.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from oauthlib.common import Request
from oauthlib.oauth1.rfc5849 import signature

from infra.local.fake_x.access import problems
from infra.local.fake_x.data.records import AppRecord, UserRecord
from infra.local.fake_x.data.store import Store

SKEW_SECONDS: Final = 300
ADDRESSES: Final = ("https://api.x.com", "https://api.twitter.com")


@dataclass(frozen=True, slots=True)
class Caller:
    """`scopes` bind a caller with OAuth 2; None is OAuth 1.0a, whose app has the rights that its developer asked for."""

    app: AppRecord
    user: UserRecord | None
    scopes: tuple[str, ...] | None = None

    @property
    def counted_as(self) -> str:
        """The owner of the rate limit that a request uses up."""
        return self.user.id if self.user else f"app:{self.app.id}"


class Doorkeeper:
    """Authenticates callers. Raises a 401 problem for anybody else."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._nonces: dict[tuple[str, str, str], float] = {}

    def admit(self, *, method: str, url: str, path: str, query: str, authorization: str) -> Caller:
        scheme, _, rest = authorization.partition(" ")
        if scheme.lower() == "bearer":
            return self._bearer(rest.strip())
        if scheme.lower() != "oauth":
            raise problems.unauthorized()
        try:
            params = signature.collect_parameters(
                uri_query=query, headers={"Authorization": authorization}, exclude_oauth_signature=False
            )
        except ValueError as e:
            raise problems.unauthorized() from e
        given = dict(params)
        app = self._store.app_of_key(given.get("oauth_consumer_key", ""))
        token = self._store.tokens.get(given.get("oauth_token"))
        user = self._store.users.get(token.user_id) if token else None
        if not (app and token and user) or token.app != app.id or given.get("oauth_signature_method") != "HMAC-SHA1":
            raise problems.unauthorized()
        for address in (url, *ADDRESSES):
            request: Any = Request(f"{address}{path}", http_method=cast(Any, method))
            request.params = [(name, value) for name, value in params if name != "oauth_signature"]
            request.signature = given.get("oauth_signature", "")
            if signature.verify_hmac_sha1(request, app.consumer_secret, token.secret):
                break
        else:
            raise problems.unauthorized()
        self._once(token.id, given.get("oauth_timestamp", ""), given.get("oauth_nonce", ""))
        return Caller(app, user)

    def _bearer(self, token: str) -> Caller:
        """Return the caller of the app's own token, or of one that a user granted it, for as long as that lasts."""
        if app := self._store.app_of_bearer(token):
            return Caller(app, None)
        grant = self._store.grants.get(token)
        granted = self._store.apps.get(grant.app) if grant else None
        user = self._store.users.get(grant.user_id) if grant else None
        if not (grant and granted and user) or grant.expires_at <= self._now().timestamp():
            raise problems.unauthorized()
        return Caller(granted, user, grant.scopes)

    def _once(self, token: str, timestamp: str, nonce: str) -> None:
        """Accept a signed request once, and only near its time, which is that of the machine that signed it."""
        now = time.time()
        self._nonces = {one: seen for one, seen in self._nonces.items() if seen > now - 2 * SKEW_SECONDS}
        if (
            not timestamp.isdecimal()
            or abs(int(timestamp) - now) > SKEW_SECONDS
            or (token, timestamp, nonce) in self._nonces
        ):
            raise problems.unauthorized()
        self._nonces[token, timestamp, nonce] = now
