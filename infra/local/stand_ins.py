"""The stand-ins for networks that a desk on this machine is connected to.

A new network's stand-in is a package in this folder and a line in `MODULES`. The package runs as
`python -m <package> --host --port --state`, answers at `/health`, and has a module `stand_in` with `STAND_IN`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any, Final, Protocol

MODULES: Final[dict[str, str]] = {
    "x": "infra.local.fake_x",
    "line": "infra.local.line",
    "bluesky": "infra.local.bluesky",
    "mastodon": "infra.local.mastodon",
    "meta": "infra.local.meta",
}
"""Each stand-in by the name of its network, or of the family of networks whose app it serves, in the order of their ports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedAccount:
    """One of the brand's accounts that a stand-in knows from the start, as it stands in the desk's settings file. `network` is
    named where the stand-in serves a family of networks."""

    id: str
    network_id: str
    name: str
    app: str
    colour: str
    username: str = ""
    host: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    network: str = ""


class StandIn(Protocol):
    """What `make up` needs to know of a stand-in. Its credentials are made up and open nothing."""

    @property
    def accounts(self) -> Sequence[SeedAccount]: ...

    def app_secret(self, app: str) -> Mapping[str, Any]:
        """Return the app's secret in the shape that the desk reads from Secrets Manager; empty if the network has no keys
        of an app."""

    def signing_secret(self, app: str) -> str | None:
        """Return the key that signs the app's deliveries; None if the network delivers nothing and is polled."""

    def permission(self, url: str, account: SeedAccount, now: datetime) -> Mapping[str, Any] | None:
        """Return the account's permission in the shape that the desk keeps, as a person grants it in
        `desk accounts connect`; None if the app's secret is all that the desk needs. Raises httpx.HTTPError."""

    def connect(self, url: str, app: str, webhook_url: str) -> None:
        """Have the app's events delivered to `webhook_url`. Idempotent. Raises httpx.HTTPError. Called only for a
        network that delivers."""


@cache
def stand_in(network: str) -> StandIn:
    """Return a network's stand-in."""
    found: StandIn = import_module(f"{MODULES[network]}.stand_in").STAND_IN
    return found


def apps(network: str) -> tuple[str, ...]:
    """Return the apps of the brand's accounts on a network, the first account's app first."""
    return tuple(dict.fromkeys(account.app for account in stand_in(network).accounts))


def networks(name: str) -> tuple[str, ...]:
    """Return the networks that a stand-in serves, the first account's first."""
    return tuple(dict.fromkeys(account.network or name for account in stand_in(name).accounts))


def accounts_on(network: str) -> tuple[SeedAccount, ...]:
    """Return the brand's accounts on a network, whichever stand-in serves it."""
    return tuple(
        account for name in MODULES for account in stand_in(name).accounts if (account.network or name) == network
    )


def folder(network: str) -> str:
    """Return the name of the folder for a stand-in's state."""
    return MODULES[network].rpartition(".")[2]


def process(network: str) -> str:
    """Return the name that a stand-in's process and its log go by."""
    return folder(network).replace("_", "-")
