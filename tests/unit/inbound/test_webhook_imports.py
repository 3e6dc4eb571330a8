"""The function that serves every webhook pays for each import at its cold start: it imports next to nothing."""

import gc
import json
import subprocess
import sys
from typing import Any

import pytest

from functions import receive_webhook
from shared.networks import registry

FORBIDDEN = ("boto3.resources", "pynamodb", "tweepy", "requests", "shared.usecases", "shared.adapters.dynamodb")

ASK = """
import json, sys
from functions import receive_webhook
before = set(sys.modules)
from shared.networks import registry
registry.webhook(sys.argv[1])
print(json.dumps([sorted(before), sorted(set(sys.modules) - before)]))
"""


PARTS = {
    "x": {"shared.networks.x", "shared.networks.x.signature", "shared.networks.x.webhook", "shared.ports.webhooks"},
    "line": {"shared.networks.line", "shared.networks.line.webhook", "shared.ports.webhooks"},
    "meta": {
        "shared.networks.meta",
        "shared.networks.meta.parts",
        "shared.networks.meta.webhook",
        "shared.ports.webhooks",
    },
}
"""The modules of ours that each plug's webhook needs."""


def imported(network: str = "x") -> tuple[set[str], set[str]]:
    """What the function imports when it begins, and what the network's part brings beside that."""
    told = subprocess.run([sys.executable, "-c", ASK, network], capture_output=True, text=True, check=True).stdout
    first, more = json.loads(told.splitlines()[-1])
    return set(first), set(more)


def test_the_webhook_function_imports_no_network_no_store_and_no_use_case() -> None:
    first, more = imported()
    for names in (first, more):
        assert [name for name in sorted(names) if name.startswith(FORBIDDEN)] == []
    ours = {name for name in first if name.startswith(("shared.", "functions."))}
    assert ours == {
        "functions.desk_api",
        "functions.desk_api.http",
        "functions.desk_api.http.answer_headers",
        "functions.receive_webhook",
        "shared.adapters",
        "shared.adapters.clock",
        "shared.domain",
        "shared.domain.errors",
        "shared.networks",
        "shared.networks.registry",
        "shared.ports",
        "shared.ports.memory",
        "shared.precompiled",
        "shared.settings",
        "shared.wiring",
    }


QUEUE = """
import json, sys
from functions import receive_webhook
before = set(sys.modules)
import shared.adapters.aws.secrets, shared.adapters.aws.sqs
print(json.dumps(sorted(name for name in set(sys.modules) - before if name.startswith("shared."))))
"""


def test_secrets_and_queue_bring_no_more_than_the_format_of_a_delivery() -> None:
    told = subprocess.run([sys.executable, "-c", QUEUE], capture_output=True, text=True, check=True).stdout
    assert json.loads(told.splitlines()[-1]) == [
        "shared.adapters.aws",
        "shared.adapters.aws.clients",
        "shared.adapters.aws.secrets",
        "shared.adapters.aws.sqs",
        "shared.domain.text",
        "shared.domain.text.rfc3339",
    ]


def test_every_network_that_delivers_has_its_imports_counted() -> None:
    assert {plug for plug in registry.plugs() if registry.webhook(plug) is not None} == set(PARTS)


@pytest.mark.parametrize("plug", PARTS)
def test_a_webhook_names_the_address_under_which_the_registry_finds_it(plug: str) -> None:
    webhook = registry.webhook(plug)
    assert webhook is not None
    assert webhook.name == plug


@pytest.mark.parametrize("network", PARTS)
def test_a_networks_webhook_part_brings_only_itself_and_the_proofs(network: str) -> None:
    _, more = imported(network)
    assert {name for name in more if name.startswith("shared.")} == PARTS[network]
    assert {name.split(".")[0].lstrip("_") for name in more} <= {
        "shared",
        "hmac",
        "hashlib",
        "blake2",
        "base64",
        "struct",
    }


@pytest.mark.parametrize("fails", [False, True])
def test_a_cold_start_is_not_held_up_by_the_garbage_collector(monkeypatch: pytest.MonkeyPatch, fails: bool) -> None:
    collecting: list[bool] = []

    def answered(_: dict[str, Any]) -> dict[str, Any]:
        collecting.append(gc.isenabled())
        if fails:
            raise KeyError
        return {"statusCode": 200}

    monkeypatch.setattr(receive_webhook, "_answered", answered)
    if fails:
        with pytest.raises(KeyError):
            receive_webhook.handler({}, None)
    else:
        assert receive_webhook.handler({}, None)["statusCode"] == 200
    assert (collecting, gc.isenabled()) == ([False], True)
