"""The seed of the stand-in for X: one app, and the brand's two accounts.

A deployment to this machine reads the same constants, so that the desk's secret and the stand-in agree without a
handshake. Every credential here is made up and opens nothing: the stand-in listens on this machine only.
"""

from dataclasses import dataclass
from typing import Any, Final

from infra.local import stand_ins

HOST: Final = "127.0.0.1"
PORT: Final = 4620


@dataclass(frozen=True, slots=True)
class App:
    """A developer's app on X, which signs webhooks and may send requests without a user."""

    app: str
    consumer_key: str
    consumer_secret: str
    bearer_token: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedAccount(stand_ins.SeedAccount):
    """One of the brand's accounts, with the user token that lets the app act for it."""

    access_token: str
    access_token_secret: str


MAIN: Final = App(
    app="main",
    consumer_key="local-consumer-key",
    consumer_secret="local-consumer-secret",
    bearer_token="local-bearer-token",
    client_id="local-client-id",
    client_secret="local-client-secret",
)

ACME_HELP: Final = SeedAccount(
    id="acme_help",
    network_id="1800000000000000101",
    username="acme_help",
    name="Acme Help",
    app="main",
    access_token="1800000000000000101-local-access-token",
    access_token_secret="local-access-token-secret-help",
    colour="#0a7d5a",
)

ACME_JP: Final = SeedAccount(
    id="acme_jp",
    network_id="1800000000000000202",
    username="acme_jp",
    name="アクメ サポート",
    app="main",
    access_token="1800000000000000202-local-access-token",
    access_token_secret="local-access-token-secret-jp",
    colour="#8a3ffc",
)

APPS: Final = (MAIN,)
ACCOUNTS: Final = (ACME_HELP, ACME_JP)


def app_secret(app: App = MAIN) -> dict[str, Any]:
    """Return the app's secret in the shape that the desk reads from Secrets Manager."""
    return {
        "consumer_key": app.consumer_key,
        "consumer_secret": app.consumer_secret,
        "bearer_token": app.bearer_token,
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "accounts": {
            account.id: {
                "access_token": account.access_token,
                "access_token_secret": account.access_token_secret,
            }
            for account in ACCOUNTS
            if account.app == app.app
        },
    }
