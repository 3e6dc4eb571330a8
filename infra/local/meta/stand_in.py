"""Meta as three of the networks of a desk on this machine: one app, one Page's token, one webhook."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from infra.local.meta import seed
from infra.local.meta.client import FakeMeta
from infra.local.stand_ins import SeedAccount, StandIn


class MetaStandIn:
    """Implements `StandIn`: a Page with its comments and its inbox, and an Instagram account."""

    @property
    def accounts(self) -> Sequence[SeedAccount]:
        return seed.ACCOUNTS

    def app_secret(self, app: str) -> Mapping[str, Any]:  # noqa: ARG002
        return seed.app_secret()

    def signing_secret(self, app: str) -> str | None:  # noqa: ARG002
        return seed.APP_SECRET

    def permission(self, url: str, account: SeedAccount, now: datetime) -> Mapping[str, Any] | None:  # noqa: ARG002
        return seed.permission()

    def connect(self, url: str, app: str, webhook_url: str) -> None:  # noqa: ARG002
        with FakeMeta(url) as meta:
            meta.connect(webhook_url)


STAND_IN: Final[StandIn] = MetaStandIn()
