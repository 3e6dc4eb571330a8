"""Parts of a network ask for no more than they use: a function is given the keys of what it does, and no others."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from shared import wiring
from shared.networks import registry

SETTINGS = ("DESK_APP_SECRETS", "DESK_APP_GRANTS", "DESK_NETWORK_URLS")


def test_a_function_without_the_keys_of_any_app_reads_deliveries(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    plug = wiring.AwsDesk().networks["x"]
    reader = plug.reader
    assert reader is not None
    event = {"for_user_id": "100", "favorite_events": [{"id": "1"}]}
    assert list(reader.read(json.dumps(event).encode(), datetime(2026, 9, 15, tzinfo=UTC)))
    assert plug.rules.title == "X"


@pytest.mark.parametrize("network", registry.names())
def test_I8_a_network_that_delivers_again_says_how_far_back(network: str) -> None:
    """Its rules are asked, which need no client of the network (`ingest_delivery`)."""
    plug = wiring.AwsDesk().networks[network]
    assert (plug.redelivery is not None) == (plug.rules.reading.replayed > timedelta(0))
