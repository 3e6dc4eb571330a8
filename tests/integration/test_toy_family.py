"""Two networks that share one app: one address, one secret and one reader serve both, and each has accounts of its own."""

import json
from typing import Any

import pytest

from functions import receive_webhook
from shared import wiring
from shared.domain.errors import NotFoundError
from shared.networks import registry
from shared.networks.context import PlugContext
from shared.ports.settings import Document
from shared.wiring import AwsDesk
from tests.builders import NOON
from tests.fake_desk import AT_ONCE
from tests.fake_plug import FakeAppSecrets
from tests.faults.world import World
from tests.toy import plug
from tests.toy_family.webhook import SIGNATURE, sign
from tests.toy_server import ToyServer
from tests.unit.api.test_api import PAGE, call

SECRET = {"key": "a key of the test"}
PAGE_ID = "100"
"""Both accounts have the same id, each on its network."""


@pytest.fixture(autouse=True)
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.FAMILIES, "toys", "tests.toy_family")
    monkeypatch.setitem(registry.MODULES, "red", "tests.toy_family.red")
    monkeypatch.setitem(registry.MODULES, "blue", "tests.toy_family.blue")
    monkeypatch.setattr(plug, "SERVER", ToyServer())  # another than that of other tests, with what they wrote there


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    for name, value in {**PAGE, "POWERTOOLS_METRICS_NAMESPACE": "Sokuto", "POWERTOOLS_SERVICE_NAME": "toys"}.items():
        monkeypatch.setenv(name, value)
    secrets = FakeAppSecrets({"main": SECRET})

    def install(desk: Any) -> None:
        under = desk.under
        under.app_secrets = {"toys": secrets}
        under.rules = registry.EveryRules()
        under.networks = registry.Plugs(
            lambda _: PlugContext(under.clock, lambda: under.budgets, secrets, secrets, lambda *_: None)
        )
        monkeypatch.setattr(wiring, "_desk", desk)

    accounts = [
        Document("account", f"acme_{name}", 2, {"network": name, "network_id": PAGE_ID, "name": f"Acme {name}"})
        for name in ("red", "blue")
    ]
    return World(*accounts, AT_ONCE, now=NOON, install=install)


def delivery(**words: str) -> bytes:
    notes = [
        {
            "network": network,
            "id": f"{network}-1",
            "author": "hanako",
            "name": "Hanako",
            "text": text,
            "at": NOON.isoformat(),
            "answers": None,
            "version": "",
        }
        for network, text in words.items()
    ]
    return json.dumps({"for": PAGE_ID, "notes": notes}).encode()


def test_a_familys_plug_is_named_once_and_no_network_of_it_has_an_address_of_its_own() -> None:
    assert (registry.plug_of("red"), registry.plug_of("blue"), registry.plug_of("x")) == ("toys", "toys", "x")
    assert (registry.members("toys"), registry.members("x")) == (("red", "blue"), ("x",))
    assert registry.members("red") == registry.members("purple") == ()
    assert registry.plugs()[-1] == "toys"
    webhook = registry.webhook("toys")
    assert webhook is not None
    for name in ("red", "purple"):
        with pytest.raises(NotFoundError):
            registry.webhook(name)


def test_the_secrets_of_a_family_are_its_networks_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_APP_SECRETS", json.dumps({"toys": {"main": "arn:1"}, "x": {"main": "arn:2"}}))
    monkeypatch.setenv("DESK_NETWORK_URLS", json.dumps({"toys": "http://127.0.0.1:1"}))
    desk = AwsDesk()
    assert desk.app_secrets["red"] is desk.app_secrets["blue"] is desk.app_secrets["toys"]
    assert [*desk.app_secrets["red"].apps] == ["main"]
    assert desk._plug_context("red").api_url == "http://127.0.0.1:1"


def test_I1_one_delivery_brings_posts_to_the_accounts_of_each_network(world: World) -> None:
    body = delivery(red="Where is my parcel?", blue="Are you open today?")
    world.network_tells("toys", body, {SIGNATURE: sign(body, SECRET)})
    world.run_until(NOON.replace(minute=1))
    _, told = call("GET", "/api/queue")
    found = {(row["network"], row["account"], row["excerpt"]) for row in told["tickets"]}
    assert found == {
        ("red", "acme_red", "Where is my parcel?"),
        ("blue", "acme_blue", "Are you open today?"),
    }


@pytest.mark.parametrize("plug", ["red", "purple"])
def test_I1_what_comes_to_the_address_of_one_network_alone_is_not_taken(world: World, plug: str) -> None:
    body = delivery(red="hello?")
    event = {
        "pathParameters": {"plug": plug, "app": "main"},
        "requestContext": {"http": {"method": "POST"}},
        "headers": {SIGNATURE: sign(body, SECRET)},
        "body": body.decode(),
    }
    assert receive_webhook.handler(event, None)["statusCode"] == 404


def test_I11_a_challenge_that_wants_its_words_back_gets_them_as_plain_text(world: World) -> None:
    event = {
        "pathParameters": {"plug": "toys", "app": "main"},
        "requestContext": {"http": {"method": "GET"}},
        "queryStringParameters": {"echo": "<b>1158201444</b>"},
    }
    answer = receive_webhook.handler(event, None)
    assert (answer["statusCode"], answer["body"]) == (200, "<b>1158201444</b>")
    assert answer["headers"]["content-type"] == "text/plain; charset=utf-8"
    assert answer["headers"]["x-content-type-options"] == "nosniff"
