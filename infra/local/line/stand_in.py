"""LINE as one of the networks of a desk on this machine."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from infra.local.line import seed
from infra.local.line.client import FakeLine
from infra.local.stand_ins import SeedAccount, StandIn


class LineStandIn:
    """Implements `StandIn`: one Official Account with its channel, whose id and secret are all that a desk needs."""

    @property
    def accounts(self) -> Sequence[SeedAccount]:
        return seed.ACCOUNTS

    def app_secret(self, app: str) -> Mapping[str, Any]:
        return seed.app_secret(app)

    def signing_secret(self, app: str) -> str | None:
        return str(seed.app_secret(app)["channel_secret"])

    def permission(self, url: str, account: SeedAccount, now: datetime) -> Mapping[str, Any] | None:  # noqa: ARG002
        return None

    def connect(self, url: str, app: str, webhook_url: str) -> None:  # noqa: ARG002
        with FakeLine(url) as line:
            line.connect(webhook_url)


STAND_IN: Final[StandIn] = LineStandIn()
