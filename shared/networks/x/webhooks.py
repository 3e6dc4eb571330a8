"""X's end of a webhook: whether it delivers, and the replay of what it did not (ports.Webhooks).

https://docs.x.com/x-api/webhooks/introduction
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import tweepy

from shared.adapters.aws.secrets import XAppSecrets
from shared.adapters.clock import SystemClock
from shared.domain.errors import (
    DisconnectedError,
    NotFoundError,
    OutcomeUnknownError,
    UnavailableError,
    UnreachableError,
)
from shared.networks.x.fields import Fields, UnreadableError
from shared.networks.x.session import XSession, document
from shared.ports.clock import Clock

MINUTE = "%Y%m%d%H%M"


class XWebhooks:
    """Works with the app's bearer token, on the webhooks whose path is the desk's own for that app."""

    def __init__(self, api_url: str, secrets: XAppSecrets, clock: Clock | None = None) -> None:
        self._api_url = api_url
        self._secrets = secrets
        self._clock = clock or SystemClock()

    def revive(self, app: str) -> bool:
        """X stops after a challenge that failed, until it is asked to try another one."""
        ask = self._ask(app)
        silent = [ident for ident, valid in self._ours(ask, app) if not valid]
        for ident in silent:
            ask("PUT", f"/2/webhooks/{ident}")
        return bool(silent)

    def replay(self, app: str, start: datetime, end: datetime) -> None:
        ask = self._ask(app)
        span = {"from_date": _minute(start), "to_date": _minute(end)}
        for ident, _ in self._ours(ask, app):
            ask("POST", "/2/webhooks/replay", {"webhook_id": ident, **span})

    def _ours(self, ask: "_Ask", app: str) -> Iterator[tuple[str, bool]]:
        """Each webhook's id, and whether X delivers to it. Raises OutcomeUnknownError for a list that makes no sense."""
        try:
            for one in list(Fields(ask("GET", "/2/webhooks"), "").objects("data")):
                if (one.maybe_text("url") or "").endswith(f"/webhooks/x/{app}"):
                    yield one.ident("id"), one.values.get("valid") is True
        except UnreadableError as error:
            raise OutcomeUnknownError(f"X's answer cannot be read: {error}") from error

    def _ask(self, app: str) -> "_Ask":
        try:
            bearer = self._secrets.bearer_token(app)
        except NotFoundError as error:
            raise DisconnectedError(str(error)) from error
        except UnavailableError as error:
            raise UnreachableError(str(error)) from error
        client = tweepy.Client(bearer, wait_on_rate_limit=False)
        client.session = XSession(self._api_url, self._clock)
        return _Ask(client)


class _Ask:
    def __init__(self, client: tweepy.Client) -> None:
        self._client = client

    def __call__(self, method: str, route: str, body: dict[str, str] | None = None) -> Any:
        return document(self._client.request(method, route, json=body))


def _minute(at: datetime) -> str:
    return at.astimezone(UTC).strftime(MINUTE)
