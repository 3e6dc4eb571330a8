"""Bluesky as one of the networks of a desk on this machine: it has no keys of an app, and is polled."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from infra.local.bluesky import seed
from infra.local.bluesky.client import Bluesky
from infra.local.bluesky.sessions import ACCESS, scope_of
from infra.local.stand_ins import SeedAccount, StandIn


class BlueskyStandIn:
    """Implements `StandIn`."""

    @property
    def accounts(self) -> Sequence[SeedAccount]:
        return seed.ACCOUNTS

    def app_secret(self, app: str) -> Mapping[str, Any]:  # noqa: ARG002
        return {}

    def signing_secret(self, app: str) -> str | None:  # noqa: ARG002
        return None

    def permission(self, url: str, account: SeedAccount, now: datetime) -> Mapping[str, Any] | None:
        known = next(one for one in seed.ACCOUNTS if one.id == account.id)
        with Bluesky(url) as bluesky:
            return permission(bluesky, known, now)

    def connect(self, url: str, app: str, webhook_url: str) -> None:
        """Nothing is delivered."""


def permission(
    bluesky: Bluesky, account: seed.SeedAccount, now: datetime, password: str | None = None
) -> dict[str, Any]:
    """Return a session in the shape that the desk keeps."""
    opened = bluesky.log_in(account, password)
    return {
        "password": password or account.password,
        "pds": bluesky.url,
        "access": opened["accessJwt"],
        "refresh": opened["refreshJwt"],
        "scope": scope_of(opened["accessJwt"]),
        "expires_at": (now + timedelta(seconds=ACCESS.total_seconds())).isoformat(),
        "renewed_at": now.isoformat(),
    }


STAND_IN: Final[StandIn] = BlueskyStandIn()
