"""X as one of the networks of a desk on this machine."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from infra.local.fake_x import seed
from infra.local.fake_x.client import FakeX
from infra.local.stand_ins import SeedAccount, StandIn


class XStandIn:
    """Implements `StandIn`: one app, and two accounts that let it receive their private messages."""

    @property
    def accounts(self) -> Sequence[SeedAccount]:
        return seed.ACCOUNTS

    def app_secret(self, app: str) -> Mapping[str, Any]:
        return seed.app_secret(_app(app))

    def signing_secret(self, app: str) -> str | None:
        return _app(app).consumer_secret

    def permission(self, url: str, account: SeedAccount, now: datetime) -> Mapping[str, Any] | None:
        with FakeX(url) as x:
            granted = x.grant(account)
        return {
            "access_token": granted["access_token"],
            "refresh_token": granted["refresh_token"],
            "scopes": granted["scope"].split(),
            "expires_at": (now + timedelta(seconds=granted["expires_in"])).isoformat(),
            "renewed_at": now.isoformat(),
        }

    def connect(self, url: str, app: str, webhook_url: str) -> None:
        accounts = [account for account in seed.ACCOUNTS if account.app == app]
        with FakeX(url) as x:
            x.connect(webhook_url, accounts, _app(app))


def _app(name: str) -> seed.App:
    return next(app for app in seed.APPS if app.app == name)


STAND_IN: Final[StandIn] = XStandIn()
