"""The stand-ins of a desk on this machine: their processes, and what connects the desk's accounts with them."""

import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx

from infra.local import stand_ins
from infra.local.deploy import client
from infra.local.place import LocalDesk
from infra.local.processes import claim_port, running, start, wait_until_ready


def start_stand_ins(place: LocalDesk) -> None:
    """Start every stand-in that does not run. Raises LocalError if a port is taken, or one does not come up."""
    missing = [network for network in stand_ins.MODULES if running(place, stand_ins.process(network)) is None]
    for network in missing:
        port = place.network_ports[network]
        claim_port(port, variable="X_PORT", command=place.command)
        where = ["--host", "127.0.0.1", "--port", str(port), "--state", str(place.state / stand_ins.folder(network))]
        command = [sys.executable, "-m", stand_ins.MODULES[network], *where]
        start(place, stand_ins.process(network), command, env=os.environ)
    for network, url in place.network_urls.items():
        wait_until_ready(place, stand_ins.process(network), partial(answers, f"{url}/health"), seconds=30)


def give_keys(place: LocalDesk, secrets: Mapping[str, Mapping[str, str]]) -> None:
    """Fill in the keys of every app, as a team does by hand in the cloud. `secrets` are ARNs by network and app."""
    manager = client(place, "secretsmanager")
    for network in stand_ins.MODULES:
        for app in stand_ins.apps(network):
            value = json.dumps(stand_ins.stand_in(network).app_secret(app))
            manager.put_secret_value(SecretId=secrets[network][app], SecretString=value)


def give_permissions(place: LocalDesk, secrets: Mapping[str, Mapping[str, str]]) -> None:
    """Grant each account's permission, as a person does in `desk accounts connect`. From then on the desk renews it by
    itself, so permissions that are there stay.
    """
    manager = client(place, "secretsmanager")
    for network, url in place.network_urls.items():
        stand_in = stand_ins.stand_in(network)
        for app in stand_ins.apps(network):
            secret = secrets[network][app]
            kept = json.loads(manager.get_secret_value(SecretId=secret)["SecretString"])
            for account in stand_in.accounts:
                if account.app == app and account.id not in kept:
                    kept[account.id] = stand_in.permission(url, account, datetime.now(UTC))
            given = {account: permission for account, permission in kept.items() if permission is not None}
            manager.put_secret_value(SecretId=secret, SecretString=json.dumps(given))


def connect(place: LocalDesk, desk_url: str) -> None:
    """Have every network that delivers events deliver them to the desk."""
    for network, url in place.network_urls.items():
        for app in stand_ins.apps(network):
            if webhook_url := _webhook_url(network, app, desk_url):
                stand_ins.stand_in(network).connect(url, app, webhook_url)


def network_outputs(place: LocalDesk, desk_url: str) -> dict[str, dict[str, Any]]:
    """Return `networks` of `outputs.json`: the webhook of the first app and the key that signs its deliveries, both None
    for a network that delivers nothing, and the stand-in's address.
    """
    found: dict[str, dict[str, Any]] = {}
    for name, url in place.network_urls.items():
        app = stand_ins.apps(name)[0]
        one = {
            "webhook_url": _webhook_url(name, app, desk_url),
            "secret": stand_ins.stand_in(name).signing_secret(app),
            "stand_in_url": url,
        }
        found |= dict.fromkeys(stand_ins.networks(name), one)
    return found


def answers(url: str) -> bool:
    """Return whether the address answers with success."""
    try:
        return httpx.get(url, timeout=30).is_success
    except httpx.HTTPError:
        return False


def _webhook_url(network: str, app: str, desk_url: str) -> str | None:
    delivers = stand_ins.stand_in(network).signing_secret(app) is not None
    return f"{desk_url}/webhooks/{network}/{app}" if delivers else None
