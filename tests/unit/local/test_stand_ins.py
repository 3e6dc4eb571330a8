"""A desk on this machine is connected to the stand-in of every network in the list, whatever each of them has."""

import json
import sys
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from infra.local import demo_settings, networks, show, stand_ins
from infra.local.deploy import _choices
from infra.local.place import LocalDesk
from infra.local.stand_ins import SeedAccount, StandIn

LEMON = SeedAccount(id="lemon", network_id="did:lemon", name="Lemon", app="main", colour="#112233", host="a.example")
RED = SeedAccount(id="red", network_id="1", name="Red", app="main", colour="#112233", network="redcurrant")
BLUE = SeedAccount(id="blue", network_id="1", name="Blue", app="main", colour="#112233", network="blueberry")
LIME = SeedAccount(id="lime", network_id="did:lime", name="Lime", app="main", colour="#112233", options={"as": "team"})


class Polled:
    """A network that delivers nothing and gives an account's permission once."""

    accounts: Sequence[SeedAccount] = (LEMON, LIME)

    def __init__(self) -> None:
        self.asked: list[str] = []

    def app_secret(self, app: str) -> Mapping[str, Any]:
        return {}

    def signing_secret(self, app: str) -> str | None:
        return None

    def permission(self, url: str, account: SeedAccount, now: datetime) -> Mapping[str, Any] | None:
        self.asked.append(account.id)
        return {"token": f"{url}/{account.id}"} if account is LEMON else None

    def connect(self, url: str, app: str, webhook_url: str) -> None:
        raise AssertionError("it has no webhook")


class Manager:
    """Secrets Manager as far as the desk on this machine uses it."""

    def __init__(self, **kept: str) -> None:
        self.kept = kept

    def put_secret_value(self, *, SecretId: str, SecretString: str) -> None:  # noqa: N803 - boto3's names
        self.kept[SecretId] = SecretString

    def get_secret_value(self, *, SecretId: str) -> dict[str, str]:  # noqa: N803 - boto3's names
        return {"SecretString": self.kept[SecretId]}


@pytest.fixture
def polled(monkeypatch: pytest.MonkeyPatch) -> Polled:
    """A second network in the list, after X."""
    there: StandIn = Polled()
    module = ModuleType("lemonade.stand_in")
    module.STAND_IN = there  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "lemonade", ModuleType("lemonade"))
    monkeypatch.setitem(sys.modules, "lemonade.stand_in", module)
    monkeypatch.setattr(stand_ins, "MODULES", {"x": "infra.local.fake_x", "lemon": "lemonade"})
    stand_ins.stand_in.cache_clear()
    assert isinstance(there, Polled)
    return there


@pytest.fixture
def place(tmp_path: Path) -> LocalDesk:
    return LocalDesk(state=tmp_path, port=7000, x_port=7001)


def test_every_stand_in_of_the_list_has_accounts_of_its_own_and_a_port() -> None:
    found = [account for network in stand_ins.MODULES for account in stand_ins.stand_in(network).accounts]
    assert len({account.id for account in found}) == len(found)
    for network in stand_ins.MODULES:
        assert stand_ins.apps(network)


def test_the_networks_of_a_family_are_shown_apart() -> None:
    outputs = {
        "networks": {name: {"stand_in_url": "http://127.0.0.1:7001"} for name in ("x", "messenger", "instagram")}
    }
    shown = show._networks(outputs)
    assert [list(column.cells) for column in shown.columns][:2] == [
        ["x", "messenger", "instagram"],
        ["@acme_help, @acme_jp", "Acme", "@acme.official"],
    ]


def test_a_networks_stand_in_gets_the_next_port_and_stands_in_the_deployments_choices(
    place: LocalDesk, polled: Polled
) -> None:
    choices = _choices(place)
    assert json.loads(choices["apps"]) == {"x": ["main"], "lemon": ["main"]}
    assert json.loads(choices["network_urls"]) == {"x": "http://127.0.0.1:7001", "lemon": "http://127.0.0.1:7002"}


def test_outputs_name_every_network_and_a_polled_one_has_no_webhook(place: LocalDesk, polled: Polled) -> None:
    found = networks.network_outputs(place, "http://localhost:7000")
    assert found["x"]["webhook_url"] == "http://localhost:7000/webhooks/x/main"
    assert found["x"]["secret"]
    assert found["lemon"] == {"webhook_url": None, "secret": None, "stand_in_url": "http://127.0.0.1:7002"}


def test_a_stand_in_of_a_family_has_one_port_and_one_app_and_an_output_for_each_of_its_networks(
    place: LocalDesk, polled: Polled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polled, "accounts", (RED, BLUE))
    assert json.loads(_choices(place)["apps"]) == {"x": ["main"], "lemon": ["main"]}
    found = networks.network_outputs(place, "http://localhost:7000")
    assert found.keys() == {"x", "redcurrant", "blueberry"}
    assert (
        found["redcurrant"]
        == found["blueberry"]
        == {
            "webhook_url": None,
            "secret": None,
            "stand_in_url": "http://127.0.0.1:7002",
        }
    )
    accounts = tomllib.loads(demo_settings.settings({}, minutes=60))["accounts"]
    assert [account["network"] for account in accounts] == ["x", "x", "redcurrant", "blueberry"]


def test_accounts_of_every_network_stand_in_the_settings_without_what_they_have_not(polled: Polled) -> None:
    accounts = tomllib.loads(demo_settings.settings({}, minutes=60))["accounts"]
    assert [account["network"] for account in accounts] == ["x", "x", "lemon", "lemon"]
    assert {"username", "options"} & accounts[2].keys() == set()
    assert accounts[2]["host"] == "a.example"
    assert accounts[3]["options"] == {"as": "team"}


def test_keys_and_permissions_are_given_and_a_permission_that_is_there_stays(
    monkeypatch: pytest.MonkeyPatch, place: LocalDesk, polled: Polled
) -> None:
    held = {"acme_help": {"access_token": "renewed"}, "acme_jp": {"access_token": "renewed"}}
    manager = Manager(keys="{}", lemon_keys="{}", grants=json.dumps(held), lemon_grants="{}")
    monkeypatch.setattr(networks, "client", lambda *_: manager)
    networks.give_keys(place, {"x": {"main": "keys"}, "lemon": {"main": "lemon_keys"}})
    grants = {"x": {"main": "grants"}, "lemon": {"main": "lemon_grants"}}
    networks.give_permissions(place, grants)
    networks.give_permissions(place, grants)
    assert json.loads(manager.kept["keys"])["consumer_secret"]
    assert json.loads(manager.kept["grants"]) == held
    assert json.loads(manager.kept["lemon_grants"]) == {"lemon": {"token": "http://127.0.0.1:7002/lemon"}}
    assert polled.asked == ["lemon", "lime", "lime"]
