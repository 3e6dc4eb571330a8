"""A Mastodon server as one of the networks of a desk on this machine: it has no keys of an app, and is polled."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from infra.local.mastodon import seed
from infra.local.stand_ins import SeedAccount, StandIn


class MastodonStandIn:
    """Implements `StandIn`: one account, whose token lasts."""

    @property
    def accounts(self) -> Sequence[SeedAccount]:
        return seed.ACCOUNTS

    def app_secret(self, app: str) -> Mapping[str, Any]:  # noqa: ARG002
        return {}

    def signing_secret(self, app: str) -> str | None:  # noqa: ARG002
        return None

    def permission(self, url: str, account: SeedAccount, now: datetime) -> Mapping[str, Any] | None:  # noqa: ARG002
        return {"token": seed.TOKEN}

    def connect(self, url: str, app: str, webhook_url: str) -> None:
        """Nothing is delivered."""


STAND_IN: Final[StandIn] = MastodonStandIn()
