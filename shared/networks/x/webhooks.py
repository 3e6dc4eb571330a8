"""X's end of a webhook: its state, and the replay of missed events (ports.Redelivery).

https://docs.x.com/x-api/webhooks/introduction
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import tweepy

from shared.networks.x.api.client import XClient, reading_answer
from shared.networks.x.api.fields import Fields
from shared.networks.x.api.session import document

MINUTE = "%Y%m%d%H%M"


class XRedelivery(XClient):
    """Works with the app's bearer token, on the webhooks whose path is the desk's own for that app."""

    def revive(self, app: str) -> bool:
        """Ask X for another challenge: X stops deliveries after a challenge that failed, until it is asked."""
        client = self._as_app(app)
        silent = [ident for ident, valid in _ours(client, app) if not valid]
        for ident in silent:
            document(client.request("PUT", f"/2/webhooks/{ident}"))
        return bool(silent)

    def replay(self, app: str, start: datetime, end: datetime) -> None:
        client = self._as_app(app)
        span = {"from_date": _minute(start), "to_date": _minute(end)}
        for ident, _ in _ours(client, app):
            document(client.request("POST", "/2/webhooks/replay", json={"webhook_id": ident, **span}))


def _ours(client: tweepy.Client, app: str) -> Iterator[tuple[str, bool]]:
    """Yield each webhook's id, and whether X delivers to it. Raises OutcomeUnknownError for an invalid list."""
    with reading_answer():
        for one in list(Fields(document(client.request("GET", "/2/webhooks")), "").objects("data")):
            if (one.maybe_text("url") or "").endswith(f"/webhooks/x/{app}"):
                yield one.ident("id"), one.values.get("valid") is True


def _minute(at: datetime) -> str:
    return at.astimezone(UTC).strftime(MINUTE)
